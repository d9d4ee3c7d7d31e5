"""``werkstatt import-text``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.factories import a_town
from werkstatt.cli.main import main
from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import Strategy, Version
from werkstatt.strategy.queries import document_of

pytestmark = pytest.mark.django_db

TEXT = "# Ziele\n\nDie Stadt wird **einfacher**.\n\n## Erste Schritte\n\n- ein Portal\n- ein Telefon\n"


@pytest.fixture
def town() -> Municipality:
    return a_town()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "strategie.md"
    path.write_text(TEXT, "utf-8")
    return path


def test_a_file_becomes_a_draft_and_the_result_names_every_id(town: Municipality, file: Path, tmp_path: Path):
    result = tmp_path / "ergebnis.json"
    assert main(["import-text", str(file), "--town", town.slug, "--title", "Digital", "--json", str(result)]) == 0
    data = json.loads(result.read_text("utf-8"))
    draft = Version.objects.get(pk=data["version"]["id"])
    assert (draft.is_draft, draft.strategy.title, draft.strategy.slug) == (True, "Digital", data["strategy"]["slug"])
    ids = [block.id for block in document_of(draft).blocks()]
    assert [uid for section in data["sections"] for uid in section["blocks"]] == ids
    assert [section["title"] for section in data["sections"]][-1] == "Erste Schritte"


def test_the_result_on_standard_output_is_nothing_but_json(
    town: Municipality, file: Path, capfdbinary: pytest.CaptureFixture[bytes]
):
    assert main(["import-text", str(file), "--town", town.slug, "--json", "-"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["version"]["number"] == 1


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "leer.md"), (b"%PDF-1.7 \x00", "text.docx"), (b"PK\x03\x04kaputt", "kaputt.docx")],
)
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_written(
    town: Municipality, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, name: str
):
    path = tmp_path / name
    path.write_bytes(content)
    result = tmp_path / "ergebnis.json"
    assert main(["import-text", str(path), "--town", town.slug, "--json", str(result)]) == 1
    output = capsys.readouterr()
    assert name in output.err
    assert output.out == ""
    assert not result.exists()
    assert not Strategy.objects.exists()


def test_a_missing_file_an_unknown_town_and_a_title_that_is_too_long_say_what_to_do(
    town: Municipality, file: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["import-text", "gibtesnicht.docx", "--town", town.slug]) == 1
    assert "gibtesnicht.docx: Die Datei lässt sich nicht lesen" in capsys.readouterr().err
    assert main(["import-text", str(file), "--town", "nirgendwo"]) == 1
    assert "--town nirgendwo" in capsys.readouterr().err
    assert main(["import-text", str(file), "--town", town.slug, "--title", "x" * 300]) == 1
    assert "Der Titel ist zu lang" in capsys.readouterr().err
    assert not Strategy.objects.exists()


def test_help_shows_an_example_and_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        main(["import-text", "--help"])
    assert caught.value.code == 0
    assert "werkstatt import-text strategie.docx" in capsys.readouterr().out
    with pytest.raises(SystemExit) as caught:
        main(["import-text"])
    assert caught.value.code == 2
