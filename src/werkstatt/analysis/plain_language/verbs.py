"""Forms of German verbs, from a table of irregular and a list of regular ones, with their prefixes.

Nothing here looks at a sentence: a form says what it could be, and grammar.py decides by where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from werkstatt.analysis.plain_language import lexicon

FINITE = 1
INFINITIVE = 2
PARTICIPLE = 4
"""Participle II without ending ("geprüft")."""
WITH_ZU = 8
"""Infinitive with "zu" inside ("auszufüllen")."""
SUBJUNCTIVE = 16
"""Konjunktiv II that differs from the past ("käme")."""


class Verb(NamedTuple):
    """A reading of a word as a verb: what it may be, several bits at once ("erhalten"), and its infinitive."""

    forms: int
    lemma: str


SEPARABLE = frozenset(
    """
    ab an auf aus auseinander bei bekannt bereit dar durch ein entgegen fehl fern fest fort frei gegenüber
    gleich her heran heraus herbei hervor hin hinaus hinein hinzu klar los mit nach nieder offen sicher statt
    teil über überein um unter vor voran voraus vorbei vorweg wahr weg weiter wieder zu zurück zusammen zuwider
    """.split()
)
INSEPARABLE = frozenset("be emp ent er hinter miss über um unter ver voll wider zer durch wieder".split())

HAVE = frozenset("habe hat haben hatte hatten habt hätte hätten".split())
BE = frozenset("bin ist sind war waren sei seien wäre wären seid".split())
BECOME = frozenset("werde wird werden wurde wurden würde würden werdet".split())
MODALS = frozenset(
    """
    kann können konnte konnten könnte könnten muss müssen musste mussten müsste müssten darf dürfen durfte
    durften dürfte dürften soll sollen sollte sollten will wollen wollte wollten mag mögen möchte möchten kannst
    musst darfst sollst
    """.split()
)
AUXILIARIES = HAVE | BE | BECOME | MODALS

_ADJECTIVES = frozenset(
    """
    bekannt bewusst gerecht gesund gesamt direkt konkret bereit breit laut fest gut alt kalt bunt leicht
    schlecht recht berühmt beliebt vertraut verwandt geeignet gewohnt geschickt getrost gespannt gemein gering
    genau gleich bereits bisher erst zuletzt zuerst gern gerne elegant interessant relevant insgesamt gesamt
    gemäß getrennt bestimmt begehrt
    """.split()
)
"""They look like participles or finite forms and are neither."""

_PREFIXES = sorted(SEPARABLE | INSEPARABLE, key=len, reverse=True)
_NEEDS_E = re.compile(r"(?:[td]|ch[mn]|[^lrhaeiouäöümn][mn])$")
_UNKNOWN_PARTICIPLE = re.compile(r"(?:[a-zäöü]{2,10})?ge[a-zäöüß]{3,}t$|[a-zäöüß]{3,}iert$")
_UNKNOWN_WITH_PREFIX = re.compile(r"(?:be|ent|er|ver|zer|miss)[a-zäöüß]{3,}[^aeiouäöüs]t$")


@lru_cache(maxsize=4096)
def verb(word: str) -> Verb | None:
    """The reading of a word (small letters) as a verb, or None."""
    if len(word) < 3 or word in _ADJECTIVES:
        return None
    known = _forms().get(word)
    if known is not None:
        return known
    return _with_prefix(word) or _ending_in_ieren(word) or _unknown(word)


def _with_prefix(word: str) -> Verb | None:
    for prefix in _PREFIXES:
        if not word.startswith(prefix) or len(word) - len(prefix) < 3:
            continue
        rest = word[len(prefix) :]
        forms, lemma = 0, ""
        base = _forms().get(rest) or _ending_in_ieren(rest)
        if prefix in SEPARABLE:
            if rest.startswith("zu"):
                inner = _forms().get(rest[2:]) or _with_inseparable(rest[2:]) or _ending_in_ieren(rest[2:])
                if inner is not None and inner.forms & INFINITIVE:
                    return Verb(WITH_ZU, prefix + inner.lemma)
            base = base or _with_inseparable(rest)
        if base is not None:
            forms, lemma = base.forms & (FINITE | INFINITIVE | SUBJUNCTIVE), prefix + base.lemma
            if prefix in SEPARABLE:
                forms |= base.forms & PARTICIPLE
        if prefix in INSEPARABLE:
            participle = _forms().get("ge" + rest)
            if participle is not None and participle.forms & PARTICIPLE:
                forms, lemma = forms | PARTICIPLE, prefix + participle.lemma
        if forms:
            return Verb(forms, lemma)
    return None


def _with_inseparable(word: str) -> Verb | None:
    """A form with a prefix that stays, after one that parts ("an|erkannt")."""
    for prefix in ("be", "ent", "er", "ver"):
        if word.startswith(prefix):
            rest = word[len(prefix) :]
            base, participle = _forms().get(rest), _forms().get("ge" + rest)
            if base is not None or participle is not None:
                forms = (base.forms if base else 0) | (participle.forms if participle else 0)
                return Verb(forms, prefix + (base or participle or Verb(forms, "")).lemma)
    return None


def _ending_in_ieren(word: str) -> Verb | None:
    match = re.fullmatch(r"([a-zäöüß]{2,})ier(en|t|te|ten|e)", word)
    if match is None:
        return None
    lemma = match[1] + "ieren"
    if match[2] == "en":
        return Verb(FINITE | INFINITIVE, lemma)
    return Verb(FINITE | (PARTICIPLE if match[2] == "t" else 0), lemma)


def _unknown(word: str) -> Verb | None:
    """A participle by its looks alone."""
    if _UNKNOWN_WITH_PREFIX.fullmatch(word) is not None:
        return Verb(FINITE | PARTICIPLE, word)
    if _UNKNOWN_PARTICIPLE.fullmatch(word) is None:
        return None
    start = word.find("ge")
    return Verb(PARTICIPLE, word) if start <= 0 or word[:start] in SEPARABLE else None


@cache
def _forms() -> dict[str, Verb]:
    found: dict[str, Verb] = {}

    def add(form: str, kind: int, lemma: str) -> None:
        known = found.get(form)
        found[form] = Verb(known.forms | kind, known.lemma) if known else Verb(kind, lemma)

    for line in lexicon.lines("strong_verbs"):
        lemma, present, past, participle, *subjunctive = line.split()
        add(lemma, INFINITIVE | FINITE, lemma)
        for form in (present, past, past + ("n" if past.endswith("e") else "en")):
            add(form, FINITE, lemma)
        add(participle, PARTICIPLE, lemma)
        for form in subjunctive:
            add(form, FINITE | SUBJUNCTIVE, lemma)
            if form + "n" not in (past + "en", past + "n"):  # "blieben" is the past as well
                add(form + "n", FINITE | SUBJUNCTIVE, lemma)
    for form in AUXILIARIES - MODALS - HAVE:
        add(form, FINITE, "sein" if form in BE else "werden")
    add("sein", INFINITIVE, "sein")
    add("werden", INFINITIVE, "werden")
    for form in ("gewesen", "worden", "geworden"):
        add(form, PARTICIPLE, "sein" if form == "gewesen" else "werden")
    for lemma in lexicon.words("weak_verbs"):
        _add_regular(lemma, add)
    return found


def _add_regular(lemma: str, add: Callable[[str, int, str], None]) -> None:
    stem = lemma.removesuffix("n").removesuffix("e") if lemma.endswith("en") else lemma.removesuffix("n")
    third = stem + ("et" if _NEEDS_E.search(stem) else "t")
    starts = re.match("be|emp|ent|er|ge|miss|ver|zer|über|unter|wieder|voll", stem)
    participle = third if starts and stem not in {"bett", "red"} else "ge" + third
    add(lemma, INFINITIVE | FINITE, lemma)
    for form in (third, third + "e", third + "en"):
        add(form, FINITE, lemma)
    add(participle, PARTICIPLE, lemma)
