"""The editor's page of a chapter, put together once for looking and for everything that went wrong while writing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from werkstatt.core.documents.html import block_html
from werkstatt.core.slots import filled
from werkstatt.core.text_input import cleaned
from werkstatt.organisations.views.binding import StaffRequest
from werkstatt.strategy.actions import EditConflict
from werkstatt.strategy.drawing import Drawn, drawn, easy_html, picture_address
from werkstatt.strategy.forms import BlockForm, NewSectionForm, SectionForm, SummaryForm, initial_of
from werkstatt.strategy.klartext import READ, Noted, note, overall
from werkstatt.strategy.margin import MarginItem
from werkstatt.strategy.models import Block, BlockRevision, Section, Version
from werkstatt.strategy.plain_language import SentenceChange, covered, seen_to_line, sentences_changed
from werkstatt.strategy.queries import Chapter, Part, chapter_of
from werkstatt.strategy.source import read_source, source_of
from werkstatt.strategy.storage import block_value, marks_from
from werkstatt.text.merge import merge
from werkstatt.text.model import Block as TextBlock
from werkstatt.text.model import BlockKind
from werkstatt.text.worddiff import WordChange, word_diff


@dataclass(slots=True)
class Conflict:
    """Two wordings of one block: the one that stands there, the one that was typed, and both together."""

    current: SafeString
    changes: tuple[WordChange, ...]
    merged: BlockForm | None


@dataclass(slots=True)
class Forms:
    """What is open on the page. ``at`` is the uid of a block, of a section, or of the block behind which one writes."""

    block: str = ""
    block_form: BlockForm | None = None
    conflict: Conflict | None = None
    after: str = ""
    beginning: str = ""
    new_form: BlockForm | None = None
    section: str = ""
    section_form: SectionForm | None = None
    easy: str = ""
    easy_form: SummaryForm | None = None
    heading_form: NewSectionForm | None = None
    deleted: BlockRevision | None = None
    error: str = ""


@dataclass(slots=True)
class BlockView:
    """A block of the page: as it looks, what stands beside it, and its form where it is open."""

    row: Block
    drawn: Drawn
    margin: list[MarginItem]
    form: BlockForm | None
    conflict: Conflict | None
    new_form: BlockForm | None
    klartext: Noted | None


@dataclass(slots=True)
class EasyView:
    """The plain-language version of a section: as it looks, and what has changed in the text since."""

    html: SafeString
    changes: tuple[SentenceChange, ...]
    form: SummaryForm
    is_open: bool
    original: list[Drawn]
    klartext: Noted | None


@dataclass(slots=True)
class SectionView:
    """A section of the page."""

    section: Section
    blocks: list[BlockView]
    form: SectionForm | None
    new_form: BlockForm | None
    easy: EasyView


def chapter_page(
    request: StaffRequest, draft: Version, number: int, forms: Forms | None = None, status: int = 200
) -> HttpResponse:
    """A chapter of the draft with one thing open at most. Raises Http404 for a chapter that does not exist."""
    chapter = chapter_of(draft, number)
    if chapter is None:
        raise Http404
    forms = forms or Forms()
    margins = _margins(request, chapter)
    chapters = chapter.chapters
    here = next(i for i, each in enumerate(chapters) if each.pk == chapter.heading.pk)
    parts = [_section_view(request, part, chapter, forms, margins) for part in chapter.parts]
    context: dict[str, Any] = {
        "draft": draft,
        "strategy": draft.strategy,
        "chapter": chapter.heading,
        "contents": chapter.sections,
        "parts": parts,
        "klartext": overall(block.klartext for part in parts for block in part.blocks),
        "forms": forms,
        "previous": chapters[here - 1] if here else None,
        "following": chapters[here + 1] if here + 1 < len(chapters) else None,
        "new_section_form": forms.heading_form or NewSectionForm(auto_id="id_neuer_abschnitt_%s"),
        "may_publish": request.user.has_perm("strategy.publish", request.town),
    }
    return render(request, "strategy/editor_chapter.html", context, status=status)


def _margins(request: StaffRequest, chapter: Chapter) -> dict[str, list[MarginItem]]:
    """Everything the contexts above have to say beside the blocks, in one question for all of them."""
    margins: dict[str, list[MarginItem]] = defaultdict(list)
    uids = chapter.block_uids
    for answer in filled("strategy.editor.margin", version=chapter.draft, block_uids=uids, town=request.town):
        for uid, items in (answer or {}).items():
            margins[uid].extend(items)
    return margins


def _section_view(
    request: StaffRequest, part: Part, chapter: Chapter, forms: Forms, margins: dict[str, list[MarginItem]]
) -> SectionView:
    shown = drawn([block_value(row) for row in part.blocks], picture_address(request.town))
    blocks = [
        BlockView(
            row=row,
            drawn=each,
            margin=margins.get(row.uid, []),
            form=(forms.block_form or BlockForm(block=row)) if row.uid == forms.block else None,
            conflict=forms.conflict if row.uid == forms.block else None,
            new_form=(forms.new_form or new_block_form()) if row.uid == forms.after else None,
            klartext=_klartext(row, forms),
        )
        for row, each in zip(part.blocks, shown, strict=True)
    ]
    uid = part.section.uid
    return SectionView(
        section=part.section,
        blocks=blocks,
        form=(forms.section_form or SectionForm(section=part.section)) if uid == forms.section else None,
        new_form=(forms.new_form or new_block_form()) if uid == forms.beginning else None,
        easy=_easy_view(request, part.section, chapter, forms),
    )


def _klartext(row: Block, forms: Forms) -> Noted | None:
    """Klartext on a paragraph, or on what was typed instead of it and could not be saved."""
    if row.kind not in READ:
        return None
    if row.uid == forms.block and forms.block_form is not None and forms.block_form.is_bound:
        typed, _marks = read_source(str(forms.block_form["source"].value() or ""), BlockKind(row.kind))
        return note(typed)
    return note(row.text)


def _easy_view(request: StaffRequest, section: Section, chapter: Chapter, forms: Forms) -> EasyView:
    is_open = section.uid == forms.easy
    keys = {row.pk for row in covered(section, chapter.sections)}
    blocks = [block for part in chapter.parts if part.section.pk in keys for block in part.blocks]
    seen = seen_to_line(blocks)
    initial = {"summary": section.summary, "was": section.summary, "seen": seen}
    form = SummaryForm(initial=initial, auto_id=f"id_einfach_{section.uid}_%s")
    every = [block for part in chapter.parts for block in part.blocks]
    typed = forms.easy_form if is_open and forms.easy_form is not None and forms.easy_form.is_bound else None
    return EasyView(
        html=easy_html(section.summary),
        changes=sentences_changed(section, chapter.sections, every),
        form=(forms.easy_form or form) if is_open else form,
        is_open=is_open,
        original=drawn([block_value(row) for row in blocks], picture_address(request.town)) if is_open else [],
        klartext=note(cleaned(str(typed["summary"].value() or "")) if typed else section.summary),
    )


def new_block_form(data: Any = None) -> BlockForm:
    """The form for a block that is not there yet."""
    return BlockForm(data, auto_id="id_neu_%s")


def conflict_of(error: EditConflict, typed_source: str, request: StaffRequest) -> Conflict:
    """Both wordings and, where one can be made, a suggestion that keeps the words of both."""
    current = error.current
    value = block_value(current)
    html = block_html(value, image_url=picture_address(request.town))
    merged: BlockForm | None = None
    if error.base is not None:
        base = TextBlock(
            id=current.uid,
            kind=BlockKind(error.base.shape.get("kind", current.kind)),
            text=error.base.text,
            marks=marks_from(error.base.marks),
        )
        together = merge(source_of(base), typed_source, source_of(value)).text
        initial = initial_of(current) | {"source": together}
        merged = BlockForm(block=current, initial=initial, auto_id=f"id_{current.uid}_beides_%s")
    # Escaped by block_html; only tags of our own remain.
    return Conflict(mark_safe(html), word_diff(current.text, error.typed), merged)  # noqa: S308
