"""Everything on the desk's page of one contribution: its parts, and the forms that this person may use now."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.forms import BaseForm, Form
from django.http import QueryDict
from django.utils.timezone import localtime

from werkstatt.assessment.actions import answer_revision, usual_deadline, work_revision
from werkstatt.assessment.forms import (
    AssignForm,
    MergeForm,
    MergePointForm,
    ObjectionForm,
    PointAssignForm,
    PointForm,
    ReleaseForm,
    SplitForm,
    VerdictForm,
    WithdrawForm,
    WithholdForm,
)
from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.furniture import Furniture, furniture_of
from werkstatt.assessment.queries.item import PointView, edits_of, open_objection, points_of
from werkstatt.assessment.queries.modules import placeholder_values
from werkstatt.assessment.rules import ANSWERED, IN_WORK
from werkstatt.core import clock
from werkstatt.organisations.models import Unit
from werkstatt.organisations.permissions import membership_of
from werkstatt.organisations.views.binding import StaffRequest
from werkstatt.participation.models import Contribution, Objection
from werkstatt.participation.rules import ContributionState as S
from werkstatt.participation.rules import may_become

STEPS = ("withhold", "withdraw", "merge", "objection")


@dataclass
class Workplace:
    """One contribution in front of one person. ``bound`` holds forms that were sent and could not be carried out."""

    request: StaffRequest
    contribution: Contribution
    bound: dict[str, BaseForm] = field(default_factory=dict)
    typed: QueryDict | None = None
    """Verdicts as they were typed so far, while a text module is put in."""
    conflict: int | None = None
    """Position of the point whose verdict somebody else gave meanwhile."""
    seen: str | None = None
    """The ``work_revision`` of the page that the order came from; None: it did not say."""
    seen_until: int | None = None
    """The last entry of the history on that page, where somebody has gone on since."""

    @cached_property
    def points(self) -> list[PointView]:
        """The points with verdicts and changes."""
        return points_of(self.contribution)

    @cached_property
    def unit(self) -> Unit | None:
        """The person's own office."""
        membership = membership_of(self.request.user, self.request.town.pk)
        return membership.unit if membership else None

    @cached_property
    def furniture(self) -> Furniture:
        """Offices, text modules and the like."""
        return furniture_of(self.request.town, self.request.user.pk, self.unit.pk if self.unit else None)

    @cached_property
    def objection(self) -> Objection | None:
        """The objection that waits for an answer."""
        return open_objection(self.contribution)

    def may(self, permission: str, subject: Any = None) -> bool:
        """Whether the person may do this here."""
        return self.request.user.has_perm(permission, subject or self.contribution)

    @property
    def in_work(self) -> bool:
        return self.contribution.state in IN_WORK

    @property
    def may_split(self) -> bool:
        return self.in_work and self.may("assessment.split")

    @property
    def may_assign(self) -> bool:
        return self.in_work and self.may("assessment.assign")

    def may_assess(self, view: PointView) -> bool:
        """Whether a verdict can be given here, by this person."""
        return self.in_work and self.may("assessment.assess", view.point)

    @property
    def may_release(self) -> bool:
        return self.in_work and self.may("assessment.release")

    @property
    def all_assessed(self) -> bool:
        return bool(self.points) and all(view.assessment for view in self.points)

    @property
    def open_points(self) -> list[Point]:
        """Points without a verdict."""
        return [view.point for view in self.points if view.assessment is None]

    @property
    def usual_deadline(self) -> date:
        """What is proposed to an office."""
        return usual_deadline(self.contribution.phase.answer_by, localtime(clock.now()).date())

    # ── Forms ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def split_form(self, data: QueryDict | None = None) -> SplitForm:
        """One more point, or more words for one that has no verdict yet."""
        return SplitForm(self.contribution, self.open_points, data)

    def assign_form(self, data: QueryDict | None = None) -> AssignForm:
        """An office for several points at once."""
        return AssignForm(self.furniture.units, self.usual_deadline, self.open_points, data)

    def point_assign_form(self, point: Point, data: QueryDict | None = None) -> PointAssignForm:
        """Another office for one point."""
        return PointAssignForm(point, self.furniture.units, self.usual_deadline, data)

    def merge_point_form(self, point: Point, data: QueryDict | None = None) -> MergePointForm:
        """Another point to become one with."""
        return MergePointForm(point, [other for other in self.open_points if other.pk != point.pk], data)

    def verdict_form(self, view: PointView) -> VerdictForm:
        """The form of one point, with what was sent if that is shown again."""
        ready = self.bound.get(f"p{view.point.position}")
        if isinstance(ready, VerdictForm):
            return ready
        typed = self.typed if self.typed is not None and VerdictForm.was_sent(view.point, self.typed) else None
        return VerdictForm(view.point, view.assessment, typed=typed)

    def _form(self, name: str, form: Form) -> BaseForm:
        return self.bound.get(name, form)

    def rows(self) -> list[dict[str, Any]]:
        """One entry for each point: what is shown, and which forms."""
        rows: list[dict[str, Any]] = []
        for view in self.points:
            point, n = view.point, view.point.position
            form = self.verdict_form(view) if self.may_assess(view) else None
            is_open = form is not None and (view.assessment is None or form.is_bound or self.typed is not None)
            elsewhere = point.unit_id is not None and (self.unit is None or point.unit_id != self.unit.pk)
            untouched = form is not None and not form.is_bound and self.typed is None
            changeable = self.may_split and not view.assessment
            rows.append(
                {
                    "view": view,
                    "point": point,
                    "assessment": view.assessment,
                    "form": form,
                    "is_open": is_open,
                    # What another office has to answer is folded up: one can still do it oneself.
                    "is_folded": is_open and elsewhere and untouched,
                    "values": json.dumps(placeholder_values(self.contribution, point), ensure_ascii=False)
                    if form
                    else "",
                    "assign": self._form(f"assign{n}", self.point_assign_form(point))
                    if self.may_assign and not view.assessment and (point.unit_id or f"assign{n}" in self.bound)
                    else None,
                    "remind": self.may_assign and not view.assessment and point.unit_id is not None,
                    "edit": self._form(f"point{n}", PointForm(point)) if changeable else None,
                    "join": self._form(f"join{n}", self.merge_point_form(point))
                    if changeable and len(self.open_points) > 1
                    else None,
                    "conflict": view.assessment if self.conflict == n else None,
                }
            )
        return rows

    def steps(self) -> dict[str, bool]:
        """What can be done with the contribution as a whole."""
        state = self.contribution.state
        moderates = self.may("participation.moderate")
        releases = self.may("assessment.release")
        return {
            "publish": moderates and may_become(state, S.PUBLISHED) and state != S.ASSIGNED,
            "withhold": moderates and may_become(state, S.WITHHELD),
            "merge": moderates and may_become(state, S.MERGED),
            "withdraw": moderates and may_become(state, S.WITHDRAWN),
            "close": state == S.ANSWERED and releases,
            "reopen": state in ANSWERED and releases,
        }

    def context(self) -> dict[str, Any]:
        """What the templates draw."""
        contribution, state = self.contribution, self.contribution.state
        rows, steps = self.rows(), self.steps()
        assessments = [view.assessment for view in self.points]
        release = ReleaseForm(
            initial={
                "text": contribution.reply.text if hasattr(contribution, "reply") else "",
                "seen": answer_revision(assessments),
            },
            prefix="release",
        )
        due_days = [point.due_on for point in self.open_points if point.due_on]
        moderates = self.may("participation.moderate")
        return {
            "contribution": contribution,
            "rows": rows,
            "points": [row["point"] for row in rows],
            "next_position": max([view.point.position for view in self.points], default=0) + 1,
            "joinable": [point for point in self.open_points if point.start is not None],
            "work_revision": work_revision(contribution, [(view.point, view.assessment) for view in self.points]),
            "revision": sha256(answer_revision(assessments).encode()).hexdigest()[:12],
            "open_forms": sum(row["is_open"] for row in rows),
            "any_form": any(row["form"] for row in rows),
            "bound_forms": [form for form in self.bound.values() if form.errors],
            "split": self._form("split", self.split_form()) if self.may_split else None,
            "split_is_open": "split" in self.bound,
            "assign": self._form("assign", self.assign_form())
            if self.may_assign and (self.open_points or not self.points)
            else None,
            "assign_is_open": "assign" in self.bound,
            "all_assessed": self.all_assessed,
            "next_due": min(due_days) if due_days and self.in_work else None,
            "in_work": self.in_work,
            "release": self._form("release", release) if self.may_release else None,
            "reply": contribution.reply if state in ANSWERED and hasattr(contribution, "reply") else None,
            "steps": steps,
            "any_step": any(possible for name, possible in steps.items() if name != "merge"),
            "withhold": self._form("withhold", WithholdForm(prefix="withhold")),
            "merge": self._form("merge", MergeForm(prefix="merge")),
            "withdraw": self._form("withdraw", WithdrawForm(prefix="withdraw")),
            "step_open": next((name for name in STEPS if name in self.bound), ""),
            "may_change_text": self.may("assessment.change_text"),
            "moderates": moderates,
            "edits": edits_of(contribution),
            "contact": getattr(contribution, "contact", None),
            "objection": self.objection,
            "objection_form": self._form("objection", ObjectionForm(prefix="objection"))
            if moderates and self.objection
            else None,
            "modules": self.furniture.modules,
        }
