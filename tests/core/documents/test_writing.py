from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.documents.samples import ids, rich_document, shape
from tests.core.documents.test_html import read_back
from tests.core.documents.test_inline import marked_texts
from werkstatt.core.documents.errors import DocumentError
from werkstatt.core.documents.reading import read
from werkstatt.core.documents.writing import Meta, from_json, to_docx, to_html, to_json, to_markdown, to_odt
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section, content_hash

META = Meta(author="Stadt Musterstadt", date="22. November 2026", version_label="Fassung 3", content_hash="ab" * 32)


def test_a_word_file_brings_back_everything_it_was_written_from() -> None:
    document = rich_document()
    first = read(to_docx(document, META), "a.docx", new_id=ids())
    assert first.source_format == "docx"
    assert first.notices == ()
    assert shape(first.document) == shape(document)
    again = read(to_docx(first.document, META), "a.docx", new_id=ids())
    assert shape(again.document) == shape(document)


def test_an_opendocument_file_brings_back_everything_but_code() -> None:
    document = without_code(rich_document())
    first = read(to_odt(document, META), "a.odt", new_id=ids())
    assert first.source_format == "odt"
    assert first.notices == ()
    assert shape(first.document) == shape(document)
    again = read(to_odt(first.document, META), "a.odt", new_id=ids())
    assert shape(again.document) == shape(document)


def without_code(document: Document) -> Document:
    """The document without code, which pandoc reads from ODT as plain paragraphs."""

    def cut(section: Section) -> Section:
        blocks = tuple(block for block in section.blocks if block.kind is not BlockKind.CODE)
        return replace(section, blocks=blocks, sections=tuple(cut(child) for child in section.sections))

    return replace(document, sections=tuple(cut(section) for section in document.sections))


def test_markdown_brings_back_everything_it_was_written_from() -> None:
    document = rich_document()
    source = to_markdown(document, META)
    again = read(source.encode(), "a.md", new_id=ids())
    assert again.source_format == "markdown"
    assert shape(again.document) == shape(document)


def test_markdown_can_point_to_pictures_beside_it() -> None:
    assert "](bilder/" in to_markdown(rich_document(), META, image_url=lambda name: f"bilder/{name}")


def test_a_word_file_carries_language_title_headings_header_rows_and_alternative_texts() -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(rich_document(), META))) as archive:
        body = archive.read("word/document.xml").decode()
        core = archive.read("docProps/core.xml").decode()
        styles = archive.read("word/styles.xml").decode()
        custom = archive.read("docProps/custom.xml").decode()
    assert 'w:val="Heading1"' in body
    assert 'w:val="Heading2"' in body
    assert "<w:tblHeader" in body
    assert 'descr="Ablauf in drei Kästen"' in body
    assert "So wird ein Antrag bearbeitet" in body
    assert "Digitalstrategie Musterstadt" in core
    assert re.search(r'<w:lang [^>]*w:val="de"', styles)
    assert "ab" * 32 in custom


def test_an_opendocument_file_says_what_its_pictures_show() -> None:
    with zipfile.ZipFile(io.BytesIO(to_odt(rich_document(), META))) as archive:
        assert archive.namelist()[0] == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert "<svg:desc>Ablauf in drei Kästen</svg:desc>" in archive.read("content.xml").decode()


def test_html_is_whole_numbered_and_linked() -> None:
    html = to_html(rich_document(), META)
    assert html.startswith('<!doctype html>\n<html lang="de">')
    assert "<title>Digitalstrategie Musterstadt</title>" in html
    assert '<a href="#s-1.1">1.1 Dienste im Netz</a>' in html
    assert '<h3 id="h-1.1">1.1 Dienste im Netz</h3>' in html
    assert '<th scope="col">Dienst</th>' in html
    assert 'alt="Ablauf in drei Kästen"' in html
    assert "<ul><li>Anträge<ul><li>Wohngeld</li><li>Parken</li></ul></li>" in html
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html))
    assert "Beschlossen im Mai." in html
    assert "&lt;mehr&gt;" in html


def test_json_is_lossless() -> None:
    document = rich_document()
    section = replace(document.sections[1], summary="Kurz gesagt.")
    block = replace(section.blocks[0], origins=("n3", "n1"))
    document = replace(document, sections=(document.sections[0], replace(section, blocks=(block,))))
    again = from_json(to_json(document))
    assert again == document
    assert content_hash(again) == content_hash(document)
    assert from_json(to_json(document, images=False)) == replace(document, images={})


@pytest.mark.parametrize(
    "source",
    ["", "[]", "{}", "null", '{"format": "strategiewerkstatt-document", "version": 1}', "[" * 100_000, b"\xff\xfe\x00"],
)
def test_what_is_no_such_json_is_refused(source: str | bytes) -> None:
    with pytest.raises(DocumentError):
        from_json(source)


def test_json_of_a_newer_version_is_refused_by_name() -> None:
    with pytest.raises(DocumentError, match="neueren Version"):
        from_json(to_json(rich_document()).replace('"version": 1', '"version": 2', 1))


@settings(max_examples=25, deadline=None)
@given(st.lists(marked_texts(), min_size=1, max_size=3))
def test_any_text_can_be_written_everywhere(texts: list[tuple[str, tuple[Mark, ...]]]) -> None:
    blocks = tuple(
        Block(f"b{n}", kind, text, marks, header_rows=1)
        for n, (text, marks) in enumerate(texts)
        for kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.TABLE)
    )
    document = Document("T <b>", (Section("s", "<script>", blocks),))
    to_docx(document, Meta())
    to_markdown(document, Meta())
    assert "<script>" not in to_html(document, Meta())
    html = to_html(document, Meta())
    read_back(re.sub(r"(?s)<style>.*?</style>|<meta [^>]*>|<!doctype html>", "", html))


def test_marks_of_every_kind_survive_word_and_markdown() -> None:
    text = "eins zwei drei vier fünf sechs"
    marks = (
        Mark(0, 9, MarkKind.STRONG),
        Mark(5, 14, MarkKind.EMPHASIS),
        Mark(15, 19, MarkKind.CODE),
        Mark(20, 24, MarkKind.STRIKE),
        Mark(24, 24, MarkKind.FOOTNOTE, "Eine *Note*."),
    )
    document = Document("T", (Section("s", "A", (Block("b", BlockKind.PARAGRAPH, text, marks),)),))
    for data, name in ((to_docx(document, Meta()), "a.docx"), (to_markdown(document, Meta()).encode(), "a.md")):
        (block,) = read(data, name, new_id=ids()).document.blocks()
        assert (block.text, block.marks) == (text, marks)
