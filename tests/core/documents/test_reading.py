from __future__ import annotations

import functools
import io
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.core.documents.samples import ids, picture, rich_document
from werkstatt.core.documents.errors import DocumentError
from werkstatt.core.documents.marks import tidy
from werkstatt.core.documents.pandoc import Limits, convert
from werkstatt.core.documents.pandoc_tree import embedded
from werkstatt.core.documents.reading import Imported, read
from werkstatt.core.documents.writing import Meta, to_docx, to_odt
from werkstatt.text.model import Block, BlockKind, Mark, MarkKind, Section


def taken(source: str | bytes, filename: str = "text.md") -> Imported:
    return read(source.encode() if isinstance(source, str) else source, filename, new_id=ids())


def texts(source: str | bytes, filename: str = "text.md") -> list[str]:
    return [block.text for block in taken(source, filename).document.blocks()]


def titles(sections: tuple[Section, ...]) -> list[object]:
    """The titles as a nested list: each followed by the list of those below it."""
    result: list[object] = []
    for section in sections:
        result.append(section.title)
        if section.sections:
            result.append(titles(section.sections))
    return result


def through_pandoc(markdown: str, target: str) -> bytes:
    """A file as another program would write it."""
    return convert(markdown.encode(), ["-f", "markdown", "-t", target])


def packed(entries: dict[str, bytes | str]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return output.getvalue()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return packed({**entries, **changes})


# The tree


def test_a_single_first_heading_is_the_title_and_the_rest_moves_up() -> None:
    document = taken("# Plan\n\n## Eins\n\na\n\n### Tiefer\n\nb\n\n## Zwei\n\nc").document
    assert document.title == "Plan"
    assert titles(document.sections) == ["Eins", ["Tiefer"], "Zwei"]


def test_headings_that_begin_low_and_jump_give_a_tree_without_holes() -> None:
    document = taken("## A\n\na\n\n##### B\n\nb\n\n### C\n\nc\n\n## D\n\nd\n\n# E\n\ne").document
    assert titles(document.sections) == ["A", ["B", "C"], "D", "E"]


def test_text_before_the_first_heading_gets_its_own_section() -> None:
    document = taken("Vorab.\n\n# Eins\n\na\n\n# Zwei\n\nb", "Mein_Plan.md").document
    assert titles(document.sections) == ["Einleitung", "Eins", "Zwei"]
    assert document.title == "Mein Plan"


def test_a_title_in_the_head_of_the_file_wins() -> None:
    document = taken("---\ntitle: Plan\nlang: en\n---\n\n# Eins\n\na\n").document
    assert (document.title, document.language) == ("Plan", "en")
    assert titles(document.sections) == ["Eins"]


@pytest.mark.parametrize(
    ("headings", "kept"),
    [
        (["1 Verwaltung", "1.1 Dienste", "1.2 Personal", "2 Stadt"], ["Verwaltung", "Dienste", "Personal", "Stadt"]),
        (["1. Verwaltung", "2. Stadt"], ["Verwaltung", "Stadt"]),
        (["Vorwort", "1 Verwaltung", "2 Stadt"], ["Vorwort", "Verwaltung", "Stadt"]),
        (["5 Ziele", "3 Wege"], ["5 Ziele", "3 Wege"]),
        (["2030 im Blick", "Rückblick"], ["2030 im Blick", "Rückblick"]),
        (["1 Stadt, 3 Orte", "12 Monate"], ["1 Stadt, 3 Orte", "12 Monate"]),
    ],
)
def test_typed_heading_numbers_are_removed_only_if_they_count_on(headings: list[str], kept: list[str]) -> None:
    source = "\n\n".join(
        f"{'#' * (2 if heading[1:2] == '.' and heading[2] != ' ' else 1)} {heading}\n\nText." for heading in headings
    )
    document = taken(source).document
    assert [section.title for section in document.walk()] == kept


def test_every_section_and_block_gets_an_id_of_its_own() -> None:
    document = taken(to_docx(rich_document(), Meta()), "a.docx").document
    all_ids = [section.id for section in document.walk()] + [block.id for block in document.blocks()]
    assert len(set(all_ids)) == len(all_ids)
    assert all(all_ids)


def test_a_word_file_without_headings_gets_them_from_its_numbered_lines() -> None:
    data = through_pandoc("1.1\\. \n\n1 Verwaltung\n\nText.\n\n1.1 Dienste\n\nMehr.\n\n2 Stadt\n\nEnde.", "docx")
    document = taken(data, "a.docx").document
    assert titles(document.sections)[1:] == ["Verwaltung", ["Dienste"], "Stadt"]


# Blocks


def test_lists_keep_their_levels_and_numbers() -> None:
    blocks = list(taken("- a\n  1. b\n     - c\n- d\n\n  Noch ein Absatz.\n- e").document.blocks())
    assert [(b.kind, b.text, b.level, b.ordered) for b in blocks] == [
        (BlockKind.ITEM, "a", 0, False),
        (BlockKind.ITEM, "b", 1, True),
        (BlockKind.ITEM, "c", 2, False),
        (BlockKind.ITEM, "d", 0, False),
        (BlockKind.PARAGRAPH, "Noch ein Absatz.", 0, False),
        (BlockKind.ITEM, "e", 0, False),
    ]


def test_merged_cells_keep_their_text_once() -> None:
    html = "<table><tr><td colspan=2>A</td><td rowspan=2>B</td></tr><tr><td>c</td><td>d</td></tr></table>"
    data = convert(html.encode(), ["-f", "html", "-t", "docx"])
    (table,) = taken(data, "a.docx").document.blocks()
    assert table.rows == (("A", "", "B"), ("c", "d", ""))


def test_cells_have_one_line_without_tabs_and_marks_count_the_whole_table() -> None:
    grid = "+-----+-----+\n| a   | - x |\n|     | - y |\n| b   |     |\n+-----+-----+\n| c   | **d** |\n+-----+-----+\n"
    data = through_pandoc(grid.replace("**d** |", "*d* |"), "docx")
    (table,) = taken(data, "a.docx").document.blocks()
    assert table.text == "a b\tx; y\nc\td"
    assert table.marks == (Mark(11, 12, MarkKind.EMPHASIS),)


def test_definitions_code_rules_breaks_and_formulas_become_text() -> None:
    source = "Amt\n:   Eine Stelle.\n\n~~~\na\n b\n~~~\n\n---\n\nx\\\ny $z^2$"
    assert texts(through_pandoc(source, "docx"), "a.docx") == ["Amt: Eine Stelle.", "a\n b", "x\ny z^{2}"]


def test_html_and_script_in_markdown_never_become_markup() -> None:
    source = (
        '# A\n\n<script>alert(1)</script>\n\n<div onclick="x">Text</div>\n\nein <b>Wort</b> <img src=x onerror=y>\n'
    )
    assert texts(source) == ["Text", "ein Wort"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "file:///etc", "#a"]
)
def test_links_to_anything_but_web_and_mail_become_text(address: str) -> None:
    (block,) = taken(f"ein [Wort]({address}) hier").document.blocks()
    assert (block.text, block.marks) == ("ein Wort hier", ())


def test_quotation_marks_and_dollars_stay_what_they_are() -> None:
    assert texts('Er sagt "5 $ und 6 $" -- mehr... :smile:') == ['Er sagt "5 $ und 6 $" -- mehr... :smile:']


def test_bold_words_written_one_by_one_become_one_mark() -> None:
    (block,) = taken("**ein** **Wort** und").document.blocks()
    assert block.marks == (Mark(0, 8, MarkKind.STRONG),)


# Pictures


def test_a_picture_loses_its_metadata_and_keeps_what_it_shows() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Geheime Kamera"
    source = picture(kind="JPEG", exif=exif)
    assert b"Geheime Kamera" in source
    imported = taken(repacked_with_picture(source), "a.docx")
    (figure,) = (b for b in imported.document.blocks() if b.kind is BlockKind.FIGURE)
    assert figure.alt == "Ablauf in drei Kästen"
    assert list(imported.document.images) == [figure.image]
    assert b"Geheime Kamera" not in imported.document.images[figure.image]


def repacked_with_picture(content: bytes) -> bytes:
    """A Word file whose only picture is this one."""
    data = to_docx(rich_document(), Meta())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = next(name for name in archive.namelist() if name.startswith("word/media/"))
    return repacked(data, {name: content})


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xd7\xcd\xc6\x9a" * 50, b"\x89PNG\r\n\x1a\n"]
)
def test_a_picture_that_cannot_come_along_is_named_with_its_place(content: bytes) -> None:
    imported = taken(repacked_with_picture(content), "a.docx")
    assert not imported.document.images
    (notice,) = imported.notices
    assert "Ablauf in drei Kästen" in notice
    assert "Dienste im Netz" in notice
    assert "So wird ein Antrag bearbeitet" in [block.text for block in imported.document.blocks()]


def test_a_picture_that_markdown_only_points_to_is_named() -> None:
    imported = taken("# A\n\nText\n\n![Der Plan](/etc/passwd)\n")
    assert "Der Plan" in imported.notices[0]
    assert not imported.document.images


# Characters


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_without_a_notice(encoding: str) -> None:
    imported = taken("Grüße aus Köln – schön.".encode(encoding), "a.txt")
    assert [block.text for block in imported.document.blocks()] == ["Grüße aus Köln – schön."]
    assert imported.notices == ()


def test_windows_text_is_read_with_a_notice() -> None:
    imported = taken("Grüße „aus“ Köln – 5 €".encode("cp1252"), "a.txt")
    assert [block.text for block in imported.document.blocks()] == ["Grüße „aus“ Köln – 5 €"]
    assert "UTF-8" in imported.notices[0]


def test_zero_bytes_and_direction_overrides_are_removed_and_arabic_marks_stay() -> None:
    imported = taken("Ein\x00 \u202eText\u202c mit \u200fمرحبا\u200f und\x07 mehr.", "a.txt")
    assert [block.text for block in imported.document.blocks()] == ["Ein Text mit \u200fمرحبا\u200f und mehr."]
    assert "Schreibrichtung" in imported.notices[0]


# Plain text


def test_plain_text_shows_its_headings_and_lists() -> None:
    source = (
        "1 Verwaltung\n\nWir fangen an.\nZweite Zeile.\n\n1.1 Dienste im Netz\n\n"
        "- eins\n  - eins a\n- zwei\n  geht weiter\n\n1. erst\n2. dann\n\nMenschen\n========\n\nEnde.\n\n* * *\n"
    )
    document = taken(source, "plan.txt").document
    assert titles(document.sections) == ["Verwaltung", ["Dienste im Netz"], "Menschen"]
    assert [(b.text, b.kind, b.level, b.ordered) for b in document.blocks()] == [
        ("Wir fangen an. Zweite Zeile.", BlockKind.PARAGRAPH, 0, False),
        ("eins", BlockKind.ITEM, 0, False),
        ("eins a", BlockKind.ITEM, 1, False),
        ("zwei geht weiter", BlockKind.ITEM, 0, False),
        ("erst", BlockKind.ITEM, 0, True),
        ("dann", BlockKind.ITEM, 0, True),
        ("Ende.", BlockKind.PARAGRAPH, 0, False),
    ]


def test_markdown_is_recognised_by_its_content_where_the_name_says_nothing() -> None:
    assert taken("# A\n\nText **fett**", "datei").source_format == "markdown"
    assert taken("Nur Text.", "datei").source_format == "text"
    assert taken("# kein Markdown", "datei.txt").source_format == "text"


# Bad input


def bomb() -> bytes:
    return packed({"[Content_Types].xml": "<Types/>", "word/document.xml": b"\0" * (79 << 20)})


def many_entries() -> bytes:
    return packed({"word/document.xml": "<a/>", **{f"x/{n}": b"" for n in range(5_001)}})


def encrypted_odt() -> bytes:
    manifest = b'<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'
    return repacked(to_odt(rich_document(), Meta()), {"META-INF/manifest.xml": manifest})


def damaged(data: bytes) -> bytes:
    middle = len(data) // 3
    return data[:middle] + bytes(byte ^ 0xFF for byte in data[middle : middle + 400]) + data[middle + 400 :]


def encrypted_entry() -> bytes:
    data = bytearray(packed({"word/document.xml": "<a/>"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


WORD = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"}
BAD: dict[str, tuple[bytes | Callable[[], bytes], str, str]] = {
    "nothing": (b"", "a.docx", "keinen Text"),
    "only blanks": (b" \n\n\0\0 ", "a.txt", "keinen Text"),
    "no text in markdown": (b"---\n\n---\n", "a.md", "keinen Text"),
    "a bomb": (bomb, "a.docx", "Entpacken"),
    "too many entries": (many_entries, "a.docx", "Entpacken"),
    "a way out": (packed({**WORD, "../../etc/cron.d/x": "x"}), "a.docx", "hinausführen"),
    "an absolute name": (packed({**WORD, "/etc/cron.d/x": "x"}), "a.docx", "hinausführen"),
    "a nested archive": (packed({**WORD, "word/x.zip": "x"}), "a.docx", "Archiv"),
    "entities": (
        packed({**WORD, "word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "a.docx",
        "beschädigt",
    ),
    "a broken archive": (lambda: damaged(to_docx(rich_document(), Meta())), "a.docx", "beschädigt"),
    "half an archive": (lambda: to_docx(rich_document(), Meta())[:3_000], "a.docx", "beschädigt"),
    "a hollow word file": (packed(WORD), "a.docx", ""),
    "another archive": (packed({"a.txt": "x"}), "a.docx", "kein Textdokument"),
    "a spreadsheet": (packed({"xl/workbook.xml": "<a/>"}), "a.docx", "Tabellenkalkulation"),
    "a pdf": (b"%PDF-1.7\n%\xe2\xe3", "a.docx", "PDF"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "alten Format"),
    "word with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 2,
        "a.docx",
        "Kennwort",
    ),
    "odt with a password": (encrypted_odt, "a.odt", "Kennwort"),
    "an encrypted entry": (encrypted_entry(), "a.docx", "Kennwort"),
    "text called docx": (b"Nur Text", "a.docx", "passt nicht"),
    "html": (b"<!DOCTYPE html><html><body>x</body></html>", "a.txt", "passt nicht"),
    "noise": (bytes(range(256)) * 40, "a.txt", "keine Textdatei"),
    "a picture": (picture(), "a.md", "Bild"),
    "too large": (b"a" * (20 * 1024 * 1024 + 1), "a.txt", "20 MB"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_refused_with_a_sentence_and_a_hint(name: str) -> None:
    source, filename, words = BAD[name]
    data = source if isinstance(source, bytes) else source()
    began = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        taken(data, filename)
    assert words in caught.value.message
    assert caught.value.hint.endswith(".")
    assert time.monotonic() - began < 10


def sane_or_refused(data: bytes, filename: str) -> Imported | None:
    """The result, None where it was refused; any other error fails the test."""
    try:
        return taken(data, filename)
    except DocumentError:
        return None


@pytest.mark.parametrize("filename", ["a.txt", "a.md"])
def test_a_paragraph_of_ten_megabytes_is_taken_or_refused(filename: str) -> None:
    imported = sane_or_refused(b"Ein Wort und noch eins. " * 440_000, filename)
    if filename == "a.txt":
        assert imported is not None
        assert len(next(iter(imported.document.blocks())).text) > 10_000_000


def test_lists_nested_five_hundred_deep_are_taken_or_refused() -> None:
    sane_or_refused("\n".join("  " * depth + "- x" for depth in range(500)).encode(), "a.md")
    sane_or_refused((">" * 5_000 + " x").encode(), "a.md")
    sane_or_refused(("*a **b " * 20_000).encode(), "a.md")
    sane_or_refused(("[" * 50_000).encode(), "a.md")


def test_lists_nested_thirty_deep_are_taken() -> None:
    imported = taken("\n".join("  " * depth + "- x" for depth in range(30)), "a.md")
    assert [block.level for block in imported.document.blocks()] == list(range(30))


def test_a_table_of_a_hundred_thousand_cells_is_taken_or_refused() -> None:
    source = "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + ("|b" * 100 + "|\n") * 1_000
    imported = sane_or_refused(source.encode(), "a.md")
    if imported:
        (table,) = imported.document.blocks()
        assert (len(table.rows), len(table.rows[0])) == (1_001, 100)


def test_limits_on_time_and_memory_hold() -> None:
    source = ("Wort *mit* Sinn. " * 80_000).encode()
    began = time.monotonic()
    with pytest.raises(DocumentError, match="zu groß"):
        read(source, "a.md", new_id=ids(), limits=Limits(seconds=0.2))
    assert time.monotonic() - began < 5
    with pytest.raises(DocumentError, match="zu groß"):
        read(source, "a.md", new_id=ids(), limits=Limits(heap_megabytes=20))
    with pytest.raises(DocumentError, match="zu groß"):
        read(source, "a.md", new_id=ids(), limits=Limits(output_bytes=10_000))


def test_no_file_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    taken(to_docx(rich_document(), Meta()), "a.docx")
    sane_or_refused(packed(WORD), "a.docx")
    with pytest.raises(DocumentError):
        read(b"a " * 500_000, "a.md", new_id=ids(), limits=Limits(seconds=0.05))
    assert list(tmp_path.iterdir()) == []


def test_a_document_is_read_from_nothing_but_its_own_bytes() -> None:
    block: Block
    for block in taken("![x](file:///etc/passwd)\n\nText {{< include /etc/passwd >}}\n").document.blocks():
        assert "root:" not in block.text


# What word processors add


def test_captions_by_style_join_their_figure_without_their_number_and_contents_are_left_out() -> None:
    source = (
        '::: {custom-style="TOC 1"}\nVerwaltung 3\n:::\n\n# Verwaltung\n\nText.\n\nBILD\n\n'
        '::: {custom-style="Caption"}\nAbbildung 3: So **geht** es\n:::\n\nEnde.\n'
    ).replace("BILD", f"![]({embedded('p.png', picture())})")
    document = taken(through_pandoc(source, "docx"), "a.docx").document
    figure = next(block for block in document.blocks() if block.kind is BlockKind.FIGURE)
    assert (figure.text, figure.marks) == ("So geht es", (Mark(3, 7, MarkKind.STRONG),))
    assert [block.text for block in document.blocks()] == ["Text.", "So geht es", "Ende."]


def test_comments_and_tracked_changes_are_mentioned() -> None:
    inserted = "Ein [neues]{.insertion author=A date=2026-01-01T00:00:00Z} Wort "
    source = inserted + "[Note]{.comment-start id=0 author=A date=2026-01-01T00:00:00Z}x[]{.comment-end id=0}"
    imported = taken(through_pandoc(source, "docx"), "a.docx")
    assert [block.text for block in imported.document.blocks()] == ["Ein neues Wort x"]
    assert len(imported.notices) == 2


def test_charts_are_mentioned() -> None:
    data = repacked(to_docx(rich_document(), Meta()), {"word/charts/chart1.xml": b"<a/>"})
    assert "Diagramme" in taken(data, "a.docx").notices[0]


def test_a_subtitle_is_mentioned_and_author_and_date_are_left_out() -> None:
    meta = Meta(subtitle="Entwurf", author="Stadt", date="heute")
    for data in (to_docx(rich_document(), meta), to_odt(rich_document(), meta)):
        imported = taken(data, "a")
        assert imported.document.title == "Digitalstrategie Musterstadt"
        assert imported.document.sections[0].title == "Verwaltung"
        assert len(imported.notices) == 1
        assert "Entwurf" in imported.notices[0]


def test_symbols_of_symbol_fonts_become_ordinary_characters() -> None:
    (item,) = taken("\uf0b7 erstens \uf0e0 zweitens", "a.txt").document.blocks()
    assert (item.kind, item.text) == (BlockKind.ITEM, "erstens → zweitens")


# Anything at all


@pytest.mark.parametrize("data", [b"\x01", b"\x01\n\n\x02"])
def test_a_file_of_signs_that_nobody_sees_is_called_empty(data: bytes) -> None:
    with pytest.raises(DocumentError):
        taken(data, "a.txt")


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                ("# ,\n\n,- ,1. ,|a|b|\n|-|-|\n,> ,[^1],[^1]: ,```\n,<b,![x](,**,=\n,ä,---\n,: ").split(",")
            ),
            max_size=30,
        ).map(lambda parts: "".join(parts).encode()),
    ),
    st.sampled_from(["a.md", "a.txt", "a", "a.docx"]),
)
def test_any_bytes_give_a_document_or_an_error_of_ours(data: bytes, filename: str) -> None:
    imported = sane_or_refused(data, filename)
    if imported:
        assert list(imported.document.walk())
        for block in imported.document.blocks():
            assert block.marks == tidy(block.text, block.marks)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_damage_inside_a_word_or_opendocument_file_gives_a_document_or_an_error_of_ours(
    data: st.DataObject,
) -> None:
    write, part, filename = data.draw(st.sampled_from(WHOLE_FILES))
    source = write()
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        content = archive.read(part)
    start = data.draw(st.integers(0, len(content)))
    end = start + data.draw(st.integers(0, 400))
    insert = data.draw(st.sampled_from([b"", b"<", b"</w:p>", b"<w:p>", b"&", b"\xff", b"9999999999", b'"']))
    sane_or_refused(repacked(source, {part: content[:start] + insert + content[end:]}), filename)


@functools.cache
def whole_docx() -> bytes:
    return to_docx(rich_document(), Meta())


@functools.cache
def whole_odt() -> bytes:
    return to_odt(rich_document(), Meta())


WHOLE_FILES = [
    (whole_docx, "word/document.xml", "a.docx"),
    (whole_docx, "word/numbering.xml", "a.docx"),
    (whole_docx, "word/_rels/document.xml.rels", "a.docx"),
    (whole_odt, "content.xml", "a.odt"),
    (whole_odt, "styles.xml", "a.odt"),
]
