"""What the page of a result shows: figures that were computed before, and the words of the statements. Never votes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from werkstatt.opinions.figures import FORMAT, MOST_NEEDED, Figures
from werkstatt.opinions.models import KeptPlaces, OpinionMap, OpinionResult, Statement
from werkstatt.opinions.places import Place, unpack
from werkstatt.opinions.queries.maps import public_maps
from werkstatt.opinions.queries.participants import find_participant
from werkstatt.opinions.rules import COUNTED
from werkstatt.organisations.models import Municipality

MOST_MAPS = 50


@dataclass(frozen=True, slots=True)
class StatementText:
    """A statement as it is shown beside its figures."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ResultView:
    """A map with its latest result. ``figures`` is None as long as nothing was computed.

    ``statements``: by key, those that everybody may read now. A result may still speak of others: they are not shown.
    """

    opinion_map: OpinionMap
    figures: Figures | None
    computed_at: datetime | None
    statements: Mapping[int, StatementText]


def read_result(town: Municipality, phase_key: int) -> ResultView | None:
    """The result of the phase's opinion map, if everybody may know of it. Two queries, whatever the number of votes."""
    found = public_maps(town).filter(phase__pk=phase_key).select_related("result").first()
    if found is None:
        return None
    figures, computed_at = figures_of(found)
    texts = Statement.objects.filter(opinion_map=found, state__in=COUNTED).values_list("pk", "number", "text")
    return ResultView(found, figures, computed_at, {key: StatementText(number, text) for key, number, text in texts})


def figures_of(opinion_map: OpinionMap) -> tuple[Figures | None, datetime | None]:
    """The latest figures of a map, and of when they are. No query if ``result`` was selected along with it."""
    result: OpinionResult | None = getattr(opinion_map, "result", None)
    if result is None or result.format != FORMAT:
        return None, None
    return Figures.from_json(result.figures), result.computed_at


def public_results(town: Municipality) -> list[ResultView]:
    """The results of all maps that everybody may know of, the latest phase first. Two queries."""
    maps = list(public_maps(town).select_related("result")[:MOST_MAPS])
    texts: dict[int, dict[int, StatementText]] = {}
    rows = Statement.objects.filter(opinion_map__in=maps, state__in=COUNTED) if maps else Statement.objects.none()
    for owner, key, number, text in rows.values_list("opinion_map_id", "pk", "number", "text"):
        texts.setdefault(owner, {})[key] = StatementText(number, text)
    return [ResultView(found, *figures_of(found), texts.get(found.pk, {})) for found in maps]


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a result: her votes that count, her place, and how many votes she lacks for one."""

    votes: int = 0
    place: Place | None = None
    missing: int = 0


def find_standing(view: ResultView, secret: str) -> Standing:
    """Where the holder of the secret stands. Two or three queries; nobody else's place is read out."""
    participant = find_participant(view.opinion_map, secret)
    if participant is None:
        return Standing()
    votes = participant.votes.filter(statement__state__in=COUNTED).count()
    needed = view.figures.needed if view.figures else min(MOST_NEEDED, len(view.statements))
    if votes < needed:
        return Standing(votes, None, needed - votes)
    kept = KeptPlaces.objects.filter(result__opinion_map=view.opinion_map).first()
    place = None if kept is None else unpack(bytes(kept.data)).of(participant.pk)
    # In no group: the result was computed when she still had too few votes, and her place is not known yet.
    return Standing(votes, None if place is None or place.group is None else place)
