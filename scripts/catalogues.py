"""Collects the strings that people read into the catalogues, checks that they are complete, compiles them.

German is the language the strings are written in; the English catalogue translates them (docs/adr/0003).

    python scripts/catalogues.py collect | check | compile
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "werkstatt"
ENGLISH = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = "# English catalogue of Strategiewerkstatt. The strings are German in the code; see docs/adr/0003.\n#"
# What the first arguments of each function are: the context, the string, its plural.
TRANSLATORS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ("string",)),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "ngettext_noop"), ("string", "plural")),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "string")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "string", "plural")),
}
# %(name)s, %d and %% as the % operator reads them, {name} as format does.
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[-#0+]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]|%%|\{\w+\}")

Found = tuple[str | tuple[str, ...], str | None]


def collect() -> int:
    """Bring the English catalogue up to the strings that are there; translations that are there stay."""
    catalog = existing()
    catalog.update(collected(), no_fuzzy_matching=True)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text(written(catalog), encoding="utf-8")
    return 0


def check() -> int:
    """Exit code 1 and a list if a string is not translated, or not as it should be."""
    there = existing()
    wrong = faults(there, collected())
    if not wrong and ENGLISH.read_text(encoding="utf-8") != written(there):
        wrong = ["not in the order and form that `make catalogues` writes"]
    for fault in wrong[:60]:
        print(fault)
    if wrong:
        print(f"{len(wrong)} faults in the English catalogue: run `make catalogues` and translate.")
    return 1 if wrong else 0


def compile_all() -> int:
    """Write the .mo files that the running program reads."""
    for path in SOURCE.rglob("*.po"):
        with path.open("rb") as source:
            catalog = read_po(source, locale=path.parent.parent.name)
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalog)
    return 0


def collected() -> Catalog:
    """Every string of code and templates."""
    return gathered(strings())


def strings() -> Iterator[Found]:
    """The strings of all code and all templates, in no particular order, some more than once."""
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            yield from code_strings(path.read_text(encoding="utf-8"))
    for path in SOURCE.rglob("templates/**/*.*"):
        yield from template_strings(path.read_text(encoding="utf-8"), str(path))


def gathered(all_found: Iterable[Found]) -> Catalog:
    """The strings as a catalogue. Raises ValueError where one singular stands with two plurals: gettext looks up
    the singular only, so that one of them would be shown with the other's words."""
    catalog = Catalog(charset="utf-8")
    plurals: dict[tuple[str, str | None], str] = {}
    for message, context in all_found:
        if isinstance(message, tuple):
            singular, plural = message
            if plurals.setdefault((singular, context), plural) != plural:
                raise ValueError(f"{singular!r} has two plurals: {plural!r}, {plurals[singular, context]!r}")
        catalog.add(message, context=context)
    return catalog


def code_strings(code: str) -> Iterator[Found]:
    """The strings of Python code, wherever they stand: Python's own reader also looks into f-strings."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            roles = TRANSLATORS.get(getattr(node.func, "id", None) or getattr(node.func, "attr", ""), ())
            words = [argument.value for argument in node.args[: len(roles)] if isinstance(argument, ast.Constant)]
            if roles and len(words) == len(roles):
                yield found(dict(zip(roles, words, strict=True)))


def template_strings(text: str, origin: str = "") -> Iterator[Found]:
    """The strings of a template, found by Django's own reading of its tags."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    from django.utils.translation.template import templatize

    # Django leaves the text's indentation in place; to a reader of Python it would mean something.
    python = "\n".join(line.strip() for line in templatize(text, origin=origin).splitlines())
    options = {"encoding": "utf-8"}
    for _line, function, messages, _comments in extract_python(io.BytesIO(python.encode()), TRANSLATORS, [], options):
        words = messages if isinstance(messages, tuple) else (messages,)
        roles = TRANSLATORS[function]
        if all(words[: len(roles)]):
            yield found(dict(zip(roles, words, strict=False)))


def found(words: dict[str, str]) -> Found:
    """Words by their role as a string or a pair of singular and plural, and the context."""
    string, plural = words["string"], words.get("plural")
    return (string if plural is None else (string, plural)), words.get("context")


def existing() -> Catalog:
    """The English catalogue as it is."""
    if not ENGLISH.exists():
        return Catalog(locale="en", charset="utf-8")
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def written(catalog: Catalog) -> str:
    """The catalogue as a file: the same for the same content, whoever writes it and when."""
    wanted = Catalog(locale="en", charset="utf-8", header_comment=HEADER, fuzzy=False)
    for message in catalog:
        if message.id:
            wanted.add(message.id, message.string, flags=message.flags - {"fuzzy"}, context=message.context)
    buffer = io.BytesIO()
    write_po(buffer, wanted, width=120, sort_output=True)
    # Who wrote it and when is known to the version control, and would differ with every run.
    machine = re.compile(r'^"(Project-Id|Report|POT|PO-|Last-T|Language-Team|Generated).*\n', re.MULTILINE)
    return machine.sub("", buffer.getvalue().decode()).rstrip() + "\n"


def faults(there: Catalog, wanted: Catalog) -> list[str]:
    """What a catalogue lacks, has wrong or has left over, a line each."""
    wrong = []
    for message in wanted:
        if not message.id:
            continue
        translation = there.get(message.id, message.context)
        if translation is None or not all(forms(translation)):
            wrong.append(f"not translated: {message.id!r}")
        elif translation.fuzzy:
            wrong.append(f"fuzzy: {message.id!r}")
        else:
            wrong += [f"{fault}: {message.id!r}" for fault in differences(translation)]
    wrong += [
        f"left over: {message.id!r}"
        for message in there
        if message.id and wanted.get(message.id, message.context) is None
    ]
    return wrong


def differences(message: Message) -> Iterator[str]:
    """What a translation must have in common with its original, and has not."""
    originals = message.id if isinstance(message.id, tuple) else (message.id,)
    if len(originals) != len(forms(message)):
        yield "a singular and a plural each want a translation"
        return
    for original, translation in zip(originals, forms(message), strict=True):
        if placeholders(original) != placeholders(translation):
            yield "other placeholders"
        if margins(original) != margins(translation):
            yield "other blanks at its ends"


def forms(message: Message) -> tuple[str, ...]:
    """The translations of a message: one, or one for the singular and one for the plural."""
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def placeholders(text: str) -> list[str]:
    """The placeholders of a text in alphabetical order; each as often as it occurs."""
    return sorted(PLACEHOLDER.findall(text))


def margins(text: str) -> tuple[str, str]:
    """The white space before and after a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


if __name__ == "__main__":
    order = sys.argv[1] if len(sys.argv) > 1 else ""
    orders = {"collect": collect, "check": check, "compile": compile_all}
    if order not in orders:
        sys.exit(__doc__)
    sys.exit(orders[order]())
