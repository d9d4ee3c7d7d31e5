"""Pieces of interface, templates and islands: escape what people type, say things twice, work with nothing given."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from werkstatt.core.templatetags.ui import initials
from werkstatt.core.ui.days import day
from werkstatt.core.ui.fields import error_summary, field
from werkstatt.core.ui.logo import drawing
from werkstatt.core.ui.pieces import VERDICTS, Step, crumbs, diff, entries, icon, light, mini, number, pager, verdict
from werkstatt.text.worddiff import WordChange, word_diff

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "src" / "werkstatt" / "core" / "templates"
HOSTILE = "\"'><script>alert(1)</script>&amp;"

texts = st.text(st.sampled_from("Aber ä.,<>&\"'\n "), max_size=40)


class Reader(HTMLParser):
    """What is on a page: its words (without skipped ones), its elements with attributes; complains about nesting."""

    VOID = frozenset({"meta", "link", "input", "br", "img", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)
        assert self._open == [], f"not closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            skipped = "data-skip" in dict(attrs) or bool(self._open and self._open[-1][1])
            self._open.append((tag, skipped))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def render(source: str, **context: object) -> str:
    return (
        engines["django"].from_string("{% load ui %}" + source).render(context, RequestFactory().get("/x?q=1&seite=2"))
    )


# ── Pieces ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "html",
    [
        number(HOSTILE, HOSTILE),
        icon("say", HOSTILE),
        light("go", HOSTILE),
        diff([WordChange("insert", HOSTILE), WordChange("delete", HOSTILE), WordChange("equal", HOSTILE)]),
        mini([Step(HOSTILE, when=HOSTILE, url=HOSTILE)], HOSTILE),
        entries([(HOSTILE, HOSTILE, True)]),
        crumbs(HOSTILE, HOSTILE, HOSTILE),
        pager(HOSTILE, HOSTILE),
    ],
)
def test_pieces_escape_hostile_input(html: str) -> None:
    page = Reader(html)
    assert page.all("script") == []
    assert all(not name.startswith("on") for _, attributes in page.elements for name in attributes)


@pytest.mark.parametrize("source", ["{% empty t t t t %}", "{% note 'warn' %}{{ t }}{% endnote %}", "{{ t|initials }}"])
def test_tags_escape_hostile_input(source: str) -> None:
    assert Reader(render(source, t=HOSTILE)).all("script") == []


def test_a_number_links_to_its_thread_and_is_plain_without_an_address() -> None:
    assert str(number(69, "/a/69")) == '<a class="nr" href="/a/69">Nr. 69</a>'
    assert str(number("69.1")) == '<span class="nr">Nr. 69.1</span>'


@pytest.mark.parametrize("code", VERDICTS)
def test_every_verdict_has_a_sign_and_a_word(code: str) -> None:
    page = Reader(verdict(code))
    assert page.words.strip()
    assert any("i i-" in (attributes.get("class") or "") for attributes in page.all("span"))


def test_a_deferred_verdict_says_until_when() -> None:
    assert "Zurückgestellt bis 1.12.2019" in verdict("deferred", date(2019, 12, 1))


@pytest.mark.parametrize("piece", [lambda: verdict("nonsense"), lambda: icon("nonsense"), lambda: light("nonsense")])
def test_an_unknown_name_is_an_error_and_not_an_empty_spot(piece) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        piece()


@given(texts, texts)
@settings(max_examples=80)
def test_a_difference_without_what_is_skipped_is_the_new_text(old: str, new: str) -> None:
    assert Reader(diff(word_diff(old, new))).words == new


def test_a_difference_tells_screen_readers_what_is_new_and_what_is_gone() -> None:
    html = diff(word_diff("Die Stadt prüft das.", "Die Stadt macht das."))
    assert html == (
        'Die Stadt <del data-skip><span class="sr">gestrichen: </span>prüft</del>'
        '<ins><span class="sr" data-skip>neu: </span>macht</ins> das.'
    )


def test_marks_of_a_difference_end_with_their_last_word() -> None:
    html = diff([WordChange("delete", "alt "), WordChange("insert", "neu "), WordChange("equal", "ist das")])
    assert html.endswith("neu</ins> ist das")
    assert ">alt</del>" in html


def test_a_menu_takes_tuples_and_objects_and_marks_the_current_page() -> None:
    class Entry:
        label, url, current = "Text", "/t", True

    html = entries([("A", "/a"), ("B", "/b", False), Entry()])
    assert html.count("<li>") == 3
    assert html.count('aria-current="page"') == 1
    assert entries("") == ""  # type: ignore[arg-type]


def test_the_pager_is_silent_when_everything_is_on_one_page() -> None:
    assert pager("", "") == ""
    assert 'rel="prev"' not in pager("", "?b=2")


def test_the_numbered_pager_keeps_the_other_parameters() -> None:
    html = render("{% numbered_pager page %}", page=Paginator(range(30), 10).page(2))
    assert [link["href"] for link in Reader(html).all("a")] == ["?q=1&seite=1", "?q=1&seite=3"]


@pytest.mark.parametrize(
    ("person", "letters"),
    [("J. Ostermann", "JO"), ("Ayşe", "A"), ("anna.maria.kern@stadt.example", "AK"), ("", ""), ("...", "")],
)
def test_initials_are_one_or_two_letters(person: str, letters: str) -> None:
    assert initials(person) == letters


# ── Dates ──────────────────────────────────────────────────────────────────────────────────────────────────────────

MOMENT = datetime(2019, 6, 14, 16, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "value", "form", "html"),
    [
        ("de", date(2019, 6, 14), "", '<time datetime="2019-06-14">14.6.2019</time>'),
        ("de", date(2019, 6, 14), "long", '<time datetime="2019-06-14">14. Juni 2019</time>'),
        ("de", MOMENT, "time", '<time datetime="2019-06-14T18:42+02:00">14.6.2019, 18:42 Uhr</time>'),
        ("en", date(2019, 6, 14), "", '<time datetime="2019-06-14">14 Jun 2019</time>'),
        ("en", date(2019, 6, 14), "long", '<time datetime="2019-06-14">14 June 2019</time>'),
        ("de", None, "", ""),
    ],
)
def test_days_follow_the_language_and_the_local_time(language: str, value: date | None, form: str, html: str) -> None:
    with translation.override(language):
        assert day(value, form) == html


# ── Logos ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_logo_keeps_its_shapes_and_hides_from_screen_readers() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="900"><path d="M0 0h9" fill="#ffc45c"/></svg>'
    )
    assert drawing(svg) == (
        '<svg viewBox="0 0 9 9" aria-hidden="true" focusable="false"><path d="M0 0h9" fill="#ffc45c"></path></svg>'
    )


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)" d="M0 0"/>',
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<image href="https://else.example/x.png"/>',
        '<style>@import "https://else.example"</style>',
        '<path fill="url(https://else.example)"/>',
        '<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>',
        '<path style="background:url(//else.example)"/>',
    ],
)
def test_nothing_that_runs_or_loads_survives_in_a_logo(inside: str) -> None:
    html = drawing(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>')
    assert html.startswith("<svg viewBox")
    assert not any(word in html for word in ("script", "onload", "alert", "else.example", "iframe", "style", "href"))


@pytest.mark.parametrize(
    "svg",
    ["", "<svg", "<p>no</p>", '<!DOCTYPE x [<!ENTITY a "b">]><svg viewBox="0 0 1 1">&a;</svg>', "<svg/>", "x" * 30_000],
)
def test_what_is_no_drawing_gives_nothing(svg: str) -> None:
    assert drawing(svg) == ""


# ── Form fields ────────────────────────────────────────────────────────────────────────────────────────────────────


class Suggestion(forms.Form):
    wording = forms.CharField(label="Ihr Wortlaut", widget=forms.Textarea, help_text="Der alte Satz steht schon da.")
    reason = forms.CharField(label="Warum?", required=False)
    kind = forms.ChoiceField(label="Art", choices=[("a", "Frage"), ("b", "<b>Vorschlag</b>")], widget=forms.RadioSelect)
    unit = forms.ChoiceField(label="Amt", choices=[("", "–"), ("x", "Hauptamt")], required=False)
    due = forms.DateField(label="Frist", required=False)
    at = forms.DateTimeField(label="Wann", required=False)
    paper = forms.FileField(label="Datei", required=False)
    rules = forms.BooleanField(label="Ich halte mich an die Netiquette.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize("name", list(Suggestion.base_fields))
def test_every_field_has_a_label_and_points_to_its_hint_and_error(name: str) -> None:
    form = Suggestion({})
    page = Reader(field(form[name]))
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    labelled = {attributes.get("for") for attributes in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            assert control["id"] in labelled or control["type"] == "hidden"
    for _, attributes in page.elements:
        assert set((attributes.get("aria-describedby") or "").split()) <= ids
    if form[name].errors:
        assert f"id_{name}_error" in ids
        assert any(f"id_{name}_error" in (a.get("aria-describedby") or "") for _, a in page.elements)


def test_an_invalid_field_says_so_to_everybody() -> None:
    html = field(Suggestion({})["wording"])
    assert 'aria-invalid="true"' in html
    assert 'class="err"' in html


def test_what_may_stay_empty_is_marked() -> None:
    form = Suggestion()
    assert "(freiwillig)" in field(form["reason"])
    assert "(freiwillig)" not in field(form["wording"])


def test_a_hint_given_in_the_template_is_tied_to_the_field() -> None:
    html = field(Suggestion()["reason"], hint="Ein Grund hilft.")
    assert 'aria-describedby="id_reason_helptext"' in html
    assert 'id="id_reason_helptext">Ein Grund hilft.' in html


def test_labels_of_choices_are_escaped() -> None:
    assert "<b>" not in field(Suggestion()["kind"])


def test_dates_use_the_browsers_picker_in_every_language() -> None:
    with translation.override("de"):
        form = Suggestion(initial={"due": date(2019, 6, 14), "at": datetime(2019, 6, 14, 18, 30)})
        assert 'type="date" name="due" value="2019-06-14"' in field(form["due"])
        assert 'type="datetime-local" name="at" value="2019-06-14T18:30"' in field(form["at"])
        sent = Suggestion({"due": "2019-06-14", "at": "2019-06-14T18:30"})
        assert sent["due"].errors == sent["at"].errors == []


def test_the_summary_leads_to_every_wrong_field() -> None:
    form = Suggestion({})
    form.add_error(None, HOSTILE)
    page = Reader(error_summary(form))
    assert [link["href"] for link in page.all("a")] == ["#id_wording", "#id_kind_0", "#id_rules"]
    assert "4 Angaben stimmen noch nicht" in page.words
    assert page.all("script") == []
    controls = Reader("".join(field(form[name]) for name in ("wording", "kind", "rules")))
    ids = {attributes.get("id") for _, attributes in controls.elements}
    assert {"id_wording", "id_kind_0", "id_rules"} <= ids


def test_a_link_in_a_label_is_kept_at_the_field_and_left_out_of_the_summary() -> None:
    form = Suggestion({})
    form.fields["rules"].label = mark_safe('Ich halte mich an die <a href="/n">Netiquette</a>.')
    assert '<a href="/n">Netiquette</a>' in field(form["rules"])
    assert "/n" not in error_summary(form)


def test_there_is_no_summary_without_errors() -> None:
    assert error_summary(Suggestion()) == ""


# ── Templates ──────────────────────────────────────────────────────────────────────────────────────────────────────

PAGES = [
    "base.html",
    "public.html",
    "staff.html",
    *(f"errors/{path.name}" for path in (TEMPLATES / "errors").glob("*")),
]
TOWN = {"name": "Stadt Auenbrück", "brand_name": "Auenbrück digital", "claim": "gemeinsam gemacht", "logo_svg": ""}


@pytest.mark.parametrize("template", PAGES)
def test_pages_render_with_an_empty_context(template: str) -> None:
    page = Reader(render_to_string(template, {}))
    assert len(page.all("main")) == 1
    assert page.all("html") == [{"lang": "de"}]
    assert {"class": "skip", "href": "#inhalt"} in page.all("a")


@pytest.mark.parametrize("template", PAGES)
def test_pages_escape_what_a_town_wrote(template: str) -> None:
    town = dict.fromkeys(TOWN, HOSTILE)
    links = [(HOSTILE, HOSTILE, True)]
    context = {"town": town, "menu": links, "areas": links, "legal_links": links, "title": HOSTILE, "message": HOSTILE}
    html = render_to_string(template, {**context, "kept": [(HOSTILE, HOSTILE * 9)], "action": HOSTILE})
    assert "<script>" not in html


def test_the_other_language_is_announced_in_its_own_language() -> None:
    link = '<a href="/en/x" lang="en" hreflang="en">English</a>'
    assert link in render_to_string("public.html", {"other_language_url": "/en/x"})
    with translation.override("en"):
        html = render_to_string("public.html", {"other_language_url": "/x"})
    assert '<html lang="en">' in html
    assert '<a href="/x" lang="de" hreflang="de">Deutsch</a>' in html


def test_the_towns_colours_come_after_ours() -> None:
    html = render_to_string("staff.html", {"brand_css_url": "/a/marke.css"})
    places = [html.index(name) for name in ("vendor/public.css", "vendor/staff.css", "/a/marke.css")]
    assert places == sorted(places)


@pytest.mark.parametrize("template", ["errors/csrf.html", "errors/session_ended.html"])
def test_words_survive_a_lost_token_and_can_be_sent_again(template: str) -> None:
    words = "Ein langer Gedanke. " * 10
    kept = [("text", words), ("tag", "a"), ("tag", "b"), ("leer", "")]
    page = Reader(render_to_string(template, {"kept": kept, "action": "/senden?x=1"}))
    assert page.all("form")[0]["action"] == "/senden?x=1"
    hidden = [(field["name"], field["value"]) for field in page.all("input") if field["type"] == "hidden"]
    assert hidden == kept
    assert words in page.words


def test_signing_out_is_a_form_and_not_a_link() -> None:
    class Person:
        is_authenticated = True

        def __str__(self) -> str:
            return "J. Ostermann"

    page = Reader(render_to_string("staff.html", {"user": Person()}))
    # once in the bar, once in the menu of a phone
    assert [form["method"] for form in page.all("form")] == ["post", "post"]
    assert "JO" in page.words


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["login", "password/reset"])
def test_sign_in_pages_look_like_ours_and_speak_german(client, settings, tmp_path: Path, name: str) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    response = client.get(f"/konto/{name}/")
    page = Reader(response.content.decode())
    assert {"rel": "stylesheet", "href": "/static/vendor/public.css"} in page.all("link")
    assert any("inp" in (control.get("class") or "") for control in page.all("input"))
    assert "Passwort" in page.words
    assert "Sign In" not in page.words


# ── The live difference ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(
    not (shutil.which("node") or (Path(sys.executable).parent / "node").exists()),
    reason="needs Node.js to run a module",
)
def test_the_live_difference_tells_the_same_as_the_server() -> None:
    pairs = [
        (
            "Die Stadt prüft bis Ende 2021, an welchen Haltestellen Echtzeitanzeigen sinnvoll sind.",
            "Die Stadt rüstet bis Ende 2020 alle Haltestellen am Bahnhof mit Echtzeitanzeigen aus, die auch vorlesen.",
        ),
        ("Alle Bürger:innen zahlen 1.500,50 Euro.", "Alle Bürger:innen zahlen 1.200 Euro. Das ist genug."),
        (
            "Das Bürgerbüro bleibt offen.",
            "Das Bürgerbüro bleibt für alle Anliegen offen. Beide Wege kosten gleich viel.",
        ),
        ("", "Ganz neu."),
        ("Ganz weg.", ""),
        ("Gleich 🚌.", "Gleich 🚌."),
        ("A\tB\nC\tD", "A\tB\nC\tE"),
    ]
    module = ROOT / "src" / "werkstatt" / "core" / "static" / "werkstatt" / "js" / "wording.js"
    script = (
        "globalThis.HTMLElement = class {}; globalThis.customElements = { define() {} };"
        f"{module.read_text('utf-8').replace('export function', 'function')}"
        f"console.log(JSON.stringify({json.dumps(pairs)}.map(([a, b]) => wordDiff(a, b))));"
    )
    node = shutil.which("node") or str(Path(sys.executable).parent / "node")
    done = subprocess.run([node, "--input-type=module"], input=script, capture_output=True, text=True, check=True)
    for (old, new), live in zip(pairs, json.loads(done.stdout), strict=True):
        assert [tuple(part) for part in live] == [(change.kind, change.text) for change in word_diff(old, new)]
