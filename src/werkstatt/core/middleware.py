"""Answers to requests that no view should have to think about."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from werkstatt.core.errors import RuleBroken


class ClearAnswers:
    """Turns broken or oversized requests, and rules broken outside a form, into a page that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # No database takes a NUL character; in an address it is always an attack or an accident.
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "errors/400.html", status=400)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer for exceptions that mean "this cannot be done", as opposed to faults of ours."""
        match exception:
            case RequestDataTooBig():
                return render(request, "errors/413.html", status=413)
            case TooManyFieldsSent() | TooManyFilesSent():
                return render(request, "errors/400.html", status=400)
            case RuleBroken():
                context = {"title": _("Das geht gerade nicht"), "message": exception.message}
                return render(request, "errors/conflict.html", context, status=409)
        return None
