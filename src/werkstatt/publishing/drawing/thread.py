"""The thread of a contribution as the template draws it: strands of knots, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from werkstatt.assessment.queries.thread import ContributionThread, Stand, Strand, TextKnot, Verdict
from werkstatt.assessment.rules import CHANGES_TEXT
from werkstatt.assessment.rules import Verdict as VerdictCode
from werkstatt.core.ui.days import day
from werkstatt.core.ui.pieces import diff
from werkstatt.core.ui.pieces import verdict as verdict_pill
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState, PlacementStatus, Target
from werkstatt.publishing.addresses import TownAddresses
from werkstatt.publishing.drawing.said import is_idea, point_tag, said_html
from werkstatt.publishing.drawing.words import readable_change
from werkstatt.text.worddiff import word_diff


@dataclass(frozen=True, slots=True)
class Knot:
    """One step. ``todo`` is still to come; ``end`` is where the thread stands now."""

    title: str
    when: SafeString = field(default_factory=SafeString)
    state: Literal["done", "todo", "end"] = "done"
    pill: SafeString = field(default_factory=SafeString)
    reason: str = ""
    note: str = ""
    before: SafeString = field(default_factory=SafeString)
    before_label: str = ""
    after: SafeString = field(default_factory=SafeString)
    after_label: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class StrandDrawing:
    """A point with its knots. ``tone`` is "thread" or, where the point becomes an idea, "idea"."""

    position: int
    tag: SafeString
    title: str
    kind: str
    tone: str
    knots: tuple[Knot, ...]


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """What the template draws."""

    said: SafeString
    suggestion: SafeString
    place: tuple[str, str] | None
    quote: str
    shape: Literal["one", "two", "many"]
    strands: tuple[StrandDrawing, ...]
    stands: tuple[tuple[str, str, str], ...]
    """Version, what became of the place there, and the address of the place."""
    merged: tuple[tuple[int, str], ...]


def thread_page(town: str, thread: ContributionThread) -> ThreadPage:
    """Draw the thread for its page."""
    addresses = TownAddresses(town)
    contribution = thread.contribution
    strands = [_strand(strand, thread, addresses) for strand in thread.strands]
    if contribution.is_visible and not strands:
        strands = [_waiting(contribution)]
    shapes: dict[int, Literal["one", "two", "many"]] = {0: "one", 1: "one", 2: "two"}
    suggestion = getattr(contribution, "suggestion", None) if contribution.is_visible else None
    return ThreadPage(
        said=said_html(contribution.text, thread.strands) if contribution.is_visible else SafeString(""),
        suggestion=diff(word_diff(suggestion.quote, suggestion.replacement)) if suggestion else SafeString(""),
        place=_place(contribution, addresses),
        quote=(contribution.anchor or {}).get("quote", "") if contribution.is_visible and not suggestion else "",
        shape=shapes.get(len(strands), "many"),
        strands=tuple(strands),
        stands=tuple(_stand(stand, addresses) for stand in thread.stands),
        merged=tuple((number, addresses.contribution(number)) for number in thread.merged),
    )


def _place(contribution: Contribution, addresses: TownAddresses) -> tuple[str, str] | None:
    """Where it was said: words and address in the version it was made on. None: about the whole text."""
    number = contribution.section_label.partition(" ")[0]
    if contribution.target == Target.WHOLE or not number:
        return None
    slug, version = contribution.version.strategy.slug, contribution.version.number
    if contribution.block_uid:
        address = addresses.block(slug, version, number, contribution.block_uid)
    else:
        address = addresses.chapter(slug, version, number, f"abschnitt-{contribution.section_uid}")
    return _("Abschnitt %(section)s") % {"section": contribution.section_label}, address


# Strands


def _strand(strand: Strand, thread: ContributionThread, addresses: TownAddresses) -> StrandDrawing:
    return StrandDrawing(
        position=strand.position,
        tag=point_tag(strand),
        title=strand.title,
        kind=strand.kind_label,
        tone="idea" if is_idea(strand) else "thread",
        knots=tuple(_knots(strand, thread, addresses)),
    )


def _waiting(contribution: Contribution) -> StrandDrawing:
    """A contribution that nobody has taken up yet: one line to what is promised."""
    knots = (_promise(contribution, ""),)
    return StrandDrawing(1, SafeString(""), "", "", "thread", knots)


def _promise(contribution: Contribution, unit: str) -> Knot:
    weighed = contribution.state == ContributionState.ASSIGNED
    until = format_html("{} {}", _("Antwort bis"), day(contribution.phase.answer_by))
    when = format_html("{} · {}", unit, until) if unit else until
    note = _("Das Amt prüft den Vorschlag. Urteil und Grund stehen dann hier.") if weighed else ""
    return Knot(_("In Abwägung") if weighed else _("Noch offen"), when, state="todo", note=note)


def _knots(strand: Strand, thread: ContributionThread, addresses: TownAddresses) -> Iterable[Knot]:
    verdict = strand.verdict
    if verdict is None:
        yield _promise(thread.contribution, strand.unit)
        return
    after = list(_after(strand, verdict, addresses))
    given = day(verdict.given_at)
    yield Knot(
        _("Abgewogen"),
        format_html("{} · {}", given, strand.unit) if strand.unit else given,
        state="done" if after else "end",
        pill=verdict_pill(verdict.code, verdict.deferred_until),
        reason=verdict.reason,
    )
    yield from after


def _after(strand: Strand, verdict: Verdict, addresses: TownAddresses) -> Iterable[Knot]:
    """What followed from the verdict."""
    for change in strand.changes:
        yield from _changed(change, addresses)
    if verdict.code in CHANGES_TEXT and not strand.changes:
        if strand.coming:
            note = _("Der neue Wortlaut ist geschrieben. Er wird mit der nächsten Fassung veröffentlicht.")
            yield Knot(_("Kommt in der nächsten Fassung"), state="todo", note=note)
        else:
            yield Knot(_("Die Änderung im Text steht noch aus"), state="todo")
    if verdict.code == VerdictCode.BECOMES_IDEA:
        note = _("Sobald die Idee einen Steckbrief hat, geht der Faden hier weiter.")
        yield Knot(_("Wird als Projektidee ausgearbeitet"), state="todo", note=note)
    if verdict.code == VerdictCode.DEFERRED and verdict.deferred_until is not None:
        yield Knot(_("Kommt wieder auf den Tisch"), day(verdict.deferred_until), state="todo")


def _changed(change: TextKnot, addresses: TownAddresses) -> Iterable[Knot]:
    version = _("Fassung %(number)s") % {"number": change.version_number}
    base = _("Fassung %(number)s") % {"number": change.base_number} if change.base_number else ""
    words = readable_change(change.before, change.after)
    titles = {(True, True): _("Absatz geändert"), (False, True): _("Absatz neu"), (True, False): _("Absatz gestrichen")}
    yield Knot(
        titles.get((bool(change.before), bool(change.after)), _("Absatz geändert")),
        format_html("{} {}", _("Abschnitt"), change.section_label),
        before=diff(word for word in words if word.kind != "insert"),
        before_label=_("Vorher, %(version)s") % {"version": base} if base else _("Vorher"),
        after=diff(word for word in words if word.kind != "delete"),
        after_label=_("Nachher, %(version)s") % {"version": version},
    )
    published = format_html("{} {}", _("veröffentlicht am"), day(change.published_at))
    if change.section_number:
        here = addresses.block(change.strategy_slug, change.version_number, change.section_number, change.block_uid)
        yield Knot(
            _("Steht in %(version)s") % {"version": version},
            published,
            state="end",
            links=((_("Im Text lesen"), here), (_("Alle Beiträge zu diesem Satz"), _trace(change, addresses))),
        )
    else:
        yield Knot(
            _("Gestrichen in %(version)s") % {"version": version},
            published,
            state="end",
            links=((_("Alle Beiträge zu diesem Satz"), _trace(change, addresses)),),
        )


def _trace(change: TextKnot, addresses: TownAddresses) -> str:
    return addresses.trace_of(change.strategy_slug, change.version_number, change.block_uid)


def _stand(stand: Stand, addresses: TownAddresses) -> tuple[str, str, str]:
    version = _("Fassung %(number)s") % {"number": stand.version_number}
    told = {
        PlacementStatus.EXACT: _("steht an derselben Stelle"),
        PlacementStatus.CHANGED: _("steht an der Stelle, die sich inzwischen geändert hat"),
        PlacementStatus.CONFIRMED: _("eine Person hat die Stelle bestätigt"),
        PlacementStatus.UNSURE: _("eine Person prüft noch, wo die Stelle jetzt ist"),
        PlacementStatus.GONE: _("eine Person prüft noch, ob es die Stelle noch gibt"),
        PlacementStatus.DISMISSED: _("diese Stelle gibt es dort nicht mehr"),
    }.get(PlacementStatus(stand.status), "")
    settled = stand.status in {PlacementStatus.EXACT, PlacementStatus.CHANGED, PlacementStatus.CONFIRMED}
    address = ""
    if settled and stand.section_number:
        address = addresses.block(stand.strategy_slug, stand.version_number, stand.section_number, stand.block_uid)
    return version, told, address
