"""Files that commands read and write: with messages that say what to do, and never half-written."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path


class FaultyInputError(Exception):
    """Something about the command's input is wrong; the message names it and says what to do."""


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a file of at most ``limit`` bytes. Raises FaultyInputError."""
    try:
        if path.stat().st_size > limit:
            raise FaultyInputError(
                f"{path}: Die Datei ist größer als {limit // 1_000_000} MB. "
                "Bitte verkleinern Sie die Bilder darin, oder teilen Sie sie."
            )
        return path.read_bytes()
    except OSError as error:
        raise FaultyInputError(
            f"{path}: Die Datei lässt sich nicht lesen ({error.strerror}). Bitte prüfen Sie Namen und Rechte."
        ) from error


def write_file(target: str | Path, data: bytes) -> None:
    """Write everything or nothing; ``-`` is standard output. Raises FaultyInputError."""
    if str(target) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    path = Path(target)
    temporary = ""
    try:
        if path.exists() and not path.is_file():
            # A pipe or a device is written to. Put in its place, a file would take it from everybody.
            path.write_bytes(data)
            return
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name[:40]}.", delete=False) as file:
            temporary = file.name
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        raise FaultyInputError(
            f"{path}: Die Datei lässt sich nicht schreiben ({error.strerror}). Bitte wählen Sie einen anderen Ort."
        ) from error
