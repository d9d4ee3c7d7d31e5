"""Public pages may be kept by caches: they look the same for everybody and say to which town they belong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase

TOWN_HEADER = "X-Town"
"""Tells the page cache in front of Django whose generation a page hangs on. The cache takes it off."""

Answer = Callable[..., HttpResponse]


def public_page(view: Answer) -> Answer:
    """Mark a view whose answer depends on its address and the town's data alone, never on the visitor.

    Put it inside of ``town_page``, which says what the town is. The view must not touch the session, messages or a
    form token. Keeps a ``Cache-Control`` that the view has set itself; a ``private_page`` is none.
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        town = getattr(request, "town", None)
        if "no-store" in response.get("Cache-Control", ""):
            return response
        if town is not None and response.status_code in {200, 301, 302, 404}:
            response[TOWN_HEADER] = str(town.pk)
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = "public, max-age=0, must-revalidate"
        return response

    return marked


R = TypeVar("R", bound=HttpResponseBase)


def private_page(response: R) -> R:
    """The answer, for the eyes of this visitor alone: nobody may keep it."""
    response["Cache-Control"] = "private, no-store"
    return response
