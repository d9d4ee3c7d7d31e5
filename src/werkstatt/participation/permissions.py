"""Who may do what with phases and contributions. What is public needs no permission."""

from __future__ import annotations

from typing import Any

import rules

from werkstatt.organisations.models import Circle
from werkstatt.organisations.permissions import council_groups_of, edits_text, manages, moderates, runs_process
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.rules import PhaseKind
from werkstatt.strategy.permissions import is_reader, may_read
from werkstatt.strategy.rules import Audience


def takes_part(user: Any, phase: ParticipationPhase) -> bool:
    """Whom a phase is for: everybody, those who read the text before everybody, or those who speak for a group.

    An internal phase is over for good once its text is public.
    """
    version = phase.version
    match phase.kind:
        case PhaseKind.INTERNAL:
            return version.audience != Audience.PUBLIC and is_reader(user, version)
        case PhaseKind.COUNCIL:
            return bool(council_groups_of(user, phase.municipality_id)) and may_read(user, version)
    return version.audience == Audience.PUBLIC


def speaks_for(user: Any, group: Circle) -> bool:
    """Belongs to the council group."""
    return any(circle.pk == group.pk for circle in council_groups_of(user, group.municipality_id))


def may_read_contribution(user: Any, contribution: Contribution) -> bool:
    """Made in public, or on a text that this person was given; once that is public, those who work on it."""
    return contribution.is_public or reads_internally(user, contribution)


def reads_internally(user: Any, contribution: Contribution) -> bool:
    """Reads what was said about a text before everybody could read it."""
    return is_reader(user, contribution.version)


rules.add_perm("participation.take_part", rules.predicate(takes_part))
rules.add_perm("participation.move", rules.predicate(speaks_for))
rules.add_perm("participation.read", rules.predicate(may_read_contribution))
rules.add_perm("participation.open_phase", runs_process)
rules.add_perm("participation.moderate", moderates)
rules.add_perm("participation.record_offline", moderates)
rules.add_perm("participation.confirm_place", moderates | edits_text)
rules.add_perm("participation.handle_personal_data", manages)
