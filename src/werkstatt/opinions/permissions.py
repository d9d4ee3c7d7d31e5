"""Who may do what with opinion maps. Voting and proposing need no permission: whoever can read, may."""

from __future__ import annotations

import rules

from werkstatt.organisations.permissions import moderates, runs_process

rules.add_perm("opinions.set_up", runs_process)
rules.add_perm("opinions.moderate", moderates)
