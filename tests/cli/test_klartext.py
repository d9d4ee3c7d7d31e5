from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from werkstatt.analysis.plain_language.score import score
from werkstatt.cli.main import main

EASY = "Wir bauen eine neue Schule."
HARD = (
    "Die Umsetzung der im Rahmen der Fortschreibung identifizierten Maßnahmen erfolgt vorbehaltlich der Bereitstellung "
    "entsprechender Haushaltsmittel."
)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "entwurf.txt"
    path.write_text(f"Neubau\n\n{EASY} {HARD}\n", "utf-8")
    return path


def _table(folder: Path, content: str, encoding: str = "utf-8") -> str:
    path = folder / "saetze.csv"
    path.write_bytes(content.encode(encoding))
    return str(path)


def _scores(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[float]:
    assert main(["klartext", *arguments]) == 0
    content = json.loads(capsys.readouterr().out)
    assert list(content) == ["scores"]
    return list(content["scores"])


def _message(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> str:
    """The message of a run that must fail: nothing on standard output, one line on standard error."""
    assert main(["klartext", *arguments]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def test_the_report_for_people_names_score_level_and_hard_sentences(text, capsys):
    assert main(["klartext", str(text)]) == 0
    out = capsys.readouterr().out
    assert f"{text}: " in out
    assert "3 Sätze: 2 grün, 0 gelb, 1 rot" in out
    assert "rot   Die Umsetzung" in out
    assert EASY not in out
    assert "- „erfolgt“: Leeres Verb. Das Verb steckt im Hauptwort" in " ".join(out.split())


def test_rules_can_be_switched_off(text, capsys):
    def rules(*arguments: str) -> set[str]:
        assert main(["klartext", str(text), "--json", "-", *arguments]) == 0
        report = json.loads(capsys.readouterr().out)
        return {mark["rule"] for sentence in report["sentences"] for mark in sentence["marks"]}

    assert rules() - rules("--without", "empty-verb") == {"empty-verb"}


def test_a_rule_that_there_is_not_is_wrong_usage_and_those_there_are_named(text, capsys):
    message = _message(capsys, str(text), "--without", "leere-verben", code=2)
    assert "leere-verben" in message
    assert "empty-verb" in message


def test_json_has_the_form_of_the_interface(text, capsys):
    assert main(["klartext", str(text), "--json", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    content = text.read_text("utf-8")
    assert list(report) == ["score", "level", "sentences"]
    for sentence in report["sentences"]:
        assert list(sentence) == ["text", "start", "end", "score", "level", "marks"]
        assert content[sentence["start"] : sentence["end"]] == sentence["text"]
        for mark in sentence["marks"]:
            assert list(mark) == ["rule", "start", "end", "message", "hint"]
            assert sentence["start"] <= mark["start"] < mark["end"] <= sentence["end"]
    assert [sentence["level"] for sentence in report["sentences"]] == ["green", "green", "red"]


def test_several_files_have_a_report_each(text, tmp_path, capsys):
    other = tmp_path / "zweiter.txt"
    other.write_text(EASY, "utf-8")
    target = tmp_path / "ergebnis.json"
    assert main(["klartext", str(text), str(other), "--json", str(target)]) == 0
    out = capsys.readouterr().out
    assert f"{text}: " in out
    assert f"{other}: " in out
    assert [report["file"] for report in json.loads(target.read_text("utf-8"))] == [str(text), str(other)]


def test_a_table_is_scored_row_by_row_neither_rounded_nor_clamped(tmp_path, capsys):
    very_easy = "Ja."
    table = _table(tmp_path, f'Nr.,Satz\n1,"{HARD}"\n2,{EASY}\n3,{very_easy}\n')
    scores = _scores(capsys, "--csv", table, "--column", "Satz")
    assert scores == [score(HARD), score(EASY), score(very_easy)]
    assert scores[2] < 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_separators_do_not_matter(tmp_path, capsys, encoding, sign, end):
    table = _table(tmp_path, end.join([f"Größe{sign}Satz", f'1{sign}"Für Bürger, Ämter; alle"', ""]), encoding)
    assert _scores(capsys, "--csv", table, "--column", "Satz") == [score("Für Bürger, Ämter; alle")]


def test_empty_and_missing_cells_count_as_rows_and_empty_lines_do_not(tmp_path, capsys):
    table = _table(tmp_path, f"Nr.;Satz\n1;{EASY}\n2;\n3\n\n4;{EASY}\n")
    assert _scores(capsys, "--csv", table, "--column", "Satz") == [score(EASY), 1.0, 1.0, score(EASY)]


def test_empty_lines_before_the_headings_do_not_matter(tmp_path, capsys):
    assert _scores(capsys, "--csv", _table(tmp_path, f"\n\nNr.;Satz\n1;{EASY}\n"), "--column", "Satz") == [score(EASY)]


def test_cells_may_hold_line_feeds_and_quotation_marks(tmp_path, capsys):
    table = _table(tmp_path, 'Satz\n"Sie sagte ""Ja"" und\nging."\n')
    assert _scores(capsys, "--csv", table, "--column", "Satz") == [score('Sie sagte "Ja" und\nging.')]


def test_a_table_without_rows_has_no_scores(tmp_path, capsys):
    assert _scores(capsys, "--csv", _table(tmp_path, "Satz\n"), "--column", "Satz") == []


def test_a_missing_column_names_those_that_are_there(tmp_path, capsys):
    message = _message(capsys, "--csv", _table(tmp_path, "Nr.;Satz\n1;Ja\n"), "--column", "Sentence")
    assert "saetze.csv, Zeile 1" in message
    assert "„Nr.“, „Satz“" in message


def test_an_open_quotation_mark_names_its_line(tmp_path, capsys):
    assert ", Zeile 3: " in _message(capsys, "--csv", _table(tmp_path, 'Satz\nJa\n"Nein\n'), "--column", "Satz")


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "leer"), (b" \n", "leer"), (b"\xef\xbb\xbf", "leer"), (b"a\nb\0c", "Zeile 2, Spalte 2")],
)
def test_faulty_files_get_a_message_that_says_where(tmp_path, capsys, content, words):
    path = tmp_path / "faul.txt"
    path.write_bytes(content)
    message = _message(capsys, str(path))
    assert str(path) in message
    assert words in message


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    assert "fehlt.txt" in _message(capsys, str(tmp_path / "fehlt.txt"))


@pytest.mark.parametrize(
    "arguments", [[], ["a.txt", "--csv", "b.csv", "--column", "c"], ["--csv", "b.csv"], ["a.txt", "--column", "c"]]
)
def test_arguments_that_do_not_fit_together_are_wrong_usage(capsys, arguments):
    _message(capsys, *arguments, code=2)


def test_old_files_of_windows_are_read(tmp_path, capsys):
    path = tmp_path / "alt.txt"
    path.write_bytes("Wir prüfen die Größe.".encode("cp1252"))
    assert main(["klartext", str(path), "--json", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"][0]["text"] == "Wir prüfen die Größe."


def test_the_command_starts_without_numpy_and_django(text):
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from werkstatt.cli.main import main; main(['klartext', sys.argv[1]]);"
            "print([name for name in ('numpy', 'scipy', 'django') if name in sys.modules])",
            str(text),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.endswith("[]\n")
