"""States and limits of opinion maps. Pure."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class StatementState(TextChoices):
    """How far the work on a statement has come."""

    PROPOSED = "proposed", _("vorgeschlagen")
    PUBLISHED = "published", _("zur Abstimmung")
    WITHHELD = "withheld", _("nicht aufgenommen")
    RETIRED = "retired", _("nicht mehr gefragt")


S = StatementState

_NEXT: dict[StatementState, frozenset[StatementState]] = {
    S.PROPOSED: frozenset({S.PUBLISHED, S.WITHHELD}),
    S.PUBLISHED: frozenset({S.RETIRED, S.WITHHELD}),
    S.WITHHELD: frozenset({S.PUBLISHED}),
    S.RETIRED: frozenset({S.PUBLISHED, S.WITHHELD}),
}

COUNTED = frozenset({S.PUBLISHED, S.RETIRED})
"""Everybody may read it and its votes count; only a published one is still asked."""


def may_become(now: StatementState | str, then: StatementState | str) -> bool:
    """Whether a statement may go from one state to the other."""
    return StatementState(then) in _NEXT[StatementState(now)]


class Opinion(IntegerChoices):
    """What somebody says about a statement. The numbers are those of the open data."""

    DISAGREE = -1, _("Stimme nicht zu")
    PASS = 0, _("Weiß nicht")
    AGREE = 1, _("Stimme zu")


FEWEST_VOTES = 7
"""Votes from which somebody has a place in the picture; fewer where there are fewer statements."""
MAX_STATEMENT_LENGTH = 180
"""Characters that people write: it must stand on a phone in one piece."""
MAX_STORED_LENGTH = 1_000
"""Characters of a statement that comes from another place, where longer ones were allowed."""
MAX_QUESTION_LENGTH = 140
MAX_LEAD_LENGTH = 600
MAX_REASON_LENGTH = 500
MAX_SOURCE_NOTE_LENGTH = 300
MAX_STATEMENTS = 1_000
"""Statements of one map. Nobody votes on more than a hundred."""

SECRETS_KEPT = timedelta(days=30)
"""How long after the end of the phase somebody can still be shown where she stands in the picture."""
