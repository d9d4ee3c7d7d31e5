"""The page of one contribution: answer, said, fork, verdict, text before and after, and back."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_scene, a_suggestion, an_answer
from tests.publishing.helpers import NEW_WORDS, adopt, changed_text, chapter_url, page
from werkstatt.assessment.actions import Part, assess, assign, release, split
from werkstatt.assessment.rules import Verdict
from werkstatt.participation.actions import merge_into, withdraw, withhold
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import ContributionState

pytestmark = pytest.mark.django_db


def _url(scene, contribution) -> str:
    return reverse("contribution", args=[scene.town.slug, contribution.number])


def _answered(scene, texts: dict[str, str]):
    """A contribution with one point for every title, each with its verdict."""
    remark = a_comment(scene, "Erstens das. Zweitens jenes. Drittens noch etwas.")
    parts = [Part(title, start=n * 13, end=n * 13 + 12) for n, title in enumerate(texts)]
    points = split(actor=scene.moderator, contribution=remark, parts=parts)
    for point, verdict in zip(points, texts.values(), strict=True):
        assess(actor=scene.moderator, point=point, verdict=verdict, reason=f"Grund für {point.title}.")
    release(actor=scene.moderator, contribution=remark)
    return remark


def test_an_open_contribution_says_until_when_it_is_answered():
    scene = a_consultation()
    html = page(_url(scene, a_comment(scene, "Welche Stadt?")))

    assert "Was daraus wird" in html
    assert "Noch offen" in html
    assert "Antwort bis" in html
    assert "„Welche Stadt?“" in html


def test_while_it_is_weighed_only_the_office_is_named():
    scene = a_consultation()
    remark = a_comment(scene)
    (point,) = split(actor=scene.moderator, contribution=remark, parts=[Part("Alles")])
    assign(actor=scene.moderator, point=point, unit=scene.unit)
    assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Noch geheim.")

    html = page(_url(scene, remark))

    assert "In Abwägung" in html
    assert scene.unit.name in html
    assert "Noch geheim." not in html
    assert "Nicht übernommen" not in html


def test_an_answer_shows_verdict_reason_before_and_after_and_leads_into_the_text():
    scene = a_consultation()
    remark = a_comment(scene)
    version = changed_text(scene, remark)

    html = page(_url(scene, remark))

    assert "Der Vorschlag ist übernommen. Die Stelle ist neu geschrieben und steht so in Fassung 2." in html
    assert "Das ist klarer." in html
    assert "Vorher, Fassung 1" in html
    assert "Nachher, Fassung 2" in html
    target = f"{chapter_url(scene, version)}#absatz-{remark.block_uid}"
    assert f'href="{target}"' in html
    assert f'id="absatz-{remark.block_uid}"' in page(chapter_url(scene, version))


def test_before_publication_no_word_of_the_draft_is_shown():
    scene = a_consultation()
    remark = a_comment(scene)
    adopt(scene, remark)
    release(actor=scene.moderator, contribution=remark)

    html = page(_url(scene, remark))

    assert "Kommt in der nächsten Fassung" in html
    assert NEW_WORDS not in html


def test_two_points_fork_and_every_point_is_marked_in_the_words():
    scene = a_consultation()
    remark = _answered(scene, {"Der Satz": Verdict.DECLINED, "Die Idee": Verdict.BECOMES_IDEA})

    html = page(_url(scene, remark))

    assert "fork--wide" in html
    assert '<mark class="p1">Erstens das.</mark>' in html
    assert '<mark class="p2">Zweitens jen</mark>' in html
    assert f"Punkt {remark.number}.2" in html
    assert "Grund für Die Idee." in html


def test_three_points_stand_one_below_the_other():
    scene = a_consultation()
    verdicts = [Verdict.DECLINED, Verdict.REFERRED, Verdict.ALREADY_COVERED]
    html = page(_url(scene, _answered(scene, dict(zip("abc", verdicts, strict=True)))))

    assert "strands--many" in html
    assert html.count('class="branch"') == 3
    assert "fork" not in html


def test_a_proposed_wording_is_shown_as_a_difference():
    scene = a_consultation()
    html = page(_url(scene, a_suggestion(scene, "Unsere Stadt")))

    assert "Vorgeschlagen" in html
    assert "Unsere</ins>" in html
    assert "Klingt freundlicher." in html


def test_a_withheld_contribution_keeps_its_page_with_the_reason_and_without_its_words():
    scene = a_consultation()
    remark = a_comment(scene, "Herr Müller ist schuld.", alias="Nachbarin")
    withhold(actor=scene.moderator, contribution=remark, reason="Nennt eine Privatperson.", conduct_rule="3")

    html = page(_url(scene, remark))

    assert "Müller" not in html
    assert "Nachbarin" not in html
    assert "Nennt eine Privatperson." in html
    assert "Netiquette, Punkt 3" in html


def test_a_merged_contribution_leads_to_the_other_and_back():
    scene = a_consultation()
    target, remark = a_comment(scene), a_comment(scene, "Finde ich auch.")
    merge_into(actor=scene.moderator, contribution=remark, target=target, reason="Dasselbe Anliegen.")

    html = page(_url(scene, remark))
    assert "Dasselbe Anliegen." in html
    assert f'href="{_url(scene, target)}"' in html
    assert "Finde ich auch." not in html
    assert f'href="{_url(scene, remark)}"' in page(_url(scene, target))


def test_a_withdrawn_contribution_says_when():
    scene = a_consultation()
    remark = a_comment(scene, "Nehme ich zurück.")
    withdraw(actor=scene.moderator, contribution=remark)

    html = page(_url(scene, remark))
    assert "zurückgezogen. Seine Nummer bleibt." in html
    assert "Nehme ich" not in html


def test_what_waits_for_a_look_shows_nothing_but_that_it_waits():
    scene = a_consultation()
    remark = a_comment(scene, "Erst ansehen.")
    Contribution.objects.filter(pk=remark.pk).update(state=ContributionState.RECEIVED)

    html = page(_url(scene, remark))
    assert "Wird geprüft" in html
    assert "Erst ansehen." not in html


def test_an_unknown_number_names_the_highest():
    scene = a_consultation()
    a_comment(scene)
    html = page(reverse("contribution", args=[scene.town.slug, 4013]), status=404)
    assert "Nr. 4013 gibt es nicht" in html
    assert "Die höchste Nummer ist 1." in html
    page(f"/{scene.town.slug}/beitraege/{'9' * 30}/", status=404)


def test_a_number_belongs_to_its_town():
    scene = a_consultation()
    a_comment(scene)
    page(reverse("contribution", args=[a_scene().town.slug, 1]), status=404)


@pytest.mark.parametrize("bad", ["<script>alert(1)</script>", "\u202egnp.exe", '"><img src=x onerror=alert(1)>'])
def test_hostile_words_stay_words(bad):
    scene = a_consultation()
    remark = a_comment(scene, f"Hier {bad} Ende", alias=f"Ich {bad}"[:50])
    an_answer(scene, remark)

    html = page(_url(scene, remark))
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "\u202e" not in html


def test_the_page_takes_the_same_number_of_queries_for_one_and_for_three_points():
    def queries(count: int) -> int:
        scene = a_consultation()
        remark = _answered(scene, {f"Punkt {n}": Verdict.DECLINED for n in range(count)})
        with CaptureQueriesContext(connection) as captured:
            page(_url(scene, remark))
        return len(captured)

    assert queries(1) == queries(3) <= 9


def test_a_sentence_leads_back_to_its_voices_in_two_clicks():
    scene = a_consultation()
    first, second = a_comment(scene, "Erste Stimme."), a_comment(scene, "Zweite Stimme.")
    adopt(scene, second, words="Zwischenstand.")
    release(actor=scene.moderator, contribution=second)
    version = changed_text(scene, first)

    reader = page(chapter_url(scene, version))
    (way,) = set(re.findall(r'href="([^"]*/spur/[^"]*)"', reader))
    html = page(way)

    for remark in (first, second):
        assert f'href="{_url(scene, remark)}"' in html
        assert way in page(_url(scene, remark))
    assert "Erste Stimme." in html
    assert "Zweite Stimme." in html
    assert "Das ist klarer." in html
    assert f"#absatz-{first.block_uid}" in html


def test_an_unchanged_paragraph_has_a_page_that_says_so():
    scene = a_consultation()
    remark = a_comment(scene)
    address = reverse("thread", args=[scene.town.slug, scene.version.strategy.slug, 1, remark.block_uid])

    html = page(address)
    assert "Kein Beitrag hat ihn bisher geändert." in html
    assert "1 Beitrag zu diesem Absatz" in html
    page(address.replace(remark.block_uid, "gibt-es-nicht"), status=404)


def test_the_page_is_the_same_for_everybody():
    scene = a_consultation()
    response = Client().get(_url(scene, a_comment(scene)))
    assert response["X-Town"] == str(scene.town.pk)
    assert "Cookie" not in response.get("Vary", "")
    assert "csrf" not in response.content.decode()
