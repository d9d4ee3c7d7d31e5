"""Who may do what with phases and contributions. Reading and contributing need no permission."""

from __future__ import annotations

import rules

from werkstatt.organisations.permissions import edits_text, moderates, runs_process

rules.add_perm("participation.open_phase", runs_process)
rules.add_perm("participation.moderate", moderates)
rules.add_perm("participation.record_offline", moderates)
rules.add_perm("participation.confirm_place", moderates | edits_text)
