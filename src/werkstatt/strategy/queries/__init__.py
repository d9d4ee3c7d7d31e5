"""Reads of the strategy context."""

from werkstatt.strategy.queries.text import chapter_blocks, document_of, find_block, find_section, sections_of
from werkstatt.strategy.queries.version import current_version, draft_of, find_strategy, find_version, public_versions

__all__ = [
    "chapter_blocks",
    "current_version",
    "document_of",
    "draft_of",
    "find_block",
    "find_section",
    "find_strategy",
    "find_version",
    "public_versions",
    "sections_of",
]
