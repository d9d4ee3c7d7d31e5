"""``werkstatt export``: a version of a strategy, or a phase of it, as a file."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkstatt.participation.models import ParticipationPhase
    from werkstatt.strategy.models import Strategy, Version

NEEDS_DJANGO = True
FORMATS = ("pdf", "docx", "odt", "md", "html", "json", "xlsx", "csv")
WHAT = ("strategy", "synopsis", "data", "profiles", "roadmap", "council-paper")
BY_WHAT = {
    "strategy": ("pdf", "docx", "odt", "md", "html", "json"),
    "synopsis": ("pdf", "xlsx"),
    "data": ("csv", "json", "xlsx"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = "Schreibt eine Fassung einer Strategie oder eine Beteiligung dazu in eine Datei."
    parser.epilog = (
        "Beispiel:\n"
        "  werkstatt export --town auenbrueck --strategy digitalstrategie --format pdf -o strategie.pdf\n\n"
        "  werkstatt export --town auenbrueck --strategy digitalstrategie --what synopsis --format xlsx -o s.xlsx\n\n"
        "Ohne --version gilt die neueste veröffentlichte Fassung, sonst der Entwurf; ohne --phase die Beteiligung,\n"
        "die zuletzt begonnen hat. Synopse (pdf, xlsx) und Daten (csv, json, xlsx) enthalten, was öffentlich ist;\n"
        "mit --internal steht in der Synopse auch, was noch nicht freigegeben ist."
    )
    parser.add_argument("--town", required=True, metavar="SLUG", help="Adresse der Kommune, etwa auenbrueck")
    parser.add_argument("--strategy", required=True, metavar="ID", help="Nummer oder Adresse der Strategie")
    parser.add_argument("--format", required=True, choices=FORMATS, help="Format der Datei")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="Zieldatei; - für die Ausgabe")
    parser.add_argument("--version", type=int, metavar="N", help="Nummer der Fassung, auch eines Entwurfs")
    parser.add_argument("--phase", type=int, metavar="ID", help="Nummer der Beteiligung, für Synopse und Daten")
    parser.add_argument("--internal", action="store_true", help="Synopse mit Urteilen, die nicht freigegeben sind")
    parser.add_argument(
        "--what", choices=WHAT, default="strategy", help="was ausgegeben wird (bisher: strategy, synopsis, data)"
    )


def run(args: argparse.Namespace) -> int:
    """0 when the file is written, 1 if strategy or version do not exist, 2 for what cannot be exported (yet)."""
    if args.format not in BY_WHAT.get(args.what, ()):
        wanted = f"--what {args.what} --format {args.format}"
        known = "; ".join(f"{what}: {', '.join(formats)}" for what, formats in BY_WHAT.items())
        print(f"werkstatt export: {wanted} gibt es noch nicht. Es gibt {known}.", file=sys.stderr)
        return 2
    if args.internal and args.what != "synopsis":
        print("werkstatt export: --internal gibt es nur für --what synopsis.", file=sys.stderr)
        return 2
    from werkstatt.cli.files import FaultyInputError, write_file
    from werkstatt.core.errors import RuleBroken

    try:
        if args.what != "strategy":
            return _phase_file(args)
        version = _version(_strategy(args.town, args.strategy), args.version)
        if sys.stderr.isatty():
            print(f"{version.strategy}, {version.label}: {args.format} wird erstellt …", file=sys.stderr)
        write_file(args.output, _content(version, args.format))
    except FaultyInputError as error:
        print(f"werkstatt export: {error}", file=sys.stderr)
        return 1
    except RuleBroken as error:
        print(f"werkstatt export: {error.message}", file=sys.stderr)
        return 1
    return 0


def _strategy(town: str, name: str) -> Strategy:
    from werkstatt.cli.files import FaultyInputError
    from werkstatt.organisations.models import Municipality
    from werkstatt.strategy.models import Strategy

    place = Municipality.objects.filter(slug=town).first()
    if place is None:
        raise FaultyInputError(f"--town {town}: Diese Kommune gibt es nicht. Bitte prüfen Sie die Adresse.")
    own = Strategy.objects.filter(municipality=place).select_related("municipality")
    # Digits beyond what a database key can hold are no key.
    is_key = name.isascii() and name.isdigit() and len(name) < 19
    found = own.filter(slug=name).first() or (own.filter(pk=int(name)).first() if is_key else None)
    if found is None:
        known = ", ".join(own.order_by("slug").values_list("slug", flat=True)[:10]) or "keine"
        raise FaultyInputError(f"--strategy {name}: Diese Strategie gibt es dort nicht. Vorhanden: {known}.")
    return found


def _version(strategy: Strategy, number: int | None) -> Version:
    from werkstatt.cli.files import FaultyInputError
    from werkstatt.strategy.models import Version
    from werkstatt.strategy.rules import VersionState

    versions = Version.objects.filter(strategy=strategy).select_related("strategy", "municipality").order_by("-number")
    if number is not None:
        found = versions.filter(number=number).first() if abs(number) < 2**31 else None
    else:
        found = versions.exclude(state=VersionState.DRAFT).first() or versions.first()
    if found is None:
        known = ", ".join(str(each.number) for each in versions[:10])
        raise FaultyInputError(f"--version {number}: Diese Fassung gibt es nicht. Vorhanden: {known}.")
    return found


def _phase_file(args: argparse.Namespace) -> int:
    """Synopsis or data of a phase: the same file that the site offers, made now if something has changed since."""
    from werkstatt.cli.files import FaultyInputError, write_file
    from werkstatt.core.actors import OPERATOR
    from werkstatt.publishing.actions.phase_file import make_file, order_file
    from werkstatt.publishing.rules import FileState, Problem

    phase = _phase(_strategy(args.town, args.strategy), args.phase, public=not args.internal)
    if sys.stderr.isatty():
        print(f"{phase.title}: {args.what} als {args.format} wird erstellt …", file=sys.stderr)
    order, _new = order_file(
        phase=phase,
        kind=args.what,
        format=args.format,
        language="de",
        actor=OPERATOR,
        is_internal=args.internal,
        as_it_is_now=True,
    )
    made = order if order.state == FileState.DONE else make_file(order_id=order.pk)
    if made is None or made.state != FileState.DONE:
        if made is not None:
            made.refresh_from_db()
        reason = Problem(made.problem).label if made is not None and made.problem else "Jemand erstellt sie gerade."
        raise FaultyInputError(f"Die Datei ist nicht entstanden. {reason} Bitte versuchen Sie es noch einmal.")
    with made.file.open("rb") as file:
        write_file(args.output, bytes(file.read()))
    return 0


def _phase(strategy: Strategy, key: int | None, *, public: bool) -> ParticipationPhase:
    from werkstatt.cli.files import FaultyInputError
    from werkstatt.publishing.queries.phases import phases_to_export

    phases = phases_to_export(strategy, public=public)
    found = [phase for phase in phases if key is None or phase.pk == key]
    if not found:
        known = ", ".join(f"{phase.pk} ({phase.title})" for phase in phases) or "keine"
        named = f"--phase {key}: " if key is not None else ""
        raise FaultyInputError(f"{named}Diese Beteiligung gibt es dort nicht. Vorhanden: {known}.")
    return found[0]


def _content(version: Version, format: str) -> bytes:
    """The same file that the public site offers; a draft is made on the spot and says that it is one."""
    from werkstatt.publishing.actions.published_file import file_of

    if version.is_draft:
        return _draft_content(version, format)
    with file_of(version=version, format=format).file.open("rb") as file:
        return bytes(file.read())


def _draft_content(version: Version, format: str) -> bytes:
    from dataclasses import replace

    from werkstatt.core.documents import pdf, writing
    from werkstatt.core.documents.meta import Meta
    from werkstatt.strategy.queries import document_of, pictures_of

    document = document_of(version)
    document = replace(document, images=pictures_of(version.municipality_id, document))
    town = version.municipality
    label = f"{version.label}, {version.get_state_display()}"
    meta = Meta(subtitle=town.brand_name or town.name, author=town.name, version_label=label)
    match format:
        case "pdf":
            return pdf.to_pdf(document, meta, brand_color=town.brand_color)
        case "docx":
            return writing.to_docx(document, meta)
        case "odt":
            return writing.to_odt(document, meta)
        case "md":
            return writing.to_markdown(document, meta).encode()
        case "html":
            return writing.to_html(document, meta).encode()
        case _json:
            return writing.to_json(document).encode()
