"""The town's front page."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from werkstatt.core import clock
from werkstatt.core.caching import public_page
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.publishing.drawing.home import home_page
from werkstatt.publishing.queries.home import read_home
from werkstatt.publishing.views.page import show


@require_safe
@town_page
@public_page
def town_home(request: TownRequest) -> HttpResponse:
    """What is on, what one can do, and what has changed because of contributions."""
    home = read_home(request.town, now=clock.now())
    return show(request, "home.html", {"home": home, "page": home_page(request.town, home)})
