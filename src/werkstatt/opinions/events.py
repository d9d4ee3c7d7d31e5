"""What opinions tell the contexts above them, and each other."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.opinions.models import OpinionMap, Statement


@dataclass(frozen=True, slots=True)
class VoteCast:
    """Somebody voted, or voted differently than before. Announced often: do next to nothing."""

    opinion_map_id: int


@dataclass(frozen=True, slots=True)
class VotesImported:
    """A map was filled with votes that were collected elsewhere."""

    opinion_map: OpinionMap


@dataclass(frozen=True, slots=True)
class StatementMoved:
    """A statement went from the state ``before`` to the one it is in now; "" if it is new."""

    statement: Statement
    before: str
