"""Opening a participation phase."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.participation.models import ParticipationPhase
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

    Raises RuleBroken if the version is a draft, the dates are in the wrong order, or another phase of the same
    strategy overlaps.
    """
    require(actor, "participation.open_phase", version)
    if version.is_draft:
        raise RuleBroken(_("Ein Entwurf ist noch nicht öffentlich. Veröffentlichen Sie ihn zuerst."))
    if closes_at <= opens_at:
        message = _("Das Ende muss nach dem Beginn liegen.")
        raise RuleBroken(message, fields={"closes_at": message})
    if answer_by < closes_at.date():
        message = _("Die Antworten können erst nach dem Ende der Beteiligung da sein.")
        raise RuleBroken(message, fields={"answer_by": message})
    overlapping = ParticipationPhase.objects.filter(
        strategy_id=version.strategy_id, opens_at__lt=closes_at, closes_at__gt=opens_at
    ).first()
    if overlapping:
        raise RuleBroken(
            _(
                "In dieser Zeit läuft schon „%(title)s“. "
                "Zwei Phasen derselben Strategie dürfen sich nicht überschneiden."
            )
            % {"title": overlapping.title},
            fields={"opens_at": ""},
        )
    phase = ParticipationPhase.objects.create(
        municipality_id=version.municipality_id,
        strategy_id=version.strategy_id,
        version=version,
        title=cleaned_line(title),
        purpose=cleaned(purpose),
        latitude=cleaned(latitude),
        opens_at=opens_at,
        closes_at=closes_at,
        answer_by=answer_by,
        moderation=moderation,
    )
    record(actor, "open_phase", phase, opens_at=opens_at.isoformat(), closes_at=closes_at.isoformat())
    pages.touch(phase.municipality_id)
    return phase
