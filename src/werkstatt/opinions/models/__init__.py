"""What the opinions context keeps, by noun."""

from werkstatt.opinions.models.opinion_map import OpinionMap
from werkstatt.opinions.models.statement import Statement
from werkstatt.opinions.models.vote import Participant, Vote
from werkstatt.opinions.models.vote_import import VoteImport

__all__ = ["OpinionMap", "Participant", "Statement", "Vote", "VoteImport"]
