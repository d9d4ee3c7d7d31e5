"""Which characters the fonts inside of Typst can draw. PDF/UA allows no character without a shape."""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib import resources

_SUBSTITUTE = "□"
_INVISIBLE = frozenset({"Cf", "Cc", "Cs"})
# Latin with its accents, punctuation, currency: what every style of the body font draws.
_PLAIN = re.compile(r"[^\x20-\x7e\u00a1-\u017e\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2039\u203a\u20ac\n]")


def printable(text: str) -> str:
    """The text with a small box for every character that no font draws; control characters are left out."""
    if text.isascii() and text.isprintable():
        return text
    return _undrawable().sub(_substitute, text.replace("\t", " "))


def plainly_printable(text: str) -> str:
    """The text reduced to what is drawn under all circumstances: for texts whose combinations no font draws."""
    return _PLAIN.sub(_substitute, unicodedata.normalize("NFC", text))


def _substitute(match: re.Match[str]) -> str:
    category = unicodedata.category(match.group())
    return "" if category in _INVISIBLE or category.startswith("M") else _SUBSTITUTE


@functools.cache
def _undrawable() -> re.Pattern[str]:
    """Everything outside the ranges in ``glyphs.txt`` (hexadecimal, one range a line, read from the fonts)."""
    lines = resources.files("werkstatt.core.documents").joinpath("typst/glyphs.txt").read_text().split()
    drawn = []
    for line in lines:
        first, _, last = line.partition("-")
        drawn.append(f"\\U{int(first, 16):08x}-\\U{int(last or first, 16):08x}")
    # Line feeds are ours; joiners, direction marks and variation selectors need no shape.
    return re.compile(
        f"[^\\n\\u00ad\\u200b-\\u200f\\u2060\\ufe00-\\ufe0f{''.join(drawn)}]|[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]"
    )
