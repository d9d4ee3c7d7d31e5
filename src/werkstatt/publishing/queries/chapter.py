"""Everything the reader's page shows of one chapter: seven queries (nine the first time), however many spoke."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from werkstatt.assessment.queries.changes import Change, changes_of_blocks
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.queries.passage import ChapterVoices, chapter_voices
from werkstatt.participation.rules import PhaseStage
from werkstatt.publishing.queries.comparison import Compared, compared
from werkstatt.publishing.queries.contents import Entry, contents
from werkstatt.publishing.queries.versions import VersionAmongOthers, phases_on, version_among_others
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.plain_language import SentenceChange, sentences_changed
from werkstatt.strategy.queries.frozen import frozen_chapter, frozen_sections


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of a published version with what people said about it.

    ``compared`` is there only when the changes were asked for and the version continues another one.
    """

    among: VersionAmongOthers
    phases: tuple[ParticipationPhase, ...]
    now: datetime
    contents: list[Entry]
    entry: Entry
    previous: Entry | None
    following: Entry | None
    sections: list[Section]
    blocks: tuple[Block, ...]
    """Empty when the text is drawn from ``compared``."""
    voices: ChapterVoices
    changes: dict[str, Change]
    compared: Compared | None
    newest_number: str
    """Number of the same chapter in the newest version, where that is another one and still has it."""
    outdated: dict[str, tuple[SentenceChange, ...]]
    """By section id, the sentences that have changed since its plain-language version was written."""

    @property
    def open_phase(self) -> ParticipationPhase | None:
        """The phase in which one can contribute now."""
        return self._phase(PhaseStage.OPEN)

    @property
    def planned_phase(self) -> ParticipationPhase | None:
        """The phase that is still to come, when none is open."""
        return None if self.open_phase else self._phase(PhaseStage.PLANNED)

    @property
    def closed_phase(self) -> ParticipationPhase | None:
        """The phase that was over last, when none is open or to come."""
        return None if self.open_phase or self.planned_phase else self._phase(PhaseStage.CLOSED)

    def _phase(self, stage: PhaseStage) -> ParticipationPhase | None:
        return next((phase for phase in self.phases if phase.stage_at(self.now) is stage), None)


def read_chapter(
    town: Municipality,
    slug: str,
    number: int,
    chapter: int,
    *,
    now: datetime,
    with_changes: bool = False,
    reader: Any = None,
) -> Chapter | None:
    """The chapter for the reader's page; None if ``reader`` may not read the version or it has no such chapter."""
    among = version_among_others(town, slug, number, reader)
    if among is None:
        return None
    version = among.version
    sections = frozen_sections(version)
    mine = [row for row in sections if row.chapter_number == str(chapter)]
    if not mine:
        return None
    comparison = compared(version.base, version) if with_changes and version.base else None
    blocks = frozen_chapter(version, str(chapter)) if comparison is None else ()
    voices = chapter_voices(version, [row.uid for row in mine])
    chapters = contents(sections, voices.count_of_section)
    at = next(place for place, entry in enumerate(chapters) if entry.number == str(chapter))
    newest = {} if among.is_newest else {row.uid: row.number for row in frozen_sections(among.newest)}
    return Chapter(
        among=among,
        phases=phases_on(among),
        now=now,
        contents=chapters,
        entry=chapters[at],
        previous=chapters[at - 1] if at else None,
        following=chapters[at + 1] if at + 1 < len(chapters) else None,
        sections=mine,
        blocks=blocks,
        voices=voices,
        changes=changes_of_blocks(version, _uids(blocks, comparison, mine[0].uid)),
        compared=comparison,
        newest_number=newest.get(mine[0].uid, ""),
        outdated=_outdated(mine, blocks or frozen_chapter(version, str(chapter))),
    )


def _outdated(sections: Sequence[Section], blocks: Sequence[Block]) -> dict[str, tuple[SentenceChange, ...]]:
    found = {section.uid: sentences_changed(section, sections, blocks) for section in sections if section.summary}
    return {uid: changes for uid, changes in found.items() if changes}


def _uids(blocks: tuple[Block, ...], comparison: Compared | None, chapter_uid: str) -> set[str]:
    """The blocks whose changes are shown: those of the chapter, and those struck out of it."""
    if comparison is None:
        return {block.uid for block in blocks}
    changes = [change for entry in comparison.of_chapter(chapter_uid) for change in entry.blocks]
    return {block.id for change in changes for block in (change.old, change.new) if block is not None}
