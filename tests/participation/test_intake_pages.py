"""The pages of a table: upload, columns, preview, import, undo."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import Scene, a_consultation, a_scene, an_answer, signed_in
from tests.participation.test_intake import TABLE, many
from werkstatt.participation.models import Contribution, IntakeTable
from werkstatt.participation.rules import ContributionState, IntakeState

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    now = timezone.now()
    return a_consultation(opens_at=now - timedelta(days=4000), closes_at=now + timedelta(days=7))


@pytest.fixture
def desk(scene: Scene) -> Client:
    return signed_in(scene.moderator)


def at(scene: Scene, name: str = "intake", table: IntakeTable | None = None) -> str:
    return reverse(name, args=[scene.town.slug, *([table.token] if table else [])])


def uploaded(scene: Scene, desk: Client, data: bytes | str = TABLE, name: str = "karten.csv") -> IntakeTable:
    file = SimpleUploadedFile(name, data.encode() if isinstance(data, str) else data)
    response = desk.post(at(scene), {"phase": scene.phase.pk, "file": file})
    table = IntakeTable.objects.latest("pk")
    assert response["Location"] == at(scene, "intake-columns", table)
    return table


def refused(scene: Scene, desk: Client, data: bytes, name: str = "karten.csv") -> str:
    file = SimpleUploadedFile(name, data)
    response = desk.post(at(scene), {"phase": scene.phase.pk, "file": file})
    assert response.status_code == 422
    assert not IntakeTable.objects.exists()
    return response.content.decode()


def test_from_upload_over_columns_and_preview_to_the_numbers_and_back(scene: Scene, desk: Client):
    table = uploaded(scene, desk, TABLE + "4;9.9;Wo?;;;;;\n")
    columns = desk.get(at(scene, "intake-columns", table)).content.decode()
    assert "Lesebrille" in columns
    assert '<option value="section" selected>' in columns
    answer = {"tun": "weiter", "phase": scene.phase.pk, "channel": "event", "event": "Strategie-Event"}
    answer |= {f"spalte-{index}": name for name, index in table.mapping.items()}
    assert desk.post(at(scene, "intake-columns", table), answer)["Location"] == at(scene, "intake-table", table)
    preview = desk.get(at(scene, "intake-table", table)).content.decode()
    assert "<b>3</b> Zeilen gut" in preview
    assert "<b>1</b> mit Fehlern" in preview
    assert 'value="einlesen" disabled' in preview
    page = desk.post(at(scene, "intake-table", table), {"tun": "einlesen"}, follow=True).content.decode()
    assert "nichts eingelesen" in page
    desk.post(at(scene, "intake-table", table), {"tun": "korrigieren", "z-5-1": "2.1"})
    done = desk.post(at(scene, "intake-table", table), {"tun": "einlesen"}, follow=True).content.decode()
    assert "Nr. 1–4" in done
    assert {one.event_name for one in Contribution.objects.all()} == {"Strategie-Event"}
    desk.post(at(scene, "intake-table", table), {"tun": "einlesen"})
    assert Contribution.objects.count() == 4
    undone = desk.post(at(scene, "intake-table", table), {"tun": "zuruecknehmen"}, follow=True).content.decode()
    assert "Die Worte sind gelöscht" in undone
    assert set(Contribution.objects.values_list("state", flat=True)) == {ContributionState.WITHDRAWN}
    assert "zurückgenommen am" in desk.get(at(scene)).content.decode()


def test_a_row_can_be_left_out(scene: Scene, desk: Client):
    table = uploaded(scene, desk, "Nr.;Text\n1;Gut\nSumme;\n")
    desk.post(at(scene, "intake-table", table), {"tun": "korrigieren", "weg-3": "on"})
    desk.post(at(scene, "intake-table", table), {"tun": "einlesen"})
    assert [one.text for one in Contribution.objects.all()] == ["Gut"]


def test_more_than_five_hundred_rows_are_imported_in_the_background(
    scene: Scene, desk: Client, django_capture_on_commit_callbacks
):
    table = uploaded(scene, desk, many(501))
    with django_capture_on_commit_callbacks() as callbacks:
        desk.post(at(scene, "intake-table", table), {"tun": "einlesen"})
        desk.post(at(scene, "intake-table", table), {"tun": "einlesen"})
    page = desk.get(at(scene, "intake-table", table)).content.decode()
    assert "Die Tabelle wird eingelesen." in page
    assert 'http-equiv="refresh"' in page
    assert desk.get(at(scene, "intake-columns", table))["Location"] == at(scene, "intake-table", table)
    assert len(callbacks) == 1
    callbacks[0]()
    assert "Nr. 1–501" in desk.get(at(scene, "intake-table", table)).content.decode()


def test_what_goes_wrong_in_the_background_is_said_on_the_page(
    scene: Scene, desk: Client, django_capture_on_commit_callbacks
):
    table = uploaded(scene, desk, many(501))
    with django_capture_on_commit_callbacks() as callbacks:
        desk.post(at(scene, "intake-table", table), {"tun": "einlesen"})
    one = uploaded(scene, desk, many(1))
    desk.post(at(scene, "intake-table", one), {"tun": "einlesen"})
    callbacks[0]()
    page = desk.get(at(scene, "intake-table", table)).content.decode()
    assert "Es wurde nichts eingelesen." in page
    assert "Die Nummer „1“ ist schon eingelesen, als Nr. 1." in page
    assert Contribution.objects.count() == 1


def test_undo_is_refused_in_clear_words_once_one_is_answered(scene: Scene, desk: Client):
    table = uploaded(scene, desk)
    desk.post(at(scene, "intake-table", table), {"tun": "einlesen"})
    an_answer(scene, Contribution.objects.get(number=2))
    page = desk.post(at(scene, "intake-table", table), {"tun": "zuruecknehmen"}, follow=True).content.decode()
    assert "Es wurde nichts zurückgenommen" in page
    assert "Nr. 2" in page


def test_the_report_of_faults_can_be_downloaded_and_holds_no_formulas(scene: Scene, desk: Client):
    table = uploaded(scene, desk, "Nr.;Text;Abschnitt\n1;Gut;=HYPERLINK(1)\n")
    text = desk.get(at(scene, "intake-report", table)).content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Zeile;Spalte;Überschrift;Was nicht stimmt;Was dort steht"
    assert text.splitlines()[1].startswith("2;C;Abschnitt;Einen Abschnitt")
    assert text.splitlines()[1].endswith(";'=HYPERLINK(1)")


def test_one_meaning_cannot_go_to_two_columns(scene: Scene, desk: Client):
    table = uploaded(scene, desk)
    answer = {"phase": scene.phase.pk, "channel": "event", "spalte-2": "text", "spalte-3": "text"}
    response = desk.post(at(scene, "intake-columns", table), answer)
    assert response.status_code == 422
    assert "Das ist schon eine andere Spalte." in response.content.decode()
    response = desk.post(at(scene, "intake-columns", table), {"phase": scene.phase.pk, "channel": "event"})
    assert "in welcher Spalte steht, was gesagt wurde" in response.content.decode()


def test_of_a_workbook_with_several_sheets_another_one_can_be_taken(scene: Scene, desk: Client):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Übersicht"
    workbook.active.append(["Stand", "Zahl"])
    workbook.active.append(["Tisch 1", 12])
    sheet = workbook.create_sheet("Karten")
    sheet.append(["Nr.", "Text"])
    sheet.append([1, "Mehr Bänke!"])
    file = io.BytesIO()
    workbook.save(file)
    table = uploaded(scene, desk, file.getvalue(), "karten.xlsx")
    assert "Karten" in desk.get(at(scene, "intake-columns", table)).content.decode()
    answer = {"tun": "blatt", "blatt": "Karten", "phase": scene.phase.pk, "channel": "paper"}
    desk.post(at(scene, "intake-columns", table), answer)
    desk.post(at(scene, "intake-table", table), {"tun": "einlesen"})
    assert [(one.text, one.channel) for one in Contribution.objects.all()] == [("Mehr Bänke!", "paper")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "leer"),
        (b"%PDF-1.7 x", "PDF-Datei"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "im alten Format von Excel"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "Bild"),
        (b"PK\x03\x04kaputt", "beschädigt"),
        ("Nr;Text\n1;Bänke\n".encode() + "2;Bänke\n".encode("cp1252"), "Zeile 3 ist in einer anderen"),
        (b"\n".join(b"%d;x" % n for n in range(100_000)), "Teilen Sie sie in 10 Tabellen"),
        (b"Nr;Text\n", "steht nichts"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(scene: Scene, desk: Client, data: bytes, message: str):
    assert message in refused(scene, desk, data)


def test_orders_nobody_offered_change_nothing(scene: Scene, desk: Client):
    table = uploaded(scene, desk)
    for order in ({"tun": "loeschen"}, {}, {"tun": "korrigieren", "z-99999999-999": "x", "weg-\u00b2": "1"}):
        assert desk.post(at(scene, "intake-table", table), order).status_code == 302
    assert IntakeTable.objects.get().state == IntakeState.PREVIEW
    assert IntakeTable.objects.get().row_count == 3


def test_a_table_belongs_to_one_town_and_to_those_who_may_note_down(scene: Scene, desk: Client):
    table = uploaded(scene, desk)
    other = a_scene()
    stranger = signed_in(other.moderator)
    for name in ("intake-table", "intake-columns", "intake-report"):
        assert stranger.get(at(scene, name, table)).status_code == 404
        assert stranger.get(reverse(name, args=[other.town.slug, table.token])).status_code == 404
        assert signed_in(scene.editor).get(at(scene, name, table)).status_code == 403


def test_the_pages_ask_as_little_for_many_rows_as_for_few(scene: Scene, desk: Client):
    few, lots = uploaded(scene, desk, many(2)), uploaded(scene, desk, many(60, start=100))

    def queries(name: str, table: IntakeTable | None) -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(at(scene, name, table))
        return len(captured)

    for name in ("intake-table", "intake-columns"):
        desk.get(at(scene, name, few))
        assert queries(name, few) == queries(name, lots) <= 12
    assert queries("intake", None) <= 12
