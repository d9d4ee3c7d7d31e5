"""What a proposed wording would do to the draft, and where in the draft a person may write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q

from werkstatt.assessment.queries.item import Neighbour, neighbours_of
from werkstatt.participation.models import Contribution, Placement
from werkstatt.participation.rules import PLACED
from werkstatt.strategy.models import Block, BlockRevision, Section, Version
from werkstatt.strategy.rules import VersionState
from werkstatt.text.merge import resolved
from werkstatt.text.suggestions import Suggestion, is_stale, onto_draft
from werkstatt.text.worddiff import WordChange, word_diff

Status = Literal["no-draft", "clean", "contained", "conflict", "stale", "gone"]
"""clean: goes into the draft as it is; contained: the draft says so already; conflict: the draft has changed the same
words; stale: the quoted words are gone; gone: the whole paragraph is gone."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed wording and the draft. ``text`` is what a person starts from, ``proposed`` what the suggestion alone
    would make of the paragraph ("" if it cannot be carried out there)."""

    status: Status
    draft: Version | None = None
    block: Block | None = None
    text: str = ""
    proposed: str = ""
    rivals: tuple[Neighbour, ...] = ()
    is_moved: bool = False

    @property
    def changes(self) -> tuple[WordChange, ...]:
        """The difference between the draft and what the suggestion would make of it."""
        return word_diff(self.block.text, self.proposed) if self.block and self.proposed else ()


def draft_with_base(contribution: Contribution) -> Version | None:
    """The draft of the strategy that the contribution speaks about. One query."""
    strategy = contribution.version.strategy
    draft = Version.objects.filter(strategy=strategy, state=VersionState.DRAFT).select_related("base").first()
    if draft is not None:
        draft.strategy = strategy
    return draft


def proposal_of(contribution: Contribution, block_uid: str = "", revision: int | None = None) -> Proposal:
    """What the suggestion of a contribution would do to the draft: in its own paragraph, or in the one named.

    ``revision`` asks about an earlier wording of the paragraph, the one a person had before her. Up to five queries.
    """
    draft = draft_with_base(contribution)
    if draft is None:
        return Proposal("no-draft")
    rivals = tuple(one for one in neighbours_of(contribution) if one.in_conflict)
    place = _place(contribution, draft)
    own_uid = place.block_uid if place else contribution.block_uid
    blocks = {
        (block.version_id, block.uid): block
        for block in Block.objects.filter(
            Q(version=draft, uid=block_uid or own_uid) | Q(version_id=draft.base_id, uid=own_uid)
        ).select_related("section", "version")
    }
    block = blocks.get((draft.pk, block_uid or own_uid))
    if block is None:
        return Proposal("gone", draft, rivals=rivals)
    now = _text_at(block, revision)
    ground = blocks.get((draft.base_id or 0, own_uid))
    status, text, proposed = "stale", now, ""
    if block.uid == own_uid and place is not None and ground is not None:
        status, text, proposed = _merged(_suggestion(contribution, place), ground.text, now)
    elif (at := now.find(contribution.suggestion.quote)) >= 0:
        quote, replacement = contribution.suggestion.quote, contribution.suggestion.replacement
        text = proposed = now[:at] + replacement + now[at + len(quote) :]
        status = "clean"
    return Proposal(
        status=status,  # type: ignore[arg-type]
        draft=draft,
        block=block,
        text=text,
        proposed=proposed,
        rivals=rivals,
        is_moved=bool(contribution.section_uid) and block.section.uid != contribution.section_uid,
    )


def _merged(suggestion: Suggestion, ground: str, now: str) -> tuple[Status, str, str]:
    try:
        merged = onto_draft(suggestion, ground, now)
    except ValueError:  # an earlier version has changed the quoted words already
        return "stale", now, ""
    if merged.contained:
        return "contained", now, now
    if merged.is_clean:
        return "clean", merged.text, merged.text
    status: Status = "stale" if is_stale(suggestion, now) else "conflict"
    return status, now, resolved(merged, ["theirs"] * len(merged.conflicts))


def _place(contribution: Contribution, draft: Version) -> Placement | None:
    """Where it stands in the version that the draft continues."""
    here = Placement.objects.filter(contribution=contribution, version=draft.base)
    return here.filter(status__in=PLACED, start__isnull=False).first()


def _suggestion(contribution: Contribution, place: Placement) -> Suggestion:
    return Suggestion(
        id=str(contribution.pk),
        block=place.block_uid,
        start=place.start or 0,
        end=place.end or 0,
        quote=contribution.suggestion.quote,
        replacement=contribution.suggestion.replacement,
    )


def _text_at(block: Block, revision: int | None) -> str:
    if revision is None or revision == block.revision:
        return block.text
    old = BlockRevision.objects.filter(version_id=block.version_id, block_uid=block.uid, number=revision).first()
    return old.text if old else block.text


@dataclass(frozen=True, slots=True)
class Chooser:
    """Sections of the draft, and the paragraphs of the one that is looked at."""

    sections: tuple[Section, ...]
    section: Section | None
    blocks: tuple[Block, ...]


def chooser_of(draft: Version, section_uid: str) -> Chooser:
    """Two queries. An unknown section is none."""
    sections = tuple(Section.objects.filter(version=draft).order_by("position"))
    section = next((one for one in sections if one.uid == section_uid), None)
    blocks = tuple(Block.objects.filter(section=section).order_by("position")) if section else ()
    return Chooser(sections, section, blocks)
