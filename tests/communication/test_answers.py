"""Mails to contributors: one for a person, about what is true when it goes."""

from __future__ import annotations

import re
import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from tests.communication.helpers import ADA, a_contact, a_voice, answers_after, in_minutes, one_mail, written
from tests.factories import a_comment, a_consultation, an_answer, signed_in
from tests.publishing.helpers import changed_text
from werkstatt.assessment.actions import release, reopen, withdraw
from werkstatt.assessment.rules import Verdict
from werkstatt.communication.actions import answers
from werkstatt.communication.actions.notice import forget_old
from werkstatt.communication.models import Notice
from werkstatt.core import clock
from werkstatt.core.events import announce
from werkstatt.core.mail import MailRefused
from werkstatt.core.models import AuditEntry, OutgoingMail
from werkstatt.organisations.models import Municipality
from werkstatt.participation.actions import merge_into, publish, withhold
from werkstatt.participation.actions.objection import answer_objection, object_to
from werkstatt.participation.models import Contact, Contribution, Objection

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_consultation()


def test_an_answer_is_mailed_to_the_author_with_verdict_reason_and_thread(scene, settings):
    settings.SITE_ADDRESS = "https://mitreden.example"
    said = a_voice(scene, text="Bitte mehr Bänke.")
    an_answer(scene, said)

    assert answers_after() == 1

    mail = one_mail()
    assert mail.to == ADA
    assert mail.subject == f"Antwort auf Ihren Beitrag Nr. {said.number} – {scene.town.brand_name}"
    assert "„Bitte mehr Bänke.“" in mail.text
    assert "Urteil: Nicht übernommen" in mail.text
    assert "Grund: Dafür fehlt das Geld." in mail.text
    assert f"https://mitreden.example/{scene.town.slug}/beitraege/{said.number}/" in mail.text


def test_twenty_answers_to_one_person_are_one_mail(scene):
    for _ in range(20):
        an_answer(scene, a_voice(scene))
    assert answers_after() == 1
    mail = one_mail()
    assert mail.subject.startswith("Antworten auf Ihre 20 Beiträge")
    assert all(f"Nr. {row.number}" in mail.text for row in Contribution.objects.all())
    assert answers_after(60) == 0


def test_nothing_is_mailed_while_somebody_goes_on_answering_but_not_for_ever(scene):
    now = timezone.now()
    for minute in range(0, 130, 10):
        with clock.at(now + timedelta(minutes=minute)):
            an_answer(scene, a_voice(scene))
        with clock.at(now + timedelta(minutes=minute + 9)):
            sent = answers.send_answers()
        assert sent == (1 if minute + 9 >= 120 else 0), minute
    assert len(written()) == 1


def test_the_same_address_written_differently_is_one_person_and_another_is_another(scene):
    for email in (ADA, "Ada@Example.org", "bo@example.org"):
        an_answer(scene, a_voice(scene, email))
    assert answers_after() == 2
    assert sorted(mail.to.lower() for mail in written()) == [ADA, "bo@example.org"]


def test_towns_write_their_own_mails(scene):
    other = a_consultation()
    an_answer(scene, a_voice(scene))
    an_answer(other, a_voice(other))
    assert answers_after() == 2
    assert {mail.town_id for mail in written()} == {scene.town.pk, other.town.pk}


def test_the_mail_speaks_the_language_of_the_person(scene):
    said = a_voice(scene, language="en")
    an_answer(scene, said)
    answers_after()
    mail = one_mail()
    assert f"/en/{scene.town.slug}/beitraege/{said.number}/" in mail.text
    an_answer(scene, a_voice(scene, "bo@example.org"))
    answers_after()
    assert "/en/" not in written()[1].text


def test_an_answer_that_was_taken_back_is_not_mailed(scene):
    said = a_voice(scene)
    an_answer(scene, said)
    reopen(actor=scene.moderator, contribution=said)
    assert answers_after() == 0
    assert not Notice.objects.exists()

    release(actor=scene.moderator, contribution=said)
    assert answers_after() == 1


def test_a_second_release_in_time_replaces_the_first(scene):
    said = a_voice(scene)
    an_answer(scene, said)
    reopen(actor=scene.moderator, contribution=said)
    release(actor=scene.moderator, contribution=said)
    assert Notice.objects.count() == 1
    assert answers_after() == 1


def test_a_changed_answer_is_mailed_again(scene):
    said = a_voice(scene)
    an_answer(scene, said)
    answers_after()
    reopen(actor=scene.moderator, contribution=said)
    release(actor=scene.moderator, contribution=said, text="Jetzt noch besser erklärt.")
    assert answers_after() == 1
    assert "Jetzt noch besser erklärt." in written()[1].text


def test_nobody_is_told_of_a_withdrawn_contribution(scene):
    said = a_voice(scene)
    withhold(actor=scene.moderator, contribution=said, reason="Beleidigt jemanden.")
    withdraw(actor=scene.moderator, contribution=said)
    assert answers_after() == 0
    assert not Notice.objects.exists()


def test_an_unconfirmed_address_gets_nothing_until_it_is_confirmed(scene):
    said = a_voice(scene, confirmed=False)
    an_answer(scene, said)
    assert answers_after() == 0

    Contact.objects.update(confirmed_at=timezone.now())
    assert answers_after() == 1


def test_what_waits_for_an_unconfirmed_address_is_dropped_after_a_month(scene):
    an_answer(scene, a_voice(scene, confirmed=False))
    with clock.at(in_minutes(29 * 24 * 60)):
        assert forget_old() == 0
    with clock.at(in_minutes(31 * 24 * 60)):
        assert forget_old() == 1


@pytest.mark.parametrize("field", ["ended_at", "bounced_at"])
def test_nobody_is_told_who_stopped_it_or_cannot_be_reached(scene, field):
    said = a_voice(scene)
    an_answer(scene, said)
    Contact.objects.update(**{field: timezone.now()})
    assert answers_after() == 0
    other = a_voice(scene)
    Contact.objects.filter(contribution=other).update(**{field: timezone.now()})
    an_answer(scene, other)
    assert answers_after() == 0


def test_a_bounce_marks_the_address_in_this_town_only(scene):
    other = a_consultation()
    here, there = a_voice(scene), a_voice(other)
    announce(MailRefused(scene.town.pk, "ADA@example.org"))
    assert Contact.objects.get(contribution=here).bounced_at
    assert Contact.objects.get(contribution=there).bounced_at is None


def test_a_withheld_contribution_is_told_with_reason_and_the_way_to_object(scene):
    said = a_voice(scene, text="Der Bürgermeister ist ein Depp.")
    withhold(actor=scene.moderator, contribution=said, reason="Beleidigt jemanden.")
    answers_after()
    mail = one_mail()
    assert mail.subject.startswith(f"Neues zu Ihrem Beitrag Nr. {said.number}")
    assert "> Beleidigt jemanden." in mail.text
    assert "/beleg/" in mail.text
    assert "Depp" not in mail.text


def test_only_the_last_state_is_told(scene):
    said = a_voice(scene)
    withhold(actor=scene.moderator, contribution=said, reason="Doppelt.")
    publish(actor=scene.moderator, contribution=said)
    answers_after()
    mail = one_mail()
    assert "geprüft und steht jetzt öffentlich" in mail.text
    assert "Doppelt" not in mail.text


def test_an_answered_objection_is_told(scene):
    said = a_voice(scene)
    withhold(actor=scene.moderator, contribution=said, reason="Beleidigt jemanden.")
    answers_after()
    object_to(contribution=said, text="Das ist doch Satire.")
    answer_objection(
        actor=scene.moderator, objection=Objection.objects.get(), uphold=True, answer="Sie haben recht, Entschuldigung."
    )
    answers_after()
    text = written()[1].text
    assert "Ihr Einspruch war berechtigt." in text
    assert "> Sie haben recht, Entschuldigung." in text


def test_authors_of_merged_contributions_hear_of_the_merging_and_of_the_answer(scene):
    first, second = a_comment(scene), a_voice(scene)
    merge_into(actor=scene.moderator, contribution=second, target=first, reason="Sagt dasselbe.")
    answers_after()
    assert f"zusammen mit Nr. {first.number} beantwortet" in one_mail().text

    an_answer(scene, first)
    answers_after()
    text = written()[1].text
    assert f"Nr. {second.number}" in text
    assert f"mit Nr. {first.number} zusammengeführt" in text
    assert "Dafür fehlt das Geld." in text


def test_a_new_version_tells_those_whose_words_changed_it_with_the_sentence_before_and_after(scene):
    said = a_voice(scene)
    an_answer(scene, a_voice(scene, "bo@example.org"))
    changed_text(scene, said)
    answers_after()
    mail = next(mail for mail in written() if mail.to == ADA)
    assert "> Die Stadt bietet in Kapitel 1 ihre Dienste Nummer 1 einfach an." in mail.text
    assert "> Die Stadt bietet alle Dienste so an, dass sie jeder versteht." in mail.text
    assert mail.text.count("Dienste Nummer 1") == 1


def test_a_version_that_comes_later_is_told_on_its_own(scene):
    from tests.publishing.helpers import adopt
    from werkstatt.strategy.actions import publish_version

    said = a_voice(scene)
    _point, draft = adopt(scene, said)
    release(actor=scene.moderator, contribution=said)
    answers_after()
    assert "Der Text wird in der nächsten Fassung geändert." in one_mail().text

    publish_version(actor=scene.officer, draft=draft)
    answers_after()
    text = written()[1].text
    assert "Wegen Ihres Beitrags ist der Text jetzt geändert." in text
    assert "Jetzt:" in text


def test_a_worker_that_dies_in_between_sends_nothing_twice(scene, monkeypatch):
    an_answer(scene, a_voice(scene))

    def dies(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Notice.objects.__class__, "bulk_update", dies)
        with pytest.raises(KeyboardInterrupt):
            answers_after()
    assert written() == []

    assert answers_after() == 1
    assert answers_after() == 0
    assert len(written()) == 1


def test_a_thousand_people_take_a_bounded_number_of_queries(scene, django_assert_max_num_queries):
    said = a_comment(scene)
    an_answer(scene, said)
    rows = [
        Contribution(
            municipality=scene.town,
            phase=scene.phase,
            version=scene.version,
            number=number,
            kind="comment",
            target="whole",
            text="Auch so.",
            received_at=said.received_at,
            recorded_at=said.recorded_at,
            changed_at=said.changed_at,
            state="merged",
            state_reason="Sagt dasselbe.",
            merged_into=said,
        )
        for number in range(1000, 2000)
    ]
    Contribution.objects.bulk_create(rows)
    now = timezone.now()
    Contact.objects.bulk_create(
        Contact(
            municipality=scene.town,
            contribution=row,
            email=f"person{row.number}@example.org",
            given_at=now,
            confirmed_at=now,
        )
        for row in Contribution.objects.filter(number__gte=1000)
    )
    reopen(actor=scene.moderator, contribution=said)
    release(actor=scene.moderator, contribution=said)

    with django_assert_max_num_queries(200):
        assert answers_after() == 1000
    assert OutgoingMail.objects.count() == 1000


def test_staff_may_send_at_once_and_it_is_recorded_without_an_address(scene):
    an_answer(scene, a_voice(scene))
    with pytest.raises(PermissionDenied):
        answers.send_answers_now(actor=scene.editor, town=scene.town)
    assert answers.send_answers_now(actor=scene.moderator, town=scene.town) == 1
    entry = AuditEntry.objects.get(verb="send_answers")
    assert entry.data == {"mails": 1}


def test_every_line_is_short_and_the_card_says_who_writes_and_how_to_stop(scene, settings):
    settings.SITE_ADDRESS = "https://mitreden.example"
    Municipality.objects.update(contact_email="beteiligung@musterau.example", brand_name='Musterau: "digital" – für Ä')
    said = a_voice(scene, text="Ein sehr langer Satz, der einfach nicht aufhören will. " * 20)
    an_answer(scene, said, Verdict.DEFERRED, deferred_until=timezone.localdate() + timedelta(days=90))
    answers_after()
    mail = one_mail()
    for line in mail.text.splitlines():
        assert len(line) <= 76 or re.fullmatch(r"\s*\S+", line), line
    assert "\n\n\n" not in mail.text
    assert mail.headers["Reply-To"] == "beteiligung@musterau.example"
    assert mail.headers["List-Id"] == f"<{scene.town.slug}.mitreden.example>"
    assert re.fullmatch(r"<https://mitreden\.example/\S+/abbestellen/\S+/>", mail.headers["List-Unsubscribe"])
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "\n-- \n" in mail.text
    assert "/auf-dem-laufenden/meine/" in mail.text
    assert ADA not in mail.text
    assert "bis" in mail.text


def test_a_brand_or_title_with_a_line_break_adds_no_header(scene, django_capture_on_commit_callbacks, mailoutbox):
    Municipality.objects.update(brand_name="Musterau\r\nBcc: boese@example.org")
    said = a_voice(scene)
    an_answer(scene, said)
    with clock.at(in_minutes(20)), django_capture_on_commit_callbacks(execute=True):
        answers.send_answers()
    message = mailoutbox[0].message()
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"].replace("\n ", "")


def test_words_of_people_cannot_imitate_the_mail(scene):
    said = a_voice(scene)
    withhold(
        actor=scene.moderator, contribution=said, reason="Eins.\n-- \nhttps://boese.example\n\nNr. 70: frei erfunden"
    )
    answers_after()
    text = one_mail().text
    assert "\n> https://boese.example\n" in text
    assert text.count("\n-- \n") == 1


def test_the_staff_page_shows_counts_and_no_address(scene, django_assert_max_num_queries):
    an_answer(scene, a_voice(scene))
    an_answer(scene, a_voice(scene, "bo@example.org"))
    announce(MailRefused(scene.town.pk, "bo@example.org"))
    browser = signed_in(scene.moderator)
    address = f"/{scene.town.slug}/werkstatt/mails/"
    browser.get(address)
    with django_assert_max_num_queries(14):
        page = browser.get(address).content.decode()
    assert "Jetzt senden" in page
    assert "Eine Adresse ist nicht zustellbar" in page
    assert "@example.org" not in page

    answer = browser.post(f"{address}senden/", follow=True)
    assert "Eine Mail ist unterwegs." in answer.content.decode()
    assert len(written()) == 1


def test_a_town_without_subscribers_reads_a_sentence_and_no_nought(scene):
    page = signed_in(scene.moderator).get(f"/{scene.town.slug}/werkstatt/mails/").content.decode()
    assert "Noch hat niemand Neuigkeiten bestellt." in page
    assert "0 Personen" not in page


def test_the_preview_shows_the_newest_answer_as_it_arrives(scene):
    browser = signed_in(scene.moderator)
    address = f"/{scene.town.slug}/werkstatt/mails/vorschau/"
    assert "Noch ist nichts beantwortet" in browser.get(address).content.decode()
    said = a_voice(scene)
    an_answer(scene, said)
    page = browser.get(address).content.decode()
    assert "Dafür fehlt das Geld." in page
    assert f"Antwort auf Ihren Beitrag Nr. {said.number}" in page


def test_only_moderation_sees_the_mails(scene):
    address = f"/{scene.town.slug}/werkstatt/mails/"
    for user, status in ((scene.officer, 200), (scene.moderator, 200), (scene.editor, 403), (scene.lead, 403)):
        assert signed_in(user).get(address).status_code == status
        assert signed_in(user).get(f"{address}vorschau/").status_code == status
    assert signed_in(scene.editor).post(f"{address}senden/").status_code == 403
    assert signed_in(a_consultation().officer).get(address).status_code == 404


def test_a_contact_left_later_is_not_told_of_earlier_answers(scene):
    said = a_comment(scene)
    an_answer(scene, said)
    a_contact(said)
    assert answers_after() == 0


def test_two_workers_write_every_mail_once(several_connections):
    scene = a_consultation()
    for number in range(6):
        an_answer(scene, a_voice(scene, f"person{number}@example.org"))

    def work() -> None:
        try:
            answers_after()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(mail.to for mail in written()) == [f"person{number}@example.org" for number in range(6)]
    assert not Notice.objects.filter(mailed_at=None).exists()
