from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from werkstatt.cli import carry_over

OLD = "Unsere Ziele\n\nDie Stadt baut das Netz bis 2030 aus.\n\nDas Bürgeramt hat länger offen.\n"
NEW = "Unsere Ziele\n\nVorab ein Wort.\n\nDie Stadt baut das Netz bis 2032 aus.\n"
PLACES = [
    {"id": 1, "start": 14, "end": 36, "quote": "Die Stadt baut das Net"},
    {"id": "zwei", "start": 33, "end": 50, "quote": "Netz bis 2030 aus"},
    {"id": 3, "start": 53, "end": 83, "quote": "Das Bürgeramt hat länger offen"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "alt.txt").write_text(OLD, "utf-8")
    (tmp_path / "neu.txt").write_text(NEW, "utf-8")
    (tmp_path / "stellen.json").write_text(json.dumps(PLACES), "utf-8")
    return tmp_path


def _run(folder: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    carry_over.configure(parser)
    files = [str(folder / name) for name in ("alt.txt", "neu.txt", "stellen.json")]
    return carry_over.run(parser.parse_args([*files, *more]))


def _message(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """The message of a run that must fail: nothing on standard output, one line on standard error."""
    assert _run(folder, *more) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def _places(folder: Path, rows: Any) -> None:
    (folder / "stellen.json").write_text(json.dumps(rows), "utf-8")


def test_json_tells_each_place_in_the_order_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder, "--json", "-") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [list(row) for row in rows] == [["id", "status", "start", "end", "confidence"]] * 3
    assert [(row["id"], row["status"]) for row in rows] == [(1, "exact"), ("zwei", "changed"), (3, "gone")]
    assert [NEW[row["start"] : row["end"]] for row in rows[:2]] == ["Die Stadt baut das Net", "Netz bis 2032 aus"]
    assert (rows[2]["start"], rows[2]["end"]) == (None, None)


def test_the_result_can_go_to_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder, "--json", str(folder / "ergebnis.json")) == 0
    assert capsys.readouterr().out == ""
    assert len(json.loads((folder / "ergebnis.json").read_text("utf-8"))) == 3
    assert sorted(path.name for path in folder.iterdir()) == ["alt.txt", "ergebnis.json", "neu.txt", "stellen.json"]


def test_without_json_people_get_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(folder) == 0
    table = capsys.readouterr().out
    assert "wörtlich" in table
    assert "Netz bis 2032 aus" in table
    assert "wörtlich 1, geändert 1, bitte prüfen 0, entfallen 1" in table


def test_a_quote_that_stands_elsewhere_is_searched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _places(folder, [{"id": 1, "start": 3, "end": 5, "quote": "Die Stadt baut"}])
    assert _run(folder, "--json", "-") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert NEW[row["start"] : row["end"]] == "Die Stadt baut"


def test_of_several_occurrences_the_nearest_is_meant(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Das Netz kommt.\n\nDas Netz bleibt.\n\nDas Netz geht.\n"
    (folder / "alt.txt").write_text(text, "utf-8")
    (folder / "neu.txt").write_text(text, "utf-8")
    _places(folder, [{"id": 1, "start": 18, "end": 30, "quote": "Das Netz"}])
    assert _run(folder, "--json", "-") == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["start"] == 17


def test_a_quote_that_is_nowhere_names_the_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _places(folder, [*PLACES, {"id": "K-69", "start": 0, "end": 4, "quote": "Glasfaser"}])
    message = _message(folder, capsys)
    assert "Stelle K-69" in message
    assert "alt.txt" in message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_marked_encodings_are_read(folder: Path, capsys: pytest.CaptureFixture[str], encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    (folder / "alt.txt").write_bytes(mark + OLD.encode(encoding))
    assert _run(folder, "--json", "-") == 0
    assert json.loads(capsys.readouterr().out)[0]["status"] == "exact"


def test_another_encoding_is_told_with_line_and_column(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "neu.txt").write_bytes("Zeile eins\nGrüße".encode("latin-1"))
    message = _message(folder, capsys)
    assert "neu.txt, Zeile 2, Spalte 3" in message
    assert "UTF-8" in message


def test_a_cut_off_utf_16_file_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "neu.txt").write_bytes(b"\xff\xfea\x00b")
    assert "UTF-16" in _message(folder, capsys)


def test_a_file_that_is_no_text_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "neu.txt").write_bytes(b"PK\x03\x04\x00\x00")
    assert "keine Textdatei" in _message(folder, capsys)


@pytest.mark.parametrize("name", ["alt.txt", "neu.txt", "stellen.json"])
def test_an_empty_file_is_told(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    (folder / name).write_text(" \n", "utf-8")
    assert f"{name}: Die Datei ist leer" in _message(folder, capsys)


def test_a_missing_file_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "neu.txt").unlink()
    assert "neu.txt: Die Datei lässt sich nicht lesen" in _message(folder, capsys)


def test_a_huge_file_is_told(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carry_over, "MOST_BYTES", 20)
    assert "alt.txt: Die Datei hat mehr als" in _message(folder, capsys)


def test_broken_json_is_told_with_line_and_column(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "stellen.json").write_text('[\n  {"id": 1,}\n]', "utf-8")
    assert "stellen.json, Zeile 2, Spalte" in _message(folder, capsys)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[" * 100_000, "zu tief verschachtelt"),
        ("1" * 5_000, "zu große Zahlen"),
        ('{"id": 1}', "Liste von Stellen"),
        ("[1]", "Der 1. Eintrag"),
        ('[{"id": true, "start": 0, "end": 1, "quote": "U"}]', "Der 1. Eintrag"),
        ('[{"id": 7, "start": 0, "end": 1}]', "Stelle 7: Es fehlt quote"),
        ('[{"id": 7, "start": "0", "end": 1, "quote": "U"}]', "Stelle 7: start und end"),
        ('[{"id": 7, "start": 0, "end": 1, "quote": "U"}, {"id": 7, "start": 0, "end": 1, "quote": "U"}]', "mehrfach"),
    ],
)
def test_faulty_places_are_told(folder: Path, capsys: pytest.CaptureFixture[str], content: str, words: str) -> None:
    (folder / "stellen.json").write_text(content, "utf-8")
    assert words in _message(folder, capsys)


def test_no_places_are_no_fault(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _places(folder, [])
    assert _run(folder, "--json", "-") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_faulty_input_leaves_an_earlier_result_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "ergebnis.json").write_text("früher", "utf-8")
    _places(folder, [{"id": 1, "start": 0, "end": 4, "quote": "Glasfaser"}])
    _message(folder, capsys, "--json", str(folder / "ergebnis.json"))
    assert (folder / "ergebnis.json").read_text("utf-8") == "früher"


@pytest.mark.parametrize("target", ["fehlt/ergebnis.json", "ordner"])
def test_a_result_that_cannot_be_written_is_told(folder: Path, capsys: pytest.CaptureFixture[str], target: str) -> None:
    (folder / "ordner").mkdir()
    before = sorted(folder.iterdir())
    assert "lässt sich nicht schreiben" in _message(folder, capsys, "--json", str(folder / target))
    assert sorted(folder.iterdir()) == before


def test_an_id_with_odd_characters_comes_back_as_it_was(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = "\ud800 \u0007 ä\n"
    _places(folder, [{**PLACES[0], "id": odd}])
    assert _run(folder, "--json", "-") == 0
    assert json.loads(capsys.readouterr().out)[0]["id"] == odd
    assert _run(folder) == 0
    assert "\u0007" not in capsys.readouterr().out


def _python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    source = str(Path(carry_over.__file__).resolve().parents[2])
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": source, **environment},
    )


def test_it_runs_as_a_program_on_a_terminal_without_umlauts(folder: Path) -> None:
    files = [str(folder / name) for name in ("alt.txt", "neu.txt", "stellen.json")]
    result = _python("-m", "werkstatt.cli.carry_over", *files, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert result.returncode == 0, result.stderr
    assert b"Netz bis 2032 aus" in result.stdout


def test_wrong_usage_is_told_apart_from_faulty_input(folder: Path) -> None:
    assert _python("-m", "werkstatt.cli.carry_over", "nur-eine.txt").returncode == 2


def test_help_shows_an_example() -> None:
    result = _python("-m", "werkstatt.cli.carry_over", "--help", PYTHONIOENCODING="utf-8")
    assert result.returncode == 0
    assert "werkstatt carry-over fassung1.txt fassung2.txt" in result.stdout.decode()


def test_neither_the_command_nor_the_engine_loads_django() -> None:
    code = "import sys, werkstatt.cli.carry_over; sys.exit('django' in sys.modules)"
    assert _python("-c", code).returncode == 0
