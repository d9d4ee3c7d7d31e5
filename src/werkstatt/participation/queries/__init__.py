"""Reads of the participation context."""

from werkstatt.participation.queries.contributing import Spot, find_phase, find_spot
from werkstatt.participation.queries.contribution import (
    Filters,
    contributions,
    find_contribution,
    highest_number,
    suggestions_on,
)
from werkstatt.participation.queries.passage import (
    ChapterVoices,
    chapter_voices,
    counts_by_section,
    newest_remarks,
    places_to_confirm,
)
from werkstatt.participation.queries.phase import figures_of, open_phase_of, phases_of

__all__ = [
    "ChapterVoices",
    "Filters",
    "Spot",
    "chapter_voices",
    "contributions",
    "counts_by_section",
    "figures_of",
    "find_contribution",
    "find_phase",
    "find_spot",
    "highest_number",
    "newest_remarks",
    "open_phase_of",
    "phases_of",
    "places_to_confirm",
    "suggestions_on",
]
