"""Figures of a file, counted from exactly what the file shows: they add up to the row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from werkstatt.assessment.rules import CHANGES_TEXT, Verdict
from werkstatt.participation.rules import ContributionState
from werkstatt.publishing.queries.synopsis import Entry


@dataclass(slots=True)
class Totals:
    """Counts of entries and points, while they pass by."""

    states: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    stubs: int = 0
    answered: int = 0
    points: int = 0

    def add(self, entry: Entry) -> Entry:
        """Count the entry, and hand it on."""
        self.entries += 1
        self.states[entry.state] += 1
        self.stubs += entry.is_stub
        self.answered += entry.is_answered
        self.points += len(entry.points)
        self.verdicts.update(point.verdict for point in entry.points if point.verdict)
        return entry

    @property
    def readable(self) -> int:
        """Entries with words."""
        return self.entries - self.stubs

    @property
    def adopted(self) -> int:
        """Points that change the text."""
        return sum(self.verdicts[verdict] for verdict in CHANGES_TEXT)

    def lines(self) -> list[tuple[str, int]]:
        """The figures by name, in the order in which one reads them."""
        stubs = (ContributionState.WITHHELD, ContributionState.MERGED, ContributionState.WITHDRAWN)
        lines = [
            (_("Nummern in dieser Datei"), self.entries),
            (_("davon mit Text"), self.readable),
            (_("davon mit Hinweis statt Text"), self.stubs),
        ]
        lines += [(f"– {state.label}", self.states[state]) for state in stubs if self.states[state]]
        if self.states[ContributionState.RECEIVED]:
            lines.append((_("noch nicht geprüft und noch nicht öffentlich"), self.states[ContributionState.RECEIVED]))
        lines += [
            (_("beantwortet"), self.answered),
            (_("Punkte"), self.points),
            (_("Punkte mit Urteil"), sum(self.verdicts.values())),
        ]
        lines += [(f"– {verdict.label}", self.verdicts[verdict]) for verdict in Verdict if self.verdicts[verdict]]
        return lines

    def shown(self) -> list[tuple[str, str]]:
        """The same with thousands set apart."""
        return [(name, number_format(count, force_grouping=True, use_l10n=True)) for name, count in self.lines()]
