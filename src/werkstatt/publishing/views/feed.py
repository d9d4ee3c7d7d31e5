"""The Atom feeds of a town: everything, or one strategy, phase or section (RFC 4287)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, get_tag_uri
from django.utils.http import http_date, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from werkstatt.core import clock
from werkstatt.core.caching import public_page
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.publishing.queries.feed import About, News, find_about, news
from werkstatt.publishing.sentences import verdicts_in_words

MOST_ENTRIES = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a feed. ``since`` is the day of its permanent name: what it tells may change, the name does not."""

    title: str
    text: str
    name: str
    args: tuple[object, ...]
    since: datetime
    updated: datetime
    fragment: str = ""
    """Tells two things apart that stand at the same address."""


@require_safe
@town_page
@public_page
def feed(request: TownRequest) -> HttpResponse:
    """Newly answered contributions, published versions and phases that began."""
    town = request.town
    asked = {name: request.GET[name][:80] for name in ("strategie", "phase", "abschnitt") if request.GET.get(name)}
    about = _about(town, asked)
    found = _entries(town, news(town, about, clock.now()))
    updated = max((entry.updated for entry in found), default=town.created_at)
    address = _absolute(request.path) + (f"?{urlencode(asked)}" if asked else "")
    body = _atom(town, about, found, address, updated)
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    response["Last-Modified"] = http_date(updated.timestamp())
    answer = get_conditional_response(request, etag=etag, last_modified=int(updated.timestamp()), response=response)
    assert isinstance(answer, HttpResponse)  # noqa: S101 - it is this response, or one that says "not modified"
    return answer


def _about(town: Municipality, asked: dict[str, str]) -> About:
    phase = asked.get("phase", "")
    if phase and not (phase.isascii() and phase.isdigit() and len(phase) < 10):
        raise Http404
    about = find_about(
        town,
        strategy=asked.get("strategie", ""),
        phase=int(phase) if phase else None,
        section=asked.get("abschnitt", ""),
    )
    if about is None:
        raise Http404
    return about


def _entries(town: Municipality, found: News) -> list[Entry]:
    """The newest of everything."""
    entries: list[Entry] = []
    for version in found.versions:
        if version.published_at is None:
            continue
        names = {"version": version.label, "title": version.strategy.title}
        title = _("%(version)s von „%(title)s“ ist veröffentlicht") % names
        args = (town.slug, version.strategy.slug, version.number)
        moment = version.published_at
        entries.append(Entry(title, version.get_state_display(), "version", args, moment, moment))
    for phase in found.phases:
        title = _("Die Beteiligung „%(phase)s“ hat begonnen") % {"phase": phase.title}
        args = (town.slug, phase.strategy.slug, phase.version.number)
        entries.append(
            Entry(title, phase.purpose, "version", args, phase.created_at, phase.opens_at, f"beteiligung-{phase.pk}")
        )
    for reply in found.replies:
        contribution = reply.contribution
        assessments = [point.assessment for point in contribution.points.all() if hasattr(point, "assessment")]
        told = verdicts_in_words([(one.verdict, one.deferred_until) for one in assessments])
        title = _("%(number)s ist beantwortet") % {"number": contribution.label}
        since = contribution.recorded_at
        entries.append(Entry(title, told, "contribution", (town.slug, contribution.number), since, reply.released_at))
    return sorted(entries, key=lambda entry: entry.updated, reverse=True)[:MOST_ENTRIES]


class _Feed(Atom1Feed):
    """An Atom feed that says of itself when something in it changed last, also when it is empty."""

    def __init__(self, *args: object, updated: datetime, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self._updated = updated

    def latest_post_date(self) -> datetime:
        """The moment of the last change."""
        return self._updated


def _atom(town: Municipality, about: About, entries: list[Entry], address: str, updated: datetime) -> bytes:
    atom = _Feed(
        title=_title(town, about),
        link=_absolute(reverse("town-home", args=[town.slug])),
        description="",
        language=get_language() or "de",
        author_name=town.brand_name or town.name,
        feed_url=address,
        feed_guid=address,
        updated=updated,
    )
    for entry in entries:
        atom.add_item(
            title=entry.title,
            link=_absolute(reverse(entry.name, args=entry.args)),
            description=entry.text,
            pubdate=entry.updated,
            updateddate=entry.updated,
            unique_id=_permanent_name(entry),
        )
    return atom.writeString("utf-8").encode()


def _title(town: Municipality, about: About) -> str:
    names = {"town": town.name}
    if about.phase is not None:
        return _("Neues aus „%(phase)s“ in %(town)s") % {**names, "phase": about.phase.title}
    if about.section:
        return _("Neues zu „%(section)s“ in %(town)s") % {**names, "section": about.section}
    if about.strategy is not None:
        return _("Neues zu „%(title)s“ in %(town)s") % {**names, "title": about.strategy.title}
    return _("Neues aus der Beteiligung in %(town)s") % names


def _permanent_name(entry: Entry) -> str:
    """The same in every feed and language, and for good (RFC 4151)."""
    with translation.override(settings.LANGUAGE_CODE):
        address = _absolute(reverse(entry.name, args=entry.args))
    return get_tag_uri(f"{address}#{entry.fragment}", entry.since)


def _absolute(path: str) -> str:
    return f"{settings.SITE_ADDRESS.rstrip('/')}{path}"
