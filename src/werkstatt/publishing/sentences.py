"""The answer first: what became of a contribution, in one or two sentences made from the state of things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from werkstatt.assessment.queries.thread import ContributionThread, Strand
from werkstatt.assessment.rules import CHANGES_TEXT, Verdict
from werkstatt.core.ui.days import words as date_words
from werkstatt.participation.rules import ContributionState

_SMALL_NUMBERS = (
    gettext_lazy("null"),
    gettext_lazy("eins"),
    gettext_lazy("zwei"),
    gettext_lazy("drei"),
    gettext_lazy("vier"),
    gettext_lazy("fünf"),
    gettext_lazy("sechs"),
    gettext_lazy("sieben"),
    gettext_lazy("acht"),
    gettext_lazy("neun"),
    gettext_lazy("zehn"),
    gettext_lazy("elf"),
    gettext_lazy("zwölf"),
)


def answer(thread: ContributionThread, today: date) -> str:
    """One to three short sentences for the head of the thread's page."""
    contribution = thread.contribution
    match contribution.state:
        case ContributionState.RECEIVED:
            return _("Der Beitrag ist angekommen. Er wird noch geprüft und danach hier veröffentlicht.")
        case ContributionState.WITHHELD:
            return _("Dieser Beitrag ist nicht veröffentlicht. Seine Nummer bleibt, und der Grund steht hier.")
        case ContributionState.MERGED:
            assert contribution.merged_into is not None  # noqa: S101 - the database demands it
            return _("Dieser Beitrag wird zusammen mit %(number)s beantwortet.") % {
                "number": contribution.merged_into.label
            }
        case ContributionState.WITHDRAWN:
            day = date_words(contribution.changed_at, "long")
            return _("Dieser Beitrag wurde am %(day)s zurückgezogen. Seine Nummer bleibt.") % {"day": day}
        case ContributionState.ANSWERED | ContributionState.CLOSED if thread.strands:
            verdicts = [
                (strand.verdict.code, strand.verdict.deferred_until) for strand in thread.strands if strand.verdict
            ]
            return " ".join(part for part in (verdicts_in_words(verdicts), _text(thread.strands)) if part)
    return _still_open(thread, today)


def _still_open(thread: ContributionThread, today: date) -> str:
    contribution = thread.contribution
    weighed = contribution.state == ContributionState.ASSIGNED
    begin = _("Der Beitrag wird gerade abgewogen.") if weighed else _("Der Beitrag ist noch offen.")
    promise = {"day": date_words(contribution.phase.answer_by, "long")}
    if contribution.phase.answer_by < today:
        return f"{begin} {_('Die Antwort war bis %(day)s zugesagt und steht noch aus.') % promise}"
    count = len(thread.strands)
    if count > 1:
        text = _("Er enthält %(count)s Punkte. Jeder bekommt bis %(day)s eine Antwort mit Grund.")
        return f"{begin} {text % {**promise, 'count': in_words(count)}}"
    return f"{begin} {_('Bis %(day)s gibt es eine Antwort mit Grund.') % promise}"


def in_words(number: int) -> str:
    """ "zwei" up to "zwölf", then figures."""
    return str(_SMALL_NUMBERS[number]) if number < len(_SMALL_NUMBERS) else str(number)


# What the verdicts say


def verdicts_in_words(verdicts: Sequence[tuple[str, date | None]]) -> str:
    """ "Ein Punkt ist mit Änderungen übernommen, einer wird eine Projektidee." From verdict and "deferred until" of
    each point; empty without any."""
    if not verdicts:
        return ""
    if len(verdicts) == 1:
        code, until = verdicts[0]
        if code == Verdict.DEFERRED and until is not None:
            day = date_words(until, "long")
            return _("Der Vorschlag ist bis %(day)s zurückgestellt. Der Grund steht unten.") % {"day": day}
        return _alone(code)
    counts = Counter(code for code, _until in verdicts)
    if len(counts) == 1:
        code, count = next(iter(counts.items()))
        who = _("Beide Punkte") if count == 2 else _("Alle %(count)s Punkte") % {"count": in_words(count)}
        return f"{_clause(code, count, who)}."
    clauses = []
    for place, code in enumerate(code for code in Verdict.values if counts[code]):
        count = counts[code]
        if place == 0:
            who = _("Ein Punkt") if count == 1 else _("%(count)s Punkte") % {"count": in_words(count).capitalize()}
        else:
            who = _("einer") if count == 1 else in_words(count)
        clauses.append(_clause(code, count, who))
    return f"{', '.join(clauses[:-1])} {_('und')} {clauses[-1]}."


def _alone(code: str) -> str:
    match code:
        case Verdict.ADOPTED:
            return _("Der Vorschlag ist übernommen.")
        case Verdict.ADOPTED_WITH_CHANGES:
            return _("Der Vorschlag ist mit Änderungen übernommen.")
        case Verdict.ALREADY_COVERED:
            return _("Was hier gewünscht wird, steht schon im Text. Wo, sagt der Grund unten.")
        case Verdict.BECOMES_IDEA:
            return _("Aus dem Beitrag wird eine Projektidee.")
        case Verdict.REFERRED:
            return _("Der Beitrag ist weitergeleitet. An wen und warum, steht unten.")
        case Verdict.DEFERRED:
            return _("Der Vorschlag ist zurückgestellt. Der Grund steht unten.")
    return _("Der Vorschlag ist nicht übernommen. Der Grund steht unten.")


def _clause(code: str, count: int, who: str) -> str:
    forms = {
        Verdict.ADOPTED: ngettext("%(who)s ist übernommen", "%(who)s sind übernommen", count),
        Verdict.ADOPTED_WITH_CHANGES: ngettext(
            "%(who)s ist mit Änderungen übernommen", "%(who)s sind mit Änderungen übernommen", count
        ),
        Verdict.ALREADY_COVERED: ngettext("%(who)s ist schon enthalten", "%(who)s sind schon enthalten", count),
        Verdict.BECOMES_IDEA: ngettext("%(who)s wird eine Projektidee", "%(who)s werden Projektideen", count),
        Verdict.REFERRED: ngettext("%(who)s ist weitergeleitet", "%(who)s sind weitergeleitet", count),
        Verdict.DEFERRED: ngettext("%(who)s ist zurückgestellt", "%(who)s sind zurückgestellt", count),
        Verdict.DECLINED: ngettext("%(who)s ist nicht übernommen", "%(who)s sind nicht übernommen", count),
    }
    return forms[Verdict(code)] % {"who": who}


# What has happened to the text


def _text(strands: Iterable[Strand]) -> str:
    """What became of the promise to change the text; empty if there is none."""
    promised = [strand for strand in strands if strand.verdict is not None and strand.verdict.code in CHANGES_TEXT]
    if not promised:
        return ""
    changes = {
        (change.version_number, change.block_uid): change for strand in promised for change in strand.changes
    }.values()
    if changes:
        version = _("Fassung %(number)s") % {"number": max(change.version_number for change in changes)}
        done = _done([bool(change.after) for change in changes], version)
    else:
        done = ""
    waiting = [strand for strand in promised if not strand.changes]
    if not waiting:
        return done
    if any(strand.coming for strand in waiting):
        rest = _("Die Änderung ist geschrieben und kommt in der nächsten Fassung.")
        return f"{done} {_('Eine weitere kommt in der nächsten Fassung.')}" if done else rest
    if done:
        return f"{done} {_('Eine weitere Änderung im Text steht noch aus.')}"
    return _("Die Änderung im Text steht noch aus.")


def _done(stands: list[bool], version: str) -> str:
    """``stands``: for every changed passage whether it stands in the text now (or was struck)."""
    kept, struck = sum(stands), stands.count(False)
    if not kept:
        text = ngettext(
            "In %(version)s ist der Absatz gestrichen.", "In %(version)s sind %(n)s Absätze gestrichen.", struck
        )
        return text % {"version": version, "n": in_words(struck)}
    text = ngettext(
        "Die Stelle ist neu geschrieben und steht so in %(version)s.",
        "In %(version)s sind deshalb %(n)s Stellen neu geschrieben.",
        kept,
    )
    return text % {"version": version, "n": in_words(kept)}
