"""The characters that the fonts inside of Typst can draw, read from the library itself."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path

import typst
from fontTools.ttLib import TTFont, TTLibError

_SFNT = re.compile(rb"OTTO|\x00\x01\x00\x00")
_LARGEST_FONT = 4_000_000


def characters_by_font() -> dict[tuple[str, str], frozenset[int]]:
    """Code points by family and style."""
    library = next(Path(typst.__file__).parent.glob("_typst*")).read_bytes()
    result: dict[tuple[str, str], frozenset[int]] = {}
    for match in _SFNT.finditer(library):
        start = match.start()
        tables = struct.unpack(">H", library[start + 4 : start + 6])[0]
        tags = [library[start + 12 + 16 * n : start + 16 + 16 * n] for n in range(tables)] if 5 <= tables <= 40 else []
        if b"cmap" not in tags or b"name" not in tags:
            continue
        try:
            font = TTFont(io.BytesIO(library[start : start + _LARGEST_FONT]), lazy=True)
            name = (font["name"].getDebugName(1), font["name"].getDebugName(2))
            result[name] = frozenset(font.getBestCmap())
        except (TTLibError, struct.error, AssertionError, KeyError):
            continue
    return result


def ranges(characters: frozenset[int]) -> str:
    """Code points as hexadecimal ranges, a line each."""
    result: list[list[int]] = []
    for character in sorted(characters):
        if result and character == result[-1][1] + 1:
            result[-1][1] = character
        else:
            result.append([character, character])
    return "".join(f"{a:x}-{b:x}\n" if a != b else f"{a:x}\n" for a, b in result)


def every() -> frozenset[int]:
    """What at least one font draws."""
    return frozenset().union(*characters_by_font().values())


def safe() -> frozenset[int]:
    """What the body font draws in each of its styles."""
    fonts = characters_by_font()
    return frozenset.intersection(*(fonts["Libertinus Serif", s] for s in ("Regular", "Bold", "Italic", "Bold Italic")))
