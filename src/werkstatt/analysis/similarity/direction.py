"""Whether two texts on the same matter point in opposite directions: a negation, a contrary word, another number.

Two texts are compared where they speak of the same: word by word, in the two clauses that have most in common. What is
said of words that only one of them has does not count. A negation that both have is none, unless it is of
another thing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import prod

from werkstatt.analysis.similarity.clauses import Clause
from werkstatt.analysis.similarity.opposites import CLOSING
from werkstatt.analysis.similarity.words import spelled, stem

_PAIR = 0.45
"""Share that two clauses must have in common to be compared (of the geometric mean of both)."""
_ENOUGH, _ENOUGH_OF_ONE = 0.2, 0.45
"""Share that must be turned round (of the geometric mean of both texts); the second if it is a single word."""
_SEVERAL = 0.5
"""How much is turned round, against what is not, if clauses with several words in common are."""
_DOUBT = 0.7
"""What a word counts that two clauses turn against each other, as long as it is not clear that they are a pair."""


def differing(here: Sequence[Clause], there: Sequence[Clause], weight: Callable[[str], float]) -> tuple[str, ...]:
    """What turns two texts against each other, as ``here ↔ there``; nothing if they point the same way.

    ``weight``: how telling a word is (its stem).
    """
    if not _may_differ(here, there):
        return ()
    turned = _turning(here) != _turning(there) or _unwanted(here).isdisjoint(_unwanted(there))
    against = together = 0.0
    several = False
    reasons: dict[str, None] = {}
    for one, other in (
        *_aligned(here, there, weight, turned),
        *((o, t) for t, o in _aligned(there, here, weight, turned)),
    ):
        for name in sorted(one.signs.keys() & other.signs.keys()):
            found = _contrary(name, one, other, turned)
            reasons |= dict.fromkeys(found)
            several |= bool(found) and len(one.signs.keys() & other.signs.keys()) > 1
            against += weight(name) if found else 0.0
            together += 0.0 if found else weight(name)
    whole = prod(sum(_sum(clause, weight) for clause in clauses) for clauses in (here, there)) ** 0.5
    clear = against >= together * (_SEVERAL if several else 1.0)
    enough = against / 2 > whole * (_ENOUGH if several else _ENOUGH_OF_ONE)
    return tuple(reasons) if clear and enough else ()


def _may_differ(here: Sequence[Clause], there: Sequence[Clause]) -> bool:
    """Whether it is worth looking: most texts say of no word, quality or number what the other says turned round."""
    if any(CLOSING in clause.qualities for found in (here, there) for clause in found):
        return True
    mine, theirs = set(_said_of(here, 1)), set(_said_of(there, -1))
    if not mine.isdisjoint(theirs):
        return True
    units = {unit for clause in here for unit in clause.numbers}
    return any(not units.isdisjoint(clause.numbers) for clause in there)


def _said_of(found: Sequence[Clause], sign: int) -> Iterator[tuple[str | int, int]]:
    """Each word and each quality with its sign, times a sign."""
    for clause in found:
        yield from ((name, sign * own) for name, own in clause.signs.items())
        yield from ((axis, sign * own) for axis, (own, _) in clause.qualities.items())


def _turning(found: Sequence[Clause]) -> Counter[str]:
    """All words of a text that turn round. Two texts with the same turn the same, if it is not clearly another."""
    return Counter(stem(spelled(word)) for clause in found for word in clause.turned_by)


def _unwanted(found: Sequence[Clause]) -> set[str]:
    return {name for clause in found for name, sign in clause.signs.items() if sign < 0}


def _aligned(
    here: Sequence[Clause], there: Sequence[Clause], weight: Callable[[str], float], turned: bool
) -> Iterator[tuple[Clause, Clause]]:
    """Each clause with the one that has most in common with it; one that agrees may have a little less."""
    sizes = [_sum(other, weight) for other in there]
    for one in here:
        best, found, size = 0.0, None, _sum(one, weight)
        for other, other_size in zip(there, sizes, strict=True):
            both = one.signs.keys() & other.signs.keys()
            if not both or sum(map(weight, sorted(both))) <= _PAIR * (size * other_size) ** 0.5:
                continue
            value = sum(
                weight(name) * (_DOUBT if _contrary(name, one, other, turned) else 1.0) for name in sorted(both)
            )
            if value > best:
                best, found = value, other
        if found is not None:
            yield one, found


def _sum(clause: Clause, weight: Callable[[str], float]) -> float:
    return sum(weight(name) for name in clause.signs)


def _contrary(name: str, one: Clause, other: Clause, turned: bool) -> tuple[str, ...]:
    """Why two clauses say the contrary of the same thing; nothing if they do not.

    ``turned``: whether the texts differ in words that turn round.
    """
    sign = one.signs[name] * other.signs[name] if turned else 1
    if (CLOSING in one.qualities) != (CLOSING in other.qualities):
        sign *= (one.qualities | other.qualities)[CLOSING][0]
    if sign < 0 and not _are_comparable(one, other):
        return ()
    reasons = []
    if sign < 0:
        reasons.append(f"{_said(one)} ↔ {_said(other)}")
    for axis in sorted(one.qualities.keys() & other.qualities.keys()):
        (mine, word), (theirs, their_word) = one.qualities[axis], other.qualities[axis]
        if mine != theirs:
            sign = -sign
            reasons.append(f"{word} ↔ {their_word}")
    for unit in sorted(one.numbers.keys() & other.numbers.keys()):
        (mine_value, text), (their_value, their_text) = one.numbers[unit], other.numbers[unit]
        if mine_value != their_value and sign > 0:
            return (*reasons, f"{text} ↔ {their_text}")
    return tuple(reasons) if sign < 0 else ()


def _are_comparable(one: Clause, other: Clause) -> bool:
    """Whether a difference in sign says anything.

    Who complains that something is not so, and who wants it to be so, want the same (``Der Bus kommt nie``, ``Der Bus
    muss kommen``). And a negation may belong to a quality that the other does not speak of (``nicht teurer``).
    """
    for mine, theirs in ((one, other), (other, one)):
        if mine.is_complaint and (theirs.is_complaint or not theirs.is_statement):
            return False
        if mine.turned_by and mine.qualities.keys() - theirs.qualities.keys() - {CLOSING}:
            return False
    return True


def _said(clause: Clause) -> str:
    closing = [clause.qualities[CLOSING][1]] if CLOSING in clause.qualities else []
    return " ".join((*clause.turned_by, *closing) or clause.wanted_by) or "–"
