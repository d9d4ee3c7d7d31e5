from __future__ import annotations

import io
import re
import tempfile
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.core.documents.embedded_fonts import every, ranges
from tests.core.documents.samples import picture, rich_document
from tests.core.documents.test_inline import marked_texts
from werkstatt.core.documents.glyphs import plainly_printable, printable
from werkstatt.core.documents.meta import Meta
from werkstatt.core.documents.pdf import to_pdf
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section

META = Meta(author="Stadt Musterstadt", date="22. November 2026", version_label="Fassung 3", content_hash="ab" * 32)


def read_back(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def text_of(data: bytes) -> str:
    """All text, without the line breaks and hyphens that setting it brought."""
    text = "\n".join(page.extract_text() for page in read_back(data).pages)
    return re.sub(r"\s+", " ", text)


def of(*blocks: Block, title: str = "Titel") -> Document:
    return Document(title, (Section("s", "Abschnitt", blocks),))


def test_a_pdf_is_tagged_titled_and_in_its_language() -> None:
    reader = read_back(to_pdf(rich_document(), META))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("de")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Digitalstrategie Musterstadt"
    assert reader.metadata.author == "Stadt Musterstadt"
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part\D+1\b", xmp)


def test_a_pdf_has_bookmarks_contents_and_page_numbers() -> None:
    data = to_pdf(rich_document(), META)
    reader = read_back(data)

    def titles(outline: list[object]) -> list[object]:
        return [titles(each) if isinstance(each, list) else each.title for each in outline]

    outline = titles(reader.outline)
    assert "1 Verwaltung" in outline
    assert ["1.1 Dienste im Netz", "1.2 Personal"] in outline
    text = text_of(data)
    assert "Inhaltsverzeichnis" in text
    assert f"3 / {len(reader.pages)}" in text
    assert "Fassung 3" in text
    assert "ab" * 32 in text


def structure(reader: PdfReader) -> list[tuple[str, str]]:
    """Every structure element as its kind and alternative text, in reading order."""
    result: list[tuple[str, str]] = []

    def walk(node: object) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                result.append((str(node["/S"]), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return result


def test_headings_lists_table_heads_figures_notes_and_quotes_are_tagged_as_such() -> None:
    tags = structure(read_back(to_pdf(rich_document(), META)))
    kinds = [kind for kind, _ in tags]
    for kind in ("/H1", "/H2", "/L", "/LI", "/Table", "/THead", "/TH", "/TD", "/BlockQuote", "/Note", "/Link", "/Code"):
        assert kind in kinds, kind
    assert ("/Figure", "Ablauf in drei Kästen") in tags
    assert "/Caption" in kinds


def test_the_same_document_gives_the_same_bytes() -> None:
    assert to_pdf(rich_document(), META) == to_pdf(rich_document(), META)


def test_nothing_stays_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    to_pdf(rich_document(), META)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "hostile",
    [
        '#read("/etc/passwd")',
        '#import "@preview/cetz:0.3.0"',
        "$x^2$ @ref <label> \\ _a_ *b* `c` ```typ #panic()```",
        '"); #panic("',
        "// Kommentar /* und */ mehr",
        "= Überschrift",
        "#{ while true {} }",
        "\\u{1f600} {{ data }} ${x}",
    ],
)
def test_typst_in_a_text_stays_text(hostile: str) -> None:
    document = of(
        Block("b", BlockKind.PARAGRAPH, hostile, (Mark(0, len(hostile), MarkKind.FOOTNOTE, hostile),)),
        Block("c", BlockKind.CODE, hostile),
        Block("t", BlockKind.TABLE, hostile, header_rows=1),
        title=hostile,
    )
    text = re.sub(r"\s", "", text_of(to_pdf(document, replace(META, subtitle=hostile, author=hostile))))
    assert text.count(re.sub(r"\s", "", hostile)) >= 5


@settings(max_examples=40, deadline=None)
@given(st.lists(marked_texts(), min_size=1, max_size=4), st.text(max_size=10))
def test_any_text_becomes_a_pdf(texts: list[tuple[str, tuple[Mark, ...]]], title: str) -> None:
    kinds = [kind for kind in BlockKind if kind is not BlockKind.FIGURE]
    blocks = [
        Block("b", kind, text, marks, level=n, header_rows=n % 2)
        for n, (text, marks) in enumerate(texts)
        for kind in kinds
    ]
    document = Document(title, (Section("s", title, tuple(blocks)),))
    assert to_pdf(document, Meta(subtitle=title, author=title, version_label=title)).startswith(b"%PDF")


@pytest.mark.parametrize(
    "text",
    [
        "😀 Hallo",
        "漢字",
        "مرحبا بكم",
        "שלום",
        "\ue000\U000f0000",
        "a\u20d0\u0e31 e\u0489\u0324",
        "\x00\x07\ufffe",
        "👨‍👩‍👧",
    ],
)
def test_characters_without_a_shape_do_not_keep_a_pdf_from_being_written(text: str) -> None:
    document = of(Block("b", BlockKind.PARAGRAPH, f"Vorher {text} nachher"), title=text)
    assert "nachher" in text_of(to_pdf(document, META))


def test_the_list_of_drawable_characters_is_that_of_the_fonts_inside_typst() -> None:
    stored = resources.files("werkstatt.core.documents").joinpath("typst/glyphs.txt").read_text()
    assert stored == ranges(every())


def test_undrawable_characters_become_a_box_and_control_characters_vanish() -> None:
    assert printable("Grüße 😀\x00\tab") == "Grüße □ ab"
    assert plainly_printable("Ä “x” \u0301漢") == "Ä “x” □"


def test_deep_sections_and_lists_are_set() -> None:
    section = Section("s12", "Tiefe 12", (Block("b", BlockKind.PARAGRAPH, "unten"),))
    for depth in range(11, 0, -1):
        section = Section(f"s{depth}", f"Tiefe {depth}", (), (section,))
    items = [Block(f"i{n}", BlockKind.ITEM, f"Ebene {n}", level=n, ordered=n % 2 == 0) for n in range(12)]
    text = text_of(to_pdf(Document("T", (section, Section("l", "Liste", tuple(items)))), META))
    assert "unten" in text
    assert "Ebene 11" in text


@pytest.mark.parametrize("name", ["../../etc/passwd", "a.png", "x" * 64 + ".png", "0" * 64 + ".svg"])
def test_a_picture_under_another_name_than_its_hash_is_never_written(name: str) -> None:
    block = Block("f", BlockKind.FIGURE, "Unterschrift", image=name, alt="Ein Haus")
    text = text_of(to_pdf(replace(of(block), images={name: picture()}), META))
    assert "Ein Haus" in text
    assert "Unterschrift" in text


def test_a_broken_picture_is_replaced_by_what_it_shows() -> None:
    name = "0" * 64 + ".png"
    block = Block("f", BlockKind.FIGURE, "", image=name, alt="Ein Haus")
    assert "Ein Haus" in text_of(to_pdf(replace(of(block), images={name: b"\x89PNG kaputt"}), META))


@pytest.mark.parametrize("color", ["red", "#12345", "#0b5566; } #panic()", ""])
def test_only_a_colour_is_taken_as_brand_color(color: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        to_pdf(rich_document(), META, brand_color=color)


def test_an_empty_document_becomes_a_cover() -> None:
    assert len(read_back(to_pdf(Document("Leer"), Meta())).pages) >= 1
