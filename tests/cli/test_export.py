"""``werkstatt export``."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.factories import a_comment, a_consultation
from tests.strategy.helpers import a_draft, block_at
from werkstatt.assessment.actions import assess, whole_as_point
from werkstatt.cli.main import main
from werkstatt.core.documents.json_format import from_json
from werkstatt.strategy import actions
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import document_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def versions() -> tuple[Version, Version]:
    """A published version and the draft that continues it."""
    scene, first = a_draft()
    first = actions.publish_version(actor=scene.officer, draft=first)
    draft = actions.start_draft(actor=scene.editor, base=first)
    actions.edit_block(actor=scene.editor, block=block_at(draft), text="Noch nicht öffentlich.")
    return first, draft


def export(version: Version, target: Path | str, *more: str, format: str = "json") -> int:
    town, strategy = version.municipality.slug, version.strategy.slug
    return main(["export", "--town", town, "--strategy", strategy, "--format", format, "-o", str(target), *more])


@pytest.mark.parametrize(
    ("format", "start"),
    [("pdf", b"%PDF"), ("docx", b"PK"), ("odt", b"PK"), ("md", b"---"), ("html", b"<!doctype html"), ("json", b"{")],
)
def test_every_format_is_written(versions: tuple[Version, Version], tmp_path: Path, format: str, start: bytes):
    target = tmp_path / f"text.{format}"
    assert export(versions[0], target, format=format) == 0
    assert target.read_bytes()[: len(start)].lower() == start.lower()
    assert [path.name for path in tmp_path.iterdir()] == [target.name]


def test_without_a_number_the_newest_published_version_is_meant(versions: tuple[Version, Version], tmp_path: Path):
    first, draft = versions
    target = tmp_path / "text.json"
    assert export(first, target) == 0
    assert from_json(target.read_bytes()) == document_of(first)
    assert export(first, target, "--version", "2") == 0
    assert from_json(target.read_bytes()) == document_of(draft)


def test_a_draft_alone_is_exported_and_says_that_it_is_one(tmp_path: Path):
    _scene, draft = a_draft()
    target = tmp_path / "text.html"
    assert export(draft, target, format="html") == 0
    assert "Fassung 1, Entwurf" in target.read_text("utf-8")


def test_a_strategy_is_found_by_its_number_too(versions: tuple[Version, Version], capfdbinary):
    first, _draft = versions
    arguments = ["--town", first.municipality.slug, "--strategy", str(first.strategy_id), "--format", "json", "-o", "-"]
    assert main(["export", *arguments]) == 0
    assert json.loads(capfdbinary.readouterr().out)["content_hash"] == first.content_hash


def test_what_is_not_there_is_named_and_the_old_file_stays(
    versions: tuple[Version, Version], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    first, _draft = versions
    target = tmp_path / "text.json"
    target.write_text("alt")
    slug = first.municipality.slug
    for number in ("9", "99999999999999999999", "-1"):
        assert export(first, target, "--version", number) == 1
        assert "Vorhanden: 2, 1" in capsys.readouterr().err
    for town, strategy, named in ((slug, "gibtesnicht", first.strategy.slug), ("nirgendwo", "x", "nirgendwo")):
        arguments = ["--town", town, "--strategy", strategy, "--format", "json", "-o", str(target)]
        assert main(["export", *arguments]) == 1
        assert named in capsys.readouterr().err
    assert export(first, tmp_path / "fehlt" / "text.json") == 1
    assert "lässt sich nicht schreiben" in capsys.readouterr().err
    assert target.read_text() == "alt"


def test_a_strategy_of_another_town_is_not_found(versions: tuple[Version, Version], tmp_path: Path):
    _scene, foreign = a_draft()
    arguments = ["--strategy", str(foreign.strategy_id), "--format", "json", "-o", str(tmp_path / "x")]
    assert main(["export", "--town", versions[0].municipality.slug, *arguments]) == 1


@pytest.mark.parametrize(
    "more", [("--what", "roadmap"), ("--format", "xlsx"), ("--what", "synopsis", "--format", "odt"), ("--internal",)]
)
def test_what_does_not_exist_is_wrong_usage_with_a_clear_message(
    versions: tuple[Version, Version], tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
):
    assert export(versions[0], tmp_path / "x", *more) == 2
    assert "gibt es n" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("what", "format", "start"),
    [
        ("synopsis", "pdf", b"%PDF"),
        ("synopsis", "xlsx", b"PK"),
        ("data", "csv", b"\xef\xbb\xbfnumber;"),
        ("data", "json", b"{"),
        ("data", "xlsx", b"PK"),
    ],
)
def test_a_phase_is_written_in_every_format(tmp_path: Path, what: str, format: str, start: bytes):
    scene = a_consultation()
    a_comment(scene)
    target = tmp_path / f"phase.{format}"
    assert export(scene.version, target, "--what", what, format=format) == 0
    assert target.read_bytes().startswith(start)
    before = target.read_bytes()
    a_comment(scene, "Und noch etwas.")
    assert export(scene.version, target, "--what", what, "--phase", str(scene.phase.pk), format=format) == 0
    assert target.read_bytes() != before


def test_what_is_not_released_needs_to_be_asked_for(tmp_path: Path):
    scene = a_consultation()
    point = whole_as_point(actor=scene.moderator, contribution=a_comment(scene))
    assess(actor=scene.moderator, point=point, verdict="declined", reason="Noch nicht freigegeben 4711.")
    for more, is_there in ((), False), (("--internal",), True):
        target = tmp_path / "synopse.xlsx"
        assert export(scene.version, target, "--what", "synopsis", *more, format="xlsx") == 0
        book = openpyxl.load_workbook(target)
        words = [str(cell.value) for sheet in book for row in sheet for cell in row]
        assert any("4711" in word for word in words) is is_there


def test_a_phase_that_does_not_exist_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    scene, other = a_consultation(), a_consultation()
    arguments = ["--what", "synopsis", "--phase", str(other.phase.pk)]
    assert export(scene.version, tmp_path / "x", *arguments, format="pdf") == 1
    assert f"Vorhanden: {scene.phase.pk} (Fassung 1 im Gespräch)" in capsys.readouterr().err
    type(scene.phase).objects.filter(pk=scene.phase.pk).update(kind="internal")
    assert export(scene.version, tmp_path / "x", "--what", "data", format="csv") == 1


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        main(["export", "--help"])
    assert "werkstatt export --town auenbrueck" in capsys.readouterr().out
