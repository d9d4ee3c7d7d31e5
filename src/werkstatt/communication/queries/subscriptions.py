"""Who gets which mails, for the person herself; and what there is to subscribe to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from werkstatt.communication.links import Key
from werkstatt.communication.models import Subscription
from werkstatt.communication.queries.news import sections_of_town
from werkstatt.communication.rules import Topic
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contact, ParticipationPhase
from werkstatt.participation.rules import PhaseKind
from werkstatt.strategy.models import Section, Version
from werkstatt.strategy.queries import public_versions
from werkstatt.strategy.queries.frozen import frozen_sections
from werkstatt.strategy.rules import Audience


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody can hear of in a town."""

    versions: tuple[Version, ...]
    """The newest public version of each strategy."""
    phases: tuple[ParticipationPhase, ...]
    """Open and planned ones, and closed ones while answers are due."""
    sections: dict[int, tuple[Section, ...]]
    """Of these versions, by strategy."""


@dataclass(frozen=True, slots=True)
class Line:
    """A subscription as its owner sees it."""

    subscription: Subscription
    about: str


@dataclass(frozen=True, slots=True)
class Own:
    """Everything that goes to one address in a town."""

    email: str
    language: str
    lines: tuple[Line, ...]
    numbers: tuple[int, ...]
    """Numbers of the contributions whose answers go there."""


def offer(town: Municipality, now: datetime) -> Offer:
    """What there is to subscribe to. Two queries, and one for each text the first time."""
    newest: dict[int, Version] = {}
    for version in public_versions(town).order_by("-number")[:200]:
        newest.setdefault(version.strategy_id, version)
    phases = (
        ParticipationPhase.objects.filter(
            municipality=town, kind=PhaseKind.PUBLIC, version__audience=Audience.PUBLIC, answer_by__gte=now.date()
        )
        .select_related("strategy")
        .order_by("-opens_at")[:20]
    )
    return Offer(
        versions=tuple(newest.values()),
        phases=tuple(phases),
        sections={key: frozen_sections(version) for key, version in newest.items()},
    )


def about(subscription: Subscription, labels: dict[tuple[int, str], str] | None = None) -> str:
    """What a subscription is about, in words: "den Abschnitt „2.1 Erste Schritte“ in …". In the active language.

    ``labels``: what the sections are called, by strategy and id, where that has been read already.
    """
    title = subscription.strategy.title
    if subscription.phase is not None:
        return _("die Beteiligung „%(phase)s“") % {"phase": subscription.phase.title}
    if subscription.topic != Topic.SECTION:
        return _("„%(title)s“, den ganzen Text") % {"title": title}
    if labels is None:
        labels, _inside = sections_of_town(subscription.municipality)
    section = labels.get((subscription.strategy_id, subscription.section_uid), "")
    if not section:
        return _("einen Abschnitt von „%(title)s“, den es so nicht mehr gibt") % {"title": title}
    return _("den Abschnitt „%(section)s“ in „%(title)s“") % {"section": section, "title": title}


def owner(town: Municipality, key: Key) -> str:
    """The address that a private link belongs to; empty if nothing goes there any more."""
    if key.what == "contact":
        row: Contact | Subscription | None = Contact.objects.filter(pk=key.pk, municipality=town).first()
    else:
        row = Subscription.objects.filter(pk=key.pk, municipality=town).first()
    return row.email if row is not None else ""


def own_mails(town: Municipality, email: str) -> Own:
    """Everything that goes to this address in the town. Two queries, and those for the names of sections."""
    rows = list(
        Subscription.objects.filter(municipality=town, email__iexact=email, confirmed_at__isnull=False)
        .select_related("strategy", "phase")
        .order_by("created_at", "pk")
    )
    labels: dict[tuple[int, str], str] = {}
    if any(row.topic == Topic.SECTION for row in rows):
        labels, _inside = sections_of_town(town)
    contacts = list(
        Contact.objects.filter(municipality=town, email__iexact=email, confirmed_at__isnull=False, ended_at=None)
        .order_by("contribution__number")
        .values_list("contribution__number", "language")
    )
    languages = [row.language for row in rows] + [language for _number, language in contacts]
    return Own(
        email=email,
        language=languages[-1] if languages else "de",
        lines=tuple(Line(row, about(row, labels)) for row in rows),
        numbers=tuple(number for number, _language in contacts),
    )


def find_subscription(town: Municipality, key: int) -> Subscription | None:
    """The town's subscription with this key."""
    return Subscription.objects.filter(municipality=town, pk=key).select_related("strategy", "phase").first()
