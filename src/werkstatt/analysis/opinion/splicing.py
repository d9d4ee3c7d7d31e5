"""Putting some more votes among many, without sorting the many again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from werkstatt.analysis.opinion.votes import Integers, Votes

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Change:
    """Votes ``before`` (in the codes of ``after``) and ``after``, and each vote in which they differ.

    ``person_before`` (−1: new) and ``person_after``: place of the person; ``given``: code of the new vote,
    ``replaced``: code of the one it takes the place of, −1 if there was none. ``statement_places``: where each former
    statement is now.
    """

    before: Votes
    after: Votes
    statement_places: Places
    person_before: Places
    person_after: Places
    given: Places
    replaced: Places

    def spread(self, counts: NDArray[np.int64]) -> NDArray[np.int64]:
        """Rows per former statement → rows per statement, zero for new ones."""
        wider = np.zeros((len(self.after.statements), *counts.shape[1:]), dtype=counts.dtype)
        wider[self.statement_places] = counts
        return wider

    def rows_of(self, changed: Places, *, after: bool) -> tuple[Places, Integers]:
        """All codes of the persons of the ``changed`` votes, before or after; and of which of the changed each is."""
        votes = self.after if after else self.before
        persons = (self.person_after if after else self.person_before)[changed]
        old = persons >= 0
        starts, ends = votes.starts[np.where(old, persons, 0)], votes.starts[np.where(old, persons + 1, 0)]
        lengths = np.where(old, ends - starts, 0)
        place = np.repeat(np.arange(len(changed)), lengths)
        offsets = np.arange(len(place)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return place, votes.codes[starts[place] + offsets]


def spliced(before: Votes, added: Votes) -> Change:
    """Votes with some added; of the same person on the same statement the added one stays."""
    statements = _union(before.statements, added.statements)
    before, places = _recoded(before, statements)
    added, _ = _recoded(added, statements)
    people = _union(before.people, added.people)
    person = np.repeat(np.searchsorted(people, added.people), added.per_person())
    person_before = _place(before.people, added.people)
    merged = _merged(before, added, person_before)
    after = _inserted(before, people, added.people, merged)
    given = added.codes.astype(np.int64)
    replaced = np.full(len(given), -1, dtype=np.int64)
    person_of_vote = np.repeat(person_before, added.per_person())
    change = Change(before, after, places, person_of_vote, person, given, replaced)
    place, own = change.rows_of(np.arange(len(given)), after=False)
    same = own // 3 == given[place] // 3
    replaced[place[same]] = own[same]
    return change


def _union(ids: NDArray[np.int64], more: NDArray[np.int64]) -> NDArray[np.int64]:
    """Both, ascending; quick where ``more`` is short."""
    new = more[_place(ids, more) < 0]
    return np.insert(ids, np.searchsorted(ids, new), new) if len(new) else ids


def _recoded(votes: Votes, statements: NDArray[np.int64]) -> tuple[Votes, Places]:
    """The same votes with codes for a longer list of statements."""
    places = np.searchsorted(statements, votes.statements)
    dtype = np.uint16 if 3 * len(statements) <= 1 << 16 else np.int32
    if len(places) and places[-1] != len(places) - 1:
        table = (3 * places[:, None] + np.arange(3)).ravel().astype(dtype)
        codes: Integers = table[votes.codes]
    else:
        codes = votes.codes.astype(dtype, copy=False)
    return Votes(votes.people, statements, votes.starts, codes), places


def _place(among: NDArray[np.int64], wanted: NDArray[np.int64]) -> Places:
    """Where each id stands, −1 where it does not."""
    place = np.searchsorted(among, wanted)
    found = among[np.minimum(place, len(among) - 1)] == wanted if len(among) else np.zeros(len(wanted), dtype=bool)
    return np.where(found, place, -1)


def _merged(before: Votes, added: Votes, person_before: Places) -> Votes:
    """All votes of the people who have added some."""
    own = Change(before, before, person_before, person_before, person_before, person_before, person_before)
    row, codes = own.rows_of(np.arange(len(person_before)), after=False)
    voters = np.concatenate([row, np.repeat(np.arange(len(added.people)), added.per_person())])
    every = np.concatenate([codes, added.codes]).astype(np.int64)
    # All statements are part of it, so that codes mean the same.
    merged = Votes.from_arrays(voters, every // 3, every % 3 - 1)
    return _recoded(merged, np.arange(len(before.statements)))[0]


def _inserted(before: Votes, people: NDArray[np.int64], changed: NDArray[np.int64], merged: Votes) -> Votes:
    """Everybody's votes, those of ``changed`` people taken from ``merged``; whole stretches are copied between them."""
    lengths = np.zeros(len(people), dtype=np.int64)
    lengths[_place(people, before.people) if len(people) > len(before.people) else slice(None)] = before.per_person()
    lengths[np.searchsorted(people, changed)] = merged.per_person()
    starts = np.zeros(len(people) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    codes = np.empty(int(starts[-1]), dtype=before.codes.dtype)
    low = np.searchsorted(before.people, changed, side="left")
    high = np.searchsorted(before.people, changed, side="right")
    read = written = 0
    spans = zip(
        before.starts[low].tolist(),
        before.starts[high].tolist(),
        merged.starts[:-1].tolist(),
        merged.starts[1:].tolist(),
        strict=True,
    )
    for old_start, old_end, new_start, new_end in spans:
        stretch = old_start - read
        codes[written : written + stretch] = before.codes[read:old_start]
        written += stretch
        codes[written : written + new_end - new_start] = merged.codes[new_start:new_end]
        written += new_end - new_start
        read = old_end
    codes[written:] = before.codes[read:]
    return Votes(people, before.statements, starts, codes)
