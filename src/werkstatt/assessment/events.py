"""What assessment tells the contexts above it."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.participation.models import Contribution


@dataclass(frozen=True, slots=True)
class ReplyReleased:
    """The answer to a contribution is public. It may be a second one, after a verdict was changed."""

    contribution: Contribution
