"""``werkstatt add-town``: a new tenant of this installation, with the person who runs its process."""

from __future__ import annotations

import argparse
import secrets
import sys

NEEDS_DJANGO = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("name", help="name of the municipality")
    parser.add_argument("--slug", default="", help="first part of its addresses; made from the name if left out")
    parser.add_argument("--officer", metavar="E-MAIL", required=True, help="digital officer who runs the process")
    parser.add_argument("--officer-name", metavar="NAME", default="", help="how she is called in the product")
    parser.add_argument("--color", default="", help="brand colour as #rrggbb; must be readable")
    parser.epilog = "Example: werkstatt add-town Musterau --officer kim@musterau.example --color '#0b5566'"


def run(args: argparse.Namespace) -> int:
    """Make town, person and membership in one transaction; print the first password once."""
    from django.db import transaction

    from werkstatt.accounts.actions import add_person
    from werkstatt.accounts.models import User
    from werkstatt.core.actors import OPERATOR
    from werkstatt.core.errors import RuleBroken
    from werkstatt.organisations.actions import add_member, add_town
    from werkstatt.organisations.rules import Role

    password = secrets.token_urlsafe(12)
    known = User.objects.filter(email=args.officer.strip().lower()).exists()
    color = {"brand_color": args.color.lower()} if args.color else {}
    try:
        with transaction.atomic():
            town = add_town(actor=OPERATOR, name=args.name, slug=args.slug, **color)
            officer = add_person(email=args.officer, name=args.officer_name or args.officer, password=password)
            add_member(actor=OPERATOR, town=town, user=officer, role=Role.DIGITAL_OFFICER)
    except RuleBroken as error:
        print(error.message, file=sys.stderr)
        return 1
    print(f"/{town.slug}/ ist da. Anmelden: {officer.email}" + ("" if known else f", Passwort {password}"))
    return 0
