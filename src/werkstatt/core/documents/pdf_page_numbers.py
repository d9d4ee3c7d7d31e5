"""Numbers on the pages of a document that was set in parts: written when it is known which page comes where.

The letters come from a small document of their own (``typst/page_number.typ``), whose font is taken over.
"""

from __future__ import annotations

import re
import zlib

from werkstatt.core.documents.pdf_objects import NotOursError, found, objects, reachable, references

_RIGHT, _BASELINE, _SIZE = 799.37, 26.48, 8.0
"""In points from the left and lower edge of the page: on the line of the footer, at the right margin."""
_COLOR = b"0.31 0.357 0.4"
_LETTER = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>")
_STRETCH = re.compile(rb"(\d+) (\d+) (\d+)")


class PageNumbers:
    """ "Seite 14": a word and a number, drawn with the font of ``letters``, a finished document that shows the word and
    all digits. Raises NotOursError."""

    def __init__(self, letters: bytes, word: str) -> None:
        self._word = word
        known = dict(objects(letters))
        fonts = [number for number, body in known.items() if b"/Subtype/Type0" in body]
        for self.font in fonts:
            stream = known[references(rb"/ToUnicode (\d+ 0 R)", known[self.font])[0]].partition(b"stream\n")[2]
            self._codes = {chr(int(sign, 16)): code for code, sign in _LETTER.findall(zlib.decompress(stream))}
            if all(digit in self._codes for digit in "0123456789"):
                break
        else:
            raise NotOursError("no font with digits")
        self.objects = {number: known[number] for number in reachable(self.font, known.__getitem__)}
        """The font with everything that belongs to it, by number."""
        (below,) = references(rb"/DescendantFonts\[([^\]]*)\]", known[self.font])
        self._widths: dict[int, int] = {}
        for first, last, width in _STRETCH.findall(found(rb"/W\[([^\]]*)\]", known[below])):
            self._widths |= dict.fromkeys(range(int(first), int(last) + 1), int(width))

    def drawn(self, number: int, font_name: bytes) -> bytes:
        """What to draw on the page. It belongs to no paragraph: readers' software knows the number of a page."""
        codes = [self._codes[letter] for letter in f"{self._word} {number}" if letter in self._codes]
        width = sum(self._widths.get(int(code, 16), 0) for code in codes) * _SIZE / 1000
        return (
            b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC q %s rg BT /%s %g Tf %.2f %.2f Td <%s> Tj ET Q EMC\n"
            % (_COLOR, font_name, _SIZE, _RIGHT - width, _BASELINE, b"".join(codes))
        )
