"""What participation keeps, by noun."""

from werkstatt.participation.models.contribution import (
    Contribution,
    ContributionEdit,
    NumberSeries,
    WordingSuggestion,
)
from werkstatt.participation.models.intake import IntakeTable
from werkstatt.participation.models.people import Contact, Objection, Support
from werkstatt.participation.models.phase import ParticipationPhase
from werkstatt.participation.models.placement import Placement
from werkstatt.participation.models.tallies import PassageTally, StateTally

__all__ = [
    "Contact",
    "Contribution",
    "ContributionEdit",
    "IntakeTable",
    "NumberSeries",
    "Objection",
    "ParticipationPhase",
    "PassageTally",
    "Placement",
    "StateTally",
    "Support",
    "WordingSuggestion",
]
