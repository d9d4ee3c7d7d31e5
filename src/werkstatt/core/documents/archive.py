"""DOCX and ODT are zip archives. They are checked by their directory before anything in them is unpacked."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib

from django.utils.translation import gettext as _

from werkstatt.core.documents.errors import DocumentError

_MOST_ENTRIES = 5_000
_LARGEST_TOTAL = 250 * 1024 * 1024
_LARGEST_PART = 80 * 1024 * 1024
_HARMLESS_TOTAL = 30 * 1024 * 1024
_HIGHEST_RATIO = 100
_CHUNK = 1 << 20
_ARCHIVES = re.compile(r"\.(zip|jar|7z|rar|tar|t?gz|t?bz2|t?xz|zst|cab|iso|docx|docm|odt|odg)$", re.IGNORECASE)


class Archive:
    """A checked archive: every entry has a harmless name, a bounded size and intact content."""

    def __init__(self, data: bytes) -> None:
        """Raises DocumentError where the archive is broken, encrypted or made to overwhelm whoever unpacks it."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, struct.error) as error:
            raise _broken() from error
        self._check_directory(len(data))
        self._check_content()

    @property
    def names(self) -> frozenset[str]:
        """The names of all entries."""
        return frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """The content of an entry, empty if there is none of that name."""
        entry = self._entries.get(name)
        return self._zip.read(entry) if entry else b""

    def find(self, target: str, folders: tuple[str, ...]) -> bytes:
        """The content of the entry that ``target`` means, seen from one of the folders."""
        for folder in folders:
            if content := self.read(posixpath.normpath(posixpath.join(folder, target)).lstrip("/")):
                return content
        return b""

    def _check_directory(self, size: int) -> None:
        """What can be told without unpacking: count, names, sizes, ratio, encryption."""
        entries = self._zip.infolist()
        total = sum(entry.file_size for entry in entries)
        largest = max((entry.file_size for entry in entries), default=0)
        if len(entries) > _MOST_ENTRIES or total > _LARGEST_TOTAL or largest > _LARGEST_PART:
            raise _too_much()
        if total > _HARMLESS_TOTAL and total > _HIGHEST_RATIO * size:
            raise _too_much()
        if len(self._entries) != len(entries):
            raise _broken()
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise encrypted()
            parts = re.split(r"[/\\]", entry.filename)
            if entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
                raise DocumentError(
                    _("Das Dokument enthält Dateinamen, die aus ihm hinausführen."),
                    _("Speichern Sie es in Ihrem Schreibprogramm unter neuem Namen und laden Sie diese Datei hoch."),
                )
            if _ARCHIVES.search(entry.filename):
                raise DocumentError(
                    _("Im Dokument steckt ein weiteres Archiv: %(name)s.") % {"name": entry.filename[-80:]},
                    _("Entfernen Sie die eingebettete Datei und laden Sie das Dokument noch einmal hoch."),
                )

    def _check_content(self) -> None:
        """Unpack every entry once, piece by piece: sizes and checksums must be what the directory says."""
        for entry in self._zip.infolist():
            try:
                with self._zip.open(entry) as stream:
                    head = stream.read(_CHUNK)
                    while stream.read(_CHUNK):
                        pass
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
                raise _broken() from error
            if b"<!ENTITY" in head[:65_536] and entry.filename.endswith((".xml", ".rels", ".rdf")):
                raise _broken()


def encrypted() -> DocumentError:
    """The document is protected by a password."""
    return DocumentError(
        _("Das Dokument ist mit einem Kennwort geschützt."),
        _("Heben Sie den Kennwortschutz auf, speichern Sie es und laden Sie es noch einmal hoch."),
    )


def _broken() -> DocumentError:
    return DocumentError(
        _("Die Datei ist beschädigt und lässt sich nicht öffnen."),
        _("Öffnen Sie sie in Ihrem Schreibprogramm, speichern Sie sie neu und laden Sie sie noch einmal hoch."),
    )


def _too_much() -> DocumentError:
    return DocumentError(
        _("Das Dokument würde beim Entpacken übermäßig groß."),
        _("Verkleinern Sie die Bilder oder teilen Sie das Dokument und laden Sie es noch einmal hoch."),
    )
