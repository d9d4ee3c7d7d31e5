"""Pages that belong to no context: health, lost sessions, errors."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from werkstatt.core.models import Heartbeat

WORKER_SILENT_AFTER = timedelta(seconds=30)
NEVER_KEPT = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code", "credential"}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when web, database and job worker are well; 503 and the reason otherwise."""
    parts = {"web": "ok", "database": "ok", "worker": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        beat = Heartbeat.objects.filter(name="worker").first()
        if beat is None:
            parts["worker"] = "never seen"
        elif timezone.now() - beat.at > WORKER_SILENT_AFTER:
            parts["worker"] = f"silent since {beat.at.isoformat(timespec='seconds')}"
    except Exception as error:
        parts["database"] = type(error).__name__
        parts["worker"] = "unknown"
    well = all(state == "ok" for state in parts.values())
    return JsonResponse(parts, status=200 if well else 503)


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person had typed, as pairs of field and value, without secrets."""
    try:
        return [(name, value) for name, values in request.POST.lists() if name not in NEVER_KEPT for value in values]
    except RequestDataTooBig:
        return []


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A lost or outdated form token: show the words again with a fresh token, instead of throwing them away."""
    context = {"kept": kept_fields(request), "action": request.get_full_path()}
    return render(request, "errors/csrf.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 in plain words; 413 where the form was too large to be read at all, even by the check of its token."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 in plain words."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 in plain words."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 in plain words. Rendered without a request context, which may be what failed."""
    from django.template.loader import render_to_string

    return HttpResponse(render_to_string("errors/500.html"), status=500)
