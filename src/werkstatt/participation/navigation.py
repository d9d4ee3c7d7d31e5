"""Participation in the staff menu and on the overview."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.accounts.models import User
from werkstatt.core import clock
from werkstatt.core.slots import fills
from werkstatt.core.ui.days import TIME, words
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry, Task, Urgency
from werkstatt.participation.queries import count_waiting, running_phases

ENDS_SOON = timedelta(days=3)


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
            text=_days_left(phase.closes_at - now) % {"end": words(localtime(phase.closes_at), TIME)},
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
