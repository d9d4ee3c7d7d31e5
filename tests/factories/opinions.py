"""Opinion maps with people who vote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.factories.scene import Scene
from werkstatt.opinions.actions import add_statements, cast_vote, set_up_map
from werkstatt.opinions.models import OpinionMap

STATEMENTS = (
    "Wer kein Smartphone hat, darf keinen Nachteil haben.",
    "Im Bürgerbüro reichen kürzere Zeiten, wenn mehr im Netz geht.",
    "Sensoren dürfen zählen, wie voll die Innenstadt ist.",
)


def an_opinion_map(
    scene: Scene,
    statements: Sequence[str] = STATEMENTS,
    question: str = "Worin ist sich Musterau einig?",
    **more: object,
) -> OpinionMap:
    """An opinion map in the scene's phase (``a_consultation``), with these statements to the vote: numbers 1, 2, …"""
    opinion_map = set_up_map(actor=scene.officer, phase=scene.phase, question=question, **more)  # type: ignore[arg-type]
    if statements:
        add_statements(actor=scene.moderator, opinion_map=opinion_map, texts=statements)
    return opinion_map


def votes_of(opinion_map: OpinionMap, secret: str, values: Mapping[int, int]) -> None:
    """Let the holder of the secret vote: number of the statement → -1, 0 or 1."""
    for number, value in values.items():
        cast_vote(opinion_map=opinion_map, secret=secret, number=number, value=value)
