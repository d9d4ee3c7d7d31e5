"""Prepares the database of the server that the browser tests drive: the demo, and a town of their own."""

from __future__ import annotations

import os

import django


def prepare() -> None:
    """Migrate, load the demo, add the town ``musterau`` with a person for every role. Does nothing twice."""
    from django.core.management import call_command

    from werkstatt.accounts.actions import add_person
    from werkstatt.core.actors import OPERATOR
    from werkstatt.demo.loading import load_missing
    from werkstatt.organisations.actions import add_member, add_town, add_unit
    from werkstatt.organisations.models import Municipality
    from werkstatt.organisations.rules import Role

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_missing()
    if Municipality.objects.filter(slug="musterau").exists():
        return
    town = add_town(actor=OPERATOR, name="Musterau", slug="musterau", conduct_rules="1. Seien Sie freundlich.")
    unit = add_unit(actor=OPERATOR, town=town, name="Amt für Digitales")
    for role in Role:
        person = add_person(email=f"{role}@musterau.example", name=f"Kim {role}", password=os.environ["E2E_PASSWORD"])
        add_member(actor=OPERATOR, town=town, user=person, role=role, unit=unit)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "werkstatt.config.settings")
    django.setup()
    prepare()
