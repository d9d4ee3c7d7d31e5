"""What a result says in one sentence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from werkstatt.opinions.figures import Counts, Figures, GroupFigures, Stand, StatementCounts
from werkstatt.opinions.queries.result import ResultView, StatementText
from werkstatt.organisations.models import Municipality

MOST_SHARED, MOST_DIVISIVE, MOST_SAID = 5, 5, 3
"""How many statements a section shows."""

SHARED_FROM = 0.6
"""In every group at least this share is of the same opinion: only then do “all groups share” it."""

SAID_FROM = 0.5

APART_FROM = 0.25
"""Between the two groups that are farthest apart: only then do opinions “diverge”."""

SPLIT_FROM = 0.25
"""Without groups: so many at least are on either side."""

FEWEST_HEARD = 2
"""A statement on which fewer people of a group have voted says nothing about the group."""


class Findings:
    """What of the figures holds, and may be said: statements that everybody can read, and differences that are real."""

    def __init__(self, view: ResultView, figures: Figures) -> None:
        self.view, self.figures = view, figures
        self.counts = {one.statement: one for one in figures.statements if one.statement in view.statements}

    def shared(self) -> list[Stand]:
        """What all groups share, the clearest first; without groups what most people say."""
        if self.figures.groups:
            stands = [stand for stand in self.figures.common if self._is_shared(stand)]
        else:
            most = sorted(self.counts.values(), key=lambda one: (-_clearest(one)[0], one.statement))
            stands = [Stand(one.statement, _clearest(one)[1]) for one in most if _clearest(one)[0] >= SHARED_FROM]
        return stands[:MOST_SHARED]

    def divisive(self) -> list[StatementCounts]:
        """Where groups differ, the farthest apart first; without groups where people do."""
        if self.figures.groups:
            found = [self.counts[key] for key in self.figures.divisive if key in self.counts]
            return [one for one in found if self._apart(one) >= APART_FROM][:MOST_DIVISIVE]
        split = [one for one in self.counts.values() if _smaller_side(one) >= SPLIT_FROM]
        return sorted(split, key=lambda one: (-_smaller_side(one), one.statement))[:MOST_DIVISIVE]

    def said_by(self, group: GroupFigures) -> list[tuple[Stand, Counts]]:
        """What a group says more than the others, and at least every second of its people, with its counts."""
        said = []
        for stand in group.says:
            counts = self.counts[stand.statement].by_group.get(group.key) if stand.statement in self.counts else None
            if counts is not None and counts.share(stand.direction) >= SAID_FROM:
                said.append((stand, counts))
        return said[:MOST_SAID]

    def text(self, key: int) -> StatementText:
        """The words of a statement that everybody can read."""
        return self.view.statements[key]

    def _is_shared(self, stand: Stand) -> bool:
        counts = self.counts.get(stand.statement)
        if counts is None:
            return False
        groups = [counts.by_group.get(group.key) for group in self.figures.groups]
        return all(one is not None and one.total and one.share(stand.direction) >= SHARED_FROM for one in groups)

    def _apart(self, counts: StatementCounts) -> float:
        groups = [counts.by_group.get(group.key) for group in self.figures.groups]
        shares = [one.share(1) - one.share(-1) for one in groups if one is not None and one.total >= FEWEST_HEARD]
        return (max(shares) - min(shares)) / 2 if len(shares) > 1 else 0.0


def headline(findings: Findings) -> str:
    """The most important finding in one sentence; empty if there is none."""
    shared = findings.shared()
    if shared:
        first = shared[0]
        text = {"text": findings.text(first.statement).text}
        if not findings.figures.groups:
            agree, against = _("Die meisten stimmen zu: „%(text)s“"), _("Die meisten lehnen ab: „%(text)s“")
        else:
            agree, against = _("Alle Gruppen stimmen zu: „%(text)s“"), _("Alle Gruppen lehnen ab: „%(text)s“")
        return (agree if first.direction > 0 else against) % text
    if divisive := findings.divisive():
        return _("Am weitesten gehen die Meinungen hier auseinander: „%(text)s“") % {
            "text": findings.text(divisive[0].statement).text
        }
    return ""


def title(town: Municipality, findings: Findings) -> str:
    """The heading of a page that shows a picture."""
    if not findings.shared():
        return _("Was die Menschen denken, die abgestimmt haben")
    if town.kind == Municipality.Kind.DISTRICT:
        return _("Worin sich die Menschen einig sind")
    return _("Worin sich %(town)s einig ist") % {"town": town.name}


def _clearest(counts: StatementCounts) -> tuple[float, int]:
    """The larger of the shares for and against, and which it is."""
    return max((counts.everybody.share(1), 1), (counts.everybody.share(-1), -1))


def _smaller_side(counts: StatementCounts) -> float:
    return min(counts.everybody.share(1), counts.everybody.share(-1))
