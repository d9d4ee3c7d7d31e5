"""Who may split, assign, assess and answer."""

from __future__ import annotations

from typing import Any

import rules

from werkstatt.assessment.models import Point, TextModule
from werkstatt.organisations.permissions import answers, edits_text, membership_of, moderates
from werkstatt.organisations.rules import Role


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def of_own_unit(user: Any, subject: Any) -> bool:
    """A department lead answers for the points of her own office only. About the town as a whole: lets her in."""
    if not isinstance(subject, Point):
        return True
    membership = membership_of(user, subject.municipality_id)
    if membership is None or membership.role != Role.DEPARTMENT_LEAD:
        return True
    return membership.unit_id is not None and membership.unit_id == subject.unit_id


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def module_of_own_unit(user: Any, subject: Any) -> bool:
    """A text module for one's own office; about the town as a whole: somebody who has an office."""
    membership = membership_of(user, subject.municipality_id)
    if membership is None or membership.unit_id is None:
        return False
    return not isinstance(subject, TextModule) or subject.unit_id == membership.unit_id


rules.add_perm("assessment.view_desk", answers | edits_text)
rules.add_perm("assessment.split", moderates)
rules.add_perm("assessment.assign", moderates)
rules.add_perm("assessment.assess", answers & of_own_unit | edits_text)
rules.add_perm("assessment.release", moderates)
rules.add_perm("assessment.change_text", edits_text)
rules.add_perm("assessment.manage_module", moderates | answers & module_of_own_unit)
