"""Verdicts and what each of them asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from werkstatt.participation.rules import ContributionState


class Verdict(TextChoices):
    """What becomes of a point. Every verdict has a reason."""

    ADOPTED = "adopted", _("Übernommen")
    ADOPTED_WITH_CHANGES = "adopted_with_changes", _("Mit Änderungen übernommen")
    ALREADY_COVERED = "already_covered", _("Schon enthalten")
    BECOMES_IDEA = "becomes_idea", _("Wird Projektidee")
    REFERRED = "referred", _("Weitergeleitet")
    DEFERRED = "deferred", _("Zurückgestellt")
    DECLINED = "declined", _("Nicht übernommen")


CHANGES_TEXT = frozenset({Verdict.ADOPTED, Verdict.ADOPTED_WITH_CHANGES})
"""Needs a linked change in the text, or says openly that the change is still to come."""


SETTLES_PROPOSAL = frozenset({Verdict.ALREADY_COVERED, Verdict.BECOMES_IDEA, Verdict.REFERRED, Verdict.DECLINED})
"""With one of these the proposed wording itself is not taken up; a deferred one stays open."""

ANSWERED = frozenset({ContributionState.ANSWERED, ContributionState.CLOSED})
"""The answer is released. In every other state the verdicts are nobody's business but the staff's."""


class PointKind(TextChoices):
    """What a point asks for."""

    WORDING = "wording", _("anderer Wortlaut")
    GENERAL = "general", _("allgemeiner Wunsch")


def is_answered(verdicts: Iterable[str | None]) -> bool:
    """A contribution counts as answered only when it has points and every one has a verdict."""
    found = list(verdicts)
    return bool(found) and all(found)


MAX_REASON_LENGTH = 5_000
"""Characters."""
MAX_REPLY_LENGTH = 2_000
MAX_POINT_TITLE = 120
MAX_POINTS = 50
"""Points of one contribution: more would be a table of contents, not an answer."""
