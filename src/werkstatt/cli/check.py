"""``werkstatt check``: verify configuration, database and the hashes of all published versions."""

from __future__ import annotations

import argparse
import sys

NEEDS_DJANGO = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.epilog = "Example: werkstatt check && echo well"


def run(args: argparse.Namespace) -> int:
    """0 when all is well, 1 with one line for each fault."""
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from werkstatt.strategy.queries import verify_hashes

    faults: list[str] = []
    try:
        call_command("check", deploy=settings.BEHIND_TLS)
    except SystemCheckError as error:
        faults.append(str(error))
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        faults.append("The database is behind the program: run werkstatt migrate.")
    else:
        faults += [
            f"{version.strategy} {version}: the stored text does not have the recorded hash."
            for version in verify_hashes()
        ]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0
