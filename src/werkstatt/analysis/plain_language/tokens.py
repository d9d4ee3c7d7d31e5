"""Cutting a German sentence into words, numbers, abbreviations, addresses and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    NUMBER = "number"
    """Digits with what holds them together (1.500,50; 18:30; 30.6.2029; 12a); an ordinal includes its full stop."""
    ABBREVIATION = "abbreviation"
    """Known short forms with their full stops and the spaces between: "Abs.", "z. B.", "i. d. R."."""
    ADDRESS = "address"
    """Web and e-mail addresses."""
    SIGN = "sign"
    """One sign, one emoji, or several full stops in a row."""


class Token(NamedTuple):
    """A piece of text; ``start`` and ``end`` count characters of what was cut, and ``text`` is exactly that range."""

    text: str
    start: int
    end: int
    kind: Kind


ABBREVIATIONS = frozenset(
    """
    abb abl abschn abt abw akad allg amtl anh anl anm aufl ausg ausschl az bd bde beil bearb bem beschl betr bez bgbl
    bgm bhf bj bsp bspw buchst bzgl bzw ca dgl dipl doz dr dt dtzd ehem eigtl einschl einw engl entspr etc etw ev evtl
    evt exkl ff fn forts frl frz gebr gegr geb gem gesch gez ggf ggfs ggü gr grds hbf hg hl hr hrsg hs hschr ing inh
    inkl insb insbes insg jg jhd jhdt jh kfm kfz kgl lfd lfm lit ltd lt mag mdl mind mio mitgl mr mrd mrs mtl
    nachf nachm nr nrn nördl obj österr pkt präs priv-doz prof qkm rd rdnr rdschr rn röm schr schriftl schw sog sogen
    spez st std stellv stv str südl svw techn teilw tgl tsd ugs umg univ unv urspr usf usw verf vergl verh versch vgl
    vj vllt vorm vors vs westl wiss zb zgl ziff zit zt zus zw zzgl östl
    """.split()
)
"""Short forms written with a full stop; in small letters, without it."""

SHORT_BEFORE_NUMBERS = frozenset(
    "abs art bl dez feb jan jun jul kap lf mär nov okt p par s sep sept tab tel tit".split()
)
"""Short forms only if a number follows ("Art. 28", "S. 5"), because they may be words at the end of a sentence too."""

SHORT_MONTHS = frozenset("jan feb mär apr jun jul aug sep sept okt nov dez".split())
"""Short forms only if a number stands before or after them ("3. Okt. 2019")."""

_INVISIBLE = "\u00ad\u200b-\u200f\u2060\ufeff"
"""Soft hyphen, zero-width characters and writing-direction marks: part of the word they stand in."""

_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f"

_TOKEN = re.compile(
    rf"""
      (?P<address>
        (?: https?:// | www\. ) [^\s<>"„“”»«]+ (?<![.,;:!?)\]'’])
      | [\w.+-]{{1,64}} @ [\w-]{{1,63}} (?: \. [\w-]{{1,63}} ){{1,5}}
      | (?<![\w.-]) (?: [a-z0-9-]{{1,63}} \. ){{1,4}} (?: de|com|org|net|eu|info|at|ch ) \b
        (?: / [^\s<>"„“”»«]* (?<![.,;:!?)]) )?
      )
    | (?P<abbreviation>
        (?<![\w.]) [^\W\d_] \. (?: [ \u00a0\u202f]? (?: [^\W\d_] | Ae ) \. ){{1,4}} (?!\w)      # z. B., i. d. R., u. Ä.
      | (?<![\w.]) [A-ZÄÖÜ] \. (?= [ \u00a0\u202f]? [A-ZÄÖÜ][a-zäöü] )                        # J. Beispiel
      )
    | (?P<number>
        \d+ (?: [.,:/] \d+ )* (?: [a-z] \b )? (?! \w | -[^\W\d_] )
        (?: (?<=\d) \. (?= \s+ [^\s.] | [-–)] ) )?
      )
    | (?P<word>
        [^\W_]
        (?: [\w{_COMBINING}{_INVISIBLE}]
          | [-\u2010\u2011] (?=[^\W_])                 # E-Mail, Auenbrück-Nord
          | ['’] (?=[^\W\d_])                          # geht's
          | (?<=[^\W\d_]) [:*] (?=[^\W\d_])            # Bürger:innen, Bürger*innen
          | (?<=[^\W\d_]) / -? (?= in (?:nen)? \b )    # Bürger/-innen
          | (?<=[^\W\d_]) \( in (?:nen)? \)            # Bürger(innen)
        )*
        (?: [-\u2010\u2011] (?! \w ) )?                # Vor- und Nachteile
      )
    | (?P<sign>
        \.{{2,}} | [\U0001f1e6-\U0001f1ff]{{2}}
      | \S (?: \u200d [^\w\s] | [{_COMBINING}{_INVISIBLE}\U0001f3fb-\U0001f3ff] )*
      )
    """,
    re.VERBOSE,
)
_KINDS = {kind.value: kind for kind in Kind}


def tokenise(text: str) -> list[Token]:
    """The tokens of one sentence, in order; only space stands between them. Linear in the length of the text.

    For a longer text, ``sentences.split`` comes first: a full stop after a number inside of the text is read as an
    ordinal's.
    """
    return list(_joined(text))


def _joined(text: str) -> Iterator[Token]:
    """Tokens as they are found, short forms with the full stop that follows them."""
    before: Token | None = None
    previous_kind: Kind | None = None
    for match in _TOKEN.finditer(text):
        token = Token(match[0], match.start(), match.end(), _KINDS[match.lastgroup or "sign"])
        if before is None:
            before = token
            continue
        if token.text == "." and token.start == before.end and _is_short(before, text, token.end, previous_kind):
            token = Token(text[before.start : token.end], before.start, token.end, Kind.ABBREVIATION)
        else:
            yield before
            previous_kind = before.kind
        before = token
    if before is not None:
        yield before


def _is_short(word: Token, text: str, end: int, before: Kind | None) -> bool:
    """Whether a word with a full stop after it (which ends at ``end``) is a short form."""
    if word.kind is not Kind.WORD:
        return False
    key = word.text.lower()
    if key in ABBREVIATIONS:
        return True
    if key not in SHORT_BEFORE_NUMBERS and key not in SHORT_MONTHS:
        return False
    following = text[end : end + 2].lstrip()
    return following[:1].isdigit() or (key in SHORT_MONTHS and before is Kind.NUMBER)
