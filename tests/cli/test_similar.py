"""The command that finds near-duplicate, related and opposed texts of a table."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from werkstatt.cli import similar
from werkstatt.cli.main import main

pytestmark = pytest.mark.pure

ROWS = [
    "id,text,ort",
    '17,"Hunde am Badesee verbieten, bitte",See',
    "3,Der Radweg an der Bahnhofstraße endet im Nichts.,Bahnhof",
    "4,,nirgends",
    "",
    "25,Hunde am Badesee bitte erlauben!,See",
    "8,Radweg Bahnhofstraße: endet im Nichts!,Bahnhof",
    "9,👍👍👍,",
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "beiträge.csv"
    path.write_text("\n".join(ROWS) + "\n", "utf-8")
    return path


def _run(path: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    similar.configure(parser)
    return similar.run(parser.parse_args([str(path), "--column", "text", *more]))


def _pairs(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[dict[str, Any]]:
    assert _run(path, "--json", "-", *more) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert list(found) == ["pairs"]
    return found["pairs"]


def _message(path: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """The message of a run that must fail: nothing on standard output, one line on standard error."""
    assert _run(path, *more) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert str(path) in captured.err
    return captured.err


def test_pairs_name_rows_from_one_and_each_pair_once(table, capsys):
    found = _pairs(table, capsys)
    assert [(pair["a"], pair["b"], pair["kind"]) for pair in found] == [(2, 5, "duplicate"), (1, 4, "opposed")]
    assert [list(pair) for pair in found] == [["a", "b", "score", "kind", "because"]] * 2
    assert found[1]["because"] == ["verbieten ↔ erlauben"]


def test_ids_can_come_from_a_column(table, capsys):
    assert [(pair["a"], pair["b"]) for pair in _pairs(table, capsys, "--id", "ID")] == [(3, 8), (17, 25)]


def test_without_json_a_person_can_read_it(table, capsys):
    assert _run(table) == 0
    captured = capsys.readouterr()
    assert "gleich 1, ähnlich 0, entgegen 1" in captured.out
    assert "1 Zeilen ohne Text" in captured.err


def test_json_goes_to_a_file(table, tmp_path, capsys):
    assert _run(table, "--json", str(tmp_path / "paare.json")) == 0
    assert len(json.loads((tmp_path / "paare.json").read_text("utf-8"))["pairs"]) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_found_out(tmp_path, capsys, encoding, separator):
    path = tmp_path / "t.csv"
    lines = [["nr", "text"], ["1", "Bäume am Mühlteich"], ["2", "Bäume am Mühlteich!"]]
    path.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    [pair] = _pairs(path, capsys)
    assert (pair["a"], pair["b"], pair["score"]) == (1, 2, 1.0)


def test_a_text_may_hold_separators_quotes_and_line_breaks(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text('text\n"Ein ""Trinkbrunnen"",\nam Markt"\n"Am Markt ein Trinkbrunnen"\n', "utf-8")
    [pair] = _pairs(path, capsys)
    assert pair["kind"] == "duplicate"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path, capsys, data):
    path = tmp_path / "leer.csv"
    path.write_bytes(data)
    assert "Die Datei ist leer" in _message(path, capsys)


def test_a_table_without_rows_has_no_pairs(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("text\n", "utf-8")
    assert _pairs(path, capsys) == []


def test_a_missing_column_is_told_with_those_that_are_there(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("Nr;Beitrag\n1;Hallo\n", "utf-8")
    assert "Vorhanden sind: Nr, Beitrag." in _message(path, capsys)


def test_a_column_that_is_there_twice_is_refused(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("text,text\na,b\n", "utf-8")
    assert "mehrfach" in _message(path, capsys)


def test_ids_must_be_there_and_stand_once(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text("id,text\n1,Rathaus\n1,Schule\n", "utf-8")
    assert "1 mehrfach" in _message(path, capsys, "--id", "id")
    path.write_text("id,text\n,Rathaus\n1,Schule\n", "utf-8")
    assert "fehlen Werte" in _message(path, capsys, "--id", "id")


def test_a_missing_closing_quote_is_told_with_its_line(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_text('text\nRathaus\n"Schule\nund so weiter\n', "utf-8")
    assert "Zeile 3" in _message(path, capsys)


def test_what_is_no_text_is_refused(tmp_path, capsys):
    path = tmp_path / "t.csv"
    path.write_bytes(b"PK\x03\x04\x00\x00text")
    assert "keine Textdatei" in _message(path, capsys)


def test_a_missing_file_is_told(tmp_path, capsys):
    assert "lässt sich nicht lesen" in _message(tmp_path / "fehlt.csv", capsys)


def test_too_many_rows_are_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(similar, "MOST_ROWS", 2)
    path = tmp_path / "t.csv"
    path.write_text("text\na\nb\nc\n", "utf-8")
    assert "mehr als 2 Zeilen" in _message(path, capsys)


def test_a_file_that_is_too_large_is_refused(table, capsys, monkeypatch):
    monkeypatch.setattr(similar, "MOST_BYTES", 20)
    assert "größer als" in _message(table, capsys)


def test_other_languages_emojis_and_a_megabyte_are_compared(tmp_path, capsys):
    path = tmp_path / "t.csv"
    texts = [
        "More benches at the mill pond, please",
        "Please, more benches at the mill pond!",
        "👍🏽👍🏽",
        "👍🏽👍🏽",
        "Daha fazla park yeri istiyoruz",
        "Daha fazla park yeri istiyoruz!",
        "请在公园里多放一些长椅",
        "المزيد من الحدائق",
        "x" * 1_000_000,
        "Rathausplatz " * 80_000,
    ]
    path.write_text("\n".join(["text", *(f'"{text}"' for text in texts)]), "utf-8")
    found = {(pair["a"], pair["b"]): pair["kind"] for pair in _pairs(path, capsys)}
    assert found == {(1, 2): "duplicate", (5, 6): "duplicate"}


@pytest.mark.parametrize("top", ["0", "-1", "101", "viele", "1.5", "²"])
def test_top_must_be_a_number_that_makes_sense(table, capsys, top):
    with pytest.raises(SystemExit) as stopped:
        main(["similar", str(table), "--column", "text", "--top", top])
    assert stopped.value.code == 2
    assert "1 bis 100" in capsys.readouterr().err


def test_the_command_is_among_the_others(table, capsys):
    assert main(["similar", str(table), "--column", "text", "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["pairs"]
