"""How often somebody may do what, without an account. See ``core.rates``; an operator can set other numbers."""

from __future__ import annotations

from werkstatt.core.rates import Limit

MINUTES = 60

JOINING = Limit("opinion-joining", 60, 10 * MINUTES)
"""New participants with a proof of work from one address: a school class and the town hall's terminals fit."""
JOINING_UNPROVEN = Limit("opinion-joining-unproven", 10, 10 * MINUTES)
"""New participants without one, from one address."""
VOTING = Limit("opinion-voting", 200, 10 * MINUTES)
"""Votes of one participant: three seconds for each is quick reading."""
PROPOSING = Limit("opinion-proposing", 10, 10 * MINUTES)
"""Statements proposed from one address."""
PROPOSING_MAP = Limit("opinion-proposing-map", 100, 10 * MINUTES)
"""Statements proposed for one map from everywhere: more than that nobody could look at."""
