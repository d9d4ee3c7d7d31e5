"""What the points have to say when a version is published or goes to the council."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import ngettext

from werkstatt.assessment.models import Assessment, Point, TextChange
from werkstatt.core.slots import fills
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import OPEN
from werkstatt.strategy.models import Version

MOST_NAMED = 5


@fills("strategy.submission.gate")
def unassessed(version: Version) -> list[str]:
    """One sentence for the points without a verdict, one for the contributions without points; empty: nothing missing.

    The consultation of a version is every one that was held on it or on an earlier version of the same strategy: the
    text that goes to the council has come out of all of them. Up to four queries.
    """
    waiting = Contribution.objects.filter(
        municipality_id=version.municipality_id,
        version__strategy_id=version.strategy_id,
        version__number__lte=version.number,
        state__in=OPEN,
    ).order_by("number")
    open_points = Point.objects.filter(contribution=OuterRef("pk"), assessment=None)
    messages = []
    unjudged = waiting.filter(Exists(open_points))
    if named := _named(unjudged):
        count = Point.objects.filter(assessment=None, contribution__in=unjudged).count()
        text = ngettext(
            "Ein Punkt hat noch kein Urteil: %(numbers)s.",
            "%(count)s Punkte haben noch kein Urteil: %(numbers)s.",
            count,
        )
        messages.append(text % {"count": count, "numbers": named})
    unsplit = waiting.filter(~Exists(Point.objects.filter(contribution=OuterRef("pk"))))
    if named := _named(unsplit):
        count = unsplit.count()
        text = ngettext(
            "Ein Beitrag ist noch nicht bearbeitet: %(numbers)s.",
            "%(count)s Beiträge sind noch nicht bearbeitet: %(numbers)s.",
            count,
        )
        messages.append(text % {"count": count, "numbers": named})
    return messages


@fills("strategy.publish.summary")
def changes_to_come(version: Version) -> list[str]:
    """What publishing a draft means for the points: which changes become public, which promises stay open."""
    messages = []
    if changed := TextChange.objects.filter(version=version).count():
        text = ngettext(
            "Eine Stelle ist wegen eines Beitrags geändert. Das wird öffentlich.",
            "%(count)s Stellen sind wegen Beiträgen geändert. Das wird öffentlich.",
            changed,
        )
        messages.append(text % {"count": changed})
    linked = TextChange.points.through.objects.filter(point_id=OuterRef("point_id"))
    promised = Assessment.objects.filter(
        ~Exists(linked),
        municipality_id=version.municipality_id,
        change_pending=True,
        point__contribution__version__strategy_id=version.strategy_id,
    ).count()
    if promised:
        text = ngettext(
            "Ein übernommener Punkt hat im Entwurf noch keine Änderung.",
            "%(count)s übernommene Punkte haben im Entwurf noch keine Änderung.",
            promised,
        )
        messages.append(text % {"count": promised})
    return messages


def _named(found: object) -> str:
    numbers = [contribution.label for contribution in found[: MOST_NAMED + 1]]  # type: ignore[index]
    return ", ".join(numbers[:MOST_NAMED]) + (" …" if len(numbers) > MOST_NAMED else "")
