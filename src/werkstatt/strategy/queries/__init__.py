"""Reads of the strategy context."""

from werkstatt.strategy.queries.editing import (
    Chapter,
    Outline,
    Part,
    chapter_of,
    deleted_block,
    find_picture,
    outline_of,
    pictures_of,
)
from werkstatt.strategy.queries.integrity import verify_hashes
from werkstatt.strategy.queries.overview import (
    StrategyRow,
    VersionRow,
    find_draft,
    find_preview,
    histories,
    strategy_row,
    texts_of,
)
from werkstatt.strategy.queries.plain_language import StaleSummary, stale_among, stale_summaries_of
from werkstatt.strategy.queries.text import (
    blocks_of,
    chapter_blocks,
    document_of,
    find_block,
    find_section,
    sections_of,
)
from werkstatt.strategy.queries.version import (
    current_version,
    draft_of,
    find_released,
    find_strategy,
    find_version,
    given_versions,
    public_versions,
    readable_versions,
    released_versions,
)

__all__ = [
    "Chapter",
    "Outline",
    "Part",
    "StaleSummary",
    "StrategyRow",
    "VersionRow",
    "blocks_of",
    "chapter_blocks",
    "chapter_of",
    "current_version",
    "deleted_block",
    "document_of",
    "draft_of",
    "find_block",
    "find_draft",
    "find_picture",
    "find_preview",
    "find_released",
    "find_section",
    "find_strategy",
    "find_version",
    "given_versions",
    "histories",
    "outline_of",
    "pictures_of",
    "public_versions",
    "readable_versions",
    "released_versions",
    "sections_of",
    "stale_among",
    "stale_summaries_of",
    "strategy_row",
    "texts_of",
    "verify_hashes",
]
