"""Joining tagged PDFs that Typst made to one tagged PDF, one after the other, without holding them in memory.

What a page needs is taken over as it stands, under new object numbers. What belongs to a document as a whole
(catalogue, page list, bookmarks, root of the structure with its tables) is written for the whole. Only for files of our
own making: it relies on how Typst writes them (``pdf_objects``; flat trees, headings of one level).
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from werkstatt.core.documents.pdf_objects import (
    STRING,
    NotOursError,
    found,
    objects,
    references,
    renumbered,
    without_strings,
)
from werkstatt.core.documents.pdf_page_numbers import PageNumbers

LINK = "werkstatt-part:"
"""Address of a link from the front to the n-th heading of the parts (from 0): ``LINK + str(n)``."""

_PER_STREAM = 200
"""Small objects that are compressed together."""
_PAGES, _ROOT, _DOCUMENT, _BOOKMARKS = 1, 2, 3, 4
"""Numbers of the objects that belong to the whole."""
_NUMBER_FONT = b"pageno"
"""Name of the page numbers' font in the resources of a page."""
_TREE_KEY = re.compile(rb"/(StructParents?) (\d+)")
_CONTENTS = re.compile(rb"/Contents (\d+ 0 R)")
_CELL_NAME = re.compile(rb"\((U\d+x\d+y\d+)\)")
_OWN_NAME = re.compile(rb"/ID\(([^()]*)\)")
_LINK = re.compile(rb"/A ?<<(?:(?!>>).)*?/URI ?\(" + LINK.encode() + rb"(\d+)\)(?:(?!>>).)*>>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part that is being taken over: its objects by number, and the new numbers of those that stay."""

    objects: dict[int, bytes]
    numbers: dict[int, int]
    references: dict[bytes, bytes]
    """The same as they stand in the file: from the old number to the new reference."""
    first_key: int
    index: int
    page_numbers: dict[int, int]
    """The number to put on each page, by the page's object."""

    def give(self, old: int, new: int) -> None:
        """The object with the old number gets the new one."""
        self.numbers[old] = new
        self.references[b"%d" % old] = b"%d 0 R" % new


class Joined:
    """A document while it is being written to ``file``: ``add`` the parts in order, then ``finish`` with the front."""

    def __init__(self, file: BinaryIO, page_numbers: PageNumbers | None = None) -> None:
        self._file = file
        self._page_numbers = page_numbers
        self._number_font = b""
        self._offset = 0
        self._last = _BOOKMARKS
        self._places = bytearray(7 * (_BOOKMARKS + 1))
        self._small: list[tuple[int, bytes]] = []
        self._kids: list[bytes] = []
        self._elements: list[bytes] = []
        self._parents: list[bytes] = []
        self._names: list[tuple[bytes, bytes]] = []
        self._bookmarks: list[tuple[bytes, bytes]] = []
        self._roles: dict[bytes, bytes] = {}
        self._parts = self._next_key = self._headings = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        if page_numbers is not None:
            self._number_font = self._take_over_font(page_numbers)

    def add(self, data: bytes) -> tuple[int, list[int]]:
        """Take over a part behind the ones before. Returns how many pages it has, and the page (from 1, within the
        part) of each of its headings. Raises NotOursError."""
        part, kids, elements, bookmarks = self._take_over(data, keep=(), is_numbered=self._page_numbers is not None)
        self._kids += kids
        self._elements += elements
        self._bookmarks += bookmarks
        return len(kids), self._pages_of_headings(part, kids)

    def finish(self, front: bytes) -> int:
        """Put the front before all parts, with its title and language for the whole. Returns the number of pages."""
        known = dict(objects(front))
        info, catalog = (
            found(rb"/Info (\d+) 0 R", front[-2_000:]),
            known[int(found(rb"/Root (\d+) 0 R", front[-2_000:]))],
        )
        metadata = found(rb"/Metadata (\d+) 0 R", catalog)
        part, kids, elements, bookmarks = self._take_over(front, (int(info), int(metadata)), is_numbered=False)
        self._kids[:0], self._elements[:0], self._bookmarks[:0] = kids, elements, bookmarks
        labels = b"/PageLabels<</Nums[0<</S/r>>%d<</S/D>>]>>" % len(kids)
        self._put(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(self._kids), b" ".join(self._kids)))
        self._put(_DOCUMENT, b"<</Type/StructElem/S/Document/P 2 0 R/K[%s]>>" % b" ".join(self._elements))
        self._put(_ROOT, self._structure())
        self._put_bookmarks()
        number = self._new()
        self._put(
            number,
            b"<</Type/Catalog/Pages 1 0 R/StructTreeRoot 2 0 R/Outlines 4 0 R/Metadata %d 0 R/Lang%s%s"
            b"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true/Direction/L2R>>>>"
            % (part.numbers[int(metadata)], found(rb"/Lang(\([^()]*\))", catalog), labels),
        )
        self._flush()
        self._write_places(number, part.numbers[int(info)])
        return len(self._kids)

    # One part

    def _take_over(
        self, data: bytes, keep: tuple[int, ...], is_numbered: bool
    ) -> tuple[_Part, list[bytes], list[bytes], list[tuple[bytes, bytes]]]:
        known = dict(objects(data))
        tail = data[-2_000:]
        root = int(found(rb"/Root (\d+) 0 R", tail))
        catalog = known[root]
        pages = int(found(rb"/Pages (\d+) 0 R", catalog))
        tree = int(found(rb"/StructTreeRoot (\d+) 0 R", catalog))
        outline, bookmarks = _bookmarks_of(known, catalog)
        whole = {root, pages, tree, *outline}
        for pattern, place in ((rb"/Info (\d+) 0 R", tail), (rb"/Metadata (\d+) 0 R", catalog)):
            if match := re.search(pattern, place):
                whole |= {int(match[1])} - set(keep)
        self._parts += 1
        kids = references(rb"/Kids\[([^\]]*)\]", known[pages])
        first = len(self._kids) + 1
        page_numbers = {kid: number for number, kid in enumerate(kids, first)} if is_numbered else {}
        part = _Part(known, {}, {}, self._next_key, self._parts, page_numbers)
        part.give(pages, _PAGES)
        part.give(tree, _DOCUMENT)
        staying = [number for number in known if number not in whole]
        self._places += bytes(7 * len(staying))
        for new, number in enumerate(staying, self._last + 1):
            part.give(number, new)
        self._last += len(staying)
        top = references(rb"/K\[([^\]]*)\]", known[tree])
        for number in staying:
            body = known[number]
            if number in top:
                body = body.replace(b"/S/Document", b"/S/Part", 1)
            self._take_over_object(part, number, body)
        self._remember(part, known[tree])
        return (
            part,
            [b"%d 0 R" % part.numbers[kid] for kid in kids],
            [b"%d 0 R" % part.numbers[element] for element in top],
            [(title, renumbered(target, part.references)) for title, target in bookmarks],
        )

    def _pages_of_headings(self, part: _Part, kids: list[bytes]) -> list[int]:
        old = {new: number for number, new in part.numbers.items()}
        pages = []
        for _title, target in self._bookmarks[self._headings :]:
            place = part.objects[old[int(target.split()[0])]]
            page = int(found(rb"\[(\d+) 0 R", place))
            pages.append(kids.index(b"%d 0 R" % part.numbers[page]) + 1)
        self._headings = len(self._bookmarks)
        return pages

    def _take_over_object(self, part: _Part, number: int, body: bytes) -> None:
        head, stream, rest = body.partition(b"stream\n") if b"endstream" in body else (body, b"", b"")
        if b"/StructParent" in head:
            head = _TREE_KEY.sub(lambda m: b"/%s %d" % (m[1], int(m[2]) + part.first_key), head)
        if b"/URI" in head and LINK.encode() in head:
            head = _LINK.sub(lambda m: b"/Dest " + self._bookmarks[int(m[1])][1], head)
            # What the link leads to has its final number already: only the rest is renumbered.
            before, mark, after = head.partition(b"/Dest ")
            target, _space, after = after.partition(b" 0 R")
            head = renumbered(before, part.references) + mark + target + b" 0 R" + renumbered(after, part.references)
        else:
            head = renumbered(head, part.references)
        new = part.numbers[number]
        if b"/O/Table" in head:
            head = _CELL_NAME.sub(lambda m: b"(p%d%s)" % (part.index, m[1]), head)
            if own := _OWN_NAME.search(head):
                self._names.append((own[1], b"%d 0 R" % new))
        if stream:
            self._put_stream(new, head, rest)
        else:
            self._put(new, self._with_number(head, part.page_numbers.get(number)) if part.page_numbers else head)

    def _with_number(self, body: bytes, page_number: int | None) -> bytes:
        """A page with its number drawn before everything else; the resources of pages with the font for it."""
        if body.startswith(b"<</ProcSet"):
            return body.replace(b"/Font<<", b"/Font<</%s %s" % (_NUMBER_FONT, self._number_font), 1)
        if page_number is None or self._page_numbers is None:
            return body
        drawn = self._page_numbers.drawn(page_number, _NUMBER_FONT)
        new = self._new()
        self._put_stream(new, b"<</Length %d>>\n" % len(drawn), drawn + b"\nendstream")
        return _CONTENTS.sub(rb"/Contents[%d 0 R \1]" % new, body)

    def _take_over_font(self, numbers: PageNumbers) -> bytes:
        known = {b"%d" % old: b"%d 0 R" % self._new() for old in numbers.objects}
        for old, body in numbers.objects.items():
            head, stream, rest = body.partition(b"stream\n") if b"endstream" in body else (body, b"", b"")
            new = int(known[b"%d" % old].split()[0])
            if stream:
                self._put_stream(new, head, rest)
            else:
                self._put(new, renumbered(head, known))
        return known[b"%d" % numbers.font]

    def _remember(self, part: _Part, tree: bytes) -> None:
        """The part's entries in the tables of the structure, for those of the whole."""
        nums = found(rb"/ParentTree<</Nums\[([^\]]*)\]", tree)
        for match in re.finditer(rb"(\d+) (\d+) 0 R", nums):
            self._parents.append(b"%d %d 0 R" % (int(match[1]) + part.first_key, part.numbers[int(match[2])]))
        self._next_key += int(found(rb"/ParentTreeNextKey (\d+)", tree))
        if roles := re.search(rb"/RoleMap<<([^>]*)>>", tree):
            self._roles |= dict(re.findall(rb"/(\w+)/(\w+)", roles[1]))

    # The whole

    def _structure(self) -> bytes:
        names = b"/IDTree<</Names[%s]>>" % b"".join(b"(%s)%s" % pair for pair in sorted(self._names))
        roles = b"/RoleMap<<%s>>" % b"".join(b"/%s/%s" % pair for pair in sorted(self._roles.items()))
        return b"<</Type/StructTreeRoot%s/K[3 0 R]/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d%s>>" % (
            roles if self._roles else b"",
            b" ".join(self._parents),
            self._next_key,
            names if self._names else b"",
        )

    def _put_bookmarks(self) -> None:
        numbers = [self._new() for _ in self._bookmarks]
        for place, (title, target) in enumerate(self._bookmarks):
            before = b"/Prev %d 0 R" % numbers[place - 1] if place else b""
            after = b"/Next %d 0 R" % numbers[place + 1] if place + 1 < len(numbers) else b""
            item = b"<</Parent 4 0 R%s%s/Title%s/Dest %s>>" % (before, after, title, target)
            self._put(numbers[place], item)
        ends = b"/First %d 0 R/Last %d 0 R" % (numbers[0], numbers[-1]) if numbers else b""
        self._put(_BOOKMARKS, b"<</Type/Outlines%s/Count %d>>" % (ends, len(numbers)))

    # Writing

    def _new(self) -> int:
        self._last += 1
        self._places += bytes(7)
        return self._last

    def _put_stream(self, number: int, head: bytes, rest: bytes) -> None:
        """Write an object with a stream, which goes into the file as it stands."""
        self._places[7 * number : 7 * number + 7] = struct.pack(">BIH", 1, self._offset, 0)
        self._write(b"%d 0 obj\n%sstream\n%s\nendobj\n" % (number, head, rest))

    def _put(self, number: int, body: bytes) -> None:
        """Write an object without a stream, together with others."""
        self._small.append((number, body))
        if len(self._small) >= _PER_STREAM:
            self._flush()

    def _flush(self) -> None:
        small, self._small = self._small, []
        if not small:
            return
        holder = self._new()
        index, place = [], 0
        for position, (number, body) in enumerate(small):
            index.append(b"%d %d" % (number, place))
            place += len(body) + 1
            self._places[7 * number : 7 * number + 7] = struct.pack(">BIH", 2, holder, position)
        first = b" ".join(index) + b"\n"
        packed = zlib.compress(first + b"\n".join(body for _number, body in small), 6)
        self._places[7 * holder : 7 * holder + 7] = struct.pack(">BIH", 1, self._offset, 0)
        self._write(
            b"%d 0 obj\n<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n"
            % (holder, len(small), len(first), len(packed), packed)
        )

    def _write_places(self, catalog: int, info: int) -> None:
        """The cross-reference stream, which is also the trailer."""
        number = self._new()
        place = self._offset
        self._places[7 * number : 7 * number + 7] = struct.pack(">BIH", 1, place, 0)
        packed = zlib.compress(bytes(self._places), 6)
        mark = b"%032x" % (zlib.crc32(packed) << 64 | place)
        self._write(
            b"%d 0 obj\n<</Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]"
            b"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
            % (number, self._last + 1, catalog, info, mark, mark, len(packed), packed, place)
        )

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._offset += len(data)


def _bookmarks_of(known: dict[int, bytes], catalog: bytes) -> tuple[set[int], list[tuple[bytes, bytes]]]:
    """The numbers of the objects that make the bookmarks, and title and target of each one."""
    root = re.search(rb"/Outlines (\d+) 0 R", catalog)
    if root is None:
        return set(), []
    numbers, bookmarks = {int(root[1])}, []
    following = re.search(rb"/First (\d+) 0 R", known[int(root[1])])
    while following is not None:
        numbers.add(int(following[1]))
        item = known[int(following[1])]
        if b"/First" in item:
            raise NotOursError("bookmarks of several levels")
        title = found(rb"/Title(" + STRING + rb"|<[0-9A-Fa-f]*>)", item)
        bookmarks.append((title, found(rb"/Dest (\d+ 0 R)", item)))
        following = re.search(rb"/Next (\d+) 0 R", without_strings(item))
    return numbers, bookmarks
