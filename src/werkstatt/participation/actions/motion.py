"""Motions of council groups: other wordings with a reason, moved by a member on behalf of the whole group."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned
from werkstatt.organisations.models import Circle
from werkstatt.participation import tally
from werkstatt.participation.actions.author import edit_own, may_withdraw, why_not_editable, withdraw_own
from werkstatt.participation.actions.contribution import Place, submit
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import MAX_ALIAS_LENGTH, Kind, PhaseKind, PhaseStage
from werkstatt.strategy.models import Version


def move(
    *,
    actor: Actor,
    phase: ParticipationPhase,
    group: Circle,
    place: Place,
    replacement: str,
    reason: str,
    form_key: str = "",
) -> Contribution:
    """Move on behalf of a council group that a passage shall say something else ("": that it shall go).

    The group's name of today stands beside the motion for good. Who filed it is in the record, not in public.
    Raises PermissionDenied for people outside the group; RuleBroken if the phase is not the council's or not open,
    the words are the same as before, or the reason is missing.
    """
    reason = _checked_reason(reason)
    return submit(
        actor=actor,
        phase=phase,
        place=place,
        text=reason,
        replacement=replacement,
        alias=_name_of(group),
        form_key=form_key,
        circle=group,
    )


@transaction.atomic
def change_motion(*, actor: Actor, motion: Contribution, replacement: str, reason: str) -> Contribution:
    """Other words for a motion while the phase runs and nobody has begun to weigh it. What it said before is kept."""
    _require_own(actor, motion)
    changed = edit_own(contribution=motion, text=_checked_reason(reason), alias=motion.alias, replacement=replacement)
    record(actor, "change_motion", changed, number=changed.number)
    return changed


@transaction.atomic
def withdraw_motion(*, actor: Actor, motion: Contribution) -> Contribution:
    """Take a motion back while the phase runs. Its number stays as a stub.

    Raises RuleBroken after the end of the phase, or when it is answered.
    """
    _require_own(actor, motion)
    if reason := why_not_withdrawable(motion):
        raise RuleBroken(reason)
    gone = withdraw_own(contribution=motion)
    record(actor, "withdraw_motion", gone, number=gone.number)
    return gone


def why_not_changeable(motion: Contribution) -> str:
    """Why its group cannot change the motion any more; empty if it can."""
    return why_not_editable(motion)


def why_not_withdrawable(motion: Contribution) -> str:
    """Why its group cannot take the motion back any more; empty if it can."""
    if not may_withdraw(motion):
        return _("Der Antrag ist schon beantwortet oder zurückgezogen.")
    if motion.phase.stage_at(clock.now()) is not PhaseStage.OPEN:
        return _("Die Beratung ist beendet. Der Antrag bleibt, wie er ist.")
    return ""


def _require_own(actor: Actor, motion: Contribution) -> None:
    if motion.kind != Kind.MOTION or motion.circle is None:
        raise RuleBroken(_("%(number)s ist kein Antrag einer Fraktion.") % {"number": motion.label})
    require(actor, "participation.move", motion.circle)


def _checked_reason(reason: str) -> str:
    reason = cleaned(reason)
    if not reason:
        message = _("Bitte begründen Sie den Antrag.")
        raise RuleBroken(message, fields={"text": message})
    return reason


def _name_of(group: Circle) -> str:
    return group.name if len(group.name) <= MAX_ALIAS_LENGTH else f"{group.name[: MAX_ALIAS_LENGTH - 1].rstrip()}…"


def open_motions(version: Version) -> None:
    """Everybody may read a version from now on: so are its motions, and what was internal about it is over.

    Internal contributions stay internal for good; a phase for them ends at this moment.
    """
    moved = Contribution.objects.filter(version=version, kind=Kind.MOTION, is_public=False).update(is_public=True)
    now = clock.now()
    running = ParticipationPhase.objects.filter(version=version, kind=PhaseKind.INTERNAL, closes_at__gt=now)
    for phase in running.filter(opens_at__lt=now):
        before, phase.closes_at = phase.closes_at, now
        phase.save(update_fields=["closes_at"])
        record(None, "change_end", phase, before=before.isoformat(), after=now.isoformat(), reason="version_opened")
    if moved or Contribution.objects.filter(version=version, is_public=False).exists():
        tally.rebuild(version.pk, version.municipality_id)
    pages.touch(version.municipality_id)
