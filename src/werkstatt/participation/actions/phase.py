"""Opening a participation phase, and moving its end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.organisations.models import Circle
from werkstatt.organisations.rules import CircleKind
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import MAX_PHASE_TITLE_LENGTH as MAX_TITLE_LENGTH
from werkstatt.participation.rules import Moderation, PhaseKind
from werkstatt.strategy.models import Version
from werkstatt.strategy.rules import Audience


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
    rules: str = "",
    kind: str = PhaseKind.PUBLIC,
    contacts_until: date | None = None,
) -> ParticipationPhase:
    """Give a published version a dated window in which people can contribute.

    ``rules`` is what holds here besides the town's conduct rules. ``contacts_until`` is the day on which
    addresses are erased: without it a year after the answers.

    Raises RuleBroken if the version is a draft, words are missing, the dates are in the wrong order, or another phase
    of the same strategy and kind overlaps.
    """
    require(actor, "participation.open_phase", version)
    if version.is_draft:
        raise RuleBroken(_("Ein Entwurf ist noch nicht öffentlich. Veröffentlichen Sie ihn zuerst."))
    _check_kind(version, kind)
    title, purpose, latitude, rules = cleaned_line(title), cleaned(purpose), cleaned(latitude), cleaned(rules)
    _check_words(title, purpose, latitude)
    _check_dates(version.strategy_id, kind, opens_at, closes_at, answer_by)
    contacts_until = contacts_until or contacts_until_by_default(answer_by)
    if contacts_until < answer_by:
        message = _("Bis die Antworten da sind, werden die Adressen gebraucht.")
        raise RuleBroken(message, fields={"contacts_until": message})
    phase = ParticipationPhase.objects.create(
        municipality_id=version.municipality_id,
        strategy_id=version.strategy_id,
        version=version,
        title=title,
        purpose=purpose,
        latitude=latitude,
        rules=rules,
        kind=kind,
        opens_at=opens_at,
        closes_at=closes_at,
        answer_by=answer_by,
        moderation=moderation,
        contacts_until=contacts_until,
    )
    record(actor, "open_phase", phase, opens_at=opens_at.isoformat(), closes_at=closes_at.isoformat())
    pages.touch(phase.municipality_id)
    return phase


def contacts_until_by_default(answer_by: date) -> date:
    """A year after the answers: time enough to ask back, and no longer."""
    return answer_by + timedelta(days=365)


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
    _check_dates(current.strategy_id, current.kind, current.opens_at, closes_at, answer_by, besides=current.pk)
    before = current.closes_at
    current.closes_at, current.answer_by = closes_at, answer_by
    if current.contacts_until and current.contacts_until < answer_by:
        current.contacts_until = contacts_until_by_default(answer_by)
    current.save(update_fields=["closes_at", "answer_by", "contacts_until"])
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


def _check_kind(version: Version, kind: str) -> None:
    """Only those who may read a text can speak about it; for everybody it must be public."""
    is_public = version.audience == Audience.PUBLIC
    message = ""
    if kind not in PhaseKind.values:
        message = _("Diese Art von Beteiligung gibt es nicht.")
    elif kind == PhaseKind.PUBLIC and not is_public:
        message = _("Diese Fassung ist nicht öffentlich. Eine Beteiligung für alle braucht einen öffentlichen Text.")
    elif kind == PhaseKind.INTERNAL and is_public:
        message = _("Diese Fassung ist öffentlich. Eine interne Beteiligung geht nur vorher.")
    elif kind == PhaseKind.COUNCIL and not _groups_that_read(version, is_public=is_public):
        message = _("Keine Fraktion darf diese Fassung lesen. Legen Sie eine an, oder öffnen Sie den Text für sie.")
    if message:
        raise RuleBroken(message, fields={"kind": message})


def _groups_that_read(version: Version, *, is_public: bool) -> bool:
    groups = Circle.objects.filter(municipality_id=version.municipality_id, kind=CircleKind.COUNCIL_GROUP)
    return (groups if is_public else groups.filter(versions=version)).exists()


def _check_dates(
    strategy_id: int, kind: str, opens_at: datetime, closes_at: datetime, answer_by: date, besides: int | None = None
) -> None:
    if closes_at <= opens_at:
        message = _("Das Ende muss nach dem Beginn liegen.")
        raise RuleBroken(message, fields={"closes_at": message})
    if answer_by < localdate(closes_at):
        message = _("Die Antworten können erst nach dem Ende der Beteiligung da sein.")
        raise RuleBroken(message, fields={"answer_by": message})
    overlapping = (
        ParticipationPhase.objects.filter(
            strategy_id=strategy_id, kind=kind, opens_at__lt=closes_at, closes_at__gt=opens_at
        )
        .exclude(pk=besides or 0)
        .first()
    )
    if overlapping:
        message = _(
            "In dieser Zeit läuft schon „%(title)s“. Zwei Phasen derselben Strategie dürfen sich nicht überschneiden."
        ) % {"title": overlapping.title}
        raise RuleBroken(message, fields={"opens_at" if besides is None else "closes_at": message})
