"""Verdicts and what each of them asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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


class PointKind(TextChoices):
    """What a point asks for."""

    WORDING = "wording", _("anderer Wortlaut")
    GENERAL = "general", _("allgemeiner Wunsch")


def is_answered(verdicts: Iterable[str | None]) -> bool:
    """A contribution counts as answered only when it has points and every one has a verdict."""
    found = list(verdicts)
    return bool(found) and all(found)


MAX_REASON_LENGTH = 5_000
MAX_POINT_TITLE = 120
"""Characters."""
