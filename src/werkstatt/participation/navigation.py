"""Participation in the staff menu and on the overview."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.accounts.models import User
from werkstatt.core import clock
from werkstatt.core.slots import fills
from werkstatt.core.ui.days import LONG, TIME, words
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry, Shelf, Task, Urgency
from werkstatt.organisations.permissions import council_groups_of
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.participation.queries import count_waiting, motions_of, phases_to_take_part, running_phases
from werkstatt.participation.queries.personal import Forgetting, about_to_forget
from werkstatt.participation.rules import PhaseKind

ENDS_SOON = timedelta(days=3)
FORGETS_SOON = timedelta(days=14)


@fills("areas")
def phases(town: Municipality) -> Entry:
    """The way to the phases."""
    return Entry(_("Beteiligung"), reverse("phases", args=[town.slug]), 30)


@fills("overview")
def places(town: Municipality, user: User) -> list[Task]:
    """Remarks whose place in the new version a person must confirm."""
    if not user.has_perm("participation.confirm_place", town):
        return []
    count = count_waiting(town)
    if not count:
        return []
    return [
        Task(
            title=ngettext("Eine Stelle bestätigen", "%(count)s Stellen bestätigen", count) % {"count": count},
            text=_("Der Text hat sich dort geändert. Jemand muss sagen, wohin die Beiträge gehören."),
            url=reverse("places", args=[town.slug]),
            count=count,
            urgency=Urgency.SOON,
        )
    ]


@fills("overview")
def running(town: Municipality, user: User) -> list[Task]:
    """The phases in which people can contribute now, with the days that are left."""
    now = clock.now()
    return [
        Task(
            title=_("„%(title)s“ läuft") % {"title": phase.title},
            text=_days_left(phase.closes_at - now) % {"end": words(localtime(phase.last_moment), TIME)},
            url=reverse("phases", args=[town.slug]),
            urgency=Urgency.SOON if phase.closes_at - now < ENDS_SOON else Urgency.NEWS,
        )
        for phase in running_phases(town, user, now)
    ]


def _days_left(left: timedelta) -> str:
    if left < timedelta(days=1):
        return _("Endet heute oder morgen früh: %(end)s.")
    days = left.days
    return ngettext("Noch ein Tag, bis %(end)s.", "Noch %(days)s Tage, bis %(end)s.", days).replace(
        "%(days)s", str(days)
    )


@fills("overview")
def forgetting(town: Municipality, user: User) -> list[Task]:
    """The phases that erase their addresses within two weeks: time to send what is still to be said, or to wait."""
    if not user.has_perm("participation.open_phase", town):
        return []
    return [_forgetting(town, each) for each in about_to_forget(town, localdate(clock.now()) + FORGETS_SOON)]


def _forgetting(town: Municipality, each: Forgetting) -> Task:
    text = ngettext(
        "Am %(day)s wird eine Adresse gelöscht.", "Am %(day)s werden %(count)s Adressen gelöscht.", each.addresses
    )
    if each.unanswered:
        text += " " + ngettext(
            "Eine wartet noch auf ihre Antwort.", "%(waiting)s warten noch auf ihre Antwort.", each.unanswered
        )
    day = words(each.phase.contacts_until, LONG) if each.phase.contacts_until else ""
    return Task(
        title=_("„%(title)s“ vergisst Adressen") % {"title": each.phase.title},
        text=text % {"day": day, "count": each.addresses, "waiting": each.unanswered},
        url=reverse("phase-contacts", args=[town.slug, each.phase.pk]),
        urgency=Urgency.SOON if each.unanswered else Urgency.NEWS,
    )


@fills("belonging")
def open_phases(town: Municipality, user: User) -> Shelf:
    """The phases in which this person can speak now, the one that ends first in front."""
    now = clock.now()
    tasks = (_task(town, phase, phase.closes_at - now) for phase in phases_to_take_part(town, user, now))
    return Shelf(_("Mitreden"), 20, tuple(tasks))


@fills("belonging")
def own_motions(town: Municipality, user: User) -> Shelf | None:
    """What the council groups of this person have moved."""
    groups = council_groups_of(user, town.pk)
    if not groups:
        return None
    return Shelf(_("Anträge Ihrer Fraktion"), 30, tuple(_motion(town, each) for each in motions_of(groups)))


def _task(town: Municipality, phase: ParticipationPhase, left: timedelta) -> Task:
    match phase.kind:
        case PhaseKind.COUNCIL:
            title, url = _("Anträge stellen: %(title)s"), reverse("motion-new", args=[town.slug, phase.pk])
        case PhaseKind.INTERNAL:
            title, url = _("Intern mitreden: %(title)s"), _text_of(town, phase)
        case _public:
            title, url = _("Mitreden: %(title)s"), _text_of(town, phase)
    return Task(
        title=title % {"title": phase.title},
        text=_days_left(left) % {"end": words(localtime(phase.last_moment), TIME)},
        url=url,
        urgency=Urgency.SOON,
    )


def _text_of(town: Municipality, phase: ParticipationPhase) -> str:
    return reverse("version", args=[town.slug, phase.version.strategy.slug, phase.version.number])


def _motion(town: Municipality, motion: Contribution) -> Task:
    """``motion`` carries its group's name as its author."""
    return Task(
        title=f"{motion.label} · {motion.section_label or motion.version.label}",
        text=f"{motion.author}: {motion.get_state_display()}",
        url=reverse("motion", args=[town.slug, motion.number]),
        urgency=Urgency.NEWS,
    )
