"""What is wrong with a file that somebody handed in, said so that they can mend it."""

from __future__ import annotations

from werkstatt.core.errors import RuleBroken


class DocumentError(RuleBroken):
    """The file cannot be taken over. ``message`` says what is wrong, ``hint`` what to do about it (both plain German,
    or the language of the person who is signed in)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".rstrip()


class SettingFailedError(Exception):
    """The pages of a document could not be set. A fault of ours or of the machine, not of the person."""
