"""How long sentences and clauses are, and how they are nested."""

from __future__ import annotations

from collections.abc import Iterator

from werkstatt.analysis.plain_language.grammar import Clause, Reading
from werkstatt.analysis.plain_language.rules.rule import Found, Layer, Rule
from werkstatt.analysis.plain_language.tokens import Kind
from werkstatt.analysis.plain_language.verbs import FINITE, INFINITIVE, PARTICIPLE, SEPARABLE

LONG_SENTENCE = 20
LONGISH_SENTENCE = 15
LONG_CLAUSE = 12
LONG_INSERTION = 6
LONG_PARENTHESIS = 5


def long_sentence(reading: Reading) -> Iterator[Found]:
    """More than ``LONG_SENTENCE`` words."""
    count = len(reading.words)
    if count > LONG_SENTENCE:
        yield _whole(reading, f"Langer Satz, {count} Wörter", _where_to_part(reading))


def longish_sentence(reading: Reading) -> Iterator[Found]:
    """From ``LONGISH_SENTENCE`` to ``LONG_SENTENCE`` words: a hint only."""
    count = len(reading.words)
    if LONGISH_SENTENCE <= count <= LONG_SENTENCE:
        yield _whole(
            reading, f"Eher langer Satz, {count} Wörter", "Bis 14 Wörter liest es sich leicht. Geht es kürzer?"
        )


def _whole(reading: Reading, message: str, hint: str) -> Found:
    last = len(reading) - 1
    return Found(0, last, message, hint)


def _where_to_part(reading: Reading) -> str:
    for clause in reading.clauses[1:]:
        if reading.word(clause.first) in _JOINTS:
            return f"Teilen Sie den Satz vor „{reading.tokens[clause.first].text}“: ein Gedanke, ein Satz."
    if any(clause.subordinate for clause in reading.clauses[1:]):
        return "Zwei Gedanken? Machen Sie aus dem Nebensatz einen eigenen Satz."
    return "Teilen Sie den Satz: ein Gedanke, ein Satz."


_JOINTS = frozenset(
    "und aber oder denn sondern doch weil da damit wenn obwohl sodass während nachdem wobei falls".split()
)
"""Words before which a sentence comes apart easily."""


def long_clause(reading: Reading) -> Iterator[Found]:
    """A clause of more than ``LONG_CLAUSE`` words, in a sentence that is not too long as a whole."""
    if len(reading.words) > LONG_SENTENCE:
        return
    longest = max(reading.clauses, key=lambda clause: len(clause.places), default=None)
    if longest is not None and len(longest.places) > LONG_CLAUSE:
        count = len(longest.places)
        yield Found(
            longest.first,
            longest.last,
            f"Langer Teilsatz, {count} Wörter",
            "Streichen Sie, was nicht nötig ist, oder machen Sie zwei Sätze daraus.",
        )


def many_clauses(reading: Reading) -> Iterator[Found]:
    """Two or more subordinate clauses; the mark stands on the second one."""
    subordinate = [clause for clause in reading.clauses if clause.subordinate]
    if len(subordinate) < 2:
        return
    second = subordinate[1]
    yield Found(
        second.first,
        _end_of_run(second),
        f"{len(subordinate)} Nebensätze in einem Satz",
        f"Machen Sie aus „{_beginning(reading, second)} …“ einen eigenen Satz.",
    )


def _end_of_run(clause: Clause) -> int:
    """Where a clause stops for the first time, so that a mark does not cover what is put into it."""
    last = clause.first
    for place in clause.places[1:]:
        if place - last > 1:
            break
        last = place
    return last


def _beginning(reading: Reading, clause: Clause) -> str:
    return " ".join(reading.tokens[place].text for place in clause.places[:3])


def insertion(reading: Reading) -> Iterator[Found]:
    """At least ``LONG_INSERTION`` words put between the parts of a main clause, by commas or dashes."""
    yield from _between_dashes(reading)
    for clause in reading.clauses:
        if clause.subordinate:
            continue
        for before, after in zip(clause.places, clause.places[1:], strict=False):
            inside = [place for place in reading.words if before < place < after and place not in reading.bracketed]
            if len(inside) < LONG_INSERTION or any(reading.is_dash(place) for place in range(before, after)):
                continue
            if reading.word(after) in {"und", "oder", "sowie", "aber"} or not _sub_between(reading, before, after):
                continue
            if not _verb_is_torn(reading, clause, after):
                continue
            yield _inserted(inside)
    yield from _appositions(reading)


def _verb_is_torn(reading: Reading, clause: Clause, after: int) -> bool:
    """Whether a part of the verb comes only after what is put in; an afterthought can do without."""
    finite = reading.finite(clause.places)
    if finite is None or finite >= after:
        return True
    return any(
        place >= after and (reading.is_form(place, PARTICIPLE | INFINITIVE) or place == clause.last)
        for place in clause.places
        if reading.verb(place) is not None or reading.lower[place] in SEPARABLE
    )


def _sub_between(reading: Reading, before: int, after: int) -> bool:
    """Whether what is put in is one clause or more that begin and end there."""
    return any(clause.subordinate and before < clause.first and clause.last < after for clause in reading.clauses)


def _between_dashes(reading: Reading) -> Iterator[Found]:
    dashes = [place for place in range(len(reading)) if reading.is_dash(place)]
    for opening, closing in zip(dashes[::2], dashes[1::2], strict=False):
        inside = [place for place in reading.words if opening < place < closing]
        if len(inside) >= LONG_INSERTION and closing < reading.words[-1]:
            yield _inserted(inside)


def _appositions(reading: Reading) -> Iterator[Found]:
    """ "Frau Kern, seit drei Jahren Leiterin des neuen Amtes, …": no verb inside, the finite verb right after it."""
    commas = [place for place, token in enumerate(reading.tokens) if token.text == ","]
    if len(commas) != 2:
        return
    first, second = commas
    inside = [place for place in reading.words if first < place < second]
    if (
        len(inside) >= LONG_INSERTION
        and reading.is_form(second + 1, FINITE)
        and reading.finite(inside) is None
        and reading.finite([place for place in reading.words if place < first]) is None
        and not any(reading.word(place) == "zu" for place in inside)
    ):
        yield _inserted(inside)


def _inserted(inside: list[int]) -> Found:
    return Found(
        inside[0],
        inside[-1],
        f"Langer Einschub, {len(inside)} Wörter",
        "Erst den Satz zu Ende sagen, dann den Einschub als eigenen Satz.",
    )


def parenthesis(reading: Reading) -> Iterator[Found]:
    """At least ``LONG_PARENTHESIS`` words in brackets."""
    opening = None
    for place, token in enumerate(reading.tokens):
        if token.kind is not Kind.SIGN:
            continue
        if token.text in "([":
            opening = place
        elif token.text in ")]" and opening is not None:
            count = reading.words_between(opening, place)
            if count >= LONG_PARENTHESIS and place < len(reading) and _is_inside(reading, opening, place):
                yield Found(
                    opening,
                    place,
                    f"Lange Klammer, {count} Wörter",
                    "Was wichtig ist, verdient einen eigenen Satz. Was nicht wichtig ist, kann weg.",
                )
            opening = None


def _is_inside(reading: Reading, opening: int, closing: int) -> bool:
    """A sentence that stands in brackets as a whole has no parenthesis."""
    return any(place < opening or place > closing for place in reading.words)


RULES = (
    Rule(
        "long-sentence",
        "Langer Satz",
        Layer.SENTENCE,
        "Wer am Ende ankommt, hat den Anfang vergessen.",
        "Zwei Sätze daraus machen: ein Gedanke, ein Satz.",
        "Die Stadt möchte in den nächsten fünf Jahren alle Schulen mit schnellem Internet ausstatten, neue Geräte "
        "kaufen und die Lehrkräfte gründlich schulen.",
        "Die Stadt möchte alle Schulen mit schnellem Internet ausstatten.",
        long_sentence,
    ),
    Rule(
        "long-clause",
        "Langer Teilsatz",
        Layer.SENTENCE,
        "Zwischen zwei Kommas passt nur so viel, wie man sich merken kann.",
        "Kürzen oder in zwei Sätze teilen.",
        "Die neue Bücherei am Marktplatz öffnet ab dem kommenden Jahr auch an jedem Samstag.",
        "Die neue Bücherei öffnet bald, und zwar auch am Samstag.",
        long_clause,
    ),
    Rule(
        "longish-sentence",
        "Eher langer Satz",
        Layer.SENTENCE,
        "Ab 15 Wörtern wird ein Satz mühsamer.",
        "Prüfen, ob es kürzer geht.",
        "Wir laden alle ein, die im Ort wohnen, und freuen uns über jede Idee für morgen.",
        "Wir laden alle ein, die im Ort wohnen.",
        longish_sentence,
    ),
    Rule(
        "insertion",
        "Langer Einschub",
        Layer.STRUCTURE,
        "Ein Einschub trennt, was zusammengehört.",
        "Den Einschub als eigenen Satz danach sagen.",
        "Der Spielplatz, den die Kinder vor zwei Jahren geplant haben, wird schöner.",
        "Der Spielplatz, den alle mögen, wird schöner.",
        insertion,
    ),
    Rule(
        "parenthesis",
        "Lange Klammer",
        Layer.STRUCTURE,
        "Eine lange Klammer ist ein zweiter Satz im Satz.",
        "Eigener Satz oder streichen.",
        "Der Antrag (mit allen Anlagen und zwei Passfotos) kostet nichts.",
        "Der Antrag (zwei Seiten) kostet nichts.",
        parenthesis,
    ),
    Rule(
        "many-clauses",
        "Mehrere Nebensätze",
        Layer.STRUCTURE,
        "Jeder Nebensatz ist eine Etage tiefer.",
        "Aus einem Nebensatz einen Hauptsatz machen.",
        "Wir hoffen, dass alle kommen, weil es wichtig ist.",
        "Wir hoffen, dass alle kommen.",
        many_clauses,
    ),
)
