"""What can be wrong with an order from outside, said so that the person can mend it."""

from __future__ import annotations

from collections.abc import Mapping


class RuleBroken(Exception):
    """A rule of the domain forbids this now. ``message`` is shown to the person, in their language.

    ``fields`` names the form fields that the message belongs to, where there are any.
    """

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
