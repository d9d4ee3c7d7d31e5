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
from werkstatt.participation.queries.people import (
    contact_of,
    count_open_objections,
    edits_of,
    find_own,
    is_supported_by,
    objections_to,
    open_objections,
)
from werkstatt.participation.queries.phase import (
    figures_of,
    find_version_for_phase,
    open_phase_of,
    phase_lines,
    phases_of,
    running_phases,
    versions_to_open,
)
from werkstatt.participation.queries.place import (
    count_waiting,
    find_place,
    lately_settled,
    paragraphs_to_choose,
    question_about,
    waiting_places,
)

__all__ = [
    "ChapterVoices",
    "Filters",
    "Spot",
    "chapter_voices",
    "contact_of",
    "contributions",
    "count_open_objections",
    "count_waiting",
    "counts_by_section",
    "edits_of",
    "figures_of",
    "find_contribution",
    "find_own",
    "find_phase",
    "find_place",
    "find_spot",
    "find_version_for_phase",
    "highest_number",
    "is_supported_by",
    "lately_settled",
    "newest_remarks",
    "objections_to",
    "open_objections",
    "open_phase_of",
    "paragraphs_to_choose",
    "phase_lines",
    "phases_of",
    "places_to_confirm",
    "question_about",
    "running_phases",
    "suggestions_on",
    "versions_to_open",
    "waiting_places",
]
