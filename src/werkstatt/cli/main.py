"""Finds the command and runs it. Nothing heavy is imported before it is clear what is wanted."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

COMMANDS = {
    "up": ("up", "everything at once: database, demo, web server, job worker"),
    "serve": ("serve", "the web server"),
    "worker": ("worker", "the job worker"),
    "migrate": ("migrate", "bring the database up to date"),
    "demo": ("demo", "load the demo towns"),
    "add-town": ("add_town", "a new municipality and the person who runs its process"),
    "check": ("check", "verify configuration and stored texts"),
    "import-text": ("import_text", "a DOCX, ODT, Markdown or text file becomes a draft"),
    "import-contributions": ("import_contributions", "a CSV or XLSX table of noted-down contributions is imported"),
    "export": ("export", "a strategy as PDF, DOCX, ODT, Markdown, HTML or JSON; the synopsis and data of a phase"),
    "klartext": ("klartext", "which sentences of a text are hard, why, and how to mend them"),
    "similar": ("similar", "near-duplicate, related and opposed texts of a table"),
    "carry-over": ("carry_over", "places of remarks in an old wording → their places in a new one"),
    "opinion-map": ("opinion_map", "votes on statements → groups of opinion, common ground and what divides"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code: 0 fine, 1 the input is faulty, 2 wrong usage."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    name = next((word for word in words if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(
        prog="werkstatt",
        description="Strategiewerkstatt: from every voice to what became of it.",
        epilog="Example: werkstatt import-text strategie.docx --town auenbrueck --title Digitalstrategie",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    module = None
    for command, (file, what) in COMMANDS.items():
        sub = commands.add_parser(
            command, help=what, description=what, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        if command == name:
            module = importlib.import_module(f"werkstatt.cli.{file}")
            module.configure(sub)
    args = parser.parse_args(words)
    if module is None:
        parser.error(f"unknown command: {name}")
    if getattr(module, "NEEDS_DJANGO", False):
        start_django()
    try:
        return int(module.run(args) or 0)
    except KeyboardInterrupt:
        return 130


def start_django() -> None:
    """Load settings and contexts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "werkstatt.config.settings")
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
