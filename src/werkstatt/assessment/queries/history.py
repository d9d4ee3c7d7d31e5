"""What was done with a contribution, told in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.item import PointView
from werkstatt.assessment.rules import Verdict
from werkstatt.core.models import AuditEntry
from werkstatt.core.ui.days import words
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import Channel, ContributionState

MOST_EVENTS = 60


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: when, what, who (empty: nobody in particular)."""

    at: datetime
    text: str
    actor: str
    is_voice: bool = False
    key: int = 0
    """The number of the entry in the record: later entries have higher ones."""


def history_of(contribution: Contribution, points: Iterable[PointView], units: Mapping[int, str]) -> list[Event]:
    """Oldest first, at most the last ``MOST_EVENTS``. One query. ``units``: names of the offices by key."""
    views = list(points)
    labels = {view.point.pk: view.point.position for view in views}
    changes = [change.pk for view in views for change in view.changes]
    about = Q(object_type=Contribution._meta.model_name, object_id=contribution.pk)
    about |= Q(object_type=Point._meta.model_name, object_id__in=list(labels))
    about |= Q(object_type="textchange", object_id__in=changes)
    entries = AuditEntry.objects.filter(about).select_related("actor").order_by("-at", "-pk")[:MOST_EVENTS]
    events = []
    for entry in reversed(entries):
        text = _sentence(entry, labels, units)
        if text:
            events.append(
                Event(entry.at, text, str(entry.actor) if entry.actor else "", entry.verb == "submit", entry.pk)
            )
    return events


def _sentence(entry: AuditEntry, labels: Mapping[int, int], units: Mapping[int, str]) -> str:
    data: dict[str, Any] = entry.data
    point = labels.get(entry.object_id, "")
    match entry.verb:
        case "submit":
            channel = data.get("channel", Channel.WEB)
            if channel in Channel.values and channel != Channel.WEB:
                return _("Aufgenommen: %(channel)s") % {"channel": Channel(channel).label}
            return _("Eingegangen")
        case "split":
            n = len(data.get("points", ()))
            return ngettext("Ein Punkt abgeteilt", "In %(n)s Punkte geteilt", n) % {"n": n}
        case "edit_point":
            return _("Punkt %(point)s geändert") % {"point": point}
        case "merge_points":
            return _("Punkt %(point)s ist jetzt Teil von Punkt %(into)s") % {
                "point": data.get("point", ""),
                "into": data.get("into", ""),
            }
        case "remind":
            names = {"point": point, "unit": units.get(data.get("unit", 0), _("ein Amt"))}
            return _("Punkt %(point)s: %(unit)s erinnert") % names
        case "unassign":
            return _("Punkt %(point)s: Zuweisung zurückgenommen") % {"point": point}
        case "unit_dissolved":
            names = {"point": point, "unit": units.get(data.get("unit", 0), _("ein Amt"))}
            if successor := data.get("successor"):
                names["successor"] = units.get(successor, _("ein Amt"))
                return _("Punkt %(point)s: %(unit)s ist aufgelöst, jetzt bei %(successor)s") % names
            return _("Punkt %(point)s: %(unit)s ist aufgelöst, zurück bei der Moderation") % names
        case "take_back_verdict":
            return _("Punkt %(point)s: Urteil zurückgenommen") % {"point": point}
        case "show_contact":
            return _("E-Mail-Adresse angesehen")
        case "object_to":
            return _("Einspruch eingegangen")
        case "answer_objection":
            return _("Einspruch berechtigt") if data.get("upheld") else _("Einspruch zurückgewiesen")
        case "edit_own":
            return _("Eigenen Text geändert")
        case "remove_point":
            return _("Punkt %(point)s aufgelöst") % {"point": data.get("point", "")}
        case "assign":
            names = {"point": point, "unit": units.get(data.get("unit", 0), _("ein Amt"))}
            if due := data.get("due_on"):
                return _("Punkt %(point)s an %(unit)s, Frist %(day)s") % {
                    **names,
                    "day": words(date.fromisoformat(due)),
                }
            return _("Punkt %(point)s an %(unit)s") % names
        case "assess":
            names = {"point": point, "verdict": _verdict(data.get("verdict"))}
            if data.get("before") and data["before"] != data.get("verdict"):
                return _("Punkt %(point)s: neues Urteil „%(verdict)s“") % names
            if data.get("before"):
                return _("Punkt %(point)s: Grund geändert") % names
            return _("Punkt %(point)s: „%(verdict)s“") % names
        case "release":
            return _("Antwort freigegeben")
        case "reopen":
            return _("Wieder aufgenommen")
        case "change_text":
            return _("Entwurf geändert wegen Punkt %(points)s") % {"points": ", ".join(data.get("points", ()))}
        case "take_back_change":
            return _("Änderung wegen Punkt %(point)s zurückgenommen") % {"point": point}
        case "advance":
            return _step(data.get("after", ""))
    return ""


def _step(after: str) -> str:
    """Only the steps that no other sentence tells already."""
    told: dict[str, str] = {
        ContributionState.PUBLISHED: _("Veröffentlicht"),
        ContributionState.WITHHELD: _("Aus der Öffentlichkeit genommen"),
        ContributionState.MERGED: _("Mit einem anderen Beitrag zusammengeführt"),
        ContributionState.WITHDRAWN: _("Zurückgezogen"),
        ContributionState.CLOSED: _("Abgeschlossen"),
    }
    return told.get(after, "")


def _verdict(code: object) -> str:
    return str(Verdict(code).label) if code in Verdict.values else ""
