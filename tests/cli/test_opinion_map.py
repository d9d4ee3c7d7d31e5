"""``werkstatt opinion-map``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from werkstatt.cli.main import main

HEADING = "timestamp,comment-id,voter-id,vote\n"
STATEMENTS = (
    "comment-id,moderated,comment-body\n"
    + "".join(f'{number},0,"These Nummer {number}, kurz"\n' for number in range(10))
    + "10,-1,Werbung\n"
)


def _votes() -> str:
    rows = [
        (person, statement, 1 if statement > 7 or person < 10 else -1)
        for person in range(20)
        for statement in range(11)
    ]
    return HEADING + "".join(f"{1000 + n},{s},p{p},{v}\n" for n, (p, s, v) in enumerate([*rows, (99, 1, 1)]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "votes.csv").write_text(_votes(), "utf-8")
    (tmp_path / "comments.csv").write_text(STATEMENTS, "utf-8")
    return tmp_path


def _run(folder: Path, *more: str) -> int:
    return main(["opinion-map", str(folder / "votes.csv"), *more])


def test_json_has_the_form_of_the_interface(folder: Path):
    file = folder / "bild.json"
    assert _run(folder, "--comments", str(folder / "comments.csv"), "--json", str(file)) == 0
    result = json.loads(file.read_text("utf-8"))
    assert list(result) == ["participants", "groups", "common_ground", "divisive", "statements", "quality"]
    assert set(result["participants"][0]) == {"id", "x", "y", "group"}
    assert {row["id"]: row["group"] for row in result["participants"]}["p99"] is None
    assert set(result["groups"][0]) == {"id", "size", "representative"}
    assert set(result["groups"][0]["representative"][0]) == {"statement", "direction", "probability", "z"}
    assert {row["statement"] for row in result["common_ground"]} == {8, 9}
    assert set(result["common_ground"][0]) == {"statement", "direction", "score"}
    assert {row["statement"] for row in result["divisive"]} == set(range(8))
    assert [row["id"] for row in result["statements"]] == list(range(10))
    assert set(result["statements"][0]) == {"id", "agree", "disagree", "pass", "by_group"}
    assert set(result["statements"][0]["by_group"]) == {"0", "1"}
    assert set(result["quality"]) == {"silhouette", "explained_variance"}


def test_the_report_says_what_each_group_says_in_words(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert _run(folder, "--comments", str(folder / "comments.csv")) == 0
    report = capsys.readouterr().out
    for part in ("21 Personen, 10 Thesen", "Gruppe A (10 Personen)", "Gruppe B", "teilen", "trennt", "repräsentativ"):
        assert part in report
    assert "„These Nummer 8, kurz“" in report
    assert "Werbung" not in report


def test_without_statements_the_report_names_them_by_number(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert _run(folder) == 0
    assert "These 8 (20 dafür" in capsys.readouterr().out


@pytest.mark.parametrize("body", ["", "1,1,1,1\n", "1,1,1,0\n2,2,1,0\n", "1,1,1,1\n2,1,2,-1\n"])
def test_hardly_any_votes_are_no_fault(folder: Path, body: str, capsys: pytest.CaptureFixture[str]):
    (folder / "votes.csv").write_text(HEADING + body, "utf-8")
    assert _run(folder) == 0
    assert "Personen" in capsys.readouterr().out
    assert _run(folder, "--json", "-") == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "votes.csv, Zeile 1, Spalte 1: Die Datei ist leer"),
        (HEADING + "1,1,1,5\n", "votes.csv, Zeile 2, Spalte 7: Eine Stimme ist 1"),
        (HEADING + "1,77,1,1\n", "votes.csv, Zeile 2, Spalte 3: Die These 77 steht nicht"),
    ],
)
def test_faulty_votes_are_told_with_line_and_column(
    folder: Path, text: str, message: str, capsys: pytest.CaptureFixture[str]
):
    (folder / "votes.csv").write_text(text, "utf-8")
    assert _run(folder, "--comments", str(folder / "comments.csv")) == 1
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""


def test_faulty_statements_name_their_file(folder: Path, capsys: pytest.CaptureFixture[str]):
    (folder / "comments.csv").write_text("comment-id\n", "utf-8")
    assert _run(folder, "--comments", str(folder / "comments.csv")) == 1
    assert "comments.csv, Zeile 1, Spalte 1: In der Kopfzeile fehlt moderated" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["opinion-map", str(folder / "keine.csv")]) == 1
    assert "keine.csv" in capsys.readouterr().err
