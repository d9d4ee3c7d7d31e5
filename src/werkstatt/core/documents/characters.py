"""From bytes to characters that are safe to keep, compare and show."""

from __future__ import annotations

import codecs
import re
import unicodedata

from django.utils.translation import gettext as _

from werkstatt.core.documents.errors import DocumentError

# Characters that turn the direction of the text around them can make a sentence look like another one. Marks that
# only say "this is right-to-left" (U+200E, U+200F, U+061C) stay: Arabic and Hebrew need them.
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Control characters except tab and line feed, and code points that no database or XML takes.
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\ud800-\udfff\ufffe\uffff]")
# Signs that word processors draw with symbol fonts (bullets, arrows, ticks), at their places in private use.
_SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0E0: "→", 0xF0FC: "✓", 0xF02D: "–"}
_MOST_CONTROL_CHARACTERS = 0.02


class Cleaner:
    """Removes what must not come in and remembers what it was, so that the person can be told once."""

    def __init__(self) -> None:
        self.removed_overrides = False

    def clean(self, text: str) -> str:
        """The text in NFC, with plain line feeds, without control characters and direction overrides."""
        if text.isascii() and text.isprintable():
            return text
        text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
        text, overrides = _OVERRIDES.subn("", text)
        self.removed_overrides |= bool(overrides)
        return _UNWANTED.sub("", text).translate(_SYMBOLS)

    def notices(self) -> list[str]:
        """What the person should know about the removed characters."""
        if not self.removed_overrides:
            return []
        return [
            _("Unsichtbare Zeichen, die die Schreibrichtung umkehren, wurden entfernt. Bitte lesen Sie den Text gegen.")
        ]


def decoded(data: bytes) -> tuple[str, list[str]]:
    """The characters of a text file in UTF-8, UTF-16 or (with a notice) Windows-1252, uncleaned.

    Raises DocumentError where the bytes are no text.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _text(data.decode(encoding, "replace")), []
    if encoding := _utf16_without_mark(data):
        return _text(data.decode(encoding, "replace")), []
    try:
        return _text(data.decode("utf-8")), []
    except UnicodeDecodeError:
        text = _text(data.decode("cp1252", "replace"))
    notice = _(
        "Die Datei ist nicht in UTF-8 gespeichert und wurde als Windows-Text gelesen. Bitte prüfen Sie die Umlaute."
    )
    return text, [notice]


def _utf16_without_mark(data: bytes) -> str:
    """The byte order of UTF-16 that came without a mark: European text has a zero in every second byte."""
    sample = data[:2000]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) / 2
    if sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _text(text: str) -> str:
    """The same text; a single zero byte slips into files, but a file full of control characters is none."""
    sample = text[:100_000]
    if len(_UNWANTED.findall(sample)) + sample.count("\ufffd") > max(10, _MOST_CONTROL_CHARACTERS * len(sample)):
        raise DocumentError(
            _("Das ist keine Textdatei."),
            _("Speichern Sie das Dokument als DOCX, ODT, Markdown oder Text und laden Sie es noch einmal hoch."),
        )
    return text
