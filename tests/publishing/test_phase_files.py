"""Synopsis, open data and lists as files: complete, without anything personal, made once, in the background."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.factories import Scene, a_comment, a_consultation, a_member, a_scene, a_suggestion, an_answer, signed_in
from tests.publishing.helpers import adopt, changed_text
from werkstatt.assessment.actions import assess, whole_as_point
from werkstatt.core import clock
from werkstatt.organisations.rules import Role
from werkstatt.participation.actions import merge_into, withhold
from werkstatt.participation.models import Contact, Contribution, ContributionEdit
from werkstatt.participation.rules import PhaseKind
from werkstatt.publishing.actions.phase_file import cancel_file, make_file, order_file, tidy_files
from werkstatt.publishing.models import PhaseFile
from werkstatt.publishing.rules import FileState, Problem
from werkstatt.strategy.rules import Audience

pytestmark = pytest.mark.django_db

FORMULA = '=HYPERLINK("https://example.org";"klick")'
HOSTILE = (
    FORMULA,
    "+49 @summe",
    "‮txet sträwkcür",
    "Emoji 👩‍👩‍👧 und العربية und 漢字",
    "x" * 10_000,
    "a\tb\nc",
    "] #eval(1)",
)


def test_the_files_hold_every_number_once_and_add_up():
    scene, numbers = _a_phase_with_everything()
    data = json.loads(_get(scene, "daten.json"))
    assert [each["number"] for each in data["contributions"]] == numbers
    counts = data["counts"]
    assert counts["total"] == counts["with_text"] + counts["stubs"] == len(numbers)
    assert counts["points"] == sum(len(each["points"]) for each in data["contributions"])

    rows = list(csv.DictReader(io.StringIO(_get(scene, "daten.csv").decode("utf-8-sig")), delimiter=";"))
    assert sorted({int(row["number"]) for row in rows}) == numbers
    assert len(rows) == sum(max(1, len(each["points"])) for each in data["contributions"])

    book = _workbook(_get(scene, "synopse.xlsx"))
    assert [row[0] for row in book["Beiträge"][1:]] == numbers
    assert len(book["Punkte"]) - 1 == counts["points"]
    figures = dict(book["Zahlen"][1:])
    assert figures["Nummern in dieser Datei"] == figures["davon mit Text"] + figures["davon mit Hinweis statt Text"]

    text = _pdf_text(_get(scene, "synopse.pdf"))
    assert all(f"{number}" in text for number in numbers)
    assert "Dafür fehlt das Geld." in text
    assert "Zusammengeführt mit Nr. 1." in text


def test_an_adopted_point_shows_the_change_of_the_text():
    scene = a_consultation()
    changed_text(scene, a_suggestion(scene))
    (entry,) = json.loads(_get(scene, "daten.json"))["contributions"]
    (change,) = entry["points"][0]["changes"]
    assert change["version"] == 2
    assert change["after"].startswith("Die Stadt bietet alle Dienste so an")
    assert "Fassung 2" in _pdf_text(_get(scene, "synopse.pdf"))


def test_what_is_not_released_is_for_staff_only():
    scene = a_consultation()
    adopt(scene, a_suggestion(scene))
    (entry,) = json.loads(_get(scene, "daten.json"))["contributions"]
    assert entry["points"][0]["verdict"] == ""
    assert entry["points"][0]["changes"] == []
    public = _pdf_text(_get(scene, "synopse.pdf"))
    assert "Antwort bis" in public
    assert "Das ist klarer." not in public

    internal = _pdf_text(_made(scene, "pdf", is_internal=True))
    assert "Das ist klarer." in internal
    assert "nicht freigegeben" in internal
    assert "Nur für die Verwaltung" in internal
    assert "Entwurf von Fassung 2" in " ".join(internal.split())


def test_nothing_personal_and_nothing_withheld_is_in_any_file():
    scene = a_consultation()
    secret = ["kim.geheim@example.org", "Frühere Worte 4711", "Verborgen 4712", "Zurückgezogen 4713", "Ungesehen 4714"]
    shown = a_comment(scene, "Bleibt stehen.", alias="Nachbarin")
    Contact.objects.create(municipality=scene.town, contribution=shown, email=secret[0], given_at=timezone.now())
    ContributionEdit.objects.create(municipality=scene.town, contribution=shown, text=secret[1], at=timezone.now())
    spoken = a_comment(scene, "Am Stand gesagt.", actor=scene.moderator, channel="event", event_name="Markt")
    assert spoken.recorded_by == scene.moderator
    hidden = a_comment(scene, secret[2])
    withhold(actor=scene.moderator, contribution=hidden, reason="Nennt eine Person.", conduct_rule="3")
    gone = a_comment(scene, secret[3])
    Contribution.objects.filter(pk=gone.pk).update(state="withdrawn")
    unseen = a_comment(scene, secret[4])
    Contribution.objects.filter(pk=unseen.pk).update(state="received")
    secret += [scene.moderator.email, scene.moderator.name]

    files = {name: _get(scene, name) for name in ("daten.csv", "daten.json", "daten.xlsx", "synopse.pdf")}
    texts = {name: _everything_in(name, content) for name, content in files.items()}
    listed = Client().get(reverse("contributions-workbook", args=[scene.town.slug])).content
    texts["list.xlsx"] = _everything_in("list.xlsx", listed)
    for name, text in texts.items():
        assert "Bleibt stehen." in text, name
        assert "Nennt eine Person." in text, name
        for words in secret:
            assert words not in text, (name, words)
    assert unseen.number not in [row["number"] for row in json.loads(files["daten.json"])["contributions"]]


def test_hostile_words_stay_words_in_every_file():
    scene = a_consultation()
    for text in HOSTILE:
        a_comment(scene, text, alias="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(_get(scene, "synopse.xlsx")))
    kinds = {cell.data_type for row in book["Beiträge"].iter_rows() for cell in row}
    assert "f" not in kinds
    said = [row[6].value for row in book["Beiträge"].iter_rows(min_row=2)]
    assert said[0] == FORMULA
    assert len(said[4]) == 10_000

    rows = list(csv.DictReader(io.StringIO(_get(scene, "daten.csv").decode("utf-8-sig")), delimiter=";"))
    assert rows[0]["text"] == f"'{FORMULA}"
    assert rows[0]["alias"] == "'=1+1"
    data = json.loads(_get(scene, "daten.json"))
    assert data["contributions"][0]["text"] == FORMULA

    reader = PdfReader(io.BytesIO(_get(scene, "synopse.pdf")), strict=True)
    text = "".join(page.extract_text() for page in reader.pages)
    assert text.count("x") > 9_000
    assert "#eval(1)" in text
    assert "HYPERLINK" in text


def test_an_unchanged_phase_is_not_made_twice_and_a_changed_one_is():
    scene = a_consultation()
    a_comment(scene)
    first, is_new = _order(scene, "xlsx")
    assert is_new
    assert _order(scene, "xlsx") == (first, False)  # a double click
    make_file(order_id=first.pk)
    assert _order(scene, "xlsx") == (first, False)
    a_comment(scene)
    second, is_new = _order(scene, "xlsx")
    assert is_new
    assert second != first


def test_a_cancelled_order_leaves_nothing_behind_and_can_be_ordered_again():
    scene = a_consultation()
    a_comment(scene)
    order, _new = _order(scene, "xlsx")
    cancel_file(order=order)
    assert make_file(order_id=order.pk) is None
    order.refresh_from_db()
    assert (order.state, order.file.name) == (FileState.CANCELLED, "")
    again, is_new = _order(scene, "xlsx")
    assert (again.pk, is_new) == (order.pk, True)
    assert make_file(order_id=order.pk).state == FileState.DONE


def test_cancelling_stops_the_work_at_its_next_step(monkeypatch):
    scene = a_consultation()
    for _ in range(3):
        a_comment(scene)
    order, _new = _order(scene, "xlsx")
    from werkstatt.publishing.queries import synopsis

    monkeypatch.setattr(synopsis, "PORTION", 1)
    read = synopsis._portion

    def cancelled_meanwhile(keys, is_internal):
        cancel_file(order=order)
        return read(keys, is_internal)

    monkeypatch.setattr(synopsis, "_portion", cancelled_meanwhile)
    assert make_file(order_id=order.pk) is None
    order.refresh_from_db()
    assert (order.state, order.file.name) == (FileState.CANCELLED, "")


def test_a_failure_says_so_and_can_be_tried_again(monkeypatch):
    scene = a_consultation()
    a_comment(scene)
    order, _new = _order(scene, "xlsx")
    from werkstatt.publishing.actions import phase_file

    def broken(*_args, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(phase_file, "write_workbook", broken)
        make_file(order_id=order.pk)
    order.refresh_from_db()
    assert (order.state, order.problem) == (FileState.FAILED, Problem.SPACE)
    html = _watch(scene, order)
    assert "ist nicht gelungen" in html
    assert "kein Platz mehr" in html
    assert "Noch einmal versuchen" in html
    again, is_new = _order(scene, "xlsx")
    assert (again.pk, is_new) == (order.pk, True)
    assert make_file(order_id=again.pk).state == FileState.DONE


def test_a_file_in_the_making_is_not_offered_beside_the_one_before():
    scene = a_consultation()
    a_comment(scene)
    _made(scene, "pdf", is_internal=True)
    a_comment(scene)
    staff, address = signed_in(scene.moderator), reverse("internal-files", args=[scene.town.slug, scene.phase.pk])
    before = staff.get(address).content.decode()
    assert (before.count("Herunterladen"), before.count("Neu erstellen")) == (1, 1)
    order_file(phase=scene.phase, kind="synopsis", format="pdf", language="de", actor=scene.moderator, is_internal=True)
    meanwhile = staff.get(address).content.decode()
    assert "Wird gerade erstellt" in meanwhile
    assert "Herunterladen" not in meanwhile


def test_an_order_whose_worker_died_counts_as_failed():
    scene = a_consultation()
    a_comment(scene)
    order, _new = _order(scene, "xlsx")
    PhaseFile.objects.filter(pk=order.pk).update(
        state=FileState.RUNNING, beat_at=timezone.now() - timedelta(minutes=10), done=1
    )
    assert "Neustart" in _watch(scene, order)
    again, is_new = _order(scene, "xlsx")
    assert (again.pk, is_new) == (order.pk, True)


def test_old_files_are_cleaned_up_and_the_newest_stays():
    scene = a_consultation()
    a_comment(scene)
    old, _new = _order(scene, "xlsx")
    make_file(order_id=old.pk)
    old.refresh_from_db()
    a_comment(scene)
    new, _new = _order(scene, "xlsx")
    make_file(order_id=new.pk)
    with clock.at(timezone.now() + timedelta(days=3)):
        assert tidy_files() == 1
    assert [row.pk for row in PhaseFile.objects.all()] == [new.pk]
    with clock.at(timezone.now() + timedelta(days=100)):
        assert tidy_files() == 1


def test_the_page_shows_progress_and_only_who_ordered_may_cancel():
    scene = a_consultation()
    for _ in range(3):
        a_comment(scene)
    order, _new = _order(scene, "pdf")
    PhaseFile.objects.filter(pk=order.pk).update(
        state=FileState.RUNNING, started_at=timezone.now() - timedelta(seconds=2), done=2
    )
    html = _watch(scene, order)
    assert "2 von 3 Beiträgen" in html
    assert 'value="2"' in html
    assert "Abbrechen" not in html
    cancel = reverse("phase-file-cancel", args=[scene.town.slug, scene.phase.pk, order.pk])
    assert Client().post(cancel, {"k": "geraten"}).status_code == 404
    order.refresh_from_db()
    assert order.state == FileState.RUNNING


def test_ordering_by_the_page_makes_the_file_and_leads_to_it(django_capture_on_commit_callbacks):
    scene = a_consultation()
    a_comment(scene)
    address = reverse("phase-file-order", args=[scene.town.slug, scene.phase.pk, "synopsis", "pdf"])
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address)
    assert answer.status_code == 302
    html = client.get(answer["Location"]).content.decode()
    order = PhaseFile.objects.get()
    if order.state == FileState.DONE:
        assert "ist fertig" in html
    else:
        assert "Abbrechen" in html
        cancel = reverse("phase-file-cancel", args=[scene.town.slug, scene.phase.pk, order.pk])
        client.post(cancel, {"k": answer["Location"].partition("?k=")[2]})
        order.refresh_from_db()
        assert order.state == FileState.CANCELLED
    assert Client().get(address).status_code == 405
    wrong = reverse("phase-file-order", args=[scene.town.slug, scene.phase.pk, "synopsis", "exe"])
    assert Client().post(wrong).status_code == 409


@pytest.mark.parametrize("what", ["internal kind", "internal text", "other town", "unknown"])
def test_what_is_not_public_does_not_exist(what: str):
    scene = a_consultation()
    row = a_comment(scene, "Nur für uns.")
    order, _new = _order(scene, "pdf")
    town, key = scene.town, scene.phase.pk
    match what:
        case "internal kind":
            type(scene.phase).objects.filter(pk=key).update(kind=PhaseKind.INTERNAL)
        case "internal text":
            type(scene.version).objects.filter(pk=scene.version.pk).update(audience=Audience.STAFF)
        case "other town":
            town = a_scene().town
        case "unknown":
            key += 10_000
    names = [town.slug, key]
    addresses = [
        *(reverse(name, args=names) for name in ("phase", "phase-files", "data-fields", "data-schema")),
        *(reverse("phase-data", args=[*names, format]) for format in ("csv", "json", "xlsx", "exe")),
        *(reverse("phase-synopsis", args=[*names, format]) for format in ("pdf", "xlsx")),
        reverse("phase-file-watch", args=[*names, order.pk]),
    ]
    for address in addresses:
        assert Client().get(address).status_code == 404, address
    assert Client().post(reverse("phase-file-order", args=[*names, "synopsis", "pdf"])).status_code == 404
    if what != "unknown":
        assert Client().get(reverse("contribution-data", args=[town.slug, row.number])).status_code == 404


def test_a_contribution_that_is_not_public_is_in_no_file():
    scene = a_consultation()
    a_comment(scene, "Für alle.")
    inside = a_comment(scene, "Nur für uns.")
    Contribution.objects.filter(pk=inside.pk).update(is_public=False)
    for name in ("daten.csv", "daten.json", "daten.xlsx", "synopse.pdf"):
        text = _everything_in(name, _get(scene, name))
        assert "Für alle." in text
        assert "Nur für uns." not in text
    assert Client().get(reverse("contribution-data", args=[scene.town.slug, inside.number])).status_code == 404


def test_the_internal_synopsis_is_for_the_desk_of_the_own_town():
    scene = a_consultation()
    an_answer(scene, a_comment(scene))
    order, _new = order_file(
        phase=scene.phase, kind="synopsis", format="pdf", language="de", actor=scene.moderator, is_internal=True
    )
    make_file(order_id=order.pk)
    names = [scene.town.slug, scene.phase.pk]
    addresses = [
        reverse("internal-files", args=names),
        reverse("internal-watch", args=[*names, order.pk]),
        reverse("internal-file", args=[*names, order.pk]),
    ]
    for address in addresses:
        answer = signed_in(scene.moderator).get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        answer.close()  # a file that nobody reads to its end
        assert Client().get(address).status_code == 302
        assert signed_in(a_scene().moderator).get(address).status_code == 404
        assert signed_in(a_member(scene.town, Role.STAFF_MEMBER)).get(address).status_code == 403
    public = reverse("phase-file-watch", args=[*names, order.pk])
    assert Client().get(public).status_code == 404
    assert signed_in(scene.moderator).get(public).status_code == 404


def test_the_data_of_one_contribution_can_be_had_alone():
    scene = a_consultation()
    row = a_comment(scene, "Mehr Bänke.")
    an_answer(scene, row)
    answer = Client().get(reverse("contribution-data", args=[scene.town.slug, row.number]))
    data = answer.json()
    assert data["text"] == "Mehr Bänke."
    assert data["points"][0]["verdict"] == "declined"
    assert data["licence"]["url"].startswith("https://")


def test_the_schema_names_every_field_of_the_data():
    scene = a_consultation()
    merge_into(actor=scene.moderator, contribution=a_comment(scene), target=a_comment(scene), reason="Dasselbe.")
    an_answer(scene, Contribution.objects.get(number=2))
    schema = Client().get(reverse("data-schema", args=[scene.town.slug, scene.phase.pk])).json()
    fields = schema["properties"]["contributions"]["items"]["properties"]
    data = json.loads(_get(scene, "daten.json"))
    assert set(schema["required"]) <= data.keys()
    for entry in data["contributions"]:
        assert entry.keys() == fields.keys()
        for point in entry["points"]:
            assert point.keys() == fields["points"]["items"]["properties"].keys()
    html = Client().get(reverse("data-fields", args=[scene.town.slug, scene.phase.pk])).content.decode()
    for name in fields:
        assert name in html


# Helpers


def _a_phase_with_everything() -> tuple[Scene, list[int]]:
    scene = a_consultation()
    first, second, third = (a_comment(scene, f"Satz {n}.") for n in range(3))
    suggestion = a_suggestion(scene)
    an_answer(scene, first)
    point = whole_as_point(actor=scene.moderator, contribution=suggestion)
    assess(actor=scene.moderator, point=point, verdict="declined", reason="Noch geheim.")
    withhold(actor=scene.moderator, contribution=second, reason="Nennt eine Person.", conduct_rule="3")
    merge_into(actor=scene.moderator, contribution=third, target=first, reason="Dasselbe.")
    return scene, [1, 2, 3, 4]


def _get(scene: Scene, name: str) -> bytes:
    kind, _dot, format = name.partition(".")
    view = {"daten": "phase-data", "synopse": "phase-synopsis"}[kind]
    answer = Client().get(reverse(view, args=[scene.town.slug, scene.phase.pk, format]))
    assert answer.status_code == 200, answer.status_code
    with closing(answer):
        return b"".join(answer.streaming_content)


def _order(scene: Scene, format: str) -> tuple[PhaseFile, bool]:
    return order_file(phase=scene.phase, kind="synopsis", format=format, language="de")


def _made(scene: Scene, format: str, *, is_internal: bool) -> bytes:
    order, _new = order_file(
        phase=scene.phase,
        kind="synopsis",
        format=format,
        language="de",
        actor=scene.moderator,
        is_internal=is_internal,
    )
    made = make_file(order_id=order.pk)
    assert made is not None
    assert made.state == FileState.DONE
    with made.file.open("rb") as file:
        return bytes(file.read())


def _watch(scene: Scene, order: PhaseFile) -> str:
    answer = Client().get(reverse("phase-file-watch", args=[scene.town.slug, scene.phase.pk, order.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def _workbook(content: bytes) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def _pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content), strict=True).pages)


def _everything_in(name: str, content: bytes) -> str:
    if name.endswith(".xlsx"):
        return "\n".join(str(cell) for rows in _workbook(content).values() for row in rows for cell in row)
    return _pdf_text(content) if name.endswith(".pdf") else content.decode("utf-8-sig")
