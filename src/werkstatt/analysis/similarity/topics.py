"""Groups texts by what they are about, and names each group in the texts' own words.

A topic is a word that several texts turn on. The word that makes up most of most texts is taken first, with all texts
that have it (as a word or as a part of a compound); then the next one among the texts that are left. So it can always
be seen why a text is in a group. Texts without such a word join the group of the text nearest to them; what has no kin
stays over. The same texts give the same groups in whatever order they come.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from werkstatt.analysis.similarity.features import is_pale, known_parts
from werkstatt.analysis.similarity.index import Index
from werkstatt.analysis.similarity.reading import Reading
from werkstatt.analysis.similarity.words import spelled, stem

OTHERS = "Übrige"
"""Name of the last group: texts that have no kin."""
MOST_WORDS = 3
"""Words of a name."""
_NEAREST = 5
"""Texts that are asked to which group a text without telling word belongs."""
_FLOOR = 0.15
"""Score that the nearest of them must have."""
_WIDEST, _ALWAYS = 0.06, 12
"""Share of the texts that a topic's word may be in (or that number of texts): what all speak of is no topic."""
_TYPICAL = 0.25
"""Share of a group's texts that must have a word for it to stand in the name."""
_TEXTS_FOR_ONE_MORE = 300
_PART = 0.7
"""What a part of a compound counts, against a whole word."""
_NOUN = re.compile(r"(?:ung|heit|keit|schaft|tion|tät|ismus|ment|nis)(?:en|s|e|se)?$")
_SAY_NO_TOPIC = frozenset(
    stem(spelled(word))
    for word in """
    Abend Abende Anfang Ende Hälfte Januar Februar März April Mai Juni Juli August September Oktober November Dezember
    Kilometer Mal Meter Mittag Montag Dienstag Mittwoch Donnerstag Freitag Morgen Nachmittag Name Reihe Seite
    Stunde Uhr Euro Satz Wort Absatz Abschnitt Kapitel Liste Punkt Danke Gruß Grüße Hand Mann Frau Mutter Vater Nachbar
    """.split()
)
"""Stems of nouns that stand in texts about anything, and name none."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Texts on one matter: a name of one to three words and the keys, the most typical text first.

    ``is_rest``: not a topic, but what is left.
    """

    name: str
    keys: tuple[int, ...]
    is_rest: bool = False


def topics(texts: Iterable[tuple[int, str]], *, fewest: int | None = None) -> list[Topic]:
    """Group texts (key, text); the largest topics first, what has no kin last under ``OTHERS``.

    ``fewest``: texts that make a topic; two if not said, and one more for every 300 texts. Every key is in exactly one
    group.
    """
    return topics_of(Index(texts), fewest=fewest)


def topics_of(index: Index, *, fewest: int | None = None) -> list[Topic]:
    """The same for the texts of an index."""
    keys = sorted(index)
    about = _About({key: index.reading(key) for key in keys})
    groups = about.groups(max(fewest or 2 + len(keys) // _TEXTS_FOR_ONE_MORE, 2))
    group_of = {key: word for word, members in groups.items() for key in members}
    _join(index, group_of)
    members: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        if key in group_of:
            members[group_of[key]].append(key)
    found = [Topic(about.name(word, group), about.typical_first(word, group)) for word, group in members.items()]
    found.sort(key=lambda topic: (-len(topic.keys), topic.name))
    rest = tuple(key for key in keys if key not in group_of)
    return [*found, Topic(OTHERS, rest, is_rest=True)] if rest else found


def _join(index: Index, group_of: dict[int, str]) -> None:
    """Bring texts that are in no group to their nearest kin's group."""
    found: dict[int, str] = {}
    for key, other, _score in index.neighbours(most=_NEAREST, floor=_FLOOR):
        if key not in group_of and other in group_of:
            found.setdefault(key, group_of[other])
    group_of.update(found)


class _About:
    """Which words the texts are about, and how much of each text a word makes up."""

    def __init__(self, readings: Mapping[int, Reading]) -> None:
        self._written = _most_frequent(readings.values())
        self._nouns = _nouns(readings.values(), self._written) - _SAY_NO_TOPIC
        words = {key: self._words(reading) for key, reading in readings.items()}
        self._spread = Counter(name for found in words.values() for name in found)
        total = len(readings)
        self._widest = max(_ALWAYS, _WIDEST * total)
        self._rarity = {name: log(1 + total / spread) for name, spread in self._spread.items()}
        self._shares = {key: self._share(found) for key, found in words.items()}
        self._having: dict[str, list[int]] = defaultdict(list)
        for key, found in self._shares.items():
            for name in found:
                self._having[name].append(key)

    def _words(self, reading: Reading) -> dict[str, float]:
        """Stems of a text's words, and of the parts of its compounds that some text has as a word."""
        found: dict[str, float] = {}
        for plain in reading.counts:
            found |= dict.fromkeys(known_parts(plain, self._written) & self._written.keys(), _PART)
        found |= dict.fromkeys(reading.words, 1.0)
        return {name: value for name, value in found.items() if not is_pale(name)}

    def _share(self, found: Mapping[str, float]) -> dict[str, float]:
        weights = {name: value * self._rarity[name] for name, value in found.items()}
        whole = sum(weights.values())
        return {name: weight / whole for name, weight in weights.items()}

    def groups(self, fewest: int) -> dict[str, list[int]]:
        """Word → keys of the texts that turn on it, the word that tells most first."""
        free = set(self._shares)
        gain = {name: self._gain(name, free) for name in self._having if self._may_name(name, fewest)}
        found: dict[str, list[int]] = {}
        while gain:
            word = min(gain, key=lambda name: (-gain[name], name))
            members = [key for key in self._having[word] if key in free]
            del gain[word]
            if len(members) < fewest:
                continue
            found[word] = members
            free.difference_update(members)
            for name in {name for key in members for name in self._shares[key]} & gain.keys():
                gain[name] = self._gain(name, free)
        return found

    def _may_name(self, name: str, fewest: int) -> bool:
        """Nouns, neither too rare nor everywhere."""
        return name in self._nouns and fewest <= self._spread[name] <= self._widest

    def _gain(self, name: str, free: set[int]) -> float:
        return round(sum(self._shares[key][name] for key in self._having[name] if key in free), 9)

    def name(self, word: str, group: Sequence[int]) -> str:
        """The word of a group, and others that many of its texts have and few beside them."""
        counted = Counter(name for key in group for name in self._shares[key] if name != word)
        enough = max(2, _TYPICAL * len(group))
        telling = [name for name, here in counted.items() if here >= enough and name in self._nouns]
        telling.sort(key=lambda name: (-counted[name] * self._rarity[name], name))
        chosen = [self._written[word]]
        for name in telling:
            written = self._written[name]
            if len(chosen) < MOST_WORDS and not any(_overlap(written, one) for one in chosen):
                chosen.append(written)
        return ", ".join(chosen)

    def typical_first(self, word: str, group: Sequence[int]) -> tuple[int, ...]:
        """The more of a text the words of its group make up, the more typical it is."""
        counted = Counter(name for key in group for name in self._shares[key])

        def typical(key: int) -> float:
            return sum(share * counted[name] for name, share in self._shares[key].items())

        return tuple(sorted(group, key=lambda key: (word not in self._shares[key], -round(typical(key), 9), key)))


def _overlap(one: str, other: str) -> bool:
    """Whether one word is a part of the other, so that naming both says nothing more."""
    return one.lower() in other.lower() or other.lower() in one.lower()


def _nouns(readings: Iterable[Reading], written: Mapping[str, str]) -> set[str]:
    """Stems of nouns: written with a capital letter inside of a sentence as often as small, or a noun by their form.

    What only ever begins a sentence says nothing by its capital letter: "Stimmt" and "Nächstes" are no topics.
    """
    capital: Counter[str] = Counter()
    small: Counter[str] = Counter()
    for reading in readings:
        capital.update(reading.nouns)
        small.update(name for name, form in reading.words.items() if form[0].islower())
    by_form = {name for name, form in written.items() if form[0].isupper() and _NOUN.search(form.lower())}
    compounds = {name for name, form in written.items() if form[0].isupper() and known_parts(form.lower(), written)}
    return {name for name, count in capital.items() if count >= small[name]} | (by_form | compounds) - small.keys()


def _most_frequent(readings: Collection[Reading]) -> dict[str, str]:
    """Stem → how it is written most often; where it is a noun as well as a verb, the noun."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for name, written in reading.words.items():
            forms[name][written] += 1
    nouns = {name for reading in readings for name in reading.nouns}

    def best(name: str) -> str:
        counted = forms[name]
        return min(counted, key=lambda form: (name in nouns and form[0].islower(), -counted[form], len(form), form))

    return {name: best(name) for name in forms}
