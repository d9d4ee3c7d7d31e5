"""Two people on the same contribution: what one did is never overwritten by what the other still had before her."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from django.utils.translation import gettext as _

from werkstatt.assessment.models import Assessment, Point
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.models import Contribution


class WorkConflict(RuleBroken):
    """Somebody else went on with the contribution after the page was opened."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(
            _("Jemand anders hat inzwischen an %(number)s gearbeitet. Bitte sehen Sie sich an, was jetzt gilt.")
            % {"number": contribution.label}
        )


def work_revision(contribution: Contribution, points: Iterable[tuple[Point, Assessment | None]]) -> str:
    """Tells this state of the work from every other: state, words, points, offices, deadlines, verdicts.

    ``points`` come in the order of their positions.
    """
    state = [contribution.state, contribution.merged_into_id, contribution.edited_at]
    work = [
        (p.position, p.kind, p.title, p.start, p.end, p.unit_id, p.due_on, assessment.revision if assessment else "")
        for p, assessment in points
    ]
    return blake2b(repr((state, work)).encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()


def taken(contribution_id: int, seen: str | None) -> Contribution:
    """The contribution under its lock, read anew, for somebody who saw ``seen`` of it (None does not ask).

    Every action that changes points, offices or states begins here, so that two of them never cross. Raises
    WorkConflict if the work has gone on since; inside a transaction only.
    """
    current = Contribution.objects.select_for_update().get(pk=contribution_id)
    if seen is not None and seen != work_revision(current, points_with_verdicts(current)):
        raise WorkConflict(current)
    return current


def points_with_verdicts(contribution: Contribution) -> list[tuple[Point, Assessment | None]]:
    """The points in their order, each with its verdict or None. One query."""
    points = Point.objects.filter(contribution=contribution).select_related("assessment").order_by("position")
    return [(point, getattr(point, "assessment", None)) for point in points]
