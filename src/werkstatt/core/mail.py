"""Mails: written down with the change that causes them, sent by the worker, tried again when the way is blocked.

A mail is sent at least once: the worker that dies between the other side's "yes" and its own note of it leaves a mail
that goes out again. Both carry the same Message-ID, by which mail programs show only one.
"""

from __future__ import annotations

import hmac
import logging
import re
import smtplib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from werkstatt.core import clock
from werkstatt.core.events import announce
from werkstatt.core.models import OutgoingMail
from werkstatt.core.schedule import regularly

logger = logging.getLogger(__name__)

AT_ONCE = 100
"""Mails looked up at a time. Each one is taken by itself just before it is sent."""
LEASE = timedelta(minutes=15)
"""How long a mail belongs to the worker that took it: longer than the slowest talk with a mail server may last."""
MOST_TRIES = 9
"""Over about two days: then a mail is given up."""
KEPT = timedelta(days=7)
"""How long the address of a mail that was sent or given up is kept, to be able to answer questions."""

State = OutgoingMail.State
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BREAKS_AN_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029,;<>()]")


@dataclass(frozen=True, slots=True)
class MailRefused:
    """The other side says for good that nobody gets mail at this address."""

    town_id: int | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as it is written down. ``key`` names what it is about: a second one with the same key is not written.

    ``kind`` is for the operator ("answer", "invitation"). Line breaks in subject and headers become spaces.
    """

    to: str
    subject: str
    text: str
    kind: str
    town_id: int | None = None
    key: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    not_before: datetime | None = None

    def row(self, now: datetime) -> OutgoingMail:
        """The mail as an unsaved row. Raises ValueError for an address that could be more than one."""
        if not self.to or _BREAKS_AN_ADDRESS.search(self.to):
            raise ValueError("this is no single address")
        return OutgoingMail(
            town_id=self.town_id,
            kind=self.kind,
            to=self.to,
            subject=_one_line(self.subject)[:200],
            text=self.text.replace("\x00", ""),
            headers={name: _one_line(value) for name, value in self.headers.items()},
            key=self.key,
            not_before=self.not_before or now,
            created_at=now,
        )


def post(
    *,
    to: str,
    subject: str,
    text: str,
    kind: str,
    town_id: int | None = None,
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
) -> OutgoingMail | None:
    """Write one mail down with the running transaction; the worker sends it after the commit.

    Returns None if there is one with the same ``key``. See :class:`Letter`.
    """
    letter = Letter(
        to=to,
        subject=subject,
        text=text,
        kind=kind,
        town_id=town_id,
        key=key,
        headers=headers or {},
        not_before=not_before,
    )
    row = letter.row(clock.now())
    if key is None:
        row.save()
    else:
        values = {name: getattr(row, name) for name in _WRITTEN}
        row, created = OutgoingMail.objects.get_or_create(key=key, defaults=values)
        if not created:
            return None
    _send_after_commit()
    return row


_WRITTEN = ("town_id", "kind", "to", "subject", "text", "headers", "not_before", "created_at")


def post_all(letters: Iterable[Letter]) -> dict[str, int]:
    """Write many mails down, each with a key, in a statement or two per hundred. Gives back their row keys by key.

    A key that is there already stands for the mail that was written first.
    """
    now = clock.now()
    rows = [letter.row(now) for letter in letters]
    if any(row.key is None for row in rows):
        raise ValueError("many at once need keys")
    if not rows:
        return {}
    OutgoingMail.objects.bulk_create(rows, batch_size=100, ignore_conflicts=True)
    _send_after_commit()
    keys = [row.key for row in rows if row.key]
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        there = OutgoingMail.objects.filter(key__in=keys[start : start + 500])
        found |= {key: pk for key, pk in there.values_list("key", "pk") if key}
    return found


def _send_after_commit() -> None:
    # One job for all mails of a transaction. A savepoint that is rolled back takes its own entry along, so the next
    # mail after it finds none and adds one again.
    if not any(entry[1] is _enqueue for entry in database.run_on_commit):
        transaction.on_commit(_enqueue)


def _enqueue() -> None:
    send_waiting.enqueue()


@task()
def send_waiting() -> int:
    """Send what waits and may go now. Returns how many were sent."""
    sent = 0
    connection = get_connection()
    try:
        while batch := list(_waiting(clock.now()).order_by("not_before", "pk")[:AT_ONCE]):
            for mail in batch:
                if not _taken(mail):
                    continue
                try:
                    sent += _send(mail, connection)
                except _NoWay as blocked:
                    logger.warning("the mail server cannot be reached: %s", blocked)
                    return sent
    finally:
        _hang_up(connection)
    return sent


@regularly("core.mail", every=timedelta(minutes=2))
def _try_again() -> int:
    return send_waiting.func() if _waiting(clock.now()).exists() else 0


@regularly("core.mail.forget", every=timedelta(days=1))
def forget_old() -> int:
    """Erase the addresses of mails that are long done. Returns how many rows went or were emptied.

    A mail with a key leaves an empty row: so it is not written a second time.
    """
    done = OutgoingMail.objects.exclude(state=State.WAITING).filter(created_at__lt=clock.now() - KEPT)
    gone = done.filter(key=None).delete()[0]
    return gone + done.exclude(to="").update(to="", subject="", text="", headers={}, error="")


def _waiting(now: datetime) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(state=State.WAITING, not_before__lte=now)


def _taken(mail: OutgoingMail) -> bool:
    """Whether this worker is the one that tries the mail now. For the others it is not due for a while.

    The try is counted beforehand: a mail that kills its worker is given up like any other.
    """
    lease = clock.now() + LEASE
    same = OutgoingMail.objects.filter(pk=mail.pk, state=State.WAITING, not_before=mail.not_before)
    if not same.update(not_before=lease, tries=mail.tries + 1):
        return False
    mail.not_before, mail.tries = lease, mail.tries + 1
    return True


class _NoWay(Exception):
    """No talk with the mail server: there is no use in trying the other mails now."""


def _send(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """Send one mail and write down what came of it. Raises _NoWay when the server cannot be reached."""
    if mail.tries > MOST_TRIES:
        _give_up(mail, mail.error or "given up")
        return False
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _wait(mail, type(error).__name__)
        raise _NoWay(type(error).__name__) from None
    try:
        _message(mail, connection).send()
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()), (550, b""))
        if _nobody_there(code, words):
            _give_up(mail, f"nobody there, {code}")
            _say_refused(mail)
        else:
            _wait(mail, f"refused with {code}")
    except smtplib.SMTPDataError as error:
        # The address is fine; it is this mail that is not wanted.
        outcome = _give_up if error.smtp_code >= 500 else _wait
        outcome(mail, f"not taken, {error.smtp_code}")
    except (OSError, smtplib.SMTPException) as error:
        # The address is in many of these messages: only the kind of fault is written down.
        _wait(mail, type(error).__name__)
        _hang_up(connection)
    except ValueError as error:
        _give_up(mail, f"cannot be written, {type(error).__name__}")
    else:
        mail.state, mail.sent_at, mail.text, mail.error = State.SENT, clock.now(), "", ""
        mail.save(update_fields=["state", "sent_at", "text", "error"])
        return True
    return False


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMessage:
    sender = settings.DEFAULT_FROM_EMAIL
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    token = hmac.new(settings.SECRET_KEY.encode(), f"mail|{mail.pk}".encode(), sha256).hexdigest()[:24]
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": f"<{token}@{domain}>", **mail.headers}
    return EmailMessage(mail.subject, mail.text, sender, [mail.to], headers=headers, connection=connection)


_BAD_ADDRESS = re.compile(rb"^\s*5\.1\.\d|^\s*5\.2\.1")
_OTHER_REASON = re.compile(rb"^\s*\d\.\d{1,3}\.\d")


def _nobody_there(code: int, words: bytes | str) -> bool:
    """Whether a refusal speaks of the address, as opposed to a full mailbox or a sender that is not liked.

    Enhanced status codes (RFC 3463) say it exactly; without one, 550, 551 and 553 mean the address.
    """
    said = words.encode("utf-8", "replace") if isinstance(words, str) else words
    if code < 500:
        return False
    if _OTHER_REASON.match(said):
        return _BAD_ADDRESS.match(said) is not None
    return code in (550, 551, 553)


def _wait(mail: OutgoingMail, error: str) -> None:
    """Try again later: after 5 minutes, 20, 80 …, at most after 12 hours."""
    if mail.tries >= MOST_TRIES:
        _give_up(mail, error)
        return
    mail.error = error
    mail.not_before = clock.now() + timedelta(minutes=min(5 * 4 ** (mail.tries - 1), 12 * 60))
    mail.save(update_fields=["error", "not_before"])


def _give_up(mail: OutgoingMail, error: str) -> None:
    mail.state, mail.text, mail.error = State.FAILED, "", error
    mail.save(update_fields=["state", "text", "error"])
    logger.warning("mail %s (%s) could not be delivered: %s", mail.pk, mail.kind, error)


def _say_refused(mail: OutgoingMail) -> None:
    """Tell the contexts, and let nothing else go to the same address for this town."""
    with transaction.atomic():
        others = OutgoingMail.objects.filter(to=mail.to, town_id=mail.town_id, state=State.WAITING)
        others.update(state=State.FAILED, text="", error=mail.error)
        announce(MailRefused(mail.town_id, mail.to))


def _hang_up(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.debug("the mail server had hung up already")


def _one_line(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub(" ", str(text)).split())
