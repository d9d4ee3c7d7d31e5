"""The English catalogue is complete and right, and no words that people read stand outside of the catalogues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.template.base import Lexer, TokenType
from django.utils import translation

from scripts import catalogues
from werkstatt.core.ui.days import words
from werkstatt.core.ui.language import german, in_german

pytestmark = pytest.mark.pure

CODE = [path for path in catalogues.SOURCE.rglob("*.py") if "migrations" not in path.parts]
TEMPLATES = sorted(catalogues.SOURCE.rglob("templates/**/*.html"))

# Words that stay German in English: names.
KEPT = {"Deutsch", "Strategiewerkstatt", "Passkeys", "Passkey %(number)s"}
# Frequent German words, none of them an English one.
GERMAN = re.compile(
    r"\b(und|oder|aber|der|das|dem|den|ein|eine|einen|ist|sind|wird|werden|wurde|nicht|noch|schon|mit|für|von|zum|zur"
    r"|bei|bis|auf|Sie|Ihr|Ihre|bitte|Beitrag|Beiträge|Fassung|Abschnitt|Absatz|Stelle|Urteil|Grund|Amt)\b|[äöüßÄÖÜ„]"
)
# What may stand in a template without being translated: names of things that have one name only.
NAMES = {
    "CSV",
    "JSON",
    "XLSX",
    "Strategiewerkstatt",
    "Deutsch",
    "English",
    "Esc",
    "Tab",
    "SHA",
    "PDF",
    "utf",
    "dark",
    "Klartext",
}


@pytest.fixture(scope="module")
def english() -> Catalog:
    return catalogues.existing()


@pytest.fixture(scope="module")
def collected() -> Catalog:
    return catalogues.collected()


# ── The English texts ─────────────────────────────────────────────────────────────────────────────────────────────


def test_every_string_is_translated_with_its_placeholders_and_nothing_is_left_over(
    english: Catalog, collected: Catalog
) -> None:
    assert catalogues.faults(english, collected) == []


def test_the_catalogue_stands_in_the_form_that_collecting_gives_it(english: Catalog) -> None:
    assert catalogues.ENGLISH.read_text(encoding="utf-8") == catalogues.written(english)


def test_the_head_names_neither_people_nor_days(english: Catalog) -> None:
    head = catalogues.written(english).partition("\n\n")[0]

    assert re.findall(r"@|20\d\d|ORGANIZATION|AUTHOR|fuzzy", head) == []
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in head


def test_no_german_is_left_in_the_english_texts(english: Catalog) -> None:
    left = [
        text
        for message in english
        if message.id
        for text in catalogues.forms(message)
        if text not in KEPT and (text == message.id or GERMAN.search(text)) and not _is_the_same_in_both(text)
    ]

    assert left == []


def _is_the_same_in_both(text: str) -> bool:
    """Names, and what consists of placeholders."""
    alike = {"English", "Name", "Text", "Moderation", "Markdown", "Word (DOCX)", "OpenDocument (ODT)", "Phase"}
    alike |= {"[Text](https://…)", "Alt K", "Alt ↵"}
    return text in alike or not re.search(r"[^\W\d_]", catalogues.PLACEHOLDER.sub("", text))


# ── Nothing outside of the catalogues ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(catalogues.SOURCE)))
def test_a_template_has_no_words_outside_of_translation_tags(path: Path) -> None:
    words_outside = {
        word for text in _untranslated(path.read_text(encoding="utf-8")) for word in re.findall(r"[^\W\d_]{3,}", text)
    }

    assert words_outside - NAMES == set()


def _untranslated(source: str) -> Iterator[str]:
    """What people read of a template without its tags and its translated blocks: text, and attributes that speak."""
    plain = []
    inside = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            name = token.contents.split()[0]
            if name in {"blocktranslate", "comment"}:
                inside = f"end{name}"
            elif name == "block" and token.contents.endswith("_class"):
                inside = "endblock"
            elif name == inside:
                inside = ""
        elif token.token_type == TokenType.TEXT and not inside:
            plain.append(token.contents)
    html = re.sub(r"<(script|style|kbd|code)\b.*?</\1>", " ", " ".join(plain), flags=re.DOTALL)
    yield from re.findall(r'\b(?:alt|title|placeholder|aria-label|data-busy)="([^"]*)"', html)
    yield re.sub(r"<[^>]*>|&\w+;", " ", html, flags=re.DOTALL)


def test_words_beside_translation_tags_are_found() -> None:
    source = (
        '<p title="Laut">{% translate "drin" %} draußen {{ name }}</p>{% blocktranslate %}drin{% endblocktranslate %}'
    )

    assert [text.split() for text in _untranslated(source)] == [["Laut"], ["draußen"]]


# What speaks German in code without being shown in a page: demo, command line, words the engine compares with. And
# what Klartext says of a German text, which pages in English show as German words.
UNSHOWN = ("demo/", "cli/", "text/", "config/", "analysis/plain_language/")


def test_sentences_in_code_are_wrapped_for_translation() -> None:
    loose = [
        f"{path.relative_to(catalogues.SOURCE)}: {text}"
        for path in CODE
        if not str(path.relative_to(catalogues.SOURCE)).startswith(UNSHOWN)
        for text in _loose_sentences(path.read_text(encoding="utf-8"))
    ]

    assert loose == []


SENTENCE = re.compile(r"[A-ZÄÖÜ][a-zäöüß]+ .*\b(und|oder|der|die|das|ist|sind|wird|nicht|ein|eine|Sie|mit|für|zu)\b")


def _loose_sentences(code: str) -> Iterator[str]:
    """German sentences in string constants that are neither documentation nor arguments of a translating call."""
    tree = ast.parse(code)
    known: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in catalogues.TRANSLATORS:
                known |= {id(argument) for argument in node.args}
        if isinstance(node, ast.Expr):
            known.add(id(node.value))
    for node in ast.walk(tree):
        loose = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in known
        if loose and SENTENCE.search(node.value):
            yield node.value


def test_a_sentence_that_is_not_wrapped_is_found() -> None:
    assert list(_loose_sentences('"""Das ist die Hilfe."""\nf(_("Das ist gut."), "Das ist schlecht.")')) == [
        "Das ist schlecht."
    ]


def test_no_text_is_filled_in_while_the_program_starts() -> None:
    """Then it would speak the language of the start for ever."""
    early = [
        f"{path.relative_to(catalogues.SOURCE)}:{node.lineno}"
        for path in CODE
        if "cli" not in path.parts
        for node in _at_import(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp | ast.JoinedStr) and any(_is_translating(part) for part in ast.walk(node))
    ]

    assert early == []


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a module is imported."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from _at_import(child)


def _is_translating(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in catalogues.TRANSLATORS


# ── Finding the strings ───────────────────────────────────────────────────────────────────────────────────────────


def test_strings_are_found_wherever_they_stand_in_code() -> None:
    code = """
_("eins")
gettext_lazy("zwei " "drei")
f"{_('in einer f-Zeichenkette')}: {x}"
translation.ngettext("%(n)s Tag", "%(n)s Tage", n)
pgettext("Spalte", "Stand")
npgettext("Frist", "%(n)s Tag", "%(n)s Tage", n)
_(variable)
"""
    assert set(catalogues.code_strings(code)) == {
        ("eins", None),
        ("zwei drei", None),
        ("in einer f-Zeichenkette", None),
        (("%(n)s Tag", "%(n)s Tage"), None),
        ("Stand", "Spalte"),
        (("%(n)s Tag", "%(n)s Tage"), "Frist"),
    }


def test_strings_are_found_wherever_they_stand_in_a_template() -> None:
    template = """
      <p>Text, (unpaarige Klammern und 'Anführungszeichen
        {% translate "einfach" %} {% translate "gemerkt" as x %} {% translate "Stand" context "Spalte" %}
    {% crumbs _("im Argument") url _('noch eins') %} {{ x|default:_("im Filter") }}
      {% blocktranslate trimmed with name=person %}
        Hallo {{ name }},
        100 % davon
      {% endblocktranslate %}
   {% blocktranslate count n=tage %}{{ n }} Tag{% plural %}{{ n }} Tage{% endblocktranslate %}
    """
    assert list(catalogues.template_strings(template)) == [
        ("einfach", None),
        ("gemerkt", None),
        ("Stand", "Spalte"),
        ("im Argument", None),
        ("noch eins", None),
        ("im Filter", None),
        ("Hallo %(name)s, 100 %% davon", None),
        (("%(n)s Tag", "%(n)s Tage"), None),
    ]


def test_one_singular_with_two_plurals_is_refused() -> None:
    with pytest.raises(ValueError, match="two plurals"):
        catalogues.gathered([(("Ein Tag", "%(n)s Tage"), None), (("Ein Tag", "%(count)s Tage"), None)])


def test_a_translation_keeps_its_flags_and_its_place_when_strings_are_added() -> None:
    catalog = catalogues.gathered([("Zweitens %(n)s", None), ("Drittens", None)])
    message = catalog.get("Zweitens %(n)s")
    assert message is not None
    message.string = "Second %(n)s"
    alone = catalogues.written(catalog)
    catalog.update(catalogues.gathered([("Zweitens %(n)s", None), ("Drittens", None), ("Erstens", None)]))

    assert '#, python-format\nmsgid "Zweitens %(n)s"\nmsgstr "Second %(n)s"' in alone
    assert catalogues.written(catalog).replace('msgid "Erstens"\nmsgstr ""\n\n', "") == alone


@pytest.mark.parametrize(
    ("original", "translation", "fault"),
    [
        ("%(n)s Tage", "days", "other placeholders"),
        ("100 %% sicher", "100 % certain", "other placeholders"),
        ("höchstens {n}", "at most", "other placeholders"),
        (", angemeldet", " , signed in", "other blanks at its ends"),
        (("Ein Tag", "%(n)s Tage"), ("One day", "days"), "other placeholders"),
        (("Ein Tag", "%(n)s Tage"), "One day", "a singular and a plural each want a translation"),
    ],
)
def test_a_translation_that_would_break_is_told(
    original: str | tuple[str, str], translation: str | tuple[str, str], fault: str
) -> None:
    assert list(catalogues.differences(Message(original, translation))) == [fault]


# ── What English pages say ────────────────────────────────────────────────────────────────────────────────────────


def test_days_are_written_as_english_writes_them() -> None:
    from datetime import datetime

    moment = datetime(2026, 12, 8, 18, 5)

    with translation.override("en"):
        assert [words(moment, form) for form in ("", "long", "time", "yearless", "month")] == [
            "8 Dec 2026",
            "8 December 2026",
            "8 Dec 2026, 18:05",
            "8 December",
            "December 2026",
        ]


def test_german_words_are_marked_on_english_pages_only() -> None:
    with translation.override("en"):
        assert (german(), in_german("Müll & <Wege>")) == (
            ' lang="de"',
            '<span lang="de">Müll &amp; &lt;Wege&gt;</span>',
        )
    with translation.override("de"):
        assert (german(), in_german("Müll & <Wege>")) == ("", "Müll &amp; &lt;Wege&gt;")
