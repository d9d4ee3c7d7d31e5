"""Many people who vote, in camps that see things differently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from tests.factories.opinions import an_opinion_map
from tests.factories.scene import Scene
from werkstatt.core.events import announce
from werkstatt.opinions.actions.result import compute_result, want_result
from werkstatt.opinions.actions.vote import COUNTS
from werkstatt.opinions.devices import hash_of
from werkstatt.opinions.events import VoteCast
from werkstatt.opinions.models import OpinionMap, Participant, Statement, Vote
from werkstatt.opinions.rules import Opinion

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
    """Let people vote who have not yet. Each of a camp leaves another answer open: nobody stands on another.

    Their rows are written at once: voting itself has tests of its own.
    """
    known = {"modern": MODERN, "careful": CAREFUL} if views is None else views
    ballots = {}
    for camp, size in (camps or {"modern": 8, "careful": 7}).items():
        for person in range(size):
            answers = {number: value for number, value in known[camp].items() if number <= most}
            ballots[hash_of(opinion_map.pk, f"{camp}-{person}")] = {**answers, person % most + 1: 0}
    town, here = opinion_map.municipality_id, Participant.objects.filter(opinion_map=opinion_map)
    for gone in here.values_list("secret_hash", flat=True):
        ballots.pop(gone, None)
    Participant.objects.bulk_create(
        Participant(municipality_id=town, opinion_map=opinion_map, secret_hash=secret, shuffle=number)
        for number, secret in enumerate(ballots, 10**15)
    )
    statements = {statement.number: statement for statement in opinion_map.statements.all()}
    votes = [
        Vote(
            municipality_id=town,
            participant_id=participant,
            statement=statements[number],
            value=value,
            day=timezone.localdate(),
        )
        for participant, secret in here.filter(secret_hash__in=ballots).values_list("pk", "secret_hash")
        for number, value in ballots[secret].items()
    ]
    Vote.objects.bulk_create(votes)
    for vote in votes:
        name = COUNTS[Opinion(vote.value)]
        setattr(vote.statement, name, getattr(vote.statement, name) + 1)
    Statement.objects.bulk_update(statements.values(), list(COUNTS.values()))
    OpinionMap.objects.filter(pk=opinion_map.pk).update(participant_count=here.count())
    announce(VoteCast(opinion_map.pk))


def computed(opinion_map: OpinionMap) -> OpinionMap:
    """The map with its result, as the worker computes it."""
    want_result(opinion_map_id=opinion_map.pk)
    compute_result(opinion_map_id=opinion_map.pk)
    return OpinionMap.objects.select_related("result").get(pk=opinion_map.pk)


def secrets(camps: Sequence[tuple[str, int]] = (("modern", 8), ("careful", 7))) -> list[str]:
    """The secrets of those who voted in ``vote_in_camps``."""
    return [f"{camp}-{person}" for camp, size in camps for person in range(size)]
