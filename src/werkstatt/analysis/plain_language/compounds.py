"""What German words are made of: the parts of compounds, and how familiar a word is that no list holds."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from werkstatt.analysis.plain_language.frequency import UNKNOWN, normalised, of_form, zipf

RAREST = 1.0
"""Familiarity of a word of which nothing is known, on the Zipf scale."""

SHORTEST_PART = 4
SHORTEST_SHORT_PART = 2
LONGEST_WORD = 80
"""Longer strings are not taken apart: nobody writes such words."""

_LINKS = ("", "s", "es", "n", "en", "er", "ens")
"""What German puts between the parts of a compound."""

_NO_PARTS = frozenset(
    """
    der die das den dem des ein eine einen einem einer eines und oder ich ist sie wir ihr ihm ihn uns mir mich dir dich
    sich sein war hat bin bis auf aus bei mit nach von vor zum zur für über unter durch gegen ohne wider wieder hinter
    zwischen zusammen weiter hin her ein ab an um zu als wie wenn dass nur noch auch aber sehr mal man was wer wem wen
    ung ungen heit heiten keit keiten schaft schaften tum nis nisse lich liche lichen licher isch ische ischen bar
    bare baren sam los lose losen haft ling ion ionen ität ismus ist isten ent ver zer ge be er miss erst ieren iert
    end ende enden test ten tet ste sten aller dings weise seits los ins vom beim hier dort wohl ern ans tel ser sen
    ter ger len nen tag's lei del pro kon sub con der ner gel ler rer ken che chen lein ding dar pre per red bro ant
    rin tin lin nin iten ern gen men ben hen ren fen alle dies jede kein nicht viel mehr fort statt teils dann denn
    """.split()
)
"""Forms that are never parts: little words, prefixes and endings that only look like words."""

_SHORT_PARTS = frozenset(
    """
    abo akt amt amts app arm arzt art aus bad bahn ball bau baum berg bio bus eis erd erde fall feld film gas geld gut
    hof hör jahr kur land lob los luft müll not netz öko ort orts pkw lkw post rad rat rats recht reh rot see sport
    süd ost nord west tag tor tür tv uhr web weg wort zeit ziel zoo zug zahl öl
    """.split()
)
"""Parts of two and three letters that are allowed; any other three letters may be a coincidence."""

_PREFIXES = tuple(
    """
    zusammen zurück wieder weiter hinaus herein voraus vorbei hervor heraus durch nicht unter über aber auf aus auto bei
    ein fort her hin los mit nach rück selbst vor weg neu zer ver ent ab an be er um un zu
    """.split()
)
PREFIX_COST = 1.5
"""How much less familiar a word is with a prefix than without."""

_ENDINGS = tuple("ern est en es er em e s n st t te ten tes ter tem in innen".split())
_GERMAN = re.compile(
    r"""(?:ung|heit|keit|schaft|nis|tum|ling|chen|lein|ierung|barkeit|lichkeit|igkeit|losigkeit|ismus|ität|ation|ition
    |sion|tion|logie|graphie|grafie|sphäre|skop|meter|metrie|enz|anz|ment|oid|ator|iker|ist|istik|ik|ur|age|ose|itis
    |gramm|thek|nomie|pathie|therapie|eur|ant|ent|ung|ieren|ierte|iert|nahme|werk|wesen|zeug|stoff|mittel)
    (?:s|es|en|e|n|er|ern|se|sen|nen)?$""",
    re.VERBOSE,
)
_PLACES = re.compile(
    r"(?:dorf|berg|burg|stadt|heim|hausen|bach|feld|tal|stein|kirchen|hofen|furt|brück|brücken|wald|horst|hagen|haven"
    r"|münde|roda|leben|rode|ingen|lingen|au|ow|itz|mann|son|sen|er|ers)$"
)


@lru_cache(maxsize=8192)
def split(word: str) -> tuple[str, ...]:
    """The parts of a compound in small letters, without what links them: ("haushalt", "plan"); one part otherwise.

    A word is taken apart if its parts are known and, on average, more frequent than the word itself; the fewest parts
    win, then the most frequent ones. Hyphens always part.
    """
    parts: list[str] = []
    capital = word[:1].isupper()
    for piece in re.split(r"[-\u2010\u2011/]", normalised(word)):
        if piece:
            parts += _apart(piece, capital)
    return tuple(parts)


@lru_cache(maxsize=8192)
def familiarity(word: str) -> float:
    """How familiar a word is, on the Zipf scale: from the list, from a related form, or from the parts of a compound.

    A compound is as familiar as its rarest part, and less so by half a unit for every part after the first.
    """
    known = zipf(word)
    if known > UNKNOWN:
        return known
    parts = split(word)
    values = [_related(part) for part in parts]
    if not values:
        return RAREST
    return max(RAREST, min(values) - 0.5 * (len(parts) - 1))


def is_name(word: str) -> bool:
    """Whether an unknown word is more likely a name than a rare word.

    Names are capitalised, in no list, and neither compounds nor derivations of German words.
    """
    if not word[:1].isupper() or zipf(word) > UNKNOWN or len(word) > LONGEST_WORD:
        return False
    bare = normalised(word)
    if "-" in bare:
        return all(is_name(piece) or not piece for piece in word.split("-"))
    if len(split(word)) > 1 or _related(bare) > UNKNOWN or _GERMAN.search(bare):
        return False
    return _PLACES.search(bare) is not None or not _ends_in_known_noun(bare)


def _ends_in_known_noun(word: str) -> bool:
    """Whether the end of a word is a longer word of its own: "vanitas|symbol" is rare, but no name."""
    return any(of_form(word[cut:]) > UNKNOWN and word[cut:] not in _NO_PARTS for cut in range(3, len(word) - 4))


def _related(word: str) -> float:
    """Zipf value of a form or of what it is derived from, a little less; UNKNOWN if there is none."""
    value = of_form(word)
    if value > UNKNOWN:
        return value
    stem = _inflected(word)
    if stem > UNKNOWN:
        return stem - 0.3
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > 4 and (value := max(of_form(rest), _inflected(rest) - 0.3)) > UNKNOWN:
            return value - PREFIX_COST
    return UNKNOWN


def _inflected(word: str) -> float:
    """The highest Zipf value of a form that has the same stem."""
    best = UNKNOWN
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            stem = word[: -len(ending)]
            best = max(best, of_form(stem), *(of_form(stem + other) for other in ("e", "en", "er", "es", "n")))
    return best


def _apart(word: str, capital: bool) -> tuple[str, ...]:
    own = of_form(word)
    if len(word) < 7 or len(word) > LONGEST_WORD or (own > UNKNOWN and not capital):
        return (word,)
    found = _cover(word)
    if not found:
        return (word,)
    mean = sum(_part_value(part) for part in found) / len(found)
    return found if mean > own else (word,)


class _Cover(NamedTuple):
    """Parts that cover the end of a word; fewer parts are better, then a lower cost."""

    number: int
    cost: float
    parts: tuple[str, ...]


def _cover(word: str) -> tuple[str, ...]:
    """The best way to lay parts and links over a word: fewest parts, then the highest sum of values; () if none."""
    length = len(word)
    covers: dict[int, _Cover] = {}
    # What can follow a part that ends at a place: a cover from there on, or from behind a link.
    followed: dict[int, _Cover] = {length: _Cover(0, 0.0, ())}
    for start in range(length - SHORTEST_SHORT_PART, -1, -1):
        for end, rest in followed.items():
            part = word[start:end]
            if end - start < SHORTEST_SHORT_PART or len(part) == length:
                continue
            value = _part_value(part, last=end == length)
            if value > UNKNOWN:
                found = _Cover(rest.number + 1, rest.cost - value, (part, *rest.parts))
                covers[start] = min(found, covers.get(start, found))
        options = [
            cover._replace(cost=cover.cost + 0.2 * len(link))
            for link in _LINKS
            if word.startswith(link, start) and (cover := covers.get(start + len(link)))
        ]
        if options:
            followed[start] = min(options)
    return covers[0].parts if 0 in covers else ()


def _part_value(part: str, last: bool = False) -> float:
    """Zipf value of a string as part of a compound; UNKNOWN if it is none."""
    if part in _NO_PARTS:
        return UNKNOWN
    if len(part) < SHORTEST_PART:
        return of_form(part) if part in _SHORT_PARTS else UNKNOWN
    value = of_form(part)
    if value < 3.0 and not last:
        value = max(of_form(form) for form in (part, part + "e", part + "en") if form not in _NO_PARTS)  # "Schulamt"
    return value if value >= 3.0 else UNKNOWN
