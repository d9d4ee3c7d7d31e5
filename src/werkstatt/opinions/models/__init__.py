"""What the opinions context keeps, by noun."""

from werkstatt.opinions.models.opinion_map import OpinionMap
from werkstatt.opinions.models.result import KeptPlaces, OpinionResult
from werkstatt.opinions.models.statement import Statement
from werkstatt.opinions.models.vote import Participant, Vote
from werkstatt.opinions.models.vote_import import VoteImport

__all__ = [
    "KeptPlaces",
    "OpinionMap",
    "OpinionResult",
    "Participant",
    "Statement",
    "Vote",
    "VoteImport",
]
