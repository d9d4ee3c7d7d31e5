"""Everything on the desk's page of one contribution: its parts, and the forms that this person may use now."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.forms import BaseForm, Form
from django.http import QueryDict

from werkstatt.assessment.actions import answer_revision
from werkstatt.assessment.forms import (
    AssignForm,
    MergeForm,
    PointForm,
    ReleaseForm,
    SplitForm,
    VerdictForm,
    WithdrawForm,
    WithholdForm,
)
from werkstatt.assessment.queries.item import PointView, points_of
from werkstatt.assessment.rules import ANSWERED
from werkstatt.organisations.models import Unit
from werkstatt.organisations.queries import units_of
from werkstatt.organisations.views.binding import StaffRequest
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState as S
from werkstatt.participation.rules import may_become


@dataclass
class Workplace:
    """One contribution in front of one person. ``bound`` holds forms that were sent and could not be carried out."""

    request: StaffRequest
    contribution: Contribution
    bound: dict[str, BaseForm] = field(default_factory=dict)
    data: QueryDict | None = None
    """What was sent, while verdicts with errors are shown again."""
    conflict: int | None = None
    """Position of the point whose verdict somebody else gave meanwhile."""

    @cached_property
    def points(self) -> list[PointView]:
        """The points with verdicts and changes."""
        return points_of(self.contribution)

    @cached_property
    def units(self) -> list[Unit]:
        """The town's offices."""
        return list(units_of(self.request.town))

    def may(self, permission: str, subject: Any = None) -> bool:
        """Whether the person may do this here."""
        return self.request.user.has_perm(permission, subject or self.contribution)

    @property
    def may_split(self) -> bool:
        return self.contribution.state in {S.PUBLISHED, S.ASSIGNED} and self.may("assessment.split")

    @property
    def may_assign(self) -> bool:
        return self.contribution.state in {S.PUBLISHED, S.ASSIGNED} and self.may("assessment.assign")

    def may_assess(self, view: PointView) -> bool:
        """Whether a verdict can be given here, by this person."""
        return self.contribution.state in {S.PUBLISHED, S.ASSIGNED} and self.may("assessment.assess", view.point)

    @property
    def may_release(self) -> bool:
        return self.contribution.state in {S.PUBLISHED, S.ASSIGNED} and self.may("assessment.release")

    @property
    def all_assessed(self) -> bool:
        return bool(self.points) and all(view.assessment for view in self.points)

    def verdict_form(self, view: PointView) -> VerdictForm:
        """The form of one point, with what was sent if that is shown again."""
        sent = self.data if self.data is not None and VerdictForm.was_sent(view.point, self.data) else None
        ready = self.bound.get(f"p{view.point.position}")
        return ready if isinstance(ready, VerdictForm) else VerdictForm(view.point, view.assessment, sent)

    def _form(self, name: str, form: Form) -> BaseForm:
        return self.bound.get(name, form)

    def rows(self) -> list[dict[str, Any]]:
        """One entry for each point: what is shown, and which forms."""
        rows: list[dict[str, Any]] = []
        for view in self.points:
            n = view.point.position
            may_assess = self.may_assess(view)
            form = self.verdict_form(view) if may_assess else None
            rows.append(
                {
                    "view": view,
                    "point": view.point,
                    "assessment": view.assessment,
                    "form": form,
                    "is_open": form is not None and (view.assessment is None or form.is_bound),
                    "assign": self._form(f"assign{n}", AssignForm(view.point, self.units))
                    if self.may_assign and not view.assessment
                    else None,
                    "edit": self._form(f"point{n}", PointForm(view.point))
                    if self.may_split and not view.assessment
                    else None,
                    "conflict": view.assessment if self.conflict == n else None,
                }
            )
        first = next((row["form"] for row in rows if row["is_open"]), None)
        if first is not None:
            first.fields["reason"].widget.attrs["data-key"] = "a"
        return rows

    def context(self) -> dict[str, Any]:
        """What the templates draw."""
        contribution, state = self.contribution, self.contribution.state
        rows = self.rows()
        moderates = self.may("participation.moderate")
        steps = {
            "publish": moderates and may_become(state, S.PUBLISHED) and state != S.ASSIGNED,
            "withhold": moderates and may_become(state, S.WITHHELD),
            "merge": moderates and may_become(state, S.MERGED),
            "withdraw": moderates and may_become(state, S.WITHDRAWN),
            "close": state == S.ANSWERED and self.may("assessment.release"),
            "reopen": state in ANSWERED and self.may("assessment.release"),
        }
        assessments = [view.assessment for view in self.points]
        release = ReleaseForm(
            initial={
                "text": contribution.reply.text if hasattr(contribution, "reply") else "",
                "seen": answer_revision(assessments),
            },
            prefix="release",
        )
        return {
            "contribution": contribution,
            "rows": rows,
            "points": [row["point"] for row in rows],
            "revision": sha256(answer_revision(assessments).encode()).hexdigest()[:12],
            "open_forms": sum(row["is_open"] for row in rows),
            "any_form": any(row["form"] for row in rows),
            "bound_forms": [form for form in self.bound.values() if form.errors],
            "split": self._form("split", SplitForm(contribution)) if self.may_split else None,
            "split_is_open": "split" in self.bound,
            "all_assessed": self.all_assessed,
            "release": self._form("release", release) if self.may_release else None,
            "reply": contribution.reply if state in ANSWERED and hasattr(contribution, "reply") else None,
            "steps": steps,
            "any_step": any(steps.values()),
            "withhold": self._form("withhold", WithholdForm(prefix="withhold")),
            "merge": self._form("merge", MergeForm(prefix="merge")),
            "withdraw": self._form("withdraw", WithdrawForm(prefix="withdraw")),
            "step_open": next((name for name in ("withhold", "merge", "withdraw") if name in self.bound), ""),
            "may_change_text": self.may("assessment.change_text"),
        }
