"""Text modules and what their placeholders stand for."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from werkstatt.assessment.models import Point, TextModule
from werkstatt.core.ui.days import words
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contribution


def modules_of(town: Municipality) -> QuerySet[TextModule]:
    """The town's text modules in their order, with their offices."""
    return TextModule.objects.filter(municipality=town).select_related("unit", "municipality")


def find_module(town: Municipality, key: int) -> TextModule | None:
    """The town's text module with this key."""
    return modules_of(town).filter(pk=key).first()


def placeholder_values(contribution: Contribution, point: Point | None) -> dict[str, str]:
    """What the placeholders stand for in an answer to this point. What is not known is empty.

    Needs the version of the contribution and the office of the point.
    """
    return {
        "nummer": str(contribution.number),
        "name": contribution.alias,
        "abschnitt": contribution.section_label or _("ganzer Text"),
        "amt": point.unit.name if point is not None and point.unit is not None else "",
        "frist": words(point.due_on) if point is not None and point.due_on else "",
        "fassung": contribution.version.label,
    }
