"""``werkstatt migrate``: bring the database up to date."""

from __future__ import annotations

import argparse

NEEDS_DJANGO = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.epilog = "Example: DATABASE_URL=postgresql://… werkstatt migrate"


def run(args: argparse.Namespace) -> int:
    """Apply what is missing; say nothing when nothing is."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    return 0
