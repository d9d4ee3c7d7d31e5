"""Finding opinion maps."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from werkstatt.core.slots import fills
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


@dataclass(frozen=True, slots=True)
class Glance:
    """As much of an opinion map as other pages need to lead to it."""

    phase_id: int
    question: str


def glance_at(town: Municipality, phase_key: int) -> Glance | None:
    """The opinion map of this phase, if it holds something for everybody. One query at most."""
    if not has_public_map(town):
        return None
    rows = _open_to_all(OpinionMap.objects.filter(municipality=town, phase_id=phase_key, last_number__gt=0))
    row = rows.values_list("phase_id", "question").first()
    return Glance(*row) if row else None


def has_public_map(town: Municipality) -> bool:
    """Whether there is an opinion map with something in it for everybody. Pages know it with their town."""
    if "has_opinion_map" not in town.__dict__:
        town.__dict__["has_opinion_map"] = _open_to_all(
            OpinionMap.objects.filter(municipality=town, last_number__gt=0)
        ).exists()
    return bool(town.__dict__["has_opinion_map"])


@fills("town")
def known_of_a_town() -> dict[str, Exists]:
    """Every public page asks for its menu: so it is read together with the town."""
    maps = OpinionMap.objects.filter(municipality=OuterRef("pk"), last_number__gt=0)
    return {"has_opinion_map": Exists(_open_to_all(maps))}


def _maps(town: Municipality) -> QuerySet[OpinionMap]:
    return (
        OpinionMap.objects.filter(municipality=town)
        .select_related("phase__version__strategy", "phase__strategy", "municipality")
        .order_by("-phase__opens_at")
    )


def _open_to_all(maps: QuerySet[OpinionMap]) -> QuerySet[OpinionMap]:
    return maps.filter(phase__kind=PhaseKind.PUBLIC, phase__version__audience=Audience.PUBLIC)
