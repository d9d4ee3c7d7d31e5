"""Who may do what to a strategy and its text."""

from __future__ import annotations

import rules

from werkstatt.organisations.permissions import edits_text, is_staff, runs_process

rules.add_perm("strategy.view_draft", is_staff)
rules.add_perm("strategy.edit_text", edits_text)
rules.add_perm("strategy.import_text", edits_text)
rules.add_perm("strategy.publish", runs_process)
