"""What the verbs do: passive, nobody acting, "ist zu", would and could, and verbs torn apart."""

from __future__ import annotations

from collections.abc import Iterator

from werkstatt.analysis.plain_language.grammar import DETERMINERS, Reading, is_time
from werkstatt.analysis.plain_language.rules.rule import Found, Layer, Rule
from werkstatt.analysis.plain_language.verbs import (
    AUXILIARIES,
    BE,
    BECOME,
    FINITE,
    HAVE,
    INFINITIVE,
    PARTICIPLE,
    SEPARABLE,
    SUBJUNCTIVE,
    WITH_ZU,
)

LONG_BRACKET = 6

# Passive


def passive(reading: Reading) -> Iterator[Found]:
    """Forms of "werden" with a participle II where the clause says who acts ("von", "durch")."""
    for auxiliary, participle in _passives(reading):
        if _agent(reading, auxiliary):
            yield _passive_found(
                reading, auxiliary, participle, "Passiv", "Nennen Sie zuerst, wer es tut: „Das Amt prüft …“."
            )


def no_actor(reading: Reading) -> Iterator[Found]:
    """Passive that says nothing about who acts, "es wird angestrebt", "ist vorgesehen"."""
    for auxiliary, participle in _passives(reading):
        if not _agent(reading, auxiliary):
            yield _passive_found(
                reading,
                auxiliary,
                participle,
                "Wer tut es?",
                "Passiv ohne Person. Nennen Sie, wer handelt: „Wir …“, „Das Amt …“.",
            )
    yield from _planned(reading)


def _passive_found(reading: Reading, auxiliary: int, participle: int, message: str, hint: str) -> Found:
    first, last = min(auxiliary, participle), max(auxiliary, participle)
    if last - first > 1:
        first = last = participle
    if first == 1 and reading.word(0) == "es":
        first = 0
    return Found(first, last, message, hint, instead=(auxiliary, auxiliary))


def _passives(reading: Reading) -> Iterator[tuple[int, int]]:
    """Pairs of a form of "werden" and its participle."""
    for clause in reading.clauses:
        places = clause.places
        for position, place in enumerate(places):
            low = reading.lower[place]
            if low in BECOME:
                participle = _participle_of(reading, places, position)
                if participle is not None:
                    yield place, participle
            elif low == "worden" and position and reading.is_form(places[position - 1], PARTICIPLE):
                yield place, places[position - 1]


def _participle_of(reading: Reading, places: list[int], position: int) -> int | None:
    before = places[position - 1] if position else None
    if before is not None and _is_passive_participle(reading, places, before, before_auxiliary=True):
        return before  # "…, dass geprüft wird", "kann geprüft werden"
    if position + 1 < len(places) and reading.lower[places[position]] == "werden":
        following = reading.lower[places[position + 1]]
        if following in {"können", "müssen", "sollen", "dürfen"} and position + 2 == len(places):
            return None
    for number in range(position + 1, len(places)):
        place = places[number]
        if not _is_passive_participle(reading, places, place):
            continue
        after = places[number + 1] if number + 1 < len(places) else None
        if after is None:
            return place
        low = reading.lower[after]
        if low in {"sein", "haben"}:
            return None  # "wird geschlossen sein"
        if low in {"und", "oder", "sowie", "als", "wie", "bzw.", "werden", "worden", "zu"} or after != place + 1:
            return place
        if reading.is_form(after, INFINITIVE | WITH_ZU):
            return place
    return None


_NEVER_PASSIVE = frozenset(
    "worden gewesen geworden gefallen gekommen gegangen gelungen geblieben geschehen gestiegen gestorben".split()
)


def _is_passive_participle(reading: Reading, places: list[int], place: int, *, before_auxiliary: bool = False) -> bool:
    if not reading.is_form(place, PARTICIPLE) or reading.lower[place] in _NEVER_PASSIVE:
        return False
    if not reading.is_form(place, INFINITIVE) or before_auxiliary:
        return True
    # "wird den Bescheid erhalten" is future: somebody acts on something.
    return not any(
        reading.lower[other]
        in {"den", "einen", "keinen", "ihren", "seinen", "unseren", "diesen", "sie", "wir", "ich", "man"}
        for other in places
    )


_NOT_AGENT_BEFORE = frozenset(
    """
    innerhalb außerhalb oberhalb unterhalb nördlich südlich östlich westlich anhand abhängig unabhängig
    ausgehend statt
    """.split()
)
_UNITS = frozenset(
    "euro cent prozent meter metern kilometer kilometern grad liter litern tonnen hektar millionen".split()
)
_NOT_AGENT_AFTER = frozenset(
    "anfang hier dort oben unten vorn heute morgen gestern beginn bis vornherein fall zeit hand neuem daheim".split()
)


def _agent(reading: Reading, auxiliary: int) -> bool:
    """Whether the clause names who acts: "von der Stadt", "durch das Amt", "seitens"."""
    places = reading.clause(auxiliary).places
    for place in places:
        low = reading.lower[place]
        if low in {"durch", "seitens", "vonseiten"}:
            return True
        if low not in {"von", "vom"} or reading.word(place - 1) in _NOT_AGENT_BEFORE:
            continue
        following = reading.word(place + 1)
        noun = _noun_after(reading, place)
        if noun is None or following in _NOT_AGENT_AFTER:
            continue
        if is_time(reading.tokens[noun].text) or reading.lower[noun] in _UNITS:
            continue
        if low == "von" and reading.is_noun(place - 1) and following not in DETERMINERS:
            continue  # "der Ausbau von Radwegen"
        return True
    return False


def _noun_after(reading: Reading, place: int) -> int | None:
    for other in range(place + 1, min(place + 6, len(reading))):
        if reading.is_noun(other):
            return other
    return None


_INTENTIONS = frozenset(
    """
    vorgesehen geplant beabsichtigt angedacht angestrebt gewünscht gewollt vorgeschrieben untersagt gestattet
    angezeigt beantragt
    """.split()
)


def _planned(reading: Reading) -> Iterator[Found]:
    """ "ist vorgesehen", "sind geplant": a state, but somebody plans."""
    for clause in reading.clauses:
        auxiliary = next((place for place in clause.places if reading.lower[place] in BE), None)
        if (
            auxiliary is None
            or _agent(reading, auxiliary)
            or any(reading.lower[place] == "worden" for place in clause.places)
        ):
            continue
        for place in clause.places:
            if reading.lower[place] in _INTENTIONS and not reading.is_noun(place + 1):
                yield _passive_found(
                    reading,
                    auxiliary,
                    place,
                    "Wer tut es?",
                    "Sagen Sie, wer es vorhat: „Wir planen …“, „Die Stadt will …“.",
                )


# "ist zu …"

_READY = frozenset(
    """
    bereit berechtigt verpflichtet befugt geeignet froh möglich schwer leicht einfach wichtig nötig notwendig
    lage ziel aufgabe schwierig sinnvoll gut besser erforderlich willens imstande gezwungen aufgefordert gebeten
    eingeladen
    """.split()
)


_EASY = ("leicht", "schwer", "einfach")
"""With these, "ist … zu" says how something is: "ist leichter zu erreichen"."""

_PERCEIVED = frozenset(
    "finden sehen hören lesen spüren beobachten erkennen haben lassen sein werden tun schaffen".split()
)
"""With these, "ist zu" says what can be, in words that everybody uses: "ist im Rathaus zu finden"."""


def is_to(reading: Reading) -> Iterator[Found]:
    """ "ist … zu bezahlen", "sind einzureichen", "hat … zu erbringen" inside of one clause."""
    for clause in reading.clauses:
        words = [reading.lower[place] for place in clause.places]
        auxiliary = next(
            (place for place in clause.places if reading.lower[place] in BE | HAVE and reading.word(place - 1) != "zu"),
            None,
        )
        if auxiliary is None or _READY.intersection(words) or any(word.startswith(_EASY) for word in words):
            continue
        for place in clause.places:
            if reading.is_form(place, WITH_ZU):
                first = place
            elif reading.is_form(place, INFINITIVE) and reading.word(place - 1) == "zu":
                first = place - 1
            else:
                continue
            if reading.lower[place] in _PERCEIVED or (reading.lower[auxiliary] in HAVE and words.count("zu") > 1):
                continue
            message = "„ist zu“ klingt nach Befehl" if reading.lower[auxiliary] in BE else "„hat zu“ klingt nach Befehl"
            yield Found(first, place, message, "Sagen Sie, wer es tun muss: „Bitte …“, „Sie müssen …“, „Wir müssen …“.")
            break


# Subjunctive

_REQUESTS = frozenset("sie uns wir bitte freuen gern gerne".split())


def subjunctive(reading: Reading) -> Iterator[Found]:
    """ "würde", "könnte", "käme"; not in polite requests and not "sollte", "möchte", "wollte" in the middle."""
    asks = reading.text.rstrip().endswith("?")
    for clause in reading.clauses:
        for place in clause.places:
            low = reading.lower[place]
            if not _is_subjunctive(reading, place, clause.first):
                continue
            if asks and ("sie" in reading.lower or "uns" in reading.lower):
                continue
            near = {reading.word(place + step) for step in (1, 2, 3, 4)} | {reading.word(place - 1)}
            if low.startswith(("würde", "wäre")) and near & {"freuen", "dankbar"}:
                continue
            yield Found(
                place,
                place,
                "Könnte, würde, hätte?",
                "Sagen Sie, was gilt. Oder nennen Sie die Bedingung: „Wenn …, dann …“.",
            )


def _is_subjunctive(reading: Reading, place: int, first: int) -> bool:
    low = reading.lower[place]
    if low in {"sollte", "sollten"}:
        return place == first  # "Sollte es regnen, …"
    if low in {
        "würde",
        "würden",
        "wäre",
        "wären",
        "hätte",
        "hätten",
        "könnte",
        "könnten",
        "müsste",
        "müssten",
        "dürfte",
        "dürften",
    }:
        return not (low == "würde" and reading.is_noun(place) and place > 0)
    return (
        low not in {"möchte", "möchten", "fiele", "wiese"}
        and reading.is_form(place, SUBJUNCTIVE)
        and not (reading.is_form(place, PARTICIPLE))
    )


# Verb bracket


_SUBJECTS = frozenset("sie wir ich er es man sich ihr".split())
"""A pronoun right after the verb weighs nothing: "können Sie …"."""


def verb_bracket(reading: Reading) -> Iterator[Found]:
    """At least ``LONG_BRACKET`` words between the finite verb of a main clause and the rest of the verb."""
    for clause in reading.clauses:
        if clause.subordinate:
            continue
        left = reading.finite(clause.places)
        if left is None:
            continue
        right = _right_bracket(reading, clause.places, left)
        if right is None:
            continue
        count = reading.words_between(left, right) - (reading.word(left + 1) in _SUBJECTS)
        if count >= LONG_BRACKET:
            yield Found(
                left,
                right,
                f"Verb in zwei Teilen, {count} Wörter dazwischen",
                f"Rücken Sie „{reading.tokens[left].text}“ und „{reading.tokens[right].text}“ näher zusammen, "
                "oder machen Sie zwei Sätze daraus.",
            )


def _right_bracket(reading: Reading, places: list[int], left: int) -> int | None:
    """The first word of the verb's second part, or None."""
    rest = [place for place in places if place > left]
    if not rest:
        return None
    if reading.lower[left] not in AUXILIARIES:
        return rest[-1] if reading.lower[rest[-1]] in SEPARABLE and _parts_from(reading, left, rest[-1]) else None
    for number, place in enumerate(rest):
        if not reading.is_form(place, PARTICIPLE | INFINITIVE | WITH_ZU):
            continue
        following = rest[number + 1] if number + 1 < len(rest) else None
        low = reading.lower[following] if following is not None else ""
        if (
            following is None
            or following != place + 1
            or low in {"und", "oder", "sowie", "als", "wie", "zu"}
            or reading.is_form(following, PARTICIPLE | INFINITIVE | FINITE)
        ):
            return place - 1 if reading.word(place - 1) == "zu" else place
    return None


def _parts_from(reading: Reading, left: int, particle: int) -> bool:
    """Whether a word at the end belongs to the verb: "nimmt … vor", not "geht … wieder"."""
    return not (reading.lower[particle] in {"wieder", "nach", "mit", "offen"} and reading.is_noun(particle + 1))


_WORDS = frozenset({"hard-word", "compound", "rare-word"})
"""What is hard about a participle's word does not excuse the passive."""

RULES = (
    Rule(
        "is-to",
        "„ist zu“",
        Layer.WORDS,
        "„Ist zu bezahlen“ sagt nicht, wer bezahlt, und klingt nach Befehl.",
        "„Bitte bezahlen Sie …“, „Sie müssen …“.",
        "Der Antrag ist im Rathaus abzugeben.",
        "Ziel ist es, Zeit zu sparen.",
        is_to,
    ),
    Rule(
        "no-actor",
        "Wer tut es?",
        Layer.WORDS,
        "Ohne Person weiß niemand, an wen man sich halten kann.",
        "Sagen, wer handelt: „Wir …“, „Das Amt …“.",
        "Es wird angestrebt, die Wege zu verkürzen.",
        "Der Platz wird schöner und ruhiger.",
        no_actor,
        stands_beside=_WORDS,
    ),
    Rule(
        "passive",
        "Passiv",
        Layer.WORDS,
        "Wer handelt, steht hinten statt vorn.",
        "Die handelnde Person nach vorn stellen.",
        "Der Plan wird von der Jugend geprüft.",
        "Die Jugend wird den Plan prüfen.",
        passive,
        stands_beside=_WORDS,
    ),
    Rule(
        "subjunctive",
        "Könnte, würde, hätte",
        Layer.WORDS,
        "Was nur sein könnte, lässt offen, was gilt.",
        "Sagen, was gilt, oder die Bedingung nennen.",
        "Ein Aufzug wäre für viele eine Hilfe.",
        "Könnten Sie uns bitte zurückrufen?",
        subjunctive,
    ),
    Rule(
        "verb-bracket",
        "Verb in zwei Teilen",
        Layer.STRUCTURE,
        "Was passiert, erfährt man erst ganz am Ende.",
        "Die Teile des Verbs zusammenrücken oder teilen.",
        "Der Verein hat im letzten Sommer mit vielen Kindern einen Garten angelegt.",
        "Der Verein hat einen Garten angelegt.",
        verb_bracket,
    ),
)
