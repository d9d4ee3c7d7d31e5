"""On its day a phase forgets people: addresses and what else is not public. Number, words and answer stay."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from tests.factories import a_comment, a_consultation, a_suggestion, an_answer, signed_in
from werkstatt.communication.actions.subscription import Wanted, subscribe
from werkstatt.communication.models import Notice, Subscription
from werkstatt.communication.rules import Topic
from werkstatt.core import clock, schedule
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.navigation import Task, Urgency
from werkstatt.participation.actions import (
    answer_objection,
    confirm_address,
    edit_own,
    leave_address,
    object_to,
    retention,
    support,
    withhold,
)
from werkstatt.participation.actions.retention import change_contacts_until, erase_due
from werkstatt.participation.links import receipt_url
from werkstatt.participation.models import Contact, Contribution, ContributionEdit, Objection, Support
from werkstatt.participation.navigation import forgetting

pytestmark = pytest.mark.django_db
ADDRESS = "ada.lauscher@example.org"


@pytest.fixture
def scene():
    return a_consultation()


def html_of(response) -> str:
    return unescape(response.content.decode())


def after(scene, days: int = 0):
    """A moment on the day on which the scene's phase forgets, or some days from it."""
    scene.phase.refresh_from_db()
    day = scene.phase.contacts_until
    return clock.at(clock.now() + (day - localdate(clock.now())) + timedelta(days=days))


def with_address(scene, text: str = "Mehr Bänke.", email: str = ADDRESS, **more) -> Contribution:
    said = a_comment(scene, text=text, **more)
    confirm_address(contact=leave_address(contribution=said, email=email))
    return said


# ── The day ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_on_its_day_a_phase_forgets_people_and_keeps_what_they_said(scene):
    said = with_address(scene, alias="Ada", form_key="k" * 20)
    edit_own(contribution=said, text="Mehr Bänke am Markt.", alias="Ada")
    support(contribution=said, token="jemand")
    Subscription.objects.create(
        municipality=scene.town,
        topic=Topic.PHASE,
        strategy=scene.version.strategy,
        phase=scene.phase,
        email=ADDRESS,
        created_at=clock.now(),
    )
    an_answer(scene, said)
    assert Notice.objects.exists()
    with after(scene, days=-1):
        assert erase_due() == 0
        assert Contact.objects.count() == 1
    with after(scene):
        assert erase_due() == 1
    for model in (Contact, ContributionEdit, Support, Subscription, Notice):
        assert not model.objects.exists(), model
    said.refresh_from_db()
    assert (said.text, said.alias, said.support_count, said.state) == ("Mehr Bänke am Markt.", "Ada", 1, "answered")
    assert said.submission_key is None
    assert said.proof_key is None
    scene.phase.refresh_from_db()
    assert scene.phase.contacts_erased_at is not None
    page = html_of(Client().get(reverse("contribution", args=[scene.town.slug, said.number])))
    assert "Mehr Bänke am Markt." in page
    assert "Dafür fehlt das Geld." in page


def test_the_worker_does_it_by_itself(scene):
    with_address(scene)
    with after(scene, days=1):
        schedule.run_all()
    assert not Contact.objects.exists()


def test_answered_objections_go_and_one_that_waits_stays_until_it_is_answered(scene):
    first, second = a_comment(scene), a_comment(scene, text="Noch etwas.")
    for each in (first, second):
        withhold(actor=scene.moderator, contribution=each, reason="Beleidigt jemanden.")
    answer_objection(
        actor=scene.moderator,
        objection=object_to(contribution=first, text="Tut es nicht."),
        uphold=False,
        answer="Doch.",
    )
    waiting = object_to(contribution=second, text="Das auch nicht.")
    with after(scene):
        erase_due()
        assert list(Objection.objects.all()) == [waiting]
        answer_objection(actor=scene.moderator, objection=waiting, uphold=False, answer="Doch.")
        erase_due()
    assert not Objection.objects.exists()


def test_a_phase_without_a_day_forgets_a_year_after_its_answers(scene):
    with_address(scene)
    scene.phase.contacts_until = None
    scene.phase.save()
    with clock.at(clock.now() + timedelta(days=300)):
        assert erase_due() == 0
    with clock.at(clock.now() + timedelta(days=365 + 60)):
        assert erase_due() == 1
    assert not Contact.objects.exists()


def test_erasing_twice_is_erasing_once_and_takes_what_came_late(scene):
    said = with_address(scene)
    with after(scene):
        assert erase_due() == 1
        entries = AuditEntry.objects.count()
        assert erase_due() == 0
        assert AuditEntry.objects.count() == entries
        Contact.objects.create(
            municipality=scene.town, contribution=said, email="spaet@example.org", given_at=clock.now()
        )
        assert erase_due() == 0
    assert not Contact.objects.exists()


def test_only_phases_whose_day_has_come_forget(scene):
    other = a_consultation()
    change_contacts_until(
        actor=other.officer,
        phase=other.phase,
        day=other.phase.contacts_until + timedelta(days=30),
        reason="Nachfragen zu zwei Antworten.",
    )
    with_address(scene)
    kept = with_address(other)
    with after(scene):
        assert erase_due() == 1
    assert [contact.contribution for contact in Contact.objects.all()] == [kept]


def test_a_large_phase_is_erased_in_batches_and_taken_up_where_it_broke_off(scene, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        with_address(scene, text=f"Bank {number}")
    break_off = iter([False, True])
    announced = retention.record

    def record(*given, **data):
        if next(break_off, False):
            raise ConnectionError("the machine went down")
        return announced(*given, **data)

    monkeypatch.setattr(retention, "record", record)
    with after(scene):
        with pytest.raises(ConnectionError):
            erase_due()
        scene.phase.refresh_from_db()
        assert scene.phase.contacts_erased_at is None
        assert Contact.objects.count() == 3
        monkeypatch.setattr(retention, "record", announced)
        assert erase_due() == 1
    assert not Contact.objects.exists()


def test_the_record_says_how_many_and_of_whom_nothing(scene):
    with_address(scene, text="Ein ganz besonderes Wort.", alias="Ada Lauscher")
    with after(scene):
        erase_due()
    entries = AuditEntry.objects.filter(verb__in=["erase_contacts", "contacts_erased"]).order_by("pk")
    assert [entry.verb for entry in entries] == ["erase_contacts", "contacts_erased"]
    assert entries[0].data["contacts"] == 1
    assert "Lauscher" not in str([entry.data for entry in entries])
    assert ADDRESS not in str([entry.data for entry in entries])


def test_afterwards_no_address_is_taken_and_nobody_counted_twice(scene):
    said = with_address(scene)
    support(contribution=said, token="jemand")
    with after(scene):
        erase_due()
        with pytest.raises(RuleBroken, match="keine Adressen mehr"):
            leave_address(contribution=said, email=ADDRESS)
        with pytest.raises(RuleBroken):
            support(contribution=said, token="jemand")
        html = html_of(Client().get(receipt_url(scene.town, said)))
    assert "E-Mail-Adresse angeben" not in html
    said.refresh_from_db()
    assert said.support_count == 1


# ── Moving the day ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_day_can_be_moved_both_ways_with_a_reason(scene):
    officer = signed_in(scene.officer)
    address = reverse("phase-contacts", args=[scene.town.slug, scene.phase.pk])
    before = scene.phase.contacts_until
    for day in (before + timedelta(days=30), before - timedelta(days=30)):
        sent = officer.post(address, {"contacts_until": day.isoformat(), "reason": "Der Rat berät noch."})
        assert sent.status_code == 302
        scene.phase.refresh_from_db()
        assert scene.phase.contacts_until == day
    entry = AuditEntry.objects.filter(verb="change_contacts_until").earliest("pk")
    assert entry.actor == scene.officer
    assert entry.data == {
        "before": before.isoformat(),
        "after": (before + timedelta(days=30)).isoformat(),
        "reason": "Der Rat berät noch.",
    }


@pytest.mark.parametrize(
    ("move", "reason", "message"),
    [
        (lambda phase: phase.contacts_until, " ", "Grund"),
        (lambda phase: phase.answer_by - timedelta(days=1), "Darum.", "Bis die Antworten da sind"),
        (lambda phase: phase.answer_by + timedelta(days=4 * 365), "Darum.", "höchstens drei Jahre"),
        (lambda phase: localdate() - timedelta(days=1), "Darum.", "schon vorbei"),
        (lambda phase: "übermorgen", "Darum.", "Datum"),
    ],
)
def test_a_day_that_cannot_be_is_explained_and_the_words_are_kept(scene, move, reason, message):
    address = reverse("phase-contacts", args=[scene.town.slug, scene.phase.pk])
    sent = signed_in(scene.officer).post(address, {"contacts_until": str(move(scene.phase)), "reason": reason})
    assert sent.status_code == 422
    assert message in html_of(sent)
    before = scene.phase.contacts_until
    scene.phase.refresh_from_db()
    assert scene.phase.contacts_until == before


def test_what_is_erased_cannot_be_moved(scene):
    with after(scene):
        erase_due()
        with pytest.raises(RuleBroken, match="schon gelöscht"):
            change_contacts_until(
                actor=scene.officer,
                phase=scene.phase,
                day=scene.phase.contacts_until + timedelta(days=9),
                reason="Zu spät.",
            )
        page = html_of(signed_in(scene.officer).get(reverse("phase-contacts", args=[scene.town.slug, scene.phase.pk])))
    assert "gelöscht." in page
    assert '<form method="post" class="stack' not in page


def test_only_who_runs_the_process_moves_the_day(scene):
    for person in (scene.moderator, scene.editor, scene.lead):
        with pytest.raises(PermissionDenied):
            change_contacts_until(actor=person, phase=scene.phase, day=scene.phase.contacts_until, reason="Darum.")


def test_the_list_of_phases_says_when_addresses_go(scene):
    officer = signed_in(scene.officer)
    html = html_of(officer.get(reverse("phases", args=[scene.town.slug])))
    assert "werden gelöscht am" in html
    assert reverse("phase-contacts", args=[scene.town.slug, scene.phase.pk]) in html
    with after(scene):
        erase_due()
        assert "gelöscht am" in html_of(officer.get(reverse("phases", args=[scene.town.slug])))


# ── Two weeks before ──────────────────────────────────────────────────────────────────────────────────────────────


def tasks(scene, user=None) -> list[Task]:
    return forgetting(scene.town, user or scene.officer)


def test_the_officer_is_told_two_weeks_before(scene):
    with_address(scene)
    an_answer(scene, with_address(scene, text="Mehr Bäume.", email="bea@example.org"))
    with after(scene, days=-15):
        assert not tasks(scene)
    with after(scene, days=-14):
        (task,) = tasks(scene)
        assert "2 Adressen" in task.text
        assert "Eine wartet noch auf ihre Antwort." in task.text
        assert task.urgency is Urgency.SOON
        assert not tasks(scene, scene.moderator)
        page = html_of(signed_in(scene.officer).get(reverse("staff-home", args=[scene.town.slug])))
        assert task.title in page
    with after(scene):
        erase_due()
        assert not tasks(scene)


def test_where_nobody_left_an_address_nothing_is_told(scene):
    a_suggestion(scene)
    with after(scene, days=-3):
        assert not tasks(scene)


def test_the_page_costs_the_same_for_one_and_three(scene):
    officer = signed_in(scene.officer)
    address = reverse("phase-contacts", args=[scene.town.slug, scene.phase.pk])
    with_address(scene)
    officer.get(address)
    counts = []
    for more in (0, 2):
        for number in range(more):
            with_address(scene, text=f"Bank {number}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert officer.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8


def test_a_subscription_to_the_text_outlives_the_phase(scene):
    wanted = Wanted(Topic.STRATEGY, scene.version.strategy)
    subscribe(town=scene.town, wanted=wanted, email=ADDRESS, language="de")
    with after(scene):
        erase_due()
    assert Subscription.objects.count() == 1
