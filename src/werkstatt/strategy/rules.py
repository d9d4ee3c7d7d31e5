"""The states of a version and what follows from them. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StrategyKind(TextChoices):
    """What sort of plan it is."""

    DIGITAL_STRATEGY = "digital_strategy", _("Digitalstrategie")
    MASTER_PLAN = "master_plan", _("Masterplan")
    FRAMEWORK = "framework", _("Rahmenwerk")


class VersionState(TextChoices):
    """Where a version stands between writing and the council's decision."""

    DRAFT = "draft", _("Entwurf")
    CONSULTATION = "consultation", _("in der Beteiligung")
    EVALUATION = "evaluation", _("in der Auswertung")
    CANDIDATE = "candidate", _("beschlussreif")
    SUBMITTED = "submitted", _("dem Rat vorgelegt")
    RETURNED = "returned", _("vom Rat zurückgegeben")
    ADOPTED = "adopted", _("beschlossen")
    SUPERSEDED = "superseded", _("abgelöst")


_NEXT: dict[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset({VersionState.CONSULTATION, VersionState.CANDIDATE}),
    VersionState.CONSULTATION: frozenset({VersionState.EVALUATION, VersionState.SUPERSEDED}),
    VersionState.EVALUATION: frozenset({VersionState.CANDIDATE, VersionState.CONSULTATION, VersionState.SUPERSEDED}),
    VersionState.CANDIDATE: frozenset({VersionState.SUBMITTED, VersionState.SUPERSEDED}),
    VersionState.SUBMITTED: frozenset({VersionState.ADOPTED, VersionState.RETURNED}),
    VersionState.RETURNED: frozenset({VersionState.SUPERSEDED}),
    VersionState.ADOPTED: frozenset({VersionState.SUPERSEDED}),
    VersionState.SUPERSEDED: frozenset(),
}
"""A returned version stays as it was submitted; the work goes on in a new draft made from it."""


def may_become(now: VersionState | str, then: VersionState | str) -> bool:
    """Whether a version may go from one state to the other."""
    return VersionState(then) in _NEXT[VersionState(now)]


def next_states(now: VersionState | str) -> frozenset[VersionState]:
    """Every state a version may take next."""
    return _NEXT[VersionState(now)]


def is_public(state: VersionState | str) -> bool:
    """Everything but a draft can be read by everybody."""
    return VersionState(state) is not VersionState.DRAFT


MAX_BLOCK_LENGTH = 20_000
"""Characters in one block: a long table fits, a pasted book does not."""
MAX_TITLE_LENGTH = 200
MAX_ALT_LENGTH = 500
MAX_ITEM_LEVEL = 5
"""How deep list items may be nested; 0 is the outermost level."""
MAX_DEPTH = 6
"""How deep sections may be nested; 1 is a chapter."""
