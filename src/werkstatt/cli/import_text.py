"""``werkstatt import-text``: a DOCX, ODT, Markdown or text file becomes the draft of a new strategy."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkstatt.strategy.models import Version

NEEDS_DJANGO = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Liest ein Dokument ein und legt daraus den Entwurf einer neuen Strategie an."
    parser.epilog = (
        "Beispiel:\n"
        '  werkstatt import-text strategie.docx --town auenbrueck --title "Digitalstrategie" --json ergebnis.json\n\n'
        "Aus Überschriften werden Kapitel und Abschnitte; Tabellen, Bilder und Fußnoten kommen mit.\n"
        "Hinweise auf das, was nicht mitkommt, stehen auf der Fehlerausgabe."
    )
    parser.add_argument("file", metavar="FILE", type=Path, help="DOCX, ODT, Markdown oder Text")
    parser.add_argument("--town", required=True, metavar="SLUG", help="Adresse der Kommune, etwa auenbrueck")
    parser.add_argument("--title", default="", metavar="T", help="Titel der Strategie (sonst der des Dokuments)")
    parser.add_argument(
        "--json", dest="json_file", metavar="FILE", help="Ergebnis mit allen Kennungen; - für die Ausgabe"
    )


def run(args: argparse.Namespace) -> int:
    """0 when the draft is there; 1 with a message about what is wrong, and nothing written."""
    from django.conf import settings

    from werkstatt.cli.files import FaultyInputError, read_file, write_file
    from werkstatt.core.actors import OPERATOR
    from werkstatt.core.errors import RuleBroken
    from werkstatt.organisations.models import Municipality
    from werkstatt.strategy.actions import import_document

    try:
        data = read_file(args.file, settings.UPLOAD_LIMIT)
        town = Municipality.objects.filter(slug=args.town).first()
        if town is None:
            raise FaultyInputError(f"--town {args.town}: Diese Kommune gibt es nicht. Bitte prüfen Sie die Adresse.")
        if sys.stderr.isatty():
            print(f"{args.file} wird gelesen …", file=sys.stderr)
        draft, notices = import_document(
            actor=OPERATOR, town=town, data=data, filename=args.file.name, title=args.title
        )
        for notice in notices:
            print(f"{args.file}: {notice}", file=sys.stderr)
        if args.json_file:
            write_file(
                args.json_file, (json.dumps(_result(draft, notices), ensure_ascii=False, indent=1) + "\n").encode()
            )
        if args.json_file != "-":
            print(f"„{draft.strategy.title}“ ist angelegt: Strategie {draft.strategy.slug}, {draft.label} (Entwurf).")
    except FaultyInputError as error:
        print(f"werkstatt import-text: {error}", file=sys.stderr)
        return 1
    except RuleBroken as error:
        print(f"werkstatt import-text: {args.file}: {error.message}", file=sys.stderr)
        return 1
    return 0


def _result(draft: Version, notices: list[str]) -> dict[str, Any]:
    """The ids of everything that was made."""
    from werkstatt.strategy.queries import document_of
    from werkstatt.text.model import numbered

    strategy = draft.strategy
    return {
        "strategy": {"id": strategy.pk, "slug": strategy.slug, "title": strategy.title},
        "version": {"id": draft.pk, "number": draft.number, "state": draft.state},
        "sections": [
            {"id": part.id, "number": number, "title": part.title, "blocks": [block.id for block in part.blocks]}
            for number, _depth, part in numbered(document_of(draft).sections)
        ],
        "notices": notices,
    }
