"""The text: strategies, versions, the reader, comparisons."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from werkstatt.core import clock
from werkstatt.core.caching import public_page
from werkstatt.organisations.views.binding import TownRequest, town_page
from werkstatt.publishing.addresses import TextAddresses
from werkstatt.publishing.drawing.chapter import chapter_html
from werkstatt.publishing.drawing.comparison import Layout, comparison_page
from werkstatt.publishing.drawing.contents import contents_html
from werkstatt.publishing.drawing.simple import easy_parts_of
from werkstatt.publishing.queries.chapter import read_chapter
from werkstatt.publishing.queries.comparison import read_comparison
from werkstatt.publishing.queries.overview import newest_versions, read_version
from werkstatt.publishing.views.page import reader_of, show


@require_safe
@town_page
@public_page
def strategies(request: TownRequest) -> HttpResponse:
    """The town's strategies; the only one at once."""
    versions = newest_versions(request.town)
    if len(versions) == 1:
        return HttpResponseRedirect(_address(request, versions[0].strategy.slug, versions[0].number))
    return show(request, "strategies.html", {"versions": versions})


@require_safe
@town_page
@public_page
def strategy(request: TownRequest, slug: str) -> HttpResponse:
    """The newest version of a strategy."""
    found = [version for version in newest_versions(request.town) if version.strategy.slug == slug]
    if not found:
        raise Http404
    return HttpResponseRedirect(_address(request, slug, found[0].number))


@require_safe
@town_page
@public_page
def version(request: TownRequest, slug: str, number: int) -> HttpResponse:
    """Contents, state, downloads and neighbours of a version."""
    overview = read_version(request.town, slug, number, now=clock.now(), reader=reader_of(request))
    if overview is None:
        raise Http404
    context = {"overview": overview, "version": overview.version}
    return show(request, "version.html", context, given=overview.among.given)


@require_safe
@town_page
@public_page
def chapter(request: TownRequest, slug: str, number: int, chapter: int) -> HttpResponse:
    """The reader."""
    with_changes, simple = "aenderungen" in request.GET, "einfach" in request.GET
    found = read_chapter(
        request.town,
        slug,
        number,
        chapter,
        now=clock.now(),
        with_changes=with_changes and not simple,
        reader=reader_of(request),
    )
    if found is None:
        raise Http404
    addresses = TextAddresses(request.town.slug, found.among.version, found.open_phase)
    context = {
        "chapter": found,
        "version": found.among.version,
        "newest": found.among.newest,
        "phase": found.open_phase,
        "with_changes": found.compared is not None,
        "has_summary": any(section.summary for section in found.sections),
    }
    if simple:
        context["parts"] = easy_parts_of(found, addresses)
        return show(request, "chapter_simple.html", context, given=found.among.given)
    context["contents"] = contents_html(found.contents, found.entry, found.among.version, request.town.slug)
    context["text"] = chapter_html(found, addresses)
    return show(request, "chapter.html", context, given=found.among.given)


@require_safe
@town_page
@public_page
def compare(request: TownRequest, slug: str, old: int, new: int) -> HttpResponse:
    """What changed from one version to another: in the text or side by side (``?ansicht=nebeneinander``), with what
    stayed as it was (``?umfang=alles``), of one chapter (``?kapitel=2``)."""
    if old > new:
        return HttpResponseRedirect(reverse("compare", args=[request.town.slug, slug, new, old]))
    found = read_comparison(request.town, slug, old, new, reader_of(request))
    if found is None:
        raise Http404
    layout = Layout(
        side_by_side=request.GET.get("ansicht") == "nebeneinander",
        everything=request.GET.get("umfang") == "alles",
        chapter=request.GET.get("kapitel", "")[:12],
    )
    context = {"page": comparison_page(found, request.town.slug, layout), "found": found}
    return show(request, "compare.html", context, given=found.given)


def _address(request: TownRequest, slug: str, number: int) -> str:
    return reverse("version", args=[request.town.slug, slug, number])
