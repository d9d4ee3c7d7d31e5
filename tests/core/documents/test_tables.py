"""Tables from CSV and XLSX as rows of text, well-meant and hostile ones."""

from __future__ import annotations

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.core.documents.errors import DocumentError
from werkstatt.core.documents.tables import MOST_ROWS, column_name, read_tables

ROWS = [("Nr", "Text"), ("1", "Hör zu"), ("2", "Ja; nein, „vielleicht“")]


def cells(data: bytes, sheet: int = 0) -> list[tuple[str, ...]]:
    return [row.cells for row in read_tables(data).sheets[sheet].rows]


def written(delimiter: str) -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(ROWS)
    return file.getvalue()


def workbook(*rows: tuple[object, ...], title: str = "Karten") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def changed(data: bytes, name: str, change: dict[bytes, bytes]) -> bytes:
    """A workbook in which one part says something else."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry == name:
                for before, after in change.items():
                    assert before in content
                    content = content.replace(before, after)
            new.writestr(entry, content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_every_separator_and_encoding_gives_the_same_rows(delimiter: str, encoding: str):
    assert cells(written(delimiter).encode(encoding)) == ROWS


def test_rows_keep_the_number_they_have_in_the_sheet_and_empty_ones_are_left_out():
    table = read_tables(b'Nr;Text\n\n;;\n1;"zwei\nZeilen"\n2;x\n').sheets[0]
    assert [row.number for row in table.rows] == [1, 4, 5]
    assert table.rows[1].cells == ("1", "zwei\nZeilen")


def test_a_line_that_names_the_separator_is_obeyed_and_not_counted():
    table = read_tables(b"sep=,\r\nNr,Text\r\n1,a;b\r\n").sheets[0]
    assert [(row.number, row.cells) for row in table.rows] == [(1, ("Nr", "Text")), (2, ("1", "a;b"))]


def test_of_two_encodings_in_one_file_the_first_line_of_the_other_one_is_named():
    with pytest.raises(DocumentError, match="Zeile 3 ist in einer anderen Zeichenkodierung"):
        read_tables("Nr;Text\n1;Bänke\n".encode() + "2;Bäume\n".encode("cp1252"))
    with pytest.raises(DocumentError, match="Zeile 3 ist in einer anderen Zeichenkodierung"):
        read_tables("Nr;Text\n1;Bänke\n".encode("cp1252") + "2;Bäume\n".encode())


def test_control_characters_and_direction_overrides_are_taken_out_and_told():
    tables = read_tables("Nr;Text\n1;ab\x00c\u202ed\n".encode())
    assert tables.sheets[0].rows[1].cells == ("1", "abcd")
    assert any("Schreibrichtung" in notice for notice in tables.notices)


def test_text_that_looks_like_a_formula_stays_text():
    assert cells(b'Nr;Text\n1;"=HYPERLINK(""http://x"")"\n')[1] == ("1", '=HYPERLINK("http://x")')


def test_a_quotation_mark_that_is_never_closed_is_named():
    with pytest.raises(DocumentError, match=r"Zeile 2.*Anführungszeichen"):
        read_tables(b'Nr;Text\n1;"offen\n' + b"2;zu\n" * 5000)


@pytest.mark.parametrize("lines", [MOST_ROWS + 2, 100_000])
def test_too_many_rows_are_refused_with_how_to_split_them(lines: int):
    with pytest.raises(DocumentError, match=r"höchstens 10\.000.*Teilen Sie sie in"):
        read_tables(b"\n".join(b"%d;x" % n for n in range(lines)))


def test_as_many_rows_as_are_allowed_are_read():
    table = read_tables(b"Nr;Text\n" + b"\n".join(b"%d;x" % n for n in range(MOST_ROWS))).sheets[0]
    assert len(table.rows) == MOST_ROWS + 1


def test_cells_that_are_too_long_and_rows_that_are_too_wide_are_named():
    with pytest.raises(DocumentError, match=r"Zeile 2, Spalte B: Die Zelle hat 10\.001 Zeichen"):
        read_tables(b"Nr;Text\n1;" + b"x" * 10_001)
    with pytest.raises(DocumentError, match="Zeile 1 hat 201 Spalten"):
        read_tables(b";".join([b"x"] * 201))


def test_days_times_and_numbers_of_a_workbook_are_read_as_people_see_them():
    book = workbook(
        ("Nr", "Tag", "Zeitpunkt", "Uhrzeit", "Abschnitt", "Ja"),
        (1, date(2018, 11, 16), datetime(2018, 11, 16, 16, 0), time(16, 0), 2.1, True),
        (2.0, None, datetime(2018, 11, 16, 15, 59, 59, 999_999), None, 10, False),
    )
    assert cells(saved(book))[1:] == [
        ("1", "2018-11-16", "2018-11-16 16:00", "16:00", "2.1", "ja"),
        ("2", "", "2018-11-16 16:00", "", "10", "nein"),
    ]


def test_what_stands_in_merged_cells_stands_in_each_of_their_rows():
    book = workbook(("Nr", "Abschnitt", "Text"), (1, "2.1", "a"), (2, None, "b"), (3, None, "c"), (4, None, "d"))
    book.active.merge_cells("B2:B4")
    assert [row[1] for row in cells(saved(book))] == ["Abschnitt", "2.1", "2.1", "2.1", ""]


def test_hidden_sheets_are_left_out_and_told_but_can_be_asked_for():
    book = workbook(("a",))
    hidden = book.create_sheet("Geheim")
    hidden.sheet_state = "hidden"
    hidden.append(["x"])
    tables = read_tables(saved(book))
    assert [sheet.name for sheet in tables.sheets] == ["Karten"]
    assert "Das ausgeblendete Blatt „Geheim“ wurde nicht gelesen." in tables.notices
    assert read_tables(saved(book), "Geheim").sheets[0].rows[0].cells == ("x",)
    with pytest.raises(DocumentError, match="Es gibt: „Karten“, „Geheim“"):
        read_tables(saved(book), "Nein")


def test_a_formula_counts_with_its_saved_result_and_without_one_is_refused():
    data = saved(workbook(("Nr", "Text"), (1, "=1+1")))
    with pytest.raises(DocumentError, match="Zelle B2 enthält eine Formel ohne gespeichertes Ergebnis"):
        read_tables(data)
    assert cells(changed(data, SHEET, {b"</f><v></v>": b"</f><v>2</v>"}))[1] == ("1", "2")


def test_a_workbook_with_100_000_rows_is_refused_with_how_to_split_it():
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("A")
    for n in range(30_000):
        sheet.append([n])
    with pytest.raises(DocumentError, match=r"etwa 30\.000 Zeilen.*Teilen Sie sie in 3 Tabellen"):
        read_tables(saved(book))


def test_the_name_of_the_file_does_not_matter_but_what_it_is():
    for data, kind in [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "alten Format"),
        (b"%PDF-1.7\n", "PDF"),
        (b"<html><table>", "Internetseite"),
        (b"\x89PNG\r\n", "Bild"),
        (b" \n\0", "leer"),
    ]:
        with pytest.raises(DocumentError, match=kind):
            read_tables(data)


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        archive(word__document_xml=b"<w/>"),
        archive(xl__workbook_xml=b"\0" * 300_000_000),
        archive(xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook>&a;</workbook>'),
        archive(xl__workbook_xml='<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>'.encode("utf-16")),
        archive(xl__workbook_xml=b"<workbook"),
        changed(saved(workbook(("a",))), SHEET, {b'r="A1"': b'r="ZZZZZZ1"'}),
        changed(saved(workbook(("a",))), SHEET, {b'<row r="1"': b'<row r="99999999999"'}),
        changed(saved(workbook(("a",))), SHEET, {b'<row r="1"': b'<row r="x"'}),
        saved(workbook(("a",)))[:-40],
    ],
    ids=["docx", "bomb", "entities", "entities in UTF-16", "cut off", "column", "row", "no row", "cut archive"],
)
def test_a_workbook_made_to_overwhelm_or_to_break_is_refused_in_words(data: bytes):
    with pytest.raises(DocumentError) as refused:
        read_tables(data)
    assert str(refused.value).endswith(".")


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is():
    data = saved(workbook(("a", "b"), ("1", "2")))
    assert cells(changed(data, SHEET, {b'ref="A1:B2"': b'ref="A1:XFD1048576"'})) == [("a", "b"), ("1", "2")]


def test_a_cell_at_the_far_end_of_the_sheet_is_too_wide_and_a_row_there_is_just_a_row():
    data = saved(workbook(("a",)))
    with pytest.raises(DocumentError, match="Spalten"):
        read_tables(changed(data, SHEET, {b'r="A1"': b'r="XFD1"'}))
    far = changed(data, SHEET, {b'<row r="1"': b'<row r="1048576"', b'r="A1"': b'r="A1048576"'})
    assert read_tables(far).sheets[0].rows[0].number == 1_048_576


def test_columns_are_called_by_letters():
    assert [column_name(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@settings(max_examples=150)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_table_or_refused_in_words(data: bytes):
    try:
        tables = read_tables(data)
    except DocumentError:
        return
    for sheet in tables.sheets:
        assert all("\x00" not in cell for row in sheet.rows for cell in row.cells)


SAFE = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=30).map(str.strip)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 999).map(str), SAFE, SAFE), min_size=1, max_size=8),
    st.sampled_from([";", ",", "\t"]),
)
def test_what_is_written_as_csv_is_read_again(rows: list[tuple[str, str, str]], delimiter: str):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    read = cells(file.getvalue().encode("utf-8-sig"))
    assert [row[0] for row in read] == [row[0] for row in rows]


@settings(max_examples=40)
@given(st.binary(min_size=1, max_size=12), st.integers(0, 4000))
def test_a_damaged_workbook_is_read_or_refused_in_words(noise: bytes, place: int):
    data = bytearray(_SOUND)
    data[place % len(data) : place % len(data) + len(noise)] = noise
    with suppress(DocumentError):
        assert read_tables(bytes(data)).sheets


_SOUND = saved(workbook(("Nr", "Text"), (1, "Bänke"), (2, "=A2")))
