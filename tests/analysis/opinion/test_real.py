"""Real conversations: the groups that Polis published, and groups that do not flicker."""

from __future__ import annotations

import csv
import itertools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from werkstatt.analysis.opinion.mapping import OpinionMap, opinion_map
from werkstatt.analysis.opinion.votes import Votes

pytestmark = [pytest.mark.pure, pytest.mark.data]
NAMES = ("klima_konsum", "biodiversity", "taxes")


class Conversation:
    """Rows by time, statements moderated out, and Polis' groups."""

    def __init__(self, folder: Path) -> None:
        rows = np.genfromtxt(folder / "votes.csv", delimiter=",", skip_header=1, dtype=np.int64)
        self.rows = rows[np.argsort(rows[:, 0], kind="stable")]
        with (folder / "comments.csv").open(encoding="utf-8", newline="") as file:
            self.out = [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]
        self.published = np.genfromtxt(folder / "polis-groups.csv", delimiter=",", skip_header=1, dtype=np.int64)

    def map(self, share: float = 1.0, previous: OpinionMap | None = None) -> OpinionMap:
        part = self.rows[: round(len(self.rows) * share)]
        votes = Votes.from_arrays(part[:, 2], part[:, 1], part[:, 3])
        return opinion_map(votes, moderated_out=self.out, previous=previous)


@pytest.fixture(params=NAMES)
def conversation(request: pytest.FixtureRequest, shared_data: Path) -> Conversation:
    return Conversation(shared_data / "polis" / request.param)


def rand_index(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> float:
    """Adjusted Rand index (Hubert, Arabie 1985) over the people in both."""
    _, first, second = np.intersect1d(one[0], other[0], return_indices=True)
    table = np.zeros((10, 10))
    np.add.at(table, (one[1][first], other[1][second]), 1)

    def pairs(sizes: np.ndarray) -> float:
        return float((sizes * (sizes - 1) / 2).sum())

    rows, columns, total = pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs(table.sum(keepdims=True))
    expected = rows * columns / total
    return (pairs(table) - expected) / ((rows + columns) / 2 - expected)


def grouped(found: OpinionMap) -> tuple[np.ndarray, np.ndarray]:
    inside = found.participants.group >= 0
    return found.participants.ids[inside], found.participants.group[inside]


def test_groups_are_those_that_polis_published(conversation: Conversation):
    published = conversation.published
    assert rand_index(grouped(conversation.map()), (published[:, 0], published[:, 1])) >= 0.9


def test_groups_keep_people_and_ids_while_votes_come_in(conversation: Conversation):
    maps = [conversation.map(0.2)]
    for share in np.linspace(0.25, 1, 16):
        maps.append(conversation.map(float(share), maps[-1]))
    steps = list(itertools.pairwise(maps))
    assert np.mean([rand_index(grouped(before), grouped(after)) for before, after in steps]) >= 0.93
    assert sum(len(before.groups) != len(after.groups) for before, after in steps) <= 2
    for before, after in steps:
        _, first, second = np.intersect1d(grouped(before)[0], grouped(after)[0], return_indices=True)
        assert np.mean(grouped(before)[1][first] == grouped(after)[1][second]) > 0.9


def test_the_number_of_threads_does_not_show(shared_data: Path):
    folder = shared_data / "polis" / "klima_konsum"
    command = [sys.executable, "-m", "werkstatt.cli.main", "opinion-map", str(folder / "votes.csv"), "--json", "-"]
    results = set()
    for threads in ("1", "4"):
        environment = {**os.environ, "OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": threads}
        results.add(subprocess.run(command, check=True, capture_output=True, env=environment).stdout)
    assert len(results) == 1
