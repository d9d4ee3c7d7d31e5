"""``werkstatt demo``: load the invented towns through the same actions that people use."""

from __future__ import annotations

import argparse

NEEDS_DJANGO = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.epilog = "Example: WERKSTATT_DATA=/tmp/try werkstatt demo"


def run(args: argparse.Namespace) -> int:
    """Load the towns that are not there yet."""
    from werkstatt.demo.loading import load_missing, sign_ins

    for name in load_missing():
        print(f"{name} ist geladen.")
    for line in sign_ins():
        print(line)
    return 0
