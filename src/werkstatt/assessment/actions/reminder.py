"""Reminding offices of what is due: one mail per person and day, with everything that is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from werkstatt.assessment.models import Point
from werkstatt.assessment.rules import IN_WORK
from werkstatt.core import clock, mail
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.models import Membership, Unit
from werkstatt.organisations.rules import ANSWERS, EDITS_TEXT

REMIND_BEFORE = timedelta(days=3)
MOST_LISTED = 30
"""Points named in one mail; the desk has the others."""


@transaction.atomic
def remind(*, actor: Actor, point: Point) -> int:
    """Remind the office of a point now. Returns how many people get a mail.

    Raises RuleBroken if the point needs no reminder, nobody answers for the office, or everybody there got a mail
    today already.
    """
    require(actor, "assessment.assign", point)
    current = (
        Point.objects.select_for_update(of=("self",))
        .select_related("unit__municipality", "contribution", "assessment")
        .filter(pk=point.pk)
        .first()
    )
    if current is None:
        raise RuleBroken(_("Diesen Punkt hat schon jemand aufgelöst."))
    if current.unit is None or hasattr(current, "assessment") or current.contribution.state not in IN_WORK:
        raise RuleBroken(_("Punkt %(point)s wartet auf kein Amt.") % {"point": current.label})
    unit = current.unit
    if not _people(unit):
        raise RuleBroken(
            _("Im Amt „%(unit)s“ arbeitet niemand, der Beiträge beantworten darf. Bitte weisen Sie anders zu.")
            % {"unit": unit.name}
        )
    written = _remind_unit(unit, localtime(clock.now()).date(), also=current)
    if not written:
        raise RuleBroken(
            _("Alle im Amt „%(unit)s“ haben heute schon eine Erinnerung bekommen. Morgen geht die nächste.")
            % {"unit": unit.name}
        )
    record(actor, "remind", current, unit=unit.pk, people=written)
    return written


def remind_of_deadlines() -> int:
    """Tell every office what is due in three days or overdue, once before and once after. Returns how many mails."""
    today = localtime(clock.now()).date()
    waiting = Point.objects.filter(_to_be_told(today), assessment=None, contribution__state__in=IN_WORK)
    units = Unit.objects.filter(pk__in=waiting.values("unit")).select_related("municipality")
    written = 0
    for unit in units:
        with transaction.atomic():
            written += _remind_unit(unit, today)
    return written


def _to_be_told(today: date) -> Q:
    """Points of offices that have not heard of the coming deadline, or not of its passing."""
    unheard = Q(reminded_at=None) | Q(reminded_at__lt=F("assigned_at"))
    passed = Q(due_on__lt=today, reminded_at__date__lte=F("due_on"))
    return Q(unit__isnull=False, due_on__lte=today + REMIND_BEFORE) & (unheard | passed)


def _people(unit: Unit) -> list[Membership]:
    """Who belongs to the office and may open the desk."""
    roles = [str(role) for role in ANSWERS | EDITS_TEXT]
    members = Membership.objects.filter(unit=unit, role__in=roles, user__is_active=True)
    return list(members.select_related("user").order_by("pk"))


def _remind_unit(unit: Unit, today: date, also: Point | None = None) -> int:
    """Write the mails of an office about all its due points, and ``also`` this one. Returns how many."""
    due = Q(due_on__lte=today + REMIND_BEFORE)
    if also is not None:
        due |= Q(pk=also.pk)
    points = list(
        Point.objects.filter(due, unit=unit, assessment=None, contribution__state__in=IN_WORK)
        .select_related("contribution")
        .order_by(F("due_on").asc(nulls_last=True), "contribution__number", "position")[: MOST_LISTED + 200]
    )
    if not points:
        return 0
    written = sum(_post(unit, member, points, today) for member in _people(unit))
    if written:
        Point.objects.filter(pk__in=[point.pk for point in points]).update(reminded_at=clock.now())
    return written


def _post(unit: Unit, member: Membership, points: Iterable[Point], today: date) -> bool:
    town, found = unit.municipality, list(points)
    all_due = all(point.due_on is not None and point.due_on <= today + timedelta(days=7) for point in found)
    address = reverse("desk", args=[town.slug]) + ("?stapel=faellig" if all_due else "?stapel=meine")
    with override("de"):
        n = len(found)
        subject = ngettext("%(town)s: Ein Punkt wartet auf Ihr Amt", "%(town)s: %(n)s Punkte warten auf Ihr Amt", n) % {
            "n": n,
            "town": town.brand_name or town.name,
        }
        text = render_to_string(
            "assessment/mail/reminder.txt",
            {
                "name": str(member.user),
                "unit": unit,
                "points": found[:MOST_LISTED],
                "more": max(0, n - MOST_LISTED),
                "today": today,
                "address": settings.SITE_ADDRESS + address,
            },
        )
    key = f"reminder:{town.pk}:{member.user_id}:{today.isoformat()}"
    posted = mail.post(to=member.user.email, subject=subject, text=text, kind="reminder", town_id=town.pk, key=key)
    return posted is not None
