"""Mails to subscribers: once a day, everything new, each thing once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.communication.helpers import ADA, a_subscription, digests_at, noon, one_mail, written
from tests.factories import a_comment, a_consultation, an_answer
from tests.publishing.helpers import adopt, changed_text
from werkstatt.assessment.actions import reopen
from werkstatt.communication.models import Notice, Subscription
from werkstatt.communication.queries.changes import what_changed
from werkstatt.communication.rules import Topic
from werkstatt.core import clock
from werkstatt.core.events import announce
from werkstatt.core.mail import MailRefused
from werkstatt.core.models import OutgoingMail
from werkstatt.participation.models import Contribution
from werkstatt.strategy.actions import (
    add_block,
    add_section,
    delete_block,
    delete_section,
    open_wider,
    publish_version,
    start_draft,
)
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.rules import Audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


def test_answers_of_a_day_are_one_line_with_their_number(scene):
    a_subscription(scene)
    for _ in range(3):
        an_answer(scene, a_comment(scene))
    assert digests_at(noon()) == 1
    mail = one_mail("news")
    assert mail.subject.startswith("3 neue Antworten zu")
    assert "/beitraege/?stand=beantwortet" in mail.text
    assert digests_at(noon(1)) == 0, "told is told"


def test_at_most_one_mail_a_day(scene):
    a_subscription(scene)
    for hours, expected in ((0, 1), (5, 0), (24, 1)):
        moment = noon() + timedelta(hours=hours)
        with clock.at(moment - timedelta(minutes=5)):
            an_answer(scene, a_comment(scene))
        assert digests_at(moment) == expected, hours
    assert "2 neue Antworten" in written("news")[1].subject


def test_no_mail_at_night(scene):
    a_subscription(scene)
    an_answer(scene, a_comment(scene))
    assert digests_at(noon() - timedelta(hours=8)) == 0
    assert digests_at(noon()) == 1


def test_what_happened_before_somebody_subscribed_is_not_told(scene):
    an_answer(scene, a_comment(scene))
    a_subscription(scene)
    assert digests_at(noon()) == 0


def test_a_taken_back_answer_and_one_that_is_not_public_do_not_count(scene):
    a_subscription(scene)
    back, hidden = a_comment(scene), a_comment(scene)
    for said in (back, hidden):
        an_answer(scene, said)
    reopen(actor=scene.moderator, contribution=back)
    Contribution.objects.filter(pk=hidden.pk).update(is_public=False)
    assert digests_at(noon()) == 0


def test_nothing_new_is_no_mail(scene):
    a_subscription(scene)
    assert digests_at(noon()) == 0


@pytest.mark.parametrize("which", ["unconfirmed", "bounced"])
def test_nobody_hears_who_did_not_confirm_or_cannot_be_reached(scene, which):
    subscription = a_subscription(scene)
    if which == "bounced":
        announce(MailRefused(scene.town.pk, ADA))
    else:
        Subscription.objects.filter(pk=subscription.pk).update(confirmed_at=None)
    an_answer(scene, a_comment(scene))
    changed_text(scene, a_comment(scene))
    assert digests_at(noon()) == 0


def test_a_phase_that_opens_and_one_that_ends_soon_are_told_once():
    now = timezone.now()
    scene = a_consultation(opens_at=noon() - timedelta(hours=1), closes_at=noon(14) - timedelta(hours=1))
    a_subscription(scene, Topic.PHASE)
    assert digests_at(noon()) == 1
    mail = one_mail("news")
    assert mail.subject.startswith("Die Beteiligung „Fassung 1 im Gespräch“ hat begonnen")
    assert "Wir wollen wissen, was fehlt." in mail.text
    assert [digests_at(noon(day)) for day in range(1, 16)] == [0] * 10 + [1] + [0] * 4
    assert written("news")[1].subject.startswith("Die Beteiligung „Fassung 1 im Gespräch“ endet bald")
    assert now < scene.phase.opens_at


def test_a_postponed_end_is_told_for_the_new_day_only():
    scene = a_consultation(opens_at=timezone.now() - timedelta(days=1), closes_at=noon(9) - timedelta(hours=1))
    a_subscription(scene)
    scene.phase.closes_at = noon(20) - timedelta(hours=1)
    scene.phase.save()
    assert [day for day in range(22) if digests_at(noon(day))] == [17]


def test_a_section_is_told_of_its_own_answers_and_of_those_in_its_subsections(scene):
    sections = list(Section.objects.filter(version=scene.version))
    a_subscription(scene, Topic.SECTION, section=sections[0].uid)
    a_subscription(scene, Topic.SECTION, email="bo@example.org", section=sections[2].uid)
    an_answer(scene, a_comment(scene))
    assert digests_at(noon()) == 1
    assert one_mail("news").to == ADA
    assert "1 Feld 1" in one_mail("news").subject


def test_a_new_version_is_told_by_section_and_sentence(scene):
    a_subscription(scene)
    version = changed_text(scene, a_comment(scene))
    assert digests_at(noon()) == 1
    text = one_mail("news").text
    assert "Fassung 2 von „Digitalstrategie Musterau“ ist da" in text
    assert "1 Feld 1: 2 Sätze" in text
    assert "> Die Stadt bietet alle Dienste so an, dass sie jeder versteht." in text
    assert f"/vergleich/{scene.version.number}..{version.number}/" in text
    assert digests_at(noon(1)) == 0


def test_a_section_hears_of_a_version_only_when_something_in_it_changed(scene):
    sections = list(Section.objects.filter(version=scene.version))
    a_subscription(scene, Topic.SECTION, section=sections[0].uid)
    a_subscription(scene, Topic.SECTION, email="bo@example.org", section=sections[2].uid)
    said = a_comment(scene)
    adopted = adopt(scene, said)[1]
    publish_version(actor=scene.officer, draft=adopted)
    assert digests_at(noon()) == 1
    assert one_mail("news").to == ADA
    assert not Notice.objects.filter(mailed_at=None).exists(), "what was no news for somebody does not wait for ever"


def test_several_subscriptions_of_one_address_are_one_mail_without_repetition(scene):
    sections = list(Section.objects.filter(version=scene.version))
    a_subscription(scene)
    a_subscription(scene, Topic.PHASE)
    a_subscription(scene, Topic.SECTION, section=sections[0].uid)
    changed_text(scene, a_comment(scene))
    assert digests_at(noon()) == 1
    text = one_mail("news").text
    assert text.count("Fassung 2 von") == 1
    assert text.count("neue Antwort") == 1


def test_an_internal_version_is_told_only_when_everybody_may_read_it(scene):
    a_subscription(scene)
    _point, draft = adopt(scene, a_comment(scene))
    version = publish_version(actor=scene.officer, draft=draft, audience=Audience.STAFF)
    assert digests_at(noon()) == 0
    open_wider(actor=scene.officer, version=version, audience=Audience.PUBLIC)
    assert digests_at(noon()) == 1


def test_the_mail_speaks_the_language_of_the_person(scene):
    a_subscription(scene, language="en")
    an_answer(scene, a_comment(scene))
    digests_at(noon())
    assert f"/en/{scene.town.slug}/beitraege/" in one_mail("news").text


def test_a_worker_that_dies_in_between_sends_nothing_twice(scene, monkeypatch):
    from werkstatt.communication.actions import digest

    a_subscription(scene)
    changed_text(scene, a_comment(scene))
    real = digest._write

    def dies(batch, until):
        real(batch, until)
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(digest, "_write", dies)
        with pytest.raises(KeyboardInterrupt):
            digests_at(noon())
    assert written("news") == []
    assert digests_at(noon()) == 1
    assert digests_at(noon()) == 0


def test_towns_do_not_hear_of_each_other(scene):
    other = a_consultation()
    a_subscription(scene)
    an_answer(other, a_comment(other))
    assert digests_at(noon()) == 0


def test_a_thousand_subscribers_take_a_bounded_number_of_queries(scene, django_assert_max_num_queries):
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(
            municipality=scene.town,
            topic=Topic.STRATEGY,
            strategy=scene.version.strategy,
            email=f"person{number}@example.org",
            created_at=now,
            confirmed_at=now,
        )
        for number in range(1000)
    )
    changed_text(scene, a_comment(scene))
    with django_assert_max_num_queries(120):
        assert digests_at(noon()) == 1000
    assert OutgoingMail.objects.filter(kind="news").count() == 1000
    with django_assert_max_num_queries(12):
        assert digests_at(noon()) == 0


def test_what_changed_names_new_and_struck_sections(scene):
    draft = start_draft(actor=scene.editor, base=scene.version)
    sections = list(Section.objects.filter(version=draft).order_by("position"))
    for block in Block.objects.filter(section=sections[3]).select_related("version", "section"):
        delete_block(actor=scene.editor, block=block)
    delete_section(actor=scene.editor, section=sections[3])
    new = add_section(actor=scene.editor, version=draft, title="Neues Feld")
    add_block(actor=scene.editor, section=new, text="Ein Satz. Noch ein Satz.")
    version = publish_version(actor=scene.officer, draft=draft)

    assert what_changed(scene.version) == ()
    found = {one.title: one for one in what_changed(version)}
    assert found["Neues Feld"].is_new
    assert found["Neues Feld"].count == 2
    assert found["Erste Schritte"].is_gone
    assert len(found) == 2
