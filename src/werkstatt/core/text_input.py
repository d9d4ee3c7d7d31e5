"""Cleaning what people type or paste, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata

# Control characters except tab and line feed; characters that override the writing direction of what follows
# (they can make a text look like another one); lone surrogates and other code points no database takes.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def cleaned(text: str) -> str:
    """The text in NFC, with plain line feeds, without control characters and direction overrides, without blank ends.

    Marks that only say "this is right-to-left" (U+200F) stay: Arabic and Hebrew need them.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNWANTED.sub("", text).strip()


def cleaned_line(text: str) -> str:
    """The same for a single line: all white space in a row becomes one space."""
    return " ".join(cleaned(text).split())
