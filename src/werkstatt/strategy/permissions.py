"""Who may do what to a strategy and its text."""

from __future__ import annotations

from typing import Any

import rules

from werkstatt.organisations.permissions import circles_of, edits_text, is_staff, membership_of, runs_process
from werkstatt.organisations.rules import EDITS_TEXT, MODERATES, RUNS_PROCESS, STAFF
from werkstatt.strategy.models import Version
from werkstatt.strategy.rules import Audience

READS_EVERYTHING = EDITS_TEXT | RUNS_PROCESS | MODERATES
"""Works on every text and on what is said about it, whoever else may read it."""


def may_read(user: Any, version: Version) -> bool:
    """The text is no draft any more, and it is open to everybody or to this person."""
    return not version.is_draft and (version.audience == Audience.PUBLIC or is_reader(user, version))


def is_reader(user: Any, version: Version) -> bool:
    """The person belongs to those that a text was given to before everybody may read it.

    Also true for the ones who could read it then, after it has become public; apart from the staff, who are then a
    part of everybody.
    """
    membership = membership_of(user, version.municipality_id)
    if version.is_draft or membership is None:
        return False
    if membership.role in READS_EVERYTHING or (version.audience == Audience.STAFF and membership.role in STAFF):
        return True
    circles = [circle.pk for circle in circles_of(user, version.municipality_id)]
    return bool(circles) and Version.circles.through.objects.filter(version=version, circle__in=circles).exists()


rules.add_perm("strategy.view_draft", is_staff)
rules.add_perm("strategy.edit_text", edits_text)
rules.add_perm("strategy.import_text", edits_text)
rules.add_perm("strategy.publish", runs_process)
rules.add_perm("strategy.read", rules.predicate(may_read))
rules.add_perm("strategy.read_before_all", rules.predicate(is_reader))
