"""The Atom feed of a town."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from werkstatt.core.caching import public_page
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.publishing.queries.feed import news
from werkstatt.publishing.sentences import verdicts_in_words


@require_safe
@town_page
@public_page
def feed(request: TownRequest) -> HttpResponse:
    """Newly answered contributions and published versions."""
    town = request.town
    replies, versions = news(town)

    def absolute(address: str) -> str:
        return request.build_absolute_uri(address)

    atom = Atom1Feed(
        title=_("Neues aus der Beteiligung in %(town)s") % {"town": town.name},
        link=absolute(reverse("town-home", args=[town.slug])),
        description="",
        language=get_language(),
        feed_url=absolute(request.path),
    )
    entries: list[tuple[datetime, str, str, str]] = []
    for version in versions:
        address = reverse("version", args=[town.slug, version.strategy.slug, version.number])
        title = _("%(version)s von „%(title)s“ ist veröffentlicht")
        names = {"version": version.label, "title": version.strategy.title}
        if version.published_at is not None:
            entries.append((version.published_at, title % names, address, version.get_state_display()))
    for reply in replies:
        contribution = reply.contribution
        address = reverse("contribution", args=[town.slug, contribution.number])
        assessments = [point.assessment for point in contribution.points.all() if hasattr(point, "assessment")]
        told = verdicts_in_words([(found.verdict, found.deferred_until) for found in assessments])
        title = _("%(number)s ist beantwortet") % {"number": contribution.label}
        entries.append((reply.released_at, title, address, told))
    for moment, title, address, text in sorted(entries, reverse=True):
        atom.add_item(
            title=title,
            link=absolute(address),
            description=text,
            pubdate=moment,
            updateddate=moment,
            unique_id=absolute(f"{address}#{int(moment.timestamp())}"),
        )
    return HttpResponse(atom.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
