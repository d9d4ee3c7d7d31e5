"""Mails: written down with the change that causes them, sent by the worker, tried again when the way is blocked."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django_tasks import task

from werkstatt.core import clock
from werkstatt.core.events import announce
from werkstatt.core.models import OutgoingMail
from werkstatt.core.schedule import regularly

logger = logging.getLogger(__name__)

AT_ONCE = 200
MOST_TRIES = 8
"""Over about two days: then a mail is given up."""
KEPT = timedelta(days=7)
"""How long the address of a mail that was sent or given up is kept, to be able to answer questions."""


@dataclass(frozen=True, slots=True)
class MailRefused:
    """The other side says for good that nobody gets mail at this address."""

    town_id: int | None
    address: str


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
    """Write a mail down with the running transaction; the worker sends it after the commit.

    ``key`` names what it is about: a second mail with the same key is not written (None is returned then). ``kind``
    is for the operator ("answer", "invitation").
    """
    now = clock.now()
    values = {
        "town_id": town_id,
        "kind": kind,
        "to": to,
        "subject": " ".join(subject.split())[:200],
        "text": text,
        "headers": dict(headers or {}),
        "not_before": not_before or now,
        "created_at": now,
    }
    if key is None:
        mail = OutgoingMail.objects.create(**values)
    else:
        mail, created = OutgoingMail.objects.get_or_create(key=key, defaults=values)
        if not created:
            return None
    transaction.on_commit(lambda: send_waiting.enqueue())
    return mail


@task()
def send_waiting() -> int:
    """Send what waits and may go now. Returns how many were sent."""
    sent = 0
    with get_connection() as connection:
        while batch := _claim():
            for key in batch:
                sent += _send(key, connection)
            if len(batch) < AT_ONCE:
                break
    return sent


@regularly("core.mail", every=timedelta(minutes=2))
def _try_again() -> int:
    now = clock.now()
    return send_waiting.func() if _waiting(now).exists() else 0


@regularly("core.mail.forget", every=timedelta(days=1))
def forget_old() -> int:
    """Erase the addresses of mails that are long done. Returns how many rows went."""
    done = OutgoingMail.objects.exclude(state=OutgoingMail.State.WAITING).filter(created_at__lt=clock.now() - KEPT)
    done.filter(key=None).delete()
    return done.exclude(to="").update(to="", subject="", text="", headers={}, error="")


def _waiting(now: datetime):  # type: ignore[no-untyped-def]
    return OutgoingMail.objects.filter(state=OutgoingMail.State.WAITING, not_before__lte=now)


def _claim() -> list[int]:
    """Keys of mails this worker tries now. Another worker sees them as not yet due."""
    now = clock.now()
    with transaction.atomic():
        rows = _waiting(now).order_by("not_before", "pk")
        if database.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
        OutgoingMail.objects.filter(pk__in=keys).update(not_before=now + timedelta(minutes=10))
    return keys


def _send(key: int, connection: BaseEmailBackend) -> bool:
    mail = OutgoingMail.objects.filter(pk=key, state=OutgoingMail.State.WAITING).first()
    if mail is None:
        return False
    message = EmailMessage(
        mail.subject, mail.text, settings.DEFAULT_FROM_EMAIL, [mail.to], headers=mail.headers, connection=connection
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()), (550, b""))[0]
        _failed(mail, f"refused with {code}", for_good=code >= 500)
    except (OSError, smtplib.SMTPException) as error:
        # The address is in many of these messages: only the kind of fault is written down.
        _failed(
            mail, type(error).__name__, for_good=isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
        )
    else:
        mail.state, mail.sent_at, mail.text, mail.error = OutgoingMail.State.SENT, clock.now(), "", ""
        mail.save(update_fields=["state", "sent_at", "text", "error"])
        return True
    return False


def _failed(mail: OutgoingMail, error: str, *, for_good: bool) -> None:
    mail.tries += 1
    mail.error = error
    if for_good or mail.tries >= MOST_TRIES:
        mail.state, mail.text = OutgoingMail.State.FAILED, ""
        logger.warning("mail %s (%s) could not be delivered: %s", mail.pk, mail.kind, error)
    else:
        mail.not_before = clock.now() + timedelta(minutes=min(5 * 4**mail.tries, 12 * 60))
    with transaction.atomic():
        mail.save(update_fields=["tries", "error", "state", "text", "not_before"])
        if for_good:
            announce(MailRefused(mail.town_id, mail.to))
