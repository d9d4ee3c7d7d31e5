"""The orders of the desk: each reads its form, calls one action, and says in a sentence what was done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment import actions
from werkstatt.assessment.forms import (
    MergeForm,
    ObjectionForm,
    PointForm,
    ReleaseForm,
    VerdictForm,
    WithdrawForm,
    WithholdForm,
)
from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.item import PointView, find_change
from werkstatt.assessment.views.workplace import Workplace
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.models import Unit
from werkstatt.organisations.queries import find_unit
from werkstatt.participation.actions.objection import answer_objection
from werkstatt.participation.queries import find_contribution


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in a sentence; and where on the page to go on. ``is_finished``: on to the next contribution."""

    message: str
    anchor: str = ""
    is_finished: bool = False


class Refused(Exception):
    """An order that cannot be carried out: forms to show again with what was typed, or a message for the page.

    ``is_stale``: somebody else has gone on with the contribution since the page was opened.
    """

    def __init__(
        self, forms: Mapping[str, BaseForm] | None = None, message: str = "", *, is_stale: bool = False
    ) -> None:
        super().__init__(message)
        self.forms, self.message, self.is_stale = dict(forms or {}), message, is_stale


def _carried_out(action: Callable[[], Any], name: str, form: BaseForm) -> Any:
    """Run the action; a broken rule becomes an error of the form, and everything typed stays."""
    if not form.is_valid():
        raise Refused({name: form})
    try:
        return action()
    except actions.WorkConflict as conflict:
        raise Refused({name: form}, conflict.message, is_stale=True) from conflict
    except RuleBroken as broken:
        _say(form, broken)
        raise Refused({name: form}) from broken


def _say(form: BaseForm, broken: RuleBroken) -> None:
    named = {field: message for field, message in broken.fields.items() if field in form.fields and message}
    for field, message in named.items():
        form.add_error(field, message)
    if not named:
        form.add_error(None, broken.message)


def _simply(action: Callable[[], Any]) -> Any:
    """Run an action that has no form of its own."""
    try:
        return action()
    except RuleBroken as broken:
        raise Refused(message=broken.message, is_stale=isinstance(broken, actions.WorkConflict)) from broken


def _point(place: Workplace, data: QueryDict) -> PointView:
    return _at(place, data.get("punkt", ""))


def _at(place: Workplace, position: object) -> PointView:
    found = next((view for view in place.points if str(view.point.position) == str(position)), None)
    if found is None:
        raise Refused(message=_("Diesen Punkt gibt es nicht mehr. Jemand hat ihn inzwischen aufgelöst."))
    return found


def _unit(place: Workplace, key: int) -> Unit:
    unit = find_unit(place.request.town, key)
    if unit is None:
        message = _("Dieses Amt gibt es nicht mehr. Bitte wählen Sie ein anderes.")
        raise RuleBroken(message, fields={"unit": message})
    return unit


def split(place: Workplace, data: QueryDict) -> Done:
    """One more point, or more words for one that is there."""
    form = place.split_form(data)

    def act() -> Point:
        start, end = form.range
        if form.cleaned_data.get("into") and start is not None and end is not None:
            point = _at(place, form.cleaned_data["into"]).point
            return actions.extend_point(actor=place.request.user, point=point, start=start, end=end, seen=place.seen)
        part = actions.Part(form.cleaned_data["title"], form.cleaned_data["kind"], start, end)
        [made] = actions.split(actor=place.request.user, contribution=place.contribution, parts=[part], seen=place.seen)
        return made

    point = _carried_out(act, "split", form)
    if form.cleaned_data.get("into"):
        return Done(_("Punkt %(point)s hat jetzt mehr Text.") % {"point": point.position}, "#teilen")
    return Done(_("Punkt %(point)s ist abgeteilt.") % {"point": point.position}, f"#punkt-{point.position}")


def whole(place: Workplace, data: QueryDict) -> Done:
    """The whole contribution as one point."""
    point = _simply(
        lambda: actions.whole_as_point(actor=place.request.user, contribution=place.contribution, seen=place.seen)
    )
    return Done(_("Der Beitrag ist jetzt ein Punkt."), f"#punkt-{point.position}")


def edit_point(place: Workplace, data: QueryDict) -> Done:
    """Another title or kind."""
    point = _point(place, data).point
    form = PointForm(point, data)
    _carried_out(
        lambda: actions.edit_point(actor=place.request.user, point=point, seen=place.seen, **form.cleaned_data),
        f"point{point.position}",
        form,
    )
    return Done(_("Punkt %(point)s ist geändert.") % {"point": point.position}, f"#punkt-{point.position}")


def join_points(place: Workplace, data: QueryDict) -> Done:
    """One point of two."""
    point = _point(place, data).point
    form = place.merge_point_form(point, data)
    kept = _carried_out(
        lambda: actions.merge_points(
            actor=place.request.user, point=point, into=_at(place, form.cleaned_data["into"]).point, seen=place.seen
        ),
        f"join{point.position}",
        form,
    )
    names = {"point": point.position, "into": kept.position}
    return Done(_("Punkt %(point)s ist jetzt Teil von Punkt %(into)s.") % names, f"#punkt-{kept.position}")


def remove_point(place: Workplace, data: QueryDict) -> Done:
    """A point less."""
    point = _point(place, data).point
    _simply(lambda: actions.remove_point(actor=place.request.user, point=point, seen=place.seen))
    return Done(_("Punkt %(point)s ist aufgelöst.") % {"point": point.position}, "#punkte")


def assign(place: Workplace, data: QueryDict) -> Done:
    """An office for one point, or for several at once; a contribution without points becomes one."""
    if "punkt" in data:
        return _assign_point(place, data)
    form = place.assign_form(data)

    def act() -> tuple[list[Point], Unit]:
        unit = _unit(place, form.cleaned_data["unit"])
        chosen = [_at(place, position).point for position in form.cleaned_data["points"]]
        if not chosen and place.points:
            chosen = [point for point in place.open_points if point.unit_id is None] or place.open_points
        assigned = actions.assign_contribution(
            actor=place.request.user,
            contribution=place.contribution,
            points=chosen,
            unit=unit,
            due_on=form.cleaned_data["due_on"],
            seen=place.seen,
        )
        return assigned, unit

    assigned, unit = _carried_out(act, "assign", form)
    n = len(assigned)
    message = ngettext("Ein Punkt liegt jetzt bei: %(unit)s.", "%(n)s Punkte liegen jetzt bei: %(unit)s.", n)
    return Done(message % {"n": n, "unit": unit.name}, f"#punkt-{assigned[0].position}")


def _assign_point(place: Workplace, data: QueryDict) -> Done:
    point = _point(place, data).point
    form = place.point_assign_form(point, data)

    def act() -> Any:
        unit = _unit(place, form.cleaned_data["unit"])
        return actions.assign(
            actor=place.request.user, point=point, unit=unit, due_on=form.cleaned_data["due_on"], seen=place.seen
        )

    assigned = _carried_out(act, f"assign{point.position}", form)
    names = {"point": point.position, "unit": assigned.unit.name}
    return Done(_("Punkt %(point)s liegt jetzt bei: %(unit)s.") % names, f"#punkt-{point.position}")


def remind(place: Workplace, data: QueryDict) -> Done:
    """A mail to the office that a point waits for."""
    point = _point(place, data).point
    n = _simply(lambda: actions.remind(actor=place.request.user, point=point))
    unit = point.unit.name if point.unit else ""
    message = ngettext(
        "Eine Person im Amt „%(unit)s“ bekommt eine Erinnerung.",
        "%(n)s Personen im Amt „%(unit)s“ bekommen eine Erinnerung.",
        n,
    )
    return Done(message % {"n": n, "unit": unit}, f"#punkt-{point.position}")


def verdicts(place: Workplace, data: QueryDict) -> Done:
    """The verdicts of all points at once; with ``release`` the answer goes out in the same breath."""
    forms = {
        f"p{view.point.position}": VerdictForm(view.point, view.assessment, data)
        for view in place.points
        if VerdictForm.was_sent(view.point, data)
    }
    if any(form.errors for form in forms.values()):
        raise Refused(forms)
    given = [
        actions.Given(
            point=form.point,
            verdict=form.cleaned_data["verdict"],
            reason=form.cleaned_data["reason"],
            deferred_until=form.cleaned_data["deferred_until"],
            seen=form.cleaned_data["seen"],
        )
        for form in forms.values()
        if form.says_something
    ]
    release_too = "release" in data
    if not given and not release_too:
        raise Refused(forms, _("Es ist noch kein Urteil gewählt."))
    try:
        actions.assess_all(
            actor=place.request.user, contribution=place.contribution, given=given, and_release=release_too
        )
    except RuleBroken as broken:
        raise _refused_verdicts(place, forms, broken) from broken
    if release_too:
        return _released(place)
    n = len(given)
    message = ngettext("Ein Urteil ist gespeichert.", "%(n)s Urteile sind gespeichert.", n) % {"n": n}
    return Done(message, f"#punkt-{given[0].point.position}")


def _refused_verdicts(place: Workplace, forms: dict[str, VerdictForm], broken: RuleBroken) -> Refused:
    if not broken.fields:
        return Refused(forms, broken.message)
    for name, message in broken.fields.items():
        prefix, _dash, field = name.partition("-")
        form = forms[prefix]
        form.add_error(field if field in form.fields else None, message)
    if isinstance(broken, actions.VerdictConflict):
        place.conflict = forms[prefix].point.position
        # Who reads both and saves again has now seen the other one's verdict.
        forms[prefix].data = {
            **forms[prefix].data.dict(),  # type: ignore[attr-defined]  # a QueryDict
            f"{prefix}-seen": broken.current.revision if broken.current else "",
        }
    return Refused(forms)


def release(place: Workplace, data: QueryDict) -> Done:
    """The answer goes out."""
    form = ReleaseForm(data, prefix="release")
    _carried_out(
        lambda: actions.release(actor=place.request.user, contribution=place.contribution, **form.cleaned_data),
        "release",
        form,
    )
    return _released(place)


def _released(place: Workplace) -> Done:
    message = _("Die Antwort auf %(number)s ist freigegeben.") % {"number": place.contribution.label}
    return Done(message, is_finished=True)


def close(place: Workplace, data: QueryDict) -> Done:
    """Put away."""
    _simply(lambda: actions.close(actor=place.request.user, contribution=place.contribution))
    return Done(_("%(number)s ist abgeschlossen.") % {"number": place.contribution.label})


def reopen(place: Workplace, data: QueryDict) -> Done:
    """Taken up again."""
    _simply(lambda: actions.reopen(actor=place.request.user, contribution=place.contribution))
    return Done(_("%(number)s ist wieder in der Abwägung.") % {"number": place.contribution.label})


def publish(place: Workplace, data: QueryDict) -> Done:
    """Shown to everybody, or answered on its own again."""
    was_merged = place.contribution.merged_into_id is not None
    _simply(lambda: actions.publish(actor=place.request.user, contribution=place.contribution, seen=place.seen))
    if was_merged:
        return Done(_("%(number)s wird wieder für sich beantwortet.") % {"number": place.contribution.label})
    return Done(_("%(number)s ist veröffentlicht.") % {"number": place.contribution.label})


def withhold(place: Workplace, data: QueryDict) -> Done:
    """Not shown any more."""
    form = WithholdForm(data, prefix="withhold")
    _carried_out(
        lambda: actions.withhold(
            actor=place.request.user, contribution=place.contribution, seen=place.seen, **form.cleaned_data
        ),
        "withhold",
        form,
    )
    message = _("%(number)s ist nicht mehr öffentlich zu lesen.") % {"number": place.contribution.label}
    return Done(message, is_finished=True)


def merge(place: Workplace, data: QueryDict) -> Done:
    """Answered together with another one."""
    form = MergeForm(data, prefix="merge")

    def act() -> Any:
        target = find_contribution(place.request.town, form.cleaned_data["target"])
        if target is None:
            message = _("Nr. %(number)s gibt es nicht.") % {"number": form.cleaned_data["target"]}
            raise RuleBroken(message, fields={"target": message})
        return actions.merge(
            actor=place.request.user,
            contribution=place.contribution,
            target=target,
            reason=form.cleaned_data["reason"],
            seen=place.seen,
        )

    merged = _carried_out(act, "merge", form)
    names = {"number": place.contribution.label, "other": merged.merged_into.label}
    return Done(_("%(number)s ist mit %(other)s zusammengeführt.") % names, is_finished=True)


def withdraw(place: Workplace, data: QueryDict) -> Done:
    """Erased on the author's behalf."""
    form = WithdrawForm(data, prefix="withdraw")
    _carried_out(
        lambda: actions.withdraw(actor=place.request.user, contribution=place.contribution, seen=place.seen),
        "withdraw",
        form,
    )
    message = _("%(number)s ist zurückgezogen, der Text ist gelöscht.") % {"number": place.contribution.label}
    return Done(message, is_finished=True)


def answer_an_objection(place: Workplace, data: QueryDict) -> Done:
    """Decided about what the author says against withholding."""
    form = ObjectionForm(data, prefix="objection")
    objection = place.objection
    if objection is None:
        raise Refused(message=_("Über diesen Einspruch hat schon jemand entschieden."))
    _carried_out(
        lambda: answer_objection(actor=place.request.user, objection=objection, **form.cleaned_data),
        "objection",
        form,
    )
    if form.cleaned_data["uphold"]:
        return Done(_("Der Einspruch war berechtigt. %(n)s ist veröffentlicht.") % {"n": place.contribution.label})
    return Done(_("Der Einspruch ist beantwortet."), is_finished=True)


def take_back(place: Workplace, data: QueryDict) -> Done:
    """A change of the draft less."""
    view = _point(place, data)
    key = data.get("change", "")
    change = find_change(view.point, int(key)) if key.isascii() and key.isdigit() and len(key) < 18 else None
    if change is None:
        raise Refused(message=_("Diese Änderung hat schon jemand zurückgenommen."))
    restored = _simply(lambda: actions.take_back_change(actor=place.request.user, change=change, point=view.point))
    if restored:
        return Done(_("Der Absatz hat wieder seinen alten Wortlaut."), f"#punkt-{view.point.position}")
    message = _("Die Verbindung ist gelöst. Der Entwurf blieb, wie er ist: Bitte prüfen Sie den Absatz dort.")
    return Done(message, f"#punkt-{view.point.position}")


Order = Callable[[Workplace, QueryDict], Done]
ORDERS: dict[str, Order] = {
    "split": split,
    "whole": whole,
    "edit-point": edit_point,
    "join": join_points,
    "remove-point": remove_point,
    "assign": assign,
    "remind": remind,
    "verdicts": verdicts,
    "release": release,
    "close": close,
    "reopen": reopen,
    "publish": publish,
    "withhold": withhold,
    "merge": merge,
    "withdraw": withdraw,
    "objection": answer_an_objection,
    "take-back": take_back,
}
"""Names as they stand in the forms' hidden field ``do``."""
