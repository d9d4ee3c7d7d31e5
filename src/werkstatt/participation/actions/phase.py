"""Opening a participation phase, and moving its end."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import MAX_PHASE_TITLE_LENGTH as MAX_TITLE_LENGTH
from werkstatt.participation.rules import Moderation
from werkstatt.strategy.models import Version


@transaction.atomic
def open_phase(
    *,
    actor: Actor,
    version: Version,
    title: str,
    purpose: str,
    latitude: str,
    opens_at: datetime,
    closes_at: datetime,
    answer_by: date,
    moderation: str = Moderation.AFTER,
) -> ParticipationPhase:
    """Give a published version a dated window in which people can contribute.

    Raises RuleBroken if the version is a draft, words are missing, the dates are in the wrong order, or another phase
    of the same strategy overlaps.
    """
    require(actor, "participation.open_phase", version)
    if version.is_draft:
        raise RuleBroken(_("Ein Entwurf ist noch nicht öffentlich. Veröffentlichen Sie ihn zuerst."))
    title, purpose, latitude = cleaned_line(title), cleaned(purpose), cleaned(latitude)
    _check_words(title, purpose, latitude)
    _check_dates(version.strategy_id, opens_at, closes_at, answer_by)
    phase = ParticipationPhase.objects.create(
        municipality_id=version.municipality_id,
        strategy_id=version.strategy_id,
        version=version,
        title=title,
        purpose=purpose,
        latitude=latitude,
        opens_at=opens_at,
        closes_at=closes_at,
        answer_by=answer_by,
        moderation=moderation,
    )
    record(actor, "open_phase", phase, opens_at=opens_at.isoformat(), closes_at=closes_at.isoformat())
    pages.touch(phase.municipality_id)
    return phase


@transaction.atomic
def change_end(
    *, actor: Actor, phase: ParticipationPhase, closes_at: datetime | None, answer_by: date, reason: str
) -> ParticipationPhase:
    """Let a phase end later or earlier than announced, at the earliest now (None), and write down why.

    What came in until now stays in time: an end in the past would make contributions late after the fact.
    Raises RuleBroken without a reason, for an end in the past or before the beginning, or if another phase overlaps.
    """
    require(actor, "participation.open_phase", phase)
    current = ParticipationPhase.objects.select_for_update().get(pk=phase.pk)
    reason = cleaned(reason)
    if not reason:
        message = _("Bitte schreiben Sie den Grund. Er steht im Protokoll.")
        raise RuleBroken(message, fields={"reason": message})
    now = clock.now()
    closes_at = closes_at or now
    if closes_at < now:
        message = _("Das neue Ende darf nicht in der Vergangenheit liegen. Sie können die Phase sofort beenden.")
        raise RuleBroken(message, fields={"closes_at": message})
    _check_dates(current.strategy_id, current.opens_at, closes_at, answer_by, besides=current.pk)
    before = current.closes_at
    current.closes_at, current.answer_by = closes_at, answer_by
    current.save(update_fields=["closes_at", "answer_by"])
    record(
        actor,
        "change_end",
        current,
        before=before.isoformat(),
        after=closes_at.isoformat(),
        answer_by=answer_by.isoformat(),
        reason=reason,
    )
    pages.touch(current.municipality_id)
    return current


def _check_words(title: str, purpose: str, latitude: str) -> None:
    missing = {
        "title": ("" if title else _("Geben Sie der Beteiligung einen Namen.")),
        "purpose": ("" if purpose else _("Schreiben Sie, worum es geht.")),
        "latitude": ("" if latitude else _("Schreiben Sie, was noch offen ist und was nicht.")),
    }
    if len(title) > MAX_TITLE_LENGTH:
        missing["title"] = _("Der Name ist zu lang. Bitte kürzen Sie ihn auf %(n)s Zeichen.") % {"n": MAX_TITLE_LENGTH}
    if wrong := {name: message for name, message in missing.items() if message}:
        raise RuleBroken(next(iter(wrong.values())), fields=wrong)


def _check_dates(
    strategy_id: int, opens_at: datetime, closes_at: datetime, answer_by: date, besides: int | None = None
) -> None:
    if closes_at <= opens_at:
        message = _("Das Ende muss nach dem Beginn liegen.")
        raise RuleBroken(message, fields={"closes_at": message})
    if answer_by < localdate(closes_at):
        message = _("Die Antworten können erst nach dem Ende der Beteiligung da sein.")
        raise RuleBroken(message, fields={"answer_by": message})
    overlapping = (
        ParticipationPhase.objects.filter(strategy_id=strategy_id, opens_at__lt=closes_at, closes_at__gt=opens_at)
        .exclude(pk=besides or 0)
        .first()
    )
    if overlapping:
        message = _(
            "In dieser Zeit läuft schon „%(title)s“. Zwei Phasen derselben Strategie dürfen sich nicht überschneiden."
        ) % {"title": overlapping.title}
        raise RuleBroken(message, fields={"opens_at" if besides is None else "closes_at": message})
