"""Finding opinion maps."""

from __future__ import annotations

from django.db.models import QuerySet

from werkstatt.opinions.models import OpinionMap
from werkstatt.organisations.models import Municipality
from werkstatt.participation.rules import PhaseKind
from werkstatt.strategy.rules import Audience


def public_maps(town: Municipality) -> QuerySet[OpinionMap]:
    """The town's opinion maps that everybody may know of, with their phases, the latest phase first."""
    return _open_to_all(_maps(town))


def find_public_map(town: Municipality, phase_key: int) -> OpinionMap | None:
    """The opinion map of the town's phase with this key, if everybody may know of it. One query."""
    return public_maps(town).filter(phase__pk=phase_key).first()


def find_map(town: Municipality, phase_key: int) -> OpinionMap | None:
    """The opinion map of the town's phase with this key, for staff. One query."""
    return _maps(town).filter(phase__pk=phase_key).first()


def has_public_map(town: Municipality) -> bool:
    """Whether there is anything to see for everybody. One query."""
    return _open_to_all(OpinionMap.objects.filter(municipality=town, last_number__gt=0)).exists()


def _maps(town: Municipality) -> QuerySet[OpinionMap]:
    return (
        OpinionMap.objects.filter(municipality=town)
        .select_related("phase__version__strategy", "phase__strategy", "municipality")
        .order_by("-phase__opens_at")
    )


def _open_to_all(maps: QuerySet[OpinionMap]) -> QuerySet[OpinionMap]:
    return maps.filter(phase__kind=PhaseKind.PUBLIC, phase__version__audience=Audience.PUBLIC)
