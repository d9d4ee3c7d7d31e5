"""Typed events: what a lower context tells an upper one without knowing it.

Handlers run at once, inside the transaction of the action that announces: what follows from a change is there
together with the change, or neither is. Effects outside the database (mail, files) wait for the commit on their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

E = TypeVar("E")

_handlers: dict[type, list[Callable[[Any], None]]] = defaultdict(list)


def on(event: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Register the decorated function for an event class. Import the module in the app's ``ready``."""

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        if handler not in _handlers[event]:
            _handlers[event].append(handler)
        return handler

    return register


def announce(event: object) -> None:
    """Call every handler of the event's class, in the order of registration."""
    for handler in _handlers[type(event)]:
        handler(event)
