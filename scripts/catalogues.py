"""Collects the strings that people read into the catalogues, checks that they are complete, compiles them.

German is the language the strings are written in; the English catalogue translates them (docs/adr/0003).

    python scripts/catalogues.py collect | check | compile
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "werkstatt"
ENGLISH = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def collected() -> Catalog:
    """Every string of code and templates."""
    catalog = Catalog(project="Strategiewerkstatt", charset="utf-8")
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for _line, message, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    for path in sorted(SOURCE.rglob("*.html")):
        for message, context in template_strings(path):
            catalog.add(message, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalog


def template_strings(path: Path) -> list[tuple[str | tuple[str, ...], str | None]]:
    """The strings of a template, found by Django's own reading of its tags."""
    import django
    from babel.messages.extract import extract_python
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    from django.utils.translation.template import templatize

    python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    found = []
    for _line, function, messages, _comments in extract_python(
        io.BytesIO(python.encode()), [*KEYWORDS], [], {"encoding": "utf-8"}
    ):
        spec = KEYWORDS.get(function)
        parts = [m for m in (messages if isinstance(messages, tuple) else (messages,)) if m is not None]
        if not parts:
            continue
        if function in {"pgettext", "npgettext"}:
            context, parts = parts[0], parts[1:]
        else:
            context = None
        plural = function in {"ngettext", "ngettext_lazy", "npgettext"} and len(parts) > 1 and spec is not None
        found.append((tuple(parts[:2]) if plural else parts[0], context))
    return found


def existing() -> Catalog:
    """The English catalogue as it is."""
    if not ENGLISH.exists():
        return Catalog(locale="en", project="Strategiewerkstatt", charset="utf-8")
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def collect() -> int:
    """Bring the English catalogue up to the strings that are there; translations that are there stay."""
    catalog = existing()
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, sort_output=True, ignore_obsolete=True, no_location=True, omit_header=False)
    lines = [line for line in buffer.getvalue().decode().splitlines() if "-Date:" not in line]
    ENGLISH.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def missing() -> list[str]:
    """What the English catalogue lacks or has left over, a line each."""
    there, wanted = existing(), collected()
    faults = []
    for message in wanted:
        if not message.id:
            continue
        translation = there.get(message.id, message.context)
        strings = translation.string if translation is not None else ""
        if not (all(strings) if isinstance(strings, tuple) else strings):
            faults.append(f"not translated: {message.id!r}")
        elif translation is not None and translation.fuzzy:
            faults.append(f"fuzzy: {message.id!r}")
    faults += [
        f"left over: {message.id!r}"
        for message in there
        if message.id and wanted.get(message.id, message.context) is None
    ]
    return faults


def check() -> int:
    """Exit code 1 and a list if a string is not translated."""
    faults = missing()
    for fault in faults[:60]:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in the English catalogue: run `make catalogues` and translate.")
    return 1 if faults else 0


def compile_all() -> int:
    """Write the .mo files that the running program reads."""
    for path in SOURCE.rglob("*.po"):
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parent.parent.name)
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalog)
    return 0


if __name__ == "__main__":
    order = sys.argv[1] if len(sys.argv) > 1 else ""
    orders = {"collect": collect, "check": check, "compile": compile_all}
    if order not in orders:
        sys.exit(__doc__)
    sys.exit(orders[order]())
