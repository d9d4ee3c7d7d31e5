"""Pages behind a private link: signed, never cached, never indexed, 404 for everybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from werkstatt.core import clock
from werkstatt.core.rates import Limit, address_of, wait_for
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries import find_own
from werkstatt.participation.receipts import number_from


class PrivateRequest(TownRequest):
    """A request by somebody who has the private link of ``contribution``; ``signed`` is its last part."""

    contribution: Contribution
    signed: str


def private_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets its contribution from the signed address. No account, no session."""

    @wraps(view)
    def bound(request: Any, signed: str, *args: Any, **kwargs: Any) -> HttpResponse:
        number = number_from(request.town, signed)
        contribution = find_own(request.town, number) if number is not None else None
        if contribution is None:
            raise Http404
        request.contribution, request.signed = contribution, signed
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(town_page(bound))


def held_back(request: TownRequest, limit: Limit) -> int:
    """Seconds until the address that this request comes from may do it again; 0: now."""
    return wait_for(limit, address_of(request))


def too_often(seconds: int) -> str:
    """What somebody is told who has to wait: until when, on the town's clock."""
    until = localtime(clock.now() + timedelta(seconds=seconds + 59))  # the full minute after
    message = _(
        "Von Ihrem Anschluss kam in kurzer Zeit sehr viel. Ihre Worte sind noch da. "
        "Senden Sie ab %(time)s Uhr noch einmal."
    )
    return message % {"time": f"{until:%H:%M}"}


def wait(response: HttpResponse, seconds: int) -> HttpResponse:
    """Mark an answer as one that says: later."""
    response["Retry-After"] = str(seconds)
    return response
