"""From what people write about a place ("2.1", a heading, a quoted sentence) to the place in the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from werkstatt.core.errors import RuleBroken
from werkstatt.participation.columns import Column, shortened
from werkstatt.strategy.models import Block, Section, Version
from werkstatt.strategy.queries import chapter_blocks
from werkstatt.strategy.queries.frozen import frozen_sections

_NUMBER = re.compile(
    r"(?:abschnitt|kapitel|ziffer|section|chapter|nr\.?|§)?\s*(\d{1,3}(?:\.\d{1,3})*)\.?(?:\s.*)?", re.S
)
_WHOLE = frozenset({"", "-", "–", "alles", "allgemein", "ganzer text", "gesamt", "gesamter text", "whole text", "all"})
_SAME = ('"„“”‟«»', "'‚‘’‛‹›", "-–—−‐‑")


@dataclass(frozen=True, slots=True)
class Spotted:
    """A place by its ids; all empty: the whole text."""

    section_uid: str = ""
    block_uid: str = ""
    start: int | None = None
    end: int | None = None


class Whereabouts:
    """The places of one version. Reads its sections at once and its blocks when the first quote is looked for."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._sections = frozen_sections(version)
        self._by_number = {section.number: section for section in self._sections}
        self._by_title: dict[str, list[Section]] = {}
        for section in self._sections:
            self._by_title.setdefault(_plain(section.title), []).append(section)
        self._blocks: list[Block] | None = None
        self._known: dict[str, Section | None] = {}

    @property
    def sections(self) -> Sequence[Section]:
        """All sections in reading order."""
        return self._sections

    def find(self, section: str, quote: str = "") -> Spotted:
        """The place that these words name. Raises RuleBroken with the field that is wrong: ``section`` or ``quote``."""
        found = self.section(section)
        if quote.strip():
            return self._passage(quote.strip(), found)
        return Spotted(found.uid) if found else Spotted()

    def section(self, words: str) -> Section | None:
        """The section that a number, a heading or both name; None for the whole text. Raises RuleBroken."""
        key = _plain(words)
        if key not in self._known:
            self._known[key] = None if key in _WHOLE else self._named(key, words)
        return self._known[key]

    def _named(self, key: str, words: str) -> Section:
        titles = self._by_title.get(key, [])
        if len(titles) == 1:
            return titles[0]
        if titles:
            numbers = ", ".join(section.number for section in titles[:5])
            raise _wrong(
                Column.SECTION,
                _("„%(name)s“ heißen mehrere Abschnitte: %(numbers)s. Schreiben Sie die Nummer.")
                % {"name": shortened(words), "numbers": numbers},
            )
        if re.fullmatch(r"\d{4}-\d\d-\d\d.*", key):
            raise _wrong(
                Column.SECTION,
                _(
                    "„%(name)s“ ist ein Datum: Das Tabellenprogramm hat aus der Nummer des Abschnitts eines gemacht. "
                    "Formatieren Sie die Spalte als Text und schreiben Sie die Nummer noch einmal."
                )
                % {"name": shortened(words)},
            )
        number = _NUMBER.fullmatch(key)
        if number and (section := self._by_number.get(number[1])):
            return section
        raise _wrong(
            Column.SECTION,
            _("Einen Abschnitt „%(name)s“ gibt es in %(version)s nicht. Schreiben Sie seine Nummer, etwa %(example)s.")
            % {
                "name": shortened(words),
                "version": self._version.label,
                "example": self._sections[-1].number if self._sections else "1",
            },
        )

    def _passage(self, quote: str, section: Section | None) -> Spotted:
        below = self._blocks_below(section)
        # In doubt, the section itself is meant and not one below it.
        own = [block for block in below if section is not None and block.section.pk == section.pk]
        places = _places(own, quote) or _places(below, quote)
        names = {
            "quote": shortened(quote),
            "where": str(section) if section else self._version.label,
        }
        if not places:
            raise _wrong(Column.QUOTE, _("„%(quote)s“ steht so nicht in %(where)s.") % names)
        if len(places) > 1:
            message = _("„%(quote)s“ steht mehrmals in %(where)s. Nennen Sie den Abschnitt oder mehr Worte.")
            raise _wrong(Column.QUOTE, message % names)
        block, start, end = places[0]
        return Spotted(block.section.uid, block.uid, start, end)

    def _blocks_below(self, section: Section | None) -> list[Block]:
        if self._blocks is None:
            of = {one.pk: one for one in self._sections}
            self._blocks = chapter_blocks(self._version, self._sections)
            for block in self._blocks:
                block.section = of[block.section_id]
        if section is None:
            return self._blocks
        below = f"{section.number}."
        return [
            block
            for block in self._blocks
            if block.section.number == section.number or block.section.number.startswith(below)
        ]


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def _all(text: str, quote: str) -> list[int]:
    starts, start = [], text.find(quote)
    while start >= 0:
        starts.append(start)
        start = text.find(quote, start + 1)
    return starts


def _places(blocks: Sequence[Block], quote: str) -> list[tuple[Block, int, int]]:
    exact = [(block, start, start + len(quote)) for block in blocks for start in _all(block.text, quote)]
    if exact:
        return exact
    # Typed off from paper: other quotation marks, dashes or spaces are still the same words.
    pattern = _tolerant(quote)
    return [(block, *match.span()) for block in blocks for match in pattern.finditer(block.text)]


def _tolerant(quote: str) -> re.Pattern[str]:
    """The same words, whatever kinds of spaces, quotation marks and dashes stand between them."""

    def one(sign: str) -> str:
        kin = next((signs for signs in _SAME if sign in signs), "")
        return f"[{re.escape(kin)}]" if kin else re.escape(sign)

    words = quote.strip('„“”"»«').split()
    return re.compile(r"\s+".join("".join(map(one, word)) for word in words) or r"(?!)")


def _wrong(field: str, message: str) -> RuleBroken:
    return RuleBroken(message, fields={str(field): message})
