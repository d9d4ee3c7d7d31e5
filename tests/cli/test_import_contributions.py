"""``werkstatt import-contributions``."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.factories import Scene, a_consultation
from werkstatt.cli.main import main
from werkstatt.participation.actions.undoing import undo_import
from werkstatt.participation.models import Contribution, IntakeTable

pytestmark = pytest.mark.django_db

TABLE = "Nr.;Abschnitt;Text;Datum\n1;1.1;Mehr Bänke!;16.11.2018 16:00\n2;;Weniger Fremdwörter.;\n"


@pytest.fixture
def scene() -> Scene:
    now = timezone.now()
    return a_consultation(opens_at=now - timedelta(days=4000), closes_at=now + timedelta(days=7))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "karten.csv"
    path.write_text(TABLE, "utf-8")
    return path


def command(scene: Scene, file: Path, *more: str) -> int:
    arguments = ["import-contributions", str(file), "--town", scene.town.slug, "--phase", str(scene.phase.pk)]
    return main([*arguments, *more])


def test_every_row_becomes_a_contribution_and_the_table_can_be_taken_back(scene: Scene, file: Path, tmp_path: Path):
    result = tmp_path / "ergebnis.json"
    assert command(scene, file, "--event", "Strategie-Event", "--json", str(result)) == 0
    said = Contribution.objects.get(number=1)
    assert (said.event_name, said.section_label, said.channel) == ("Strategie-Event", "1.1 Erste Schritte", "event")
    data = json.loads(result.read_text("utf-8"))
    assert (data["imported"], data["first"], data["last"], data["faults"]) == (2, 1, 2, [])
    assert undo_import(actor=scene.moderator, table=IntakeTable.objects.get()) == 2


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    scene: Scene, file: Path, capsys: pytest.CaptureFixture[str]
):
    assert command(scene, file, "--dry-run") == 0
    assert "2 Zeilen gut, 0 mit Fehlern" in capsys.readouterr().out
    assert not Contribution.objects.exists()
    assert not IntakeTable.objects.exists()


def test_faults_name_file_line_and_column_and_nothing_is_written(
    scene: Scene, file: Path, capsys: pytest.CaptureFixture[str]
):
    file.write_text(TABLE + "3;9.9;Wo?;16.11.2018\n", "utf-8")
    assert command(scene, file) == 1
    message = capsys.readouterr().err
    assert f"{file}: Zeile 4, Spalte B (Abschnitt): Einen Abschnitt „9.9“ gibt es in Fassung 1 nicht." in message
    assert not Contribution.objects.exists()
    assert not IntakeTable.objects.exists()


def test_the_result_on_standard_output_is_nothing_but_json(
    scene: Scene, file: Path, capfdbinary: pytest.CaptureFixture[bytes]
):
    assert command(scene, file, "--dry-run", "--json", "-") == 0
    assert json.loads(capfdbinary.readouterr().out)["good"] == 2


def test_where_the_result_cannot_be_written_nothing_comes_in(
    scene: Scene, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert command(scene, file, "--json", str(tmp_path / "gibt" / "es" / "nicht.json")) == 1
    assert "lässt sich nicht schreiben" in capsys.readouterr().err
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--town", "nirgends"], "--town nirgends"),
        (["--phase", "99999"], "--phase 99999"),
        (["--phase", str(10**30)], "Diese Phase gibt es"),
        (["--received", "gestern"], "--received: „gestern“ ist kein Datum"),
    ],
)
def test_what_is_wrong_with_an_option_is_said(
    scene: Scene, file: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
):
    assert command(scene, file, *more) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"\x00" * 99, b"Nr;Ort\n1;2\n"])
def test_a_file_that_is_no_such_table_is_named(
    scene: Scene, file: Path, capsys: pytest.CaptureFixture[str], content: bytes
):
    file.write_bytes(content)
    assert command(scene, file) == 1
    assert str(file) in capsys.readouterr().err
    assert command(scene, file.with_name("fehlt.csv")) == 1
