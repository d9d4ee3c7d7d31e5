"""Addresses that a page writes dozens of times: looked up once, then put together."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.urls import reverse

from werkstatt.participation.models import ParticipationPhase
from werkstatt.strategy.models import Version


def _with_last_part(name: str, *args: object) -> Callable[[object], str]:
    """A function that gives the address ``name`` for its last argument, without asking the resolver again."""
    stem = reverse(name, args=[*args, 0]).removesuffix("0/")
    return lambda part: f"{stem}{part}/"


class TownAddresses:
    """Addresses within a town."""

    def __init__(self, town: str) -> None:
        self.town = town
        self.contribution = _with_last_part("contribution", town)
        self.contributions = reverse("contributions", args=[town])

    def contributions_on(self, version: Version, *, block: str = "", section: str = "") -> str:
        """The list of what was said about a block or a section of a version."""
        place = f"absatz={quote(block)}" if block else f"abschnitt={quote(section)}"
        return f"{self.contributions}?fassung={version.pk}&{place}"

    def chapter(self, slug: str, version: int, section_number: str, anchor: str = "") -> str:
        """The reader at the chapter that a section (such as "2.1") belongs to, at a place in it."""
        chapter = section_number.partition(".")[0]
        address = reverse("chapter", args=[self.town, slug, version, int(chapter)])
        return f"{address}#{anchor}" if anchor else address

    def block(self, slug: str, version: int, section_number: str, block: str) -> str:
        """The reader at one paragraph."""
        return self.chapter(slug, version, section_number, f"absatz-{block}")

    def trace_of(self, slug: str, version: int, block: str) -> str:
        """The page from a sentence back to the voices."""
        return reverse("thread", args=[self.town, slug, version, block])


class TextAddresses(TownAddresses):
    """Addresses around the text of one version."""

    def __init__(self, town: str, version: Version, phase: ParticipationPhase | None) -> None:
        super().__init__(town)
        self.version = version
        self.trace = _with_last_part("thread", town, version.strategy.slug, version.number)
        self.contribute_block = _with_last_part("contribute-block", town, phase.pk) if phase else None
        self.contribute_section = _with_last_part("contribute-section", town, phase.pk) if phase else None
        self.picture = reverse("picture", args=[town, "0"]).removesuffix("0")

    def plain_language(self, section_number: str) -> str:
        """The plain-language view of the chapter that a section belongs to."""
        return f"{self.chapter(self.version.strategy.slug, self.version.number, section_number)}?einfach"
