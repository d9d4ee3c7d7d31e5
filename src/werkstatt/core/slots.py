"""Slots: places on a lower context's page that upper contexts fill.

A page offers a slot by name and hands over what it shows (a version, its blocks); each filler answers with read
models of its own, and the template draws what it gets. A slot without a filler is empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_fillers: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def fills(slot: str) -> Callable[[F], F]:
    """Register the decorated function as a filler of ``slot``. Import the module in the app's ``ready``."""

    def register(filler: F) -> F:
        if filler not in _fillers[slot]:
            _fillers[slot].append(filler)
        return filler

    return register


def filled(slot: str, **context: Any) -> list[Any]:
    """What all fillers have to say for this slot."""
    return [filler(**context) for filler in _fillers[slot]]
