"""Many people who vote, in camps that see things differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.factories.opinions import an_opinion_map, votes_of
from tests.factories.scene import Scene
from werkstatt.opinions.actions.result import compute_result, want_result
from werkstatt.opinions.models import OpinionMap

TEXTS = (
    "Wer kein Smartphone hat, darf keinen Nachteil haben.",
    "Alle Anträge sollen sich am Handy ausfüllen lassen.",
    "Für einen Termin im Rathaus reicht die Buchung im Netz.",
    "Die Stadt darf Anfragen von einer Maschine beantworten lassen.",
    "Ein Mensch am Telefon ist wichtiger als ein neues Portal.",
    "Das Bürgerbüro soll länger offen haben.",
    "Der Bus soll auch sonntags fahren.",
    "Im Bus soll man nicht mehr bar zahlen können.",
)
MODERN = {1: 1, 2: 1, 3: 1, 4: 1, 5: -1, 6: -1, 7: 0, 8: -1}
CAREFUL = {1: 1, 2: -1, 3: -1, 4: -1, 5: 1, 6: 1, 7: 1, 8: -1}


def a_map_with(scene: Scene, statements: int = len(TEXTS), **more: object) -> OpinionMap:
    """A map with the first statements of ``TEXTS`` to the vote."""
    return an_opinion_map(scene, TEXTS[:statements], **more)


def vote_in_camps(
    opinion_map: OpinionMap,
    camps: Mapping[str, int] | None = None,
    views: Mapping[str, Mapping[int, int]] | None = None,
    most: int = len(TEXTS),
) -> None:
    """Let people vote. Each of a camp differs from the others of it in one answer, so that nobody stands on another."""
    known = {"modern": MODERN, "careful": CAREFUL} if views is None else views
    for camp, size in (camps or {"modern": 8, "careful": 7}).items():
        for person in range(size):
            answers = {number: value for number, value in known[camp].items() if number <= most}
            answers[person % most + 1] = 0
            votes_of(opinion_map, f"{camp}-{person}", answers)


def computed(opinion_map: OpinionMap) -> OpinionMap:
    """The map with its result, as the worker computes it."""
    want_result(opinion_map_id=opinion_map.pk)
    compute_result(opinion_map_id=opinion_map.pk)
    return OpinionMap.objects.select_related("result").get(pk=opinion_map.pk)


def secrets(camps: Sequence[tuple[str, int]] = (("modern", 8), ("careful", 7))) -> list[str]:
    """The secrets of those who voted in ``vote_in_camps``."""
    return [f"{camp}-{person}" for camp, size in camps for person in range(size)]
