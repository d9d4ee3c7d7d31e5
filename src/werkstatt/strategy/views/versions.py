"""The versions of a strategy: their states, a new draft, publishing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry
from werkstatt.organisations.queries import circles_in
from werkstatt.organisations.views.binding import StaffRequest, staff_page
from werkstatt.strategy.actions import move_version, open_wider, publish_version, start_draft, submission_obstacles
from werkstatt.strategy.audience import readers_in_words
from werkstatt.strategy.audience_forms import AudienceForm
from werkstatt.strategy.forms import MoveForm, PublishForm, put_errors
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import (
    StrategyRow,
    blocks_of,
    document_of,
    find_draft,
    find_released,
    histories,
    sections_of,
    stale_among,
    strategy_row,
)
from werkstatt.strategy.rules import Audience, Step, VersionState, steps_from
from werkstatt.strategy.said import said
from werkstatt.strategy.storage import document_value
from werkstatt.text.diff import BlockChange, Comparison, Status, compare

SHOWN_CHANGES = 40


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a version's history."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Card:
    """A version with its history, its readers and the ways on."""

    version: Version
    readers: str
    """Who may read it; empty: everybody."""
    history: list[Happened]
    steps: list[Step]
    form: MoveForm | None = None
    audience: AudienceForm | None = None
    """Asks who else may read it; None where everybody may, or where it is not for this person to say."""


@require_safe
@staff_page("strategy.view_draft")
def versions(request: StaffRequest, slug: str) -> HttpResponse:
    """Every version of a strategy, newest first."""
    row = strategy_row(request.town, slug, request.user)
    if row is None:
        raise Http404
    return _page(request, row)


def _page(
    request: StaffRequest,
    row: StrategyRow,
    form: MoveForm | None = None,
    number: int = 0,
    audience: AudienceForm | None = None,
) -> HttpResponse:
    may_publish = request.user.has_perm("strategy.publish", request.town)
    hidden = {v.pk for v in row.versions if not v.is_draft and v.audience != Audience.PUBLIC} if may_publish else set()
    circles = list(circles_in(request.town)) if hidden else []
    cards = [
        Card(
            each.version,
            readers_in_words(each.version) if not each.version.is_draft else "",
            [_happened(entry) for entry in each.entries],
            [] if each.version.is_draft else steps_from(each.version.state),
            form if form is not None and each.version.number == number else None,
            audience
            if audience is not None and each.version.number == number
            else AudienceForm(circles=circles, version=each.version, auto_id=f"lesen_{each.version.pk}_%s")
            if each.version.pk in hidden
            else None,
        )
        for each in histories(row.versions)
    ]
    published = request.GET.get("veroeffentlicht", "")
    context = {
        "row": row,
        "cards": cards,
        "just_published": next((v for v in row.versions if not v.is_draft and str(v.number) == published), None),
        "obstacles": _obstacles(row),
        "may_edit": request.user.has_perm("strategy.edit_text", request.town),
        "may_publish": may_publish,
        "wrong_audience": audience,
    }
    wrong = form is not None or audience is not None
    return render(request, "strategy/versions.html", context, status=422 if wrong else 200)


def _obstacles(row: StrategyRow) -> list[str]:
    """What keeps the newest published version from the council, where that is its next step. Older ones are never
    asked about: only the newest can be submitted in order."""
    current = row.current
    return submission_obstacles(current) if current and current.state == VersionState.CANDIDATE else []


def _happened(entry: AuditEntry) -> Happened:
    match entry.verb:
        case "publish_version":
            what = _happened_to_readers(entry) or _("veröffentlicht")
        case "open_version":
            what = _happened_to_readers(entry) or _("für alle geöffnet")
        case "move_version":
            what = f"{_('Stand geändert')}: {VersionState(entry.data['after']).label}"
            if reason := entry.data.get("override_reason"):
                what = f"{what} ({_('trotz offener Punkte')}: {reason})"
        case "accept_import":
            what = _("aus einer Datei übernommen")
        case _other:
            what = _("Entwurf begonnen")
    return Happened(entry.at, str(entry.actor) if entry.actor else "", what)


def _happened_to_readers(entry: AuditEntry) -> str:
    """Who could read it from then on; empty: everybody."""
    audience = entry.data.get("audience", Audience.PUBLIC)
    if audience == Audience.PUBLIC:
        return ""
    staff = [_("Beschäftigte")] if audience == Audience.STAFF else []
    names = ", ".join([*staff, *entry.data.get("circles", ())])
    return _("zu lesen gegeben: %(names)s") % {"names": names}


@require_POST
@staff_page("strategy.edit_text")
def start(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """Begin a draft that continues a published version (or go on with the one there is)."""
    base = find_released(request.town, slug, number)
    if base is None:
        raise Http404
    start_draft(actor=request.user, base=base)
    return HttpResponseRedirect(reverse("editor", args=[request.town.slug, slug]))


@require_POST
@staff_page("strategy.publish")
def move(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """Take a published version to its next state."""
    version = find_released(request.town, slug, number)
    row = strategy_row(request.town, slug, request.user)
    if version is None or row is None:
        raise Http404
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            moved = move_version(actor=request.user, version=version, **form.cleaned_data)
        except RuleBroken as error:
            put_errors(form, error)
        else:
            names = {"version": moved.label, "state": moved.get_state_display()}
            messages.success(request, _("%(version)s ist jetzt: %(state)s.") % names)
            return HttpResponseRedirect(reverse("versions", args=[request.town.slug, slug]))
    return _page(request, row, form, number)


@require_POST
@staff_page("strategy.publish")
def widen(request: StaffRequest, slug: str, number: int) -> HttpResponse:
    """Let more people read a version that not everybody may read yet."""
    row = strategy_row(request.town, slug, request.user)
    version = next((v for v in row.versions if v.number == number and not v.is_draft), None) if row else None
    if row is None or version is None:
        raise Http404
    form = AudienceForm(
        request.POST, circles=circles_in(request.town), version=version, auto_id=f"lesen_{version.pk}_%s"
    )
    if form.is_valid():
        try:
            opened = open_wider(
                actor=request.user, version=version, audience=form.cleaned_data["audience"], circles=form.chosen
            )
        except RuleBroken as error:
            put_errors(form, error)
        else:
            names = {"version": opened.label, "readers": readers_in_words(opened) or _("alle")}
            messages.success(request, _("%(version)s lesen jetzt: %(readers)s.") % names)
            return HttpResponseRedirect(reverse("versions", args=[request.town.slug, slug]))
    return _page(request, row, number=number, audience=form)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page("strategy.publish")
def publish(request: StaffRequest, slug: str) -> HttpResponse:
    """What publishing the draft means, and the decision."""
    draft = find_draft(request.town, slug)
    if draft is None:
        row = strategy_row(request.town, slug, request.user)
        if row is None:
            raise Http404
        messages.info(request, _("Gerade gibt es keinen Entwurf, der veröffentlicht werden könnte."))
        return HttpResponseRedirect(reverse("versions", args=[request.town.slug, slug]))
    data = request.POST if request.method == "POST" else None
    form, audience = PublishForm(data), AudienceForm(data, circles=circles_in(request.town))
    if form.is_valid() and audience.is_valid():
        try:
            version = publish_version(
                actor=request.user,
                draft=draft,
                state=form.cleaned_data["state"],
                audience=audience.cleaned_data["audience"],
                circles=audience.chosen,
            )
        except RuleBroken as error:
            put_errors(audience if set(error.fields) & set(audience.fields) else form, error)
        else:
            address = reverse("versions", args=[request.town.slug, slug])
            return HttpResponseRedirect(f"{address}?veroeffentlicht={version.number}")
    context = _consequences(draft) | {"form": form, "audience": audience}
    wrong = form.errors or audience.errors
    return render(request, "strategy/publish.html", context, status=422 if wrong else 200)


def _consequences(draft: Version) -> dict[str, Any]:
    """What the page says about a draft that is about to be published."""
    sections, blocks = sections_of(draft), blocks_of(draft)
    document = document_value(draft, sections, blocks)
    comparison = compare(document_of(draft.base), document) if draft.base is not None else None
    changes = [] if comparison is None else [c for c in comparison.blocks() if c.status is not Status.SAME]
    return {
        "draft": draft,
        "strategy": draft.strategy,
        "sentences": said("strategy.publish.summary", version=draft),
        "counts": _counts(comparison),
        "changes": list(islice(changes, SHOWN_CHANGES)),
        "stale": stale_among(sections, blocks),
        "more_changes": max(0, len(changes) - SHOWN_CHANGES),
        "is_empty": not any(block.text.strip() or block.image for block in document.blocks()),
    }


def _counts(comparison: Comparison | None) -> dict[str, int] | None:
    if comparison is None:
        return None
    blocks: list[BlockChange] = list(comparison.blocks())
    of = {status.value: sum(block.status is status for block in blocks) for status in Status}
    of["changed"] += of["moved_changed"]
    of["titles"] = sum(section.status is not Status.SAME for section in comparison.sections)
    return of
