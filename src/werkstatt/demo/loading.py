"""Loads the demo towns through the same actions that people use, each at its own moment before today.

A town is loaded whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from werkstatt.accounts.actions import add_person
from werkstatt.accounts.models import User
from werkstatt.core import clock
from werkstatt.core.actors import OPERATOR
from werkstatt.demo.consultation import Cast, hold_consultation
from werkstatt.demo.material import TOWNS, load
from werkstatt.demo.opinions import hold_opinion_map
from werkstatt.demo.records import TownMaterial
from werkstatt.demo.rewriting import rewrite
from werkstatt.demo.tending import (
    dissolve,
    finish,
    follow,
    furnish,
    hand_out,
    look_after_summaries,
    settle_conflict,
    settle_objections,
)
from werkstatt.organisations.actions import add_member, add_town, add_unit
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.rules import Role
from werkstatt.participation.models import ParticipationPhase
from werkstatt.strategy.actions import accept_import, edit_section, preview_import, publish_version, start_draft
from werkstatt.strategy.models import Section, Version

PASSWORD = "Faden-von-Hand-zu-Hand"  # noqa: S105  printed by `make run`, for invented people only
BERLIN = ZoneInfo("Europe/Berlin")
KINDS = {"Stadt": "city", "Gemeinde": "municipality", "Landkreis": "district"}


class Calendar:
    """Turns days before and after today into moments."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.astimezone(BERLIN).date()

    def moment(self, day: int, hour: str = "09:00") -> datetime:
        """The moment ``day`` days from today at this hour, Berlin time."""
        return datetime.combine(self.day(day), time.fromisoformat(hour), tzinfo=BERLIN)

    def past(self, day: int, hour: str) -> datetime:
        """The same, but never later than now: nothing in the demo has happened in the future."""
        return min(self.moment(day, hour), self.now)

    def day_of(self, moment: datetime) -> date:
        """The date of a moment, in Berlin."""
        return moment.astimezone(BERLIN).date()

    def day(self, day: int) -> date:
        """The date ``day`` days from today."""
        return self.today + timedelta(days=day)


def load_missing(announce: Callable[[str], None] = lambda name: None) -> list[str]:
    """Load every demo town whose address is still free. Returns the names of the loaded ones."""
    loaded = []
    for key in TOWNS:
        if not Municipality.objects.filter(slug=key).exists():
            calendar = Calendar(timezone.now())
            material = load(key, calendar.today.year)
            announce(material.town.name)
            load_town(material, calendar)
            loaded.append(material.town.name)
    return loaded


@transaction.atomic
def load_town(material: TownMaterial, calendar: Calendar) -> Municipality:
    """One town with its offices, people, text, consultations and versions."""
    with clock.at(calendar.moment(min(material.published.values()) - 30)):
        cast = _found(material)
        furnish(cast, material)
    draft: Version | None = None
    plain = material.everyday.summaries
    phases: dict[int, ParticipationPhase] = {}
    for number, day in sorted(material.published.items()):
        if draft is None:
            draft = _write(material, cast, calendar.moment(day - 20))
        elif number == 2:
            dissolve(cast, material, calendar)
            rewrite(cast, draft, material.changes, calendar.moment(day - 2, "10:00"))
            but, moment = plain.confirmed_but, calendar.moment(day - 1, "11:00")
            look_after_summaries(cast, plain, material.changes, but, draft, moment)
        with clock.at(calendar.moment(day, "07:00")):
            published = publish_version(actor=cast.officer, draft=draft)
        for phase in (phase for phase in material.phases if phase.version == number):
            phases[number] = hold_consultation(cast, material, published, phase, calendar)
            if material.opinions is not None and material.opinions.phase == phase.key:
                hold_opinion_map(cast, material.opinions, phases[number], calendar)
        if number < max(material.published) or material.draft_changes:
            next_day = material.published.get(number + 1, 0)
            with clock.at(calendar.moment(next_day - 20 if next_day else -3)):
                draft = start_draft(actor=cast.editor, base=published)
    if material.draft_changes and draft is not None:
        rewrite(cast, draft, material.draft_changes, calendar.moment(-1, "14:32"))
        look_after_summaries(cast, plain, material.draft_changes, plain.draft_but, draft, calendar.moment(-1, "14:50"))
    settle_objections(cast, material, calendar)
    hand_out(cast, material, calendar)
    if material.everyday.settled and draft is not None:
        settle_conflict(cast, material.everyday.settled, draft, calendar.moment(-1, "15:10"))
    follow(cast, material, phases, calendar)
    finish(cast, material, phases, calendar)
    return cast.town


def _found(material: TownMaterial) -> Cast:
    """The town, its offices and its people."""
    source = material.town
    town = add_town(
        actor=OPERATOR,
        name=source.name,
        slug=source.key,
        kind=KINDS.get(source.kind, "municipality"),
        brand_name=source.brand.name,
        claim=source.brand.claim,
        brand_color=source.brand.color,
        logo_svg=material.logo,
        conduct_rules=material.conduct_rules,
    )
    units = {unit.key: add_unit(actor=OPERATOR, town=town, name=unit.name) for unit in source.units}
    people = {}
    for person in source.people:
        user = add_person(email=person.email, name=person.name)
        unit = units.get(person.unit)
        add_member(actor=OPERATOR, town=town, user=user, role=Role(person.role), unit=unit)
        people[person.key] = user
    # One password for all, so it is hashed once: that alone takes a good part of a second for each.
    User.objects.filter(pk__in=[user.pk for user in people.values()]).update(password=make_password(PASSWORD))
    by_role = {person.role: people[person.key] for person in reversed(source.people)}
    officer = by_role[Role.DIGITAL_OFFICER]
    return Cast(
        town=town,
        units=units,
        people=people,
        officer=officer,
        editor=by_role.get(Role.EDITOR, officer),
        moderator=by_role.get(Role.MODERATOR, officer),
        leads={person.unit: people[person.key] for person in source.people if person.role == Role.DEPARTMENT_LEAD},
    )


def _write(material: TownMaterial, cast: Cast, moment: datetime) -> Version:
    """The first draft: the imported file and its plain-language summaries."""
    with clock.at(moment):
        preview = preview_import(
            actor=cast.editor, town=cast.town, data=material.markdown.encode(), filename="digitalstrategie.md"
        )
        draft = accept_import(actor=cast.editor, preview=preview, title=material.town.strategy_title)
        sections = {section.number: section for section in Section.objects.filter(version=draft)}
        for number, summary in material.summaries.items():
            edit_section(actor=cast.editor, section=sections[number], summary=summary)
    return draft


def sign_ins() -> list[str]:
    """Who can sign in to the demo, a line each; empty if no demo town is there."""
    lines = []
    for key in TOWNS:
        if not Municipality.objects.filter(slug=key).exists():
            continue
        source = load(key).town
        lines.append(f"{source.name}: Passwort {PASSWORD}")
        lines += [f"  {person.email:<38} {person.shows}" for person in source.people if person.shows]
    return lines
