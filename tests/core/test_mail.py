"""Mails: written with the change, sent once, tried again; against a real mail server that has its moods."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core import mail as django_mail
from django.db import connection, transaction

from werkstatt.core import clock, events, mail
from werkstatt.core.models import OutgoingMail

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
State = OutgoingMail.State


class Server:
    """A mail server that does what the local part of the address says."""

    def __init__(self) -> None:
        self.got: list[tuple[str, Message]] = []
        self.drops = False
        self.talks = 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.talks += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        replies = {
            "unbekannt": "550 5.1.1 nobody here",
            "alt": "550 mailbox unavailable",
            "voll": "552 5.2.2 mailbox full",
            "sperre": "550 5.7.1 we do not like you",
            "spaeter": "451 4.7.1 greylisted",
        }
        reply = replies.get(address.partition("@")[0])
        if reply is None:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name == "spam":
            return "554 5.6.0 this is spam"
        if name == "langsam":
            await asyncio.sleep(0.5)
        if self.drops:
            server.transport.abort()
            return "250 never heard"
        assert isinstance(envelope.content, bytes)
        self.got.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content)))
        return "250 OK"


class OnAnyPort(Controller):
    """Lets the system choose the port, so that tests at the same time do not meet."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def server(settings) -> Iterator[Server]:
    handler = Server()
    controller = OnAnyPort(handler, hostname="127.0.0.1", port=0)
    controller.start()
    handler.talks = 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_TIMEOUT = 5
    yield handler
    controller.stop()


def a_mail(to: str = "ada@example.org", **more: object) -> OutgoingMail:
    values: dict[str, object] = {"subject": "Betreff", "text": "Guten Tag,\n\ngrüße aus Musterau.\n", "kind": "test"}
    with transaction.atomic():
        written = mail.post(to=to, **(values | more))  # type: ignore[arg-type]
    assert written is not None
    return written


def now_of(row: OutgoingMail) -> OutgoingMail:
    row.refresh_from_db()
    return row


def send() -> int:
    result: int = mail.send_waiting.func()
    return result


@pytest.mark.django_db
def test_a_mail_arrives_as_it_was_written(server):
    row = a_mail(headers={"Reply-To": "rathaus@example.org", "List-Id": "Neues <neues.example.org>"})

    assert send() == 1

    address, message = server.got[0]
    assert address == "ada@example.org"
    assert message["Subject"] == "Betreff"
    assert message["Reply-To"] == "rathaus@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "grüße aus Musterau" in message.get_payload(decode=True).decode()
    assert now_of(row).state == State.SENT
    assert row.text == "", "the words of a sent mail are not kept"


@pytest.mark.django_db(transaction=True)
def test_a_mail_leaves_after_the_commit_and_not_without_it():
    with transaction.atomic():
        mail.post(to="ada@example.org", subject="Eins", text="…", kind="test")
        assert django_mail.outbox == []
    assert [message.subject for message in django_mail.outbox] == ["Eins"]

    def change_your_mind() -> None:
        with transaction.atomic():
            mail.post(to="ada@example.org", subject="Zwei", text="…", kind="test")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_your_mind()
    assert len(django_mail.outbox) == 1
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db
def test_all_mails_of_a_transaction_are_one_job(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as jobs:
        for number in range(5):
            mail.post(to="ada@example.org", subject=f"{number}", text="…", kind="test")
    assert len(jobs) == 1


@pytest.mark.django_db
def test_a_second_mail_with_the_same_key_is_not_written():
    a_mail(key="antwort-69")
    assert mail.post(to="ada@example.org", subject="Noch einmal", text="…", kind="test", key="antwort-69") is None
    first = OutgoingMail.objects.get()

    found = mail.post_all(
        [mail.Letter(to="ada@example.org", subject="x", text="x", kind="test", key=key) for key in ("antwort-69", "b")]
    )

    assert found["antwort-69"] == first.pk
    assert OutgoingMail.objects.count() == 2


@pytest.mark.django_db
def test_many_mails_take_a_handful_of_queries(django_assert_max_num_queries):
    letters = [mail.Letter(to="a@example.org", subject="x", text="x", kind="test", key=f"k{n}") for n in range(300)]
    with django_assert_max_num_queries(8):
        assert len(mail.post_all(letters)) == 300


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["unbekannt@example.org", "alt@example.org"])
def test_an_address_where_nobody_is_bounces_at_once_and_nothing_more_is_sent_there(server, address, monkeypatch):
    heard: list[mail.MailRefused] = []
    monkeypatch.setitem(events._handlers, mail.MailRefused, [heard.append])
    first = a_mail(address, town_id=7)
    second = a_mail(address, town_id=7, not_before=NOON.replace(year=2099))
    elsewhere = a_mail(address, town_id=8, not_before=NOON.replace(year=2099))

    assert send() == 0

    assert now_of(first).state == State.FAILED
    assert first.error == "nobody there, 550"
    assert first.text == ""
    assert heard == [mail.MailRefused(7, address)]
    assert now_of(second).state == State.FAILED
    assert now_of(elsewhere).state == State.WAITING


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["voll@example.org", "sperre@example.org", "spaeter@example.org"])
def test_a_refusal_that_does_not_speak_of_the_address_is_tried_again(server, address, monkeypatch):
    heard: list[mail.MailRefused] = []
    monkeypatch.setitem(events._handlers, mail.MailRefused, [heard.append])
    with clock.at(NOON):
        row = a_mail(address)
        send()
    assert now_of(row).state == State.WAITING
    assert row.tries == 1
    assert row.not_before == NOON + timedelta(minutes=5)
    assert heard == []

    with clock.at(NOON + timedelta(minutes=4)):
        send()
    assert now_of(row).tries == 1, "too early"
    with clock.at(NOON + timedelta(minutes=5)):
        send()
    assert now_of(row).tries == 2


@pytest.mark.django_db
def test_after_two_days_a_mail_is_given_up_without_blaming_the_address(server, monkeypatch):
    heard: list[mail.MailRefused] = []
    monkeypatch.setitem(events._handlers, mail.MailRefused, [heard.append])
    row, moment = a_mail("spaeter@example.org"), NOON.replace(year=2099)
    begin = moment
    while now_of(row).state == State.WAITING:
        with clock.at(moment):
            send()
        moment = max(moment, now_of(row).not_before)

    assert row.state == State.FAILED
    assert timedelta(days=1.5) < moment - begin < timedelta(days=3)
    assert heard == []


@pytest.mark.django_db
def test_a_mail_that_is_taken_for_spam_fails_alone(server, monkeypatch):
    heard: list[mail.MailRefused] = []
    monkeypatch.setitem(events._handlers, mail.MailRefused, [heard.append])
    spam, good = a_mail("spam@example.org"), a_mail("ada@example.org")
    assert send() == 1
    assert (now_of(spam).state, now_of(good).state) == (State.FAILED, State.SENT)
    assert heard == []


@pytest.mark.django_db
def test_a_connection_that_drops_costs_one_mail_a_try_and_the_next_goes_on_a_new_one(server):
    first, second = a_mail("ada@example.org"), a_mail("bo@example.org")
    server.drops = True
    send()
    assert (now_of(first).state, now_of(second).state) == (State.WAITING, State.WAITING)
    assert server.talks == 2, "each got a connection that works"

    server.drops = False
    with clock.at(now_of(first).not_before + timedelta(minutes=1)):
        assert send() == 2
    assert [address for address, _message in server.got] == ["ada@example.org", "bo@example.org"]


@pytest.mark.django_db
def test_a_server_that_is_down_is_not_asked_for_every_mail(settings, server, caplog):
    settings.EMAIL_PORT = 1  # nobody listens there
    rows = [a_mail(f"person{n}@example.org") for n in range(3)]
    with caplog.at_level(logging.DEBUG):
        assert send() == 0
    assert [now_of(row).tries for row in rows] == [1, 0, 0]
    assert all(row.state == State.WAITING for row in rows)
    assert "example.org" not in caplog.text


@pytest.mark.django_db
def test_no_log_names_an_address(server, caplog):
    for name in ("unbekannt", "voll", "spam", "ada"):
        a_mail(f"{name}@geheim.example")
    with caplog.at_level(logging.INFO):
        send()
    ours = [record.getMessage() for record in caplog.records if record.name != "mail.log"]  # that is the server's own
    assert len(ours) == 2
    assert not any("geheim" in line for line in ours)
    assert not any("geheim" in error for error in OutgoingMail.objects.values_list("error", flat=True))


@pytest.mark.django_db
def test_a_slow_server_delays_but_loses_nothing(server):
    a_mail("langsam@example.org")
    assert send() == 1
    assert len(server.got) == 1


def test_two_workers_send_every_mail_once(several_connections, server):
    for number in range(12):
        a_mail(f"person{number}@example.org")
    server.got.clear()
    OutgoingMail.objects.update(state=State.WAITING, text="x", not_before=NOON)

    def work() -> None:
        try:
            send()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(address for address, _message in server.got) == sorted(f"person{n}@example.org" for n in range(12))


@pytest.mark.django_db
def test_a_mail_sent_again_after_a_crash_has_the_same_id(server):
    row = a_mail()
    send()
    OutgoingMail.objects.filter(pk=row.pk).update(state=State.WAITING, not_before=NOON, text="x")
    send()
    ids = [message["Message-ID"] for _address, message in server.got]
    assert len(ids) == 2
    assert ids[0] == ids[1]


@pytest.mark.django_db
def test_a_worker_that_dies_while_sending_leaves_the_mail_for_later_and_at_last_gives_up():
    row = a_mail(not_before=NOON)
    for number in range(1, mail.MOST_TRIES + 1):
        with clock.at(now_of(row).not_before):
            assert mail._taken(row)  # and here the worker dies
        assert now_of(row).tries == number
    with clock.at(row.not_before):
        assert send() == 0
    assert now_of(row).state == State.FAILED


@pytest.mark.django_db
@pytest.mark.parametrize("evil", ["a@example.org\nBcc: b@example.org", "a@example.org,b@example.org", "a b@x.org", ""])
def test_an_address_that_could_be_more_than_one_is_refused(evil):
    with pytest.raises(ValueError, match="address"):
        mail.post(to=evil, subject="x", text="x", kind="test")


@pytest.mark.django_db
def test_line_breaks_in_subject_and_headers_become_spaces(server):
    a_mail(subject="Hallo\r\nBcc: boese@example.org\u2028x\x00", headers={"List-Id": "a\nBcc: boese@example.org"})
    send()
    _address, message = server.got[0]
    assert message["Bcc"] is None
    assert message["Subject"] == "Hallo Bcc: boese@example.org x"
    assert len(server.got) == 1


@pytest.mark.django_db
def test_addresses_of_old_mails_are_forgotten_and_keys_stay_used():
    with clock.at(NOON):
        kept, plain, waiting = a_mail(key="k"), a_mail(), a_mail()
    OutgoingMail.objects.exclude(pk=waiting.pk).update(state=State.SENT)
    with clock.at(NOON + mail.KEPT + timedelta(minutes=1)):
        assert mail.forget_old() == 2
        assert mail.forget_old() == 0
    assert not OutgoingMail.objects.filter(pk=plain.pk).exists()
    assert now_of(kept).to == kept.subject == ""
    assert now_of(waiting).to == "ada@example.org"
    assert mail.post(to="ada@example.org", subject="x", text="x", kind="test", key="k") is None
