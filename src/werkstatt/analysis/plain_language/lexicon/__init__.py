"""Word lists of the marks: plain text files beside this module, read once, when first needed.

A line is one entry; ``#`` begins a remark. What stands in the columns is said at the top of each file. All words and
replacements are written for this project.
"""

from __future__ import annotations

from functools import cache
from importlib import resources


def lines(name: str) -> list[str]:
    """The entries of ``name``.txt, in order."""
    text = resources.files(__package__).joinpath(f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def pairs(name: str) -> dict[str, tuple[str, ...]]:
    """Entries of the form "word = one way | another way": the word as written → the ways, best first; () if none."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines(name):
        word, _, ways = line.partition("=")
        found[word.strip()] = tuple(way.strip() for way in ways.split("|") if way.strip())
    return found


@cache
def words(name: str) -> frozenset[str]:
    """All words of a file that holds many on each line."""
    return frozenset(word for line in lines(name) for word in line.split())


@cache
def phrases(name: str) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """Phrases of ``pairs(name)`` by their first word, in small letters, longest first: (words, ways)."""
    by_first: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for phrase, ways in pairs(name).items():
        parts = tuple(phrase.lower().replace(",", " ,").split())
        by_first.setdefault(parts[0], []).append((parts, ways))
    return {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in by_first.items()}
