"""What the desk tells a person on the town's overview (slot ``overview``)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from werkstatt.assessment.queries.piles import PILE_BY_KEY, Desk, counts_of
from werkstatt.core import clock
from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Task, Urgency
from werkstatt.organisations.permissions import membership_of


@fills("overview")
def tasks(town: Municipality, user: Any) -> list[Task]:
    """The piles that this person can do something about, as far as anything lies on them. One query."""
    membership = membership_of(user, town.pk)
    if membership is None or not user.has_perm("assessment.view_desk", town):
        return []
    desk = Desk(town, localtime(clock.now()).date(), membership.unit)
    counts = counts_of(desk, conflicts=False)
    found: list[tuple[str, str, Urgency]] = []
    if membership.unit is not None:
        found.append(("faellig", _("Punkte Ihres Amts sind überfällig oder in sieben Tagen fällig."), Urgency.SOON))
    if user.has_perm("assessment.split", town):
        found += [
            ("neu", _("Diese Beiträge sieht noch niemand: Bitte prüfen und veröffentlichen."), Urgency.LATE),
            ("ueberfaellig", _("Hier ist die Frist eines Amts vorbei."), Urgency.LATE),
            ("freigeben", _("Alle Punkte haben ein Urteil. Die Antwort kann hinaus."), Urgency.SOON),
            ("teilen", _("Diese Beiträge haben noch keine Punkte."), Urgency.SOME_TIME),
        ]
    if user.has_perm("assessment.change_text", town):
        found += [
            ("aenderung", _("Übernommen, aber der Text ist noch nicht geändert."), Urgency.SOON),
            ("wortlaut", _("Jemand schlägt einen anderen Wortlaut vor."), Urgency.SOME_TIME),
        ]
    home = reverse("desk", args=[town.slug])
    return [
        Task(str(PILE_BY_KEY[key].label), text, f"{home}?stapel={key}", counts[key], urgency)
        for key, text, urgency in found
        if counts[key]
    ]
