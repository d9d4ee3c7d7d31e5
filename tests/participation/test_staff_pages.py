"""Staff pages: phases, a new one, its end, and the queue "please confirm the place"."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_comment, a_consultation, first_block, signed_in
from werkstatt.participation.actions import Place
from werkstatt.participation.models import ParticipationPhase, Placement
from werkstatt.participation.rules import PlacementStatus
from werkstatt.strategy.actions import delete_block, publish_version, start_draft
from werkstatt.strategy.models import Block

GONE = {"tun": "nein", "grund": "Der Satz ist gestrichen."}
pytestmark = pytest.mark.django_db
P = PlacementStatus


@pytest.fixture
def scene():
    return a_consultation()


def html_of(response) -> str:
    return unescape(response.content.decode())


def to(scene, name: str, *more: object) -> str:
    return reverse(name, args=[scene.town.slug, *more])


def new_version(scene, remarks: int = 1):
    """A next version in which the first paragraph is gone, and so the places of its remarks."""
    for number in range(remarks):
        a_comment(scene, text=f"Bemerkung {number + 1}")
    draft = start_draft(actor=scene.editor, base=scene.version)
    block = Block.objects.select_related("version__strategy", "section").filter(version=draft)[0]
    delete_block(actor=scene.editor, block=block)
    version = publish_version(actor=scene.officer, draft=draft)
    # Whatever the search guessed in this small text: here nothing was found.
    Placement.objects.filter(version=version).update(status=P.GONE, block_uid="", start=None, end=None)
    return version


def dates(scene, **changes: str) -> dict[str, str]:
    start = timezone.localtime(scene.phase.closes_at) + timedelta(days=1)
    form = "%Y-%m-%dT%H:%M"
    return {
        "title": "Runde 2",
        "purpose": "Noch einmal lesen.",
        "latitude": "Alles außer dem Geld.",
        "opens_at": start.strftime(form),
        "closes_at": (start + timedelta(days=20)).strftime(form),
        "answer_by": (start + timedelta(days=60)).strftime("%Y-%m-%d"),
        "moderation": "after",
        "kind": "public",
    } | changes


def addresses(scene) -> list[str]:
    version = new_version(scene)
    placement = Placement.objects.get(version=version)
    return [
        to(scene, "phases"),
        to(scene, "phase-new", scene.version.pk),
        to(scene, "phase-end", scene.phase.pk),
        to(scene, "places"),
        to(scene, "place-choose", placement.pk),
    ]


# ── Who may come in ───────────────────────────────────────────────────────────────────────────────────────────────


def test_staff_of_another_town_find_nothing(scene):
    other = a_consultation()
    for address in addresses(scene):
        for stranger in (other.officer, other.moderator, other.administrator):
            assert signed_in(stranger).get(address).status_code == 404
            assert signed_in(stranger).post(address, {"tun": "ja"}).status_code in (404, 405)


def test_objects_of_another_town_are_not_found_under_ones_own_address(scene):
    other = a_consultation()
    version = new_version(other)
    officer = signed_in(scene.officer)
    for address in (
        to(scene, "phase-new", other.version.pk),
        to(scene, "phase-end", other.phase.pk),
        to(scene, "place-choose", Placement.objects.get(version=version).pk),
        to(scene, "phase-new", 10**25),
    ):
        assert officer.get(address).status_code == 404
    foreign = Placement.objects.get(version=version)
    assert officer.post(to(scene, "places"), {"stelle": foreign.pk, **GONE}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.status == P.GONE


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in(scene):
    for address in addresses(scene):
        response = Client().get(address)
        assert response.status_code == 302
        assert reverse("account_login") in response.url


def test_roles_that_may_not_get_a_clear_no(scene):
    new, end, places = (
        to(scene, "phase-new", scene.version.pk),
        to(scene, "phase-end", scene.phase.pk),
        to(scene, "places"),
    )
    assert signed_in(scene.moderator).get(new).status_code == 403
    assert signed_in(scene.editor).post(end, {}).status_code == 403
    assert signed_in(scene.lead).get(places).status_code == 403
    assert signed_in(scene.lead).get(to(scene, "phases")).status_code == 200


# ── Phases ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_shows_stage_and_figures(scene):
    a_comment(scene)
    html = html_of(signed_in(scene.officer).get(to(scene, "phases")))
    assert "Fassung 1 im Gespräch" in html
    assert "läuft, noch" in html
    assert "<b>1</b>" in html


def test_without_a_published_text_the_list_says_what_comes_first():
    from tests.factories import a_scene

    scene = a_scene()
    html = html_of(signed_in(scene.officer).get(to(scene, "phases")))
    assert "Noch ist kein Text veröffentlicht." in html


def test_the_form_comes_with_dates_that_work(scene):
    ParticipationPhase.objects.all().delete()
    officer = signed_in(scene.officer)
    response = officer.get(to(scene, "phase-new", scene.version.pk))
    form = response.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= {"opens_at": data["opens_at"].strftime("%Y-%m-%dT%H:%M")}
    data |= {"closes_at": data["closes_at"].strftime("%Y-%m-%dT%H:%M")}
    data |= {"purpose": "Lesen.", "latitude": "Alles."}
    assert officer.post(to(scene, "phase-new", scene.version.pk), data).status_code == 302


def test_times_are_those_of_the_towns_clock(scene):
    data = dates(scene, opens_at="2031-07-01T08:00", closes_at="2031-07-31T23:59", answer_by="2031-09-30")
    signed_in(scene.officer).post(to(scene, "phase-new", scene.version.pk), data)
    phase = ParticipationPhase.objects.get(title="Runde 2")
    assert phase.opens_at.isoformat() == "2031-07-01T06:00:00+00:00"
    assert phase.closes_at.isoformat() == "2031-07-31T22:00:00+00:00", "the last minute of a day belongs to the phase"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"opens_at": ""}, "id_opens_at"),
        ({"opens_at": "morgen"}, "id_opens_at"),
        ({"opens_at": "2031-03-30T02:30", "closes_at": "2031-04-30T02:30"}, "id_opens_at"),  # the hour does not exist
        ({"latitude": "  "}, "id_latitude"),
        ({"title": "T" * 121}, "120 Zeichen"),
        ({"closes_at": "2001-01-01T00:00"}, "Das Ende muss nach dem Beginn liegen."),
        ({"answer_by": "2001-01-01"}, "erst nach dem Ende"),
        ({"moderation": "nie"}, "id_moderation"),
    ],
)
def test_wrong_input_is_named_and_the_words_are_kept(scene, changes, message):
    response = signed_in(scene.officer).post(to(scene, "phase-new", scene.version.pk), dates(scene, **changes))
    assert response.status_code == 422
    assert message in html_of(response)
    assert "Noch einmal lesen." in html_of(response)
    assert ParticipationPhase.objects.filter(municipality=scene.town).count() == 1


def test_an_overlap_is_named(scene):
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    response = signed_in(scene.officer).post(to(scene, "phase-new", scene.version.pk), dates(scene, opens_at=now))
    assert response.status_code == 422
    assert "läuft schon „Fassung 1 im Gespräch“" in html_of(response)


def test_a_phase_can_be_extended_and_closed_at_once(scene):
    officer, address = signed_in(scene.officer), to(scene, "phase-end", scene.phase.pk)
    later = timezone.localtime(scene.phase.closes_at) + timedelta(days=7)
    data = {
        "closes_at": later.strftime("%Y-%m-%dT%H:%M"),
        "answer_by": (later + timedelta(days=30)).strftime("%Y-%m-%d"),
        "reason": "Ferien.",
    }
    assert officer.post(address, data | {"reason": ""}).status_code == 422
    assert officer.post(address, data).status_code == 302
    scene.phase.refresh_from_db()
    assert abs(scene.phase.closes_at - later) < timedelta(minutes=1)
    assert officer.post(address, data | {"tun": "jetzt"}).status_code == 302
    scene.phase.refresh_from_db()
    assert scene.phase.closes_at <= timezone.now()


def test_a_phase_that_ends_at_midnight_ends_on_the_day_before(scene):
    scene.phase.closes_at = timezone.make_aware(datetime(2031, 6, 1))
    scene.phase.save()
    html = html_of(signed_in(scene.officer).get(to(scene, "phase-end", scene.phase.pk)))
    assert "31.5.2031, 23:59 Uhr" in html


def test_the_form_names_the_last_day_of_a_phase_and_takes_it_so(scene):
    midnight = timezone.make_aware(datetime(2031, 7, 1))
    scene.phase.closes_at = midnight
    scene.phase.save()
    officer, address = signed_in(scene.officer), to(scene, "phase-end", scene.phase.pk)
    html = html_of(officer.get(address))
    assert 'value="2031-06-30T23:59"' in html
    assert "2031-07-01T00:00" not in html
    for typed in ("2031-06-30T23:59", "2031-06-30", "30.06.2031"):
        data = {"closes_at": typed, "answer_by": "2031-09-01", "reason": "Ferien."}
        answer = officer.post(address, data, follow=True)
        scene.phase.refresh_from_db()
        assert scene.phase.closes_at == midnight
        assert "endet am 30.6.2031, 23:59 Uhr" in html_of(answer)
    officer.post(address, {"closes_at": "2031-06-30T18:00", "answer_by": "2031-09-01", "reason": "Ferien."})
    scene.phase.refresh_from_db()
    assert timezone.localtime(scene.phase.closes_at) == timezone.make_aware(datetime(2031, 6, 30, 18))


@pytest.mark.parametrize("typed", ["9999-12-31", "9999-12-31T23:59", "31.12.9999", "", "morgen", "2031-06-31"])
def test_an_end_that_is_no_day_is_named(scene, typed):
    data = {"closes_at": typed, "answer_by": "2031-09-01", "reason": "Ferien."}
    answer = signed_in(scene.officer).post(to(scene, "phase-end", scene.phase.pk), data)
    assert answer.status_code == 422
    assert 'href="#id_closes_at"' in html_of(answer)


def test_a_draft_cannot_be_opened(scene):
    draft = start_draft(actor=scene.editor, base=scene.version)
    response = signed_in(scene.officer).get(to(scene, "phase-new", draft.pk))
    assert response.status_code == 409
    assert "Veröffentlichen Sie ihn zuerst" in html_of(response)


# ── Places ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_queue_shows_remark_old_passage_and_the_ways_out(scene):
    new_version(scene)
    html = html_of(signed_in(scene.editor).get(to(scene, "places")))
    assert "Eine Stelle bestätigen" in html
    assert "Bemerkung 1" in html
    assert '<mark class="said">Die Stadt</mark>' in html
    assert 'data-key="a"' in html
    assert 'data-key="n"' in html


def test_a_guess_can_be_said_yes_to(scene):
    version = new_version(scene)
    block = Block.objects.filter(version=version)[0]
    Placement.objects.filter(version=version).update(
        status=P.UNSURE, block_uid=block.uid, section_uid=block.section.uid, start=0, end=9
    )
    editor = signed_in(scene.editor)
    html = html_of(editor.get(to(scene, "places")))
    assert "Gehört der Beitrag in Fassung 2 zu dieser Stelle?" in html
    assert "data-enter" in html
    placement = Placement.objects.get(version=version)
    response = editor.post(to(scene, "places"), {"stelle": placement.pk, "tun": "ja"}, follow=True)
    assert "steht jetzt an der neuen Stelle" in html_of(response)
    assert "Jede Stelle ist bestätigt." in html_of(response)


def test_another_place_can_be_chosen_by_section_sentence_and_search(scene):
    version = new_version(scene)
    placement = Placement.objects.get(version=version)
    target = Block.objects.filter(version=version, section__number="2")[0]
    editor, choose = signed_in(scene.editor), to(scene, "place-choose", placement.pk)
    end = target.text.index(".") + 1
    value = f"{target.uid}:0-{end}"
    assert value in html_of(editor.get(choose, {"abschnitt": target.section.uid}))
    assert value in html_of(editor.get(choose, {"suche": "Kapitel 2"}))
    assert "stehen alle diese Wörter" in html_of(editor.get(choose, {"suche": "Einhorn"}))
    editor.post(to(scene, "places"), {"stelle": placement.pk, "tun": "hier", "wo": value})
    placement.refresh_from_db()
    assert (placement.status, placement.block_uid, placement.end) == (P.CONFIRMED, target.uid, end)


@pytest.mark.parametrize("wo", ["", "gibt-es-nicht:0-4", "abschnitt:nirgends", ":::", "\x00", "a" * 5000])
def test_a_forged_place_is_refused_in_words(scene, wo):
    version = new_version(scene)
    placement = Placement.objects.get(version=version)
    data = {"stelle": placement.pk, "tun": "hier", "wo": wo}
    response = signed_in(scene.editor).post(to(scene, "places"), data, follow=True)
    assert response.status_code == 200
    assert "note--warn" in html_of(response)
    placement.refresh_from_db()
    assert placement.status == P.GONE


def test_a_block_of_the_old_version_is_refused(scene):
    version = new_version(scene)
    placement = Placement.objects.get(version=version)
    data = {"stelle": placement.pk, "tun": "hier", "wo": f"{first_block(scene).uid}:0-4"}
    signed_in(scene.editor).post(to(scene, "places"), data)
    placement.refresh_from_db()
    assert placement.status == P.GONE


def test_a_decision_can_be_taken_back_on_the_page(scene):
    version = new_version(scene)
    placement = Placement.objects.get(version=version)
    editor = signed_in(scene.editor)
    html = html_of(
        editor.post(
            to(scene, "places"),
            {"stelle": placement.pk, **GONE},
            follow=True,
        )
    )
    assert "bleibt bei der alten Fassung" in html
    assert "Zurücknehmen" in html
    html = html_of(editor.post(to(scene, "places"), {"stelle": placement.pk, "tun": "zurueck"}, follow=True))
    assert "wartet wieder" in html
    assert "Eine Stelle bestätigen" in html


def test_the_slower_of_two_people_reads_who_was_faster(scene):
    version = new_version(scene)
    data = {"stelle": Placement.objects.get(version=version).pk, **GONE}
    signed_in(scene.editor).post(to(scene, "places"), data)
    html = html_of(signed_in(scene.moderator).post(to(scene, "places"), data, follow=True))
    assert f"hat {scene.editor} schon entschieden" in html


def test_what_is_settled_cannot_be_chosen_for_any_more(scene):
    version = new_version(scene)
    placement = Placement.objects.get(version=version)
    editor = signed_in(scene.editor)
    editor.post(to(scene, "places"), {"stelle": placement.pk, **GONE})
    assert editor.get(to(scene, "place-choose", placement.pk)).status_code == 302


@pytest.mark.parametrize("name", ["phases", "places", "staff-home"])
def test_pages_cost_the_same_for_one_and_for_three(name):
    counts = []
    for remarks in (1, 3):
        scene = a_consultation()
        new_version(scene, remarks)
        officer = signed_in(scene.officer)
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(to(scene, name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_the_overview_names_what_waits_and_what_runs(scene):
    new_version(scene, 2)
    html = html_of(signed_in(scene.officer).get(to(scene, "staff-home")))
    assert "2 Stellen bestätigen" in html
    assert "„Fassung 1 im Gespräch“ läuft" in html
    assert "Noch 6 Tage" in html
    assert "2 Stellen bestätigen" not in html_of(signed_in(scene.lead).get(to(scene, "staff-home")))


# ── Many of one paragraph ─────────────────────────────────────────────────────────────────────────────────────────


def unsure_places(scene, count: int) -> list[Placement]:
    """Some remarks on one paragraph that was rewritten so that nobody can be sure."""
    place = Place(block_uid=first_block(scene).uid, start=0, end=9)
    for number in range(count):
        a_comment(scene, f"Zur ersten Stelle, {number}.", place=place)
    version = new_version(scene)
    block = Block.objects.filter(version=version).select_related("section")[0]
    found = Placement.objects.filter(version=version, contribution__text__startswith="Zur ersten")
    found.update(status=P.UNSURE, block_uid=block.uid, section_uid=block.section.uid, start=0, end=9)
    return list(found.order_by("pk"))


def test_several_remarks_of_one_paragraph_are_confirmed_and_taken_back_in_one_go(scene):
    places = unsure_places(scene, 3)
    editor, here = signed_in(scene.editor), to(scene, "places")
    html = html_of(editor.get(here, {"stelle": places[0].pk}))
    assert "2 weitere Beiträge standen in demselben Absatz" in html
    assert all(f'name="mit" value="{one.pk}"' in html for one in places[1:])
    together = {"stelle": places[0].pk, "mit": [one.pk for one in places[1:]]}
    editor.post(here, together | {"tun": "ja-alle"})
    assert {place.status for place in Placement.objects.filter(pk__in=[one.pk for one in places])} == {P.CONFIRMED}
    html = html_of(editor.get(here))
    assert html.count('value="zurueck-alle"') == 1
    editor.post(here, together | {"tun": "zurueck-alle"})
    assert {place.status for place in Placement.objects.filter(pk__in=[one.pk for one in places])} == {P.UNSURE}


def test_of_several_all_or_none_are_decided(scene):
    places = unsure_places(scene, 2)
    editor, here = signed_in(scene.editor), to(scene, "places")
    editor.post(here, {"stelle": places[1].pk, "tun": "ja"})
    html = html_of(editor.post(here, {"stelle": places[0].pk, "mit": [places[1].pk], "tun": "ja-alle"}, follow=True))
    assert "schon entschieden" in html
    assert Placement.objects.get(pk=places[0].pk).status == P.UNSURE
    odd = {"stelle": places[0].pk, "mit": ["", "x", "9" * 30, "\x00", "-1"], "tun": "ja-alle"}
    assert editor.post(here, odd).status_code == 302


def test_a_place_that_is_gone_needs_its_reason_which_is_kept(scene):
    (place,) = unsure_places(scene, 1)
    editor, here = signed_in(scene.editor), to(scene, "places")
    html = html_of(editor.post(here, {"stelle": place.pk, "tun": "nein", "grund": " "}, follow=True))
    assert "warum es die Stelle nicht mehr gibt" in html
    place.refresh_from_db()
    assert place.status == P.UNSURE
    editor.post(here, {"stelle": place.pk, "tun": "nein", "grund": "Ganz neu geschrieben."})
    assert "Ganz neu geschrieben." in html_of(editor.get(here))
    place.refresh_from_db()
    assert place.status == P.DISMISSED


def test_the_queue_costs_the_same_for_one_and_three(scene):
    counts = []
    for number in (1, 3):
        scene = a_consultation()
        a_comment(scene, "Bemerkung 1")
        places = unsure_places(scene, number)
        client = signed_in(scene.editor)
        with CaptureQueriesContext(connection) as found:
            client.get(to(scene, "places"), {"stelle": places[0].pk})
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
