"""Long tables as PDF/UA: set in parts, joined to one document that readers and screen readers see as one."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader
from pypdf._text_extraction import mult
from pypdf.generic import DictionaryObject

from werkstatt.core.documents import table_pdf, typst_lane
from werkstatt.core.documents.errors import SettingFailedError
from werkstatt.core.documents.pdf_objects import NotOursError
from werkstatt.core.documents.pdf_parts import Joined
from werkstatt.core.documents.table_pdf import Cell, Column, Frame, Front, Group, Row, write_table_pdf

FRAME = Frame("Synopse (Entwurf)", "Stadt Auenbrück", "#0b5566", "de", "Auenbrück digital", "Seite")
COLUMNS = [Column("Nr.", 2), Column("Gesagt"), Column("Urteil", 8)]
FRONT = Front(contents_title="Inhalt", facts_title="Zahlen", facts_head=("Was", "Zahl"), facts=[("Beiträge", "3")])


def _row(number: int, text: str = "Mehr Bänke am Fluss.") -> Row:
    return (Cell([[str(number)]]), Cell([[text]]), Cell([[("strong", f"Urteil {number}.0")]]))


def _pdf(groups: list[Group], **more: object) -> PdfReader:
    file = io.BytesIO()
    pages = write_table_pdf(file, FRAME, COLUMNS, groups, lambda: FRONT, **more)  # type: ignore[arg-type]
    reader = PdfReader(file, strict=True)
    assert len(reader.pages) == pages
    return reader


def _text(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_pdf, "ROWS_PER_PART", 10)


@pytest.fixture
def long_table(small_parts: None) -> PdfReader:
    """Three groups in many parts."""
    groups = [
        Group("1 Feld (eins)", [_row(n) for n in range(1, 36)], on_new_page=True),
        Group("1.1 Ämter & Wege", [_row(n) for n in range(36, 41)]),
        Group("2 Zweites", [_row(n) for n in range(41, 61)], on_new_page=True),
    ]
    return _pdf(groups)


def test_every_entry_is_there_once_and_in_order(long_table: PdfReader):
    found = [int(number) for number in re.findall(r"Urteil (\d+)\.0", _text(long_table))]
    assert found == list(range(1, 61))


def test_pages_are_numbered_through_and_the_contents_lead_to_them(long_table: PdfReader):
    texts = [page.extract_text() for page in long_table.pages]
    front = next(place for place, text in enumerate(texts) if "Seite 1" in text)
    assert [int(re.search(r"Seite (\d+)", text)[1]) for text in texts[front:]] == list(  # type: ignore[index]
        range(1, len(texts) - front + 1)
    )
    titles = ["1 Feld (eins)", "1.1 Ämter & Wege", "2 Zweites"]
    outline = {item.title: long_table.get_destination_page_number(item) for item in long_table.outline}  # type: ignore[union-attr]
    for title in titles:
        place = outline[title]
        assert place is not None
        assert title in texts[place]
        assert re.search(rf"{re.escape(title)}.*{place - front + 1}\b", " ".join(texts[front - 1].split()))


def test_the_number_of_a_page_is_no_part_of_its_text_and_stands_on_the_line_of_the_footer(long_table: PdfReader):
    page = long_table.pages[-1]
    content = page.get_contents().get_data()  # type: ignore[union-attr]
    assert content.startswith(b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC")
    places: dict[str, tuple[float, float]] = {}

    def see(text: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        places[text.strip()] = (matrix[4], matrix[5])

    page.extract_text(visitor_text=lambda text, cm, tm, font, size: see(text, cm, mult(tm, cm), font, size))
    (number,) = [place for text, place in places.items() if text.startswith("Seite ")]
    (left,) = [place for text, place in places.items() if text == FRAME.footer]
    assert number[1] == pytest.approx(left[1], abs=0.1)
    assert number[0] > 700


def test_links_of_the_contents_point_into_the_document(long_table: PdfReader):
    links = [annotation.get_object() for page in long_table.pages for annotation in page.get("/Annots", [])]
    assert len(links) == 3
    pages = [page.indirect_reference for page in long_table.pages]
    for link in links:
        assert "/A" not in link
        target = link["/Dest"].get_object()
        assert list.__getitem__(target, 0) in pages
        assert link["/Contents"]


def test_the_structure_is_one_tree_in_which_every_page_has_its_place(long_table: PdfReader):
    root = long_table.trailer["/Root"]
    assert root["/MarkInfo"] == {"/Marked": True}  # more, and some readers complain about its kind
    assert root["/Lang"] == "de"
    tree = root["/StructTreeRoot"]
    nums = tree["/ParentTree"]["/Nums"]
    keys = nums[::2]
    assert keys == sorted(set(keys))
    assert tree["/ParentTreeNextKey"] > max(keys)
    for page in long_table.pages:
        assert page["/StructParents"] in keys

    kinds: dict[str, int] = {}
    seen: set[int] = set()
    names: list[str] = []
    waiting = [(tree["/K"][0].get_object(), tree)]
    while waiting:
        element, parent = waiting.pop()
        assert id(element) not in seen
        seen.add(id(element))
        kinds[element["/S"]] = kinds.get(element["/S"], 0) + 1
        assert element["/P"].get_object() == parent
        names += [str(element["/ID"])] if "/ID" in element else []
        for kid in element.get("/K", []):
            kid = kid.get_object() if hasattr(kid, "get_object") else kid
            if isinstance(kid, DictionaryObject) and kid.get("/Type") == "/StructElem":
                waiting.append((kid, element))
    assert kinds["/H1"] == 5
    assert kinds["/TH"] >= 3 * 3
    assert kinds["/TR"] >= 60
    assert len(names) == len(set(names))
    known = [str(name) for name in tree["/IDTree"]["/Names"][::2]]
    assert known == sorted(names)


def test_title_and_conformance_are_those_of_the_whole(long_table: PdfReader):
    assert long_table.metadata is not None
    assert long_table.metadata.title == "Synopse (Entwurf)"
    metadata = long_table.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata


def test_the_same_input_gives_the_same_bytes():
    def made() -> bytes:
        file = io.BytesIO()
        write_table_pdf(file, FRAME, COLUMNS, [Group("1", [_row(1)])], lambda: FRONT)
        return file.getvalue()

    assert made() == made()


HOSTILE = [
    "] #panic() \\ $x$ <b> @ref `",
    "‮verkehrt‬ \x00\x07 null",
    "e̸͓̟ 👩‍👩‍👧 漢字 مرحبا 𝔘",
    "x" * 10_000,
    "zeile\n" * 500,
    "(" * 50 + ")" * 49,
    "7 0 R endobj stream",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_set_as_words(text: str):
    reader = _pdf([Group(text[:60].replace("(", "[").replace(")", "]"), [_row(1, text), _row(2)])])
    assert "2 Mehr Bänke am Fluss." in " ".join(_text(reader).split())


def test_an_empty_table_is_only_its_front():
    reader = _pdf([])
    assert "Synopse (Entwurf)" in _text(reader)
    assert len(reader.pages) >= 1


def test_progress_is_told_and_can_stop_the_work(small_parts: None):
    told: list[int] = []
    _pdf([Group("1", [_row(n) for n in range(1, 36)])], progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 35

    class Enough(Exception):
        pass

    def stop(_done: int) -> None:
        raise Enough

    with pytest.raises(Enough):
        _pdf([Group("1", [_row(n) for n in range(1, 36)])], progress=stop)


def test_what_cannot_be_set_is_an_error_of_its_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(typst_lane, "_template", lambda _name: b'#panic("so nicht")')
    with pytest.raises(SettingFailedError, match="so nicht"):
        write_table_pdf(io.BytesIO(), FRAME, COLUMNS, [Group("1", [_row(1)])], lambda: FRONT)


def test_a_foreign_file_is_refused():
    with pytest.raises(NotOursError):
        Joined(io.BytesIO()).add(b"%PDF-1.7\nnothing of ours\nstartxref\n9\n%%EOF")
