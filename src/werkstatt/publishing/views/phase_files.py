"""Files about a phase: an overview, ordering one, watching it being made, taking it along."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, Signer
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from werkstatt.core import clock
from werkstatt.core.rates import Limit, address_of, wait_for
from werkstatt.organisations.views.binding import StaffRequest, TownRequest, staff_page, town_page
from werkstatt.participation.models import ParticipationPhase
from werkstatt.publishing.actions.phase_file import cancel_file, data_parts, exists, made_as, make_file, order_file
from werkstatt.publishing.drawing.phase_files import file_lines, order_state
from werkstatt.publishing.models import PhaseFile
from werkstatt.publishing.queries.phases import (
    any_phase,
    count_of,
    files_of,
    find_file,
    fingerprint_of,
    finished_file,
    public_phase,
)
from werkstatt.publishing.rules import AT_ONCE_UP_TO, FORMATS, STREAMED_UP_TO, FileKind, FileState
from werkstatt.publishing.tasks import make_phase_file
from werkstatt.publishing.views.files import CONTENT_TYPES as TYPES

ORDERS = Limit("phase-file", 20, 600)
_SIGNER = Signer(salt="publishing.phase-file")


# For everybody


@never_cache
@require_safe
@town_page
def phase_files(request: TownRequest, phase: int) -> HttpResponse:
    """Every file about a phase with its state."""
    return _overview(request, _public(request, phase), is_internal=False)


@require_POST
@town_page
def order(request: TownRequest, phase: int, kind: str, format: str) -> HttpResponse:
    """Have a file made. Twice the same order is one order."""
    found = _public(request, phase)
    if seconds := wait_for(ORDERS, address_of(request)):
        response = render(request, "errors/429.html", status=429)
        response["Retry-After"] = str(seconds)
        return response
    return _ordered(request, found, kind, format, is_internal=False)


@never_cache
@require_safe
@town_page
def watch(request: TownRequest, phase: int, order: int) -> HttpResponse:
    """How far a file is; when it is done, the way to it."""
    return _watched(request, _order(request, phase, order, is_internal=False))


@require_POST
@town_page
def cancel(request: TownRequest, phase: int, order: int) -> HttpResponse:
    """Not wanted any more. Only for the one who ordered it."""
    found = _order(request, phase, order, is_internal=False)
    if not _is_own(request, found):
        raise Http404
    cancel_file(order=found)
    return HttpResponseRedirect(_address(found))


@require_safe
@town_page  # type: ignore[arg-type]  # a file is no HttpResponse
def phase_file(request: TownRequest, phase: int, kind: str, format: str) -> HttpResponseBase:
    """The file at its lasting address: sent while it is read, made at once, or the newest one there is."""
    found = _public(request, phase)
    if format not in FORMATS[kind]:
        raise Http404
    count = count_of(found)
    if format in ("csv", "json") and count <= STREAMED_UP_TO:
        return _streamed(request, found, format)
    language = get_language() or "de"
    finished = finished_file(found, made_as(kind, format), format, is_internal=False, language=language)
    is_current = finished is not None and finished.fingerprint == fingerprint_of(found, is_internal=False)
    if not is_current and count <= AT_ONCE_UP_TO and request.method == "GET":
        order, is_new = order_file(phase=found, kind=kind, format=format, language=language)
        made = make_file(order_id=order.pk) if is_new else order
        finished = made if made is not None and made.state == FileState.DONE else finished
    if finished is None or not exists(finished):
        return HttpResponseRedirect(reverse("phase-files", args=[request.town.slug, found.pk]))
    return _sent(finished)


# For those who work on the desk: with verdicts that are not released


@never_cache
@require_safe
@staff_page("assessment.view_desk")
def internal_files(request: StaffRequest, phase: int) -> HttpResponse:
    """The synopsis with everything, for the administration."""
    return _overview(request, _any(request, phase), is_internal=True)


@require_POST
@staff_page("assessment.view_desk")
def internal_order(request: StaffRequest, phase: int, format: str) -> HttpResponse:
    """Have the internal synopsis made."""
    return _ordered(request, _any(request, phase), FileKind.SYNOPSIS, format, is_internal=True)


@never_cache
@require_safe
@staff_page("assessment.view_desk")
def internal_watch(request: StaffRequest, phase: int, order: int) -> HttpResponse:
    """How far it is."""
    return _watched(request, _order(request, phase, order, is_internal=True))


@require_POST
@staff_page("assessment.view_desk")
def internal_cancel(request: StaffRequest, phase: int, order: int) -> HttpResponse:
    """Not wanted any more."""
    found = _order(request, phase, order, is_internal=True)
    cancel_file(order=found)
    return HttpResponseRedirect(_address(found))


@never_cache
@require_safe
@staff_page("assessment.view_desk")  # type: ignore[arg-type]  # a file is no HttpResponse
def internal_file(request: StaffRequest, phase: int, order: int) -> HttpResponseBase:
    """The finished file."""
    found = _order(request, phase, order, is_internal=True)
    if found.state != FileState.DONE or not exists(found):
        return HttpResponseRedirect(reverse("internal-files", args=[request.town.slug, found.phase_id]))
    return _sent(found)


# What both have in common


def _public(request: TownRequest, key: int) -> ParticipationPhase:
    found = public_phase(request.town, key)
    if found is None:
        raise Http404
    return found


def _any(request: TownRequest, key: int) -> ParticipationPhase:
    found = any_phase(request.town, key)
    if found is None:
        raise Http404
    return found


def _order(request: TownRequest, phase: int, key: int, *, is_internal: bool) -> PhaseFile:
    found = find_file(request.town, key)
    if found is None or found.phase_id != phase or found.is_internal != is_internal:
        raise Http404
    if not is_internal:
        _public(request, phase)
    return found


def _overview(request: TownRequest, phase: ParticipationPhase, *, is_internal: bool) -> HttpResponse:
    files = files_of(phase, is_internal=is_internal, language=get_language() or "de")[:100]
    lines = file_lines(
        request.town.slug,
        phase,
        files,
        count=count_of(phase),
        fingerprint=fingerprint_of(phase, is_internal=is_internal),
        is_internal=is_internal,
        now=clock.now(),
    )
    return _page(request, "phase_files.html", {"phase": phase, "lines": lines}, is_internal=is_internal)


def _ordered(
    request: TownRequest, phase: ParticipationPhase, kind: str, format: str, *, is_internal: bool
) -> HttpResponse:
    order, is_new = order_file(
        phase=phase,
        kind=kind,
        format=format,
        language=get_language() or "de",
        actor=request.user,
        is_internal=is_internal,
    )
    address = _address(order)
    if is_new:
        make_phase_file.enqueue(order.pk)
        address = f"{address}?k={_SIGNER.sign(str(order.pk)).rpartition(':')[2]}"
    return HttpResponseRedirect(address)


def _watched(request: TownRequest, order: PhaseFile) -> HttpResponse:
    now = clock.now()
    may_cancel = order.is_busy(now) and (order.is_internal or _is_own(request, order))
    context: dict[str, Any] = {
        "phase": order.phase,
        "order": order,
        "state": order_state(request.town.slug, order, now),
        "cancel_url": _address(order, "cancel") if may_cancel else "",
        "key": request.GET.get("k", "")[:100],
    }
    return _page(request, "phase_file.html", context, is_internal=order.is_internal)


def _is_own(request: TownRequest, order: PhaseFile) -> bool:
    """Whether the address says that this visitor has ordered it."""
    key = request.POST.get("k", "") or request.GET.get("k", "")
    try:
        return _SIGNER.unsign(f"{order.pk}:{key}") == str(order.pk)
    except BadSignature:
        return False


def _address(order: PhaseFile, what: str = "watch") -> str:
    name = f"internal-{what}" if order.is_internal else f"phase-file-{what}"
    return reverse(name, args=[order.phase.municipality.slug, order.phase_id, order.pk])


def _page(request: TownRequest, template: str, context: dict[str, Any], *, is_internal: bool) -> HttpResponse:
    base = "staff.html" if is_internal else "publishing/page.html"
    home = reverse("town-home", args=[request.town.slug])
    return render(
        request, f"publishing/{template}", {"home_url": home, "base": base, "is_internal": is_internal, **context}
    )


def _streamed(request: TownRequest, phase: ParticipationPhase, format: str) -> HttpResponseBase:
    site = request.build_absolute_uri("/").rstrip("/")
    parts = data_parts(phase, format, now=clock.now(), site=site)
    response = StreamingHttpResponse(parts, content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{_filename(phase, "daten", format)}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _sent(order: PhaseFile) -> HttpResponseBase:
    name = "synopse" if order.kind == FileKind.SYNOPSIS else "daten"
    filename = _filename(order.phase, name + (_("-intern") if order.is_internal else ""), order.format)
    response = FileResponse(
        order.file.open("rb"), as_attachment=True, filename=filename, content_type=TYPES[order.format]
    )
    if order.made_at:
        response["Last-Modified"] = f"{order.made_at:%a, %d %b %Y %H:%M:%S} GMT"
    if not order.is_internal:
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        response["Access-Control-Allow-Origin"] = "*"
    return response


def _filename(phase: ParticipationPhase, name: str, format: str) -> str:
    return f"{name}-{phase.version.strategy.slug}-{phase.pk}.{format}"
