"""Klartext in the product: the page to try it, the service for the editor, signs and hints in the editor."""

from __future__ import annotations

import json
import logging
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import a_scene, signed_in
from tests.strategy.helpers import a_draft, block_at, section_at
from werkstatt.analysis.plain_language.marks import RULES
from werkstatt.strategy.klartext import Hint, hints_in_source, look_at, marked, note, overall, score_of
from werkstatt.strategy.klartext_forms import MOST_CHARACTERS
from werkstatt.text.model import Block as TextBlock
from werkstatt.text.model import BlockKind, Document
from werkstatt.text.model import Section as TextSection

HARD = (
    "Zur Sicherstellung der Barrierefreiheit der kommunalen Internetauftritte wird seitens der Verwaltung angestrebt, "
    "die Inhalte, die bislang ausschließlich in schriftlicher Form zur Verfügung gestellt wurden, einer umfassenden "
    "Überarbeitung zu unterziehen."
)
EASY = "Wir helfen Ihnen gern."
HOSTILE = (
    "<script>alert(1)</script> Es wird \x00angestrebt\u202e & „gewünscht“, dass 👩‍👩‍👧 العربية <b>fett</b> bleibt."
)


def hint(number: int, start: int, end: int, style: str = "word") -> Hint:
    return Hint(number, "rule", style, start, end, "", "Grund", "Ausweg", "")


def text_of(html: str) -> str:
    """What a reader sees of it, the numbers of the hints left out."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r'<a class="ktref".*?</a>', "", html)))


# ── What is shown (no database) ───────────────────────────────────────────────────────────────────────────────────


def test_marked_words_lose_nothing_however_passages_overlap():
    text = "a <b> & 👩‍👩‍👧 ende"
    html = marked(text, [hint(1, 0, 7, "long"), hint(2, 2, 5), hint(3, 4, 9, "passive")], 0, len(text), numbered=True)
    assert text_of(html) == text
    assert "<b>" not in html
    assert re.findall(r'id="stelle-(\d)"', html) == ["1", "2", "3"]
    assert sorted(re.findall(r'href="#hinweis-(\d)"', html)) == ["1", "2", "3"]


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), max_size=6))
def test_marking_gives_back_every_character_once(text: str, ranges: list[tuple[int, int]]):
    hints = [hint(n, a, min(a + b, len(text))) for n, (a, b) in enumerate(ranges, 1) if a < len(text)]
    html = marked(text, hints, 0, len(text), numbered=True)
    assert text_of(html) == text
    assert html.count("<span") - html.count('<span class="sr">') <= html.count("</span>")
    assert len(re.findall(r' id="stelle-', html)) == len(hints) == html.count('class="ktref"')


def test_a_level_has_a_word_and_a_shape_of_its_own():
    scores = [score_of(level, value) for level, value in (("green", 1.0), ("yellow", 3.14), ("red", 9.0))]
    assert [score.words for score in scores] == ["grün, 1,0", "gelb, 3,1", "rot, 7,0"]
    assert len({re.sub(r'class="[^"]*"', "", score.sign) for score in scores}) == 3
    assert [score.at for score in scores] == [0.0, 42.8, 120.0]


def test_a_hard_text_is_shown_sentence_by_sentence_with_its_hints():
    result = look_at(f"{HARD} {EASY}\n\n{EASY}")
    assert result is not None
    assert [len(paragraph) for paragraph in result.paragraphs] == [2, 1]
    hard, easy = result.paragraphs[0]
    assert (hard.score.level, easy.score.level) == ("red", "green")
    assert [each.number for each in hard.hints] == list(range(1, len(hard.hints) + 1))
    assert len(hard.hints) >= 2
    assert easy.hints == ()
    assert text_of(hard.html) == HARD
    assert result.hint_count == len(hard.hints)
    assert sum(count for _score, count in result.counts) == result.sentence_count == 3


def test_a_rule_that_is_off_marks_nothing_and_the_score_stays():
    with_all, without = look_at(HARD), look_at(HARD, without={rule.id for rule in RULES})
    assert without.hint_count == 0
    assert with_all.hint_count > 0
    assert without.score.value == with_all.score.value


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "…"])
def test_a_text_without_words_has_no_score(text: str):
    assert overall([note(text)]) is None


def test_a_chapter_has_the_score_of_its_words_together():
    parts = [f"{HARD} {EASY}", EASY]
    together = overall(map(note, parts))
    assert together.score.value == pytest.approx(look_at("\n\n".join(parts)).score.value, abs=0.05)
    assert together.hint_count == len(note(parts[0]).hints)
    assert overall([]) is None


def test_places_count_as_a_browser_does_and_find_words_behind_signs():
    text = "💥 Es wird angestrebt, und es wird angestrebt."
    first, second = text.index("wird"), text.rindex("wird")
    hints = [hint(1, first, first + 15), hint(2, second, second + 15)]
    assert [(a, b) for _h, a, b in hints_in_source(text, text, hints)] == [
        (first + 1, first + 16),
        (second + 1, second + 16),
    ]
    source = text.replace("Es", "**Es**")
    places = hints_in_source(source, text, hints)
    units = source.encode("utf-16-le")
    assert [units[2 * a : 2 * b].decode("utf-16-le") for _h, a, b in places] == ["wird angestrebt"] * 2
    broken = text.replace("wird angestrebt", "wird **angestrebt**")
    assert hints_in_source(broken, text, hints) == [], "a passage with signs inside has no place"


# ── The page to try it ────────────────────────────────────────────────────────────────────────────────────────────


def try_it(text: str, client: Client | None = None, headers: dict[str, str] | None = None, **more: object):
    scene = a_scene()
    return (client or Client()).post(
        reverse("klartext", args=[scene.town.slug]), {"text": text, "tun": "pruefen", **more}, headers=headers or {}
    )


def html_of(answer) -> str:
    return unescape(answer.content.decode())


@pytest.mark.django_db
def test_the_page_says_what_it_does_and_what_the_number_means():
    scene = a_scene()
    html = html_of(Client().get(reverse("klartext", args=[scene.town.slug])))
    assert "Ihr Text wird nicht gespeichert." in html
    assert "keine Prüfung nach" in html
    assert "DIN 8581-1" in html
    assert "Leichten Sprache" in html
    assert 'id="saetze"' in html
    assert ">2,5</text>" in html
    assert reverse("klartext", args=[scene.town.slug]) in html_of(Client().get(f"/{scene.town.slug}/")), "in the footer"


@pytest.mark.django_db
def test_a_pasted_text_comes_back_with_score_levels_marks_and_reasons():
    answer = try_it(f"{HARD}\n\n{EASY}")
    html = html_of(answer)
    assert answer.status_code == 200
    assert 'class="klword klword--red"' in html
    assert "grün, 1" in html
    numbers = re.findall(r'href="#hinweis-(\d+)"', html)
    assert numbers
    for number in numbers:
        assert f'id="hinweis-{number}"' in html
        assert f'href="#stelle-{number}"' in html
        assert f'id="stelle-{number}"' in html
    assert len(re.findall(r'\bid="', html)) == len(set(re.findall(r'\bid="([^"]+)"', html))), "every id once"
    assert HARD in html, "the words stay in the field"


@pytest.mark.django_db
def test_the_island_gets_the_result_alone():
    whole, part = try_it(HARD), try_it(HARD, headers={"X-Part": "result"})
    assert part.status_code == 200
    assert b"<html" not in part.content
    assert b'id="stand"' in part.content
    assert b'id="saetze"' in part.content
    assert len(part.content) < len(whole.content)
    wrong = try_it("", headers={"X-Part": "result"})
    assert wrong.status_code == 422
    assert b'role="alert"' in wrong.content
    assert b'id="stand"' not in wrong.content, "the last result stays where it is"


@pytest.mark.django_db
def test_the_example_shows_every_level():
    html = html_of(try_it("", tun="beispiel"))
    assert all(f"klword--{level}" in html for level in ("green", "yellow", "red"))
    assert "Internetauftritte" in html


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "   \n", "\u200b\u200b", "\x00"])
def test_nothing_to_look_at_is_said(text: str):
    answer = try_it(text)
    assert answer.status_code == 422
    assert "Hier steht noch nichts. Fügen Sie bitte einen Text ein." in html_of(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["🙂" * 5000, "…", "- - -"])
def test_signs_are_no_words(text: str):
    answer = try_it(text)
    assert answer.status_code == 422
    assert "Darin steht kein Wort." in html_of(answer)


@pytest.mark.django_db
def test_a_text_that_is_too_long_keeps_its_words_and_says_how_much_fits():
    long = "Wort " * 20_000
    answer = try_it(long)
    html = html_of(answer)
    assert answer.status_code == 422
    assert "Der Text hat 99.999 Zeichen. Nehmen Sie bitte höchstens 10.000" in html
    assert long.strip() in html
    assert try_it("ä" * MOST_CHARACTERS).status_code == 200
    assert try_it("Wort " * 200_000).status_code == 413, "a megabyte is not even read"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "]]></textarea><img src=x onerror=alert(1)>" + HARD,
        "a" * 9_999,
        "a.b!c?" * 1600,
        "\u202e" + HARD,
        "Ein Satz" + ", und noch einer" * 600,
        "1. 2. 3. - * # § 12 Abs. 3 Nr. 4 lit. a",
        "مرحبا بالعالم. 你好，世界。 Привет мир.",
    ],
)
def test_hostile_text_is_shown_as_text(text: str):
    answer = try_it(text)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "\u202e" not in html.split("</textarea>")[1]


@pytest.mark.django_db
def test_rules_are_switched_off_in_form_and_address():
    scene = a_scene()
    address = reverse("klartext", args=[scene.town.slug])
    rules = {each.rule for each in note(HARD).hints}
    kept = sorted(rules)[0]
    html = html_of(Client().post(address, {"text": HARD, "regeln": "1", "regel": [kept, "erfunden"]}))
    assert len(re.findall(r'class="tip ', html)) == sum(each.rule == kept for each in note(HARD).hints)
    assert f'value="{kept}" checked' in html
    assert 'klrules" open' in html
    off = html_of(Client().get(f"{address}?ohne={kept}&ohne=erfunden"))
    assert f'value="{kept}" checked' not in off
    assert "Regeln, eine ist aus" in off


@pytest.mark.django_db
def test_too_many_texts_wait_and_keep_their_words(settings):
    settings.RATE_LIMITS = {"klartext": 2}
    scene = a_scene()
    address = reverse("klartext", args=[scene.town.slug])
    answers = [Client().post(address, {"text": HARD}) for _n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert HARD in html_of(answers[2])
    assert "Bitte warten Sie eine Minute." in html_of(answers[2])


@pytest.mark.django_db
def test_nothing_of_a_text_is_written_down_or_cached(caplog):
    scene = a_scene()
    address = reverse("klartext", args=[scene.town.slug])
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as asked:
        answer = Client().post(address, {"text": f"Geheimnis4711. {HARD}"})
    assert "no-store" in answer["Cache-Control"]
    assert "Geheimnis4711" not in caplog.text
    assert not any("Geheimnis4711" in each["sql"] for each in asked.captured_queries)
    written = [each["sql"] for each in asked.captured_queries if not each["sql"].startswith("SELECT")]
    assert [sql for sql in written if "core_ratecount" not in sql and "SAVEPOINT" not in sql] == []
    assert len(asked) <= 8


@pytest.mark.django_db
def test_a_cross_site_form_is_refused():
    scene = a_scene()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("klartext", args=[scene.town.slug]), {"text": EASY}).status_code == 403


@pytest.mark.django_db
def test_the_page_speaks_english_about_german_texts():
    scene = a_scene()
    with translation.override("en"):
        address = reverse("klartext", args=[scene.town.slug])
    html = html_of(Client().post(address, {"text": HARD}))
    assert '<html lang="en"' in html
    assert ">2.5</text>" in html
    assert re.search(r'<p class="kls__text text" dir="auto" lang="de">', html)


# ── In the editor ─────────────────────────────────────────────────────────────────────────────────────────────────


def a_chapter(*paragraphs: str):
    blocks = tuple(TextBlock(id=f"klar{n}", kind=BlockKind.PARAGRAPH, text=text) for n, text in enumerate(paragraphs))
    document = Document("Strategie", (TextSection(id="klar", title="Ziele", blocks=blocks),))
    scene, draft = a_draft(document=document)
    address = reverse("editor-chapter", args=[scene.town.slug, draft.strategy.slug, 1])
    return scene, draft, address


@pytest.mark.django_db
def test_every_paragraph_has_its_sign_and_the_bar_the_chapters_score():
    scene, _draft, address = a_chapter(HARD, EASY)
    html = html_of(signed_in(scene.editor).get(address))
    assert len(re.findall(r'<p class="klsign">', html)) == 2
    bar = html[html.index('class="meter"') : html.index("data-klartext-switch")]
    expected = overall([note(HARD), note(EASY)])
    assert expected.score.words in bar
    assert f"{expected.hint_count} Hinweise" in bar
    assert 'class="tip' not in html, "hints stand only beside what is being written"


@pytest.mark.django_db
def test_the_open_paragraph_has_its_hints_without_a_script():
    scene, draft, address = a_chapter(HARD, EASY)
    html = html_of(signed_in(scene.editor).get(f"{address}?absatz={block_at(draft).uid}"))
    assert len(re.findall(r'class="tip ', html)) == len(note(HARD).hints)
    assert note(HARD).hints[0].message in html


@pytest.mark.django_db
def test_words_that_cannot_be_saved_have_their_own_hints():
    scene, draft, _address = a_chapter(EASY)
    block = block_at(draft)
    address = reverse("draft-block", args=[scene.town.slug, draft.strategy.slug, block.uid])
    wrong = {"source": HARD, "kind": "nichts", "level": 0, "revision": block.revision}
    answer = signed_in(scene.editor).post(address, wrong)
    assert answer.status_code == 422
    assert len(re.findall(r'class="tip ', html_of(answer))) == len(note(HARD).hints)


@pytest.mark.django_db
def test_klartext_asks_the_database_nothing(monkeypatch):
    scene, _draft, address = a_chapter(HARD, EASY, HARD)
    editor = signed_in(scene.editor)

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert editor.get(address).status_code == 200
        return len(asked)

    count()
    with_klartext = count()
    monkeypatch.setattr("werkstatt.strategy.views.page.note", lambda _text: None)
    assert count() == with_klartext


@pytest.mark.django_db
def test_a_plain_language_version_shows_its_own_level():
    scene, draft, address = a_chapter(EASY)
    section = section_at(draft)
    type(section).objects.filter(pk=section.pk).update(summary=HARD)
    editor = signed_in(scene.editor)
    shown = html_of(editor.get(address))
    easy = shown[shown.index("easycol--in") :]
    assert note(HARD).score.words in easy[: easy.index("</section>")]
    opened = html_of(editor.get(f"{address}?einfach={section.uid}"))
    assert "Klartext zur einfachen Fassung" in opened
    assert len(re.findall(r'class="tip ', opened)) == len(note(HARD).hints)


def ask(scene, text: str, user=None):
    client = signed_in(user or scene.editor)
    return client.post(reverse("draft-klartext", args=[scene.town.slug]), {"text": text})


@pytest.mark.django_db
def test_the_service_answers_score_places_and_hints():
    scene = a_scene()
    source = f"💥 **Neu:** {HARD}"
    found = json.loads(ask(scene, source).content)
    assert found["level"] in ("yellow", "red")
    assert found["words"].startswith(("gelb", "rot"))
    assert found["marks"]
    units = source.encode("utf-16-le")
    for mark in found["marks"]:
        passage = units[2 * mark["start"] : 2 * mark["end"]].decode("utf-16-le")
        assert passage
        assert passage in source
        assert mark["message"]
        assert f'data-hint="{mark["number"]}"' in found["html"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", " ", HOSTILE, "\x00", "🙂" * 2000, "**", "[x](javascript:alert(1))", "a" * 10_000]
)
def test_the_service_takes_whatever_is_typed(text: str):
    answer = ask(a_scene(), text)
    assert answer.status_code == 200
    found = json.loads(answer.content)
    assert "<script" not in found["html"]
    assert (found["score"] is None) == (found["level"] is None)


@pytest.mark.django_db
def test_the_service_is_for_those_who_write(client):
    scene, other = a_scene(), a_scene()
    address = reverse("draft-klartext", args=[scene.town.slug])
    assert client.post(address, {"text": EASY}).status_code == 401
    assert ask(scene, EASY, other.editor).status_code == 404
    assert ask(scene, EASY, scene.lead).status_code == 403
    assert signed_in(scene.editor).get(address).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(scene.editor)
    assert strict.post(address, {"text": EASY}).status_code == 403
    too_much = ask(scene, "x" * (MOST_CHARACTERS + 1))
    assert too_much.status_code == 413
