"""Communication in the menus."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.accounts.models import User
from werkstatt.communication.queries.mails import count_unreachable
from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Entry, Task, Urgency


@fills("areas")
def mails(town: Municipality) -> Entry:
    """The way to what is mailed."""
    return Entry(_("Mails"), reverse("mails", args=[town.slug]), 60)


@fills("overview")
def unreachable(town: Municipality, user: User) -> list[Task]:
    """People who asked for an answer by mail and cannot be reached."""
    if not user.has_perm("communication.view_mails", town):
        return []
    count = count_unreachable(town)
    if not count:
        return []
    return [
        Task(
            title=ngettext("Eine Adresse ist nicht zustellbar", "%(count)s Adressen sind nicht zustellbar", count)
            % {"count": count},
            text=_("Die Antwort steht öffentlich beim Beitrag; per Mail kommt sie dort nicht an."),
            url=reverse("mails", args=[town.slug]),
            urgency=Urgency.NEWS,
        )
    ]
