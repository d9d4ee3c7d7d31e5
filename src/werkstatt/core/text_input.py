"""Cleaning what people type or paste, before anything else sees it."""

from __future__ import annotations

import re
import unicodedata

# Control characters except tab and line feed; characters that override the writing direction of what follows
# (they can make a text look like another one); lone surrogates and other code points no database takes.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)

# White space and characters that show nothing by themselves. Within words some of them are needed (emoji, Persian).
_SHOWS_NOTHING = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\uffa0]*"
)


def cleaned(text: str) -> str:
    """The text in NFC, with plain line feeds, without control characters and direction overrides, without blank ends.

    Marks that only say "this is right-to-left" (U+200F) stay: Arabic and Hebrew need them. A text of nothing but
    characters that cannot be seen is empty.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _UNWANTED.sub("", text).strip()
    return "" if _SHOWS_NOTHING.fullmatch(text) else text


def cleaned_line(text: str) -> str:
    """The same for a single line: all white space in a row becomes one space."""
    return " ".join(cleaned(text).split())
