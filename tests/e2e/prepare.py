"""Prepares the database of the server that the browser tests drive: the demo, and towns of their own.

``musterau`` and ``lindenau`` have people and no text, ``neuland`` stays as empty as it is, the others have a text that
is open for contributions, ``weidenfurt`` with twenty of them on the desk, ``stimmau`` with statements to vote on. Every
role has a person in each of them:
``<role>@<town>.example``; ``buergeramt@lindenau.example`` leads a second office.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from tests.factories.scene import Scene
    from werkstatt.organisations.models import Municipality

TOWNS = {
    "musterau": "Musterau",
    "lindenau": "Lindenau",
    "neuland": "Neuland",
    "klarheim": "Klarheim",
    "schlussdorf": "Schlussdorf",
    "kartenau": "Kartenau",
    "weidenfurt": "Weidenfurt",
    "stimmau": "Stimmau",
}
WITH_TEXT = {"klarheim", "schlussdorf", "kartenau", "weidenfurt", "stimmau"}
ON_THE_DESK = 20
"""Contributions of ``weidenfurt``: two sentences each, a wish and a question."""


def prepare() -> None:
    """Migrate, load the demo, add the towns with a person for every role. Does nothing twice."""
    from django.core.management import call_command

    from werkstatt.demo.loading import load_missing
    from werkstatt.organisations.models import Municipality

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_missing()
    for slug, name in TOWNS.items():
        if not Municipality.objects.filter(slug=slug).exists():
            _add_town(slug, name)


def _add_town(slug: str, name: str) -> None:
    from tests.factories.scene import Scene, a_consultation, a_document
    from werkstatt.accounts.actions import add_person
    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.actions import add_member, add_town, add_unit
    from werkstatt.organisations.rules import Role

    town = add_town(actor=OPERATOR, name=name, slug=slug, conduct_rules="1. Seien Sie freundlich.")
    unit = add_unit(actor=OPERATOR, town=town, name="Amt für Digitales")
    people = {}
    for role in Role:
        person = add_person(email=f"{role}@{slug}.example", name=f"Kim {role}", password=os.environ["E2E_PASSWORD"])
        add_member(actor=OPERATOR, town=town, user=person, role=role, unit=unit)
        people[role] = person
    if slug in WITH_TEXT:
        scene = Scene(
            town=town,
            unit=unit,
            officer=people[Role.DIGITAL_OFFICER],
            editor=people[Role.EDITOR],
            moderator=people[Role.MODERATOR],
            lead=people[Role.DEPARTMENT_LEAD],
            administrator=people[Role.ADMINISTRATOR],
        )
        a_consultation(scene, a_document(title=f"Digitalstrategie {name}"))
    if slug == "lindenau":
        _add_second_office(town)
    if slug == "weidenfurt":
        _fill_the_desk(scene)
    if slug == "stimmau":
        _ask_for_opinions(scene)


def _ask_for_opinions(scene: Scene) -> None:
    from tests.factories.opinions import an_opinion_map

    things = ("Busse", "Parks", "Schulen", "Straßen", "Büchereien", "Bäder", "Märkte")
    an_opinion_map(scene, [f"Stimmau soll mehr Geld für {thing} ausgeben." for thing in things], "Wofür ist Geld da?")


def _add_second_office(town: Municipality) -> None:
    from werkstatt.accounts.actions import add_person
    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.actions import add_member, add_unit
    from werkstatt.organisations.rules import Role

    office = add_unit(actor=OPERATOR, town=town, name="Bürgeramt")
    lead = add_person(
        email=f"buergeramt@{town.slug}.example", name="Kim Bürgeramt", password=os.environ["E2E_PASSWORD"]
    )
    add_member(actor=OPERATOR, town=town, user=lead, role=Role.DEPARTMENT_LEAD, unit=office)


def _fill_the_desk(scene: Scene) -> None:
    from tests.factories.scene import a_comment
    from werkstatt.assessment.actions import save_module
    from werkstatt.assessment.rules import Verdict

    for street in range(1, ON_THE_DESK + 1):
        a_comment(scene, f"In der Straße {street} fehlt ein Anschluss. Wann kommt er dort an?")
    save_module(
        actor=scene.moderator,
        town=scene.town,
        title="Steht im Ausbauplan",
        text="Danke für Nr. {nummer}. Das steht im Ausbauplan.",
        verdict=Verdict.ALREADY_COVERED,
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "werkstatt.config.settings")
    django.setup()
    prepare()
