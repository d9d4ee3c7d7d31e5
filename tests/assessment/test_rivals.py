"""Several proposals for the same words: shown together, settled by a person, once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import Scene, a_comment, a_consultation, a_suggestion, an_answer, first_block, signed_in
from werkstatt.assessment.actions import accept_suggestion, decline_suggestion, wording_point
from werkstatt.assessment.models import Assessment, TextChange
from werkstatt.assessment.queries.conflicts import conflicts_waiting, contest_of, numbers_in_conflict
from werkstatt.assessment.queries.item import item_of
from werkstatt.assessment.queries.margin import margin
from werkstatt.assessment.rules import Verdict
from werkstatt.participation.models import Contribution
from werkstatt.participation.queries import find_contribution
from werkstatt.strategy.actions import edit_block, start_draft
from werkstatt.strategy.models import Block, Version

pytestmark = pytest.mark.django_db

REASONS = "Das ist am klarsten."


@pytest.fixture
def scene(db) -> Scene:
    return a_consultation()


def rivals(scene: Scene) -> tuple[Contribution, Contribution, Contribution]:
    """Two that want "Die Stadt" differently, and one for other words of the same sentence."""
    at = first_block(scene).text.index("einfach")
    return (
        a_suggestion(scene, "Unsere gute Stadt"),
        a_suggestion(scene, "Eine schöne Stadt"),
        a_suggestion(scene, "schnell", start=at, end=at + 7),
    )


def page_of(scene: Scene, one: Contribution) -> str:
    return reverse("settle", args=[scene.town.slug, one.number])


def draft_block(draft: Version) -> Block:
    return Block.objects.filter(version=draft).select_related("version", "section").order_by("position")[0]


def sent(text: str, draft: Version, *found: Contribution, **more: str) -> dict[str, str]:
    data = {"do": "settle", "text": text, "revision": str(draft_block(draft).revision)}
    for one in found:
        data |= {f"n{one.number}-reason": REASONS, f"n{one.number}-seen": ""}
    return data | more


def verdicts(*found: Contribution) -> list[str]:
    return [Assessment.objects.get(point__contribution=one).verdict for one in found]


def test_all_proposals_of_a_sentence_stand_together_and_say_who_is_against_whom(scene):
    one, other, third = rivals(scene)
    a_suggestion(scene, "Bei uns", block=Block.objects.filter(version=scene.version).select_related("section")[1])
    contest = contest_of(item_of(scene.town, one.number))
    assert [(rival.number, rival.conflict_with) for rival in contest.rivals] == [
        (one.number, (other.number,)),
        (other.number, (one.number,)),
        (third.number, ()),
    ]


def test_what_waits_are_the_open_ones_in_conflict(scene, django_assert_num_queries):
    one, other, _third = rivals(scene)
    a_comment(scene)
    with django_assert_num_queries(1):
        assert conflicts_waiting(scene.town) == {one.pk, other.pk}
    draft = start_draft(actor=scene.editor, base=scene.version)
    text = draft_block(draft).text.replace("Die Stadt", "Unsere gute Stadt")
    point = wording_point(actor=scene.editor, contribution=one)
    accept_suggestion(
        actor=scene.editor, point=point, block=draft_block(draft), text=text, proposed=text, reason=REASONS
    )
    assert conflicts_waiting(scene.town) == {other.pk}
    decline_suggestion(actor=scene.editor, point=wording_point(actor=scene.editor, contribution=other), reason=REASONS)
    assert conflicts_waiting(scene.town) == frozenset()


def test_choosing_shows_the_wording_and_what_follows_for_each(scene):
    one, other, third = rivals(scene)
    start_draft(actor=scene.editor, base=scene.version)
    page = signed_in(scene.editor).get(f"{page_of(scene, one)}?nehmen={one.number}&nehmen={third.number}")
    html = page.content.decode()
    assert page.status_code == 200
    assert "Unsere gute Stadt bietet in Kapitel 1 ihre Dienste Nummer 1 schnell an." in html
    assert f"An dieser Stelle steht jetzt der Wortlaut von Nr. {one.number}, Nr. {third.number}. Der Grund:" in html
    assert "im Konflikt mit" in html
    both = signed_in(scene.editor).get(f"{page_of(scene, one)}?nehmen={one.number}&nehmen={other.number}")
    assert "Die gewählten Vorschläge ändern dieselben Wörter." in both.content.decode()


def test_the_draft_changes_once_and_every_number_gets_its_verdict(scene):
    one, other, third = rivals(scene)
    draft = start_draft(actor=scene.editor, base=scene.version)
    text = draft_block(draft).text.replace("Die Stadt", "Unsere gute Stadt").replace("einfach", "schnell")
    answer = signed_in(scene.editor).post(page_of(scene, one), sent(text, draft, one, other, third))
    assert answer.status_code == 302
    assert verdicts(one, other, third) == [Verdict.ADOPTED, Verdict.DECLINED, Verdict.ADOPTED]
    change = TextChange.objects.get()
    assert change.after == draft_block(draft).text == text
    assert {point.contribution_id for point in change.points.all()} == {one.pk, third.pk}
    assert conflicts_waiting(scene.town) == frozenset()


def test_own_words_out_of_two_adopt_both_with_changes(scene):
    one, other, third = rivals(scene)
    draft = start_draft(actor=scene.editor, base=scene.version)
    text = draft_block(draft).text.replace("Die Stadt", "Unsere schöne Stadt")
    signed_in(scene.editor).post(page_of(scene, other), sent(text, draft, one, other, third))
    assert verdicts(one, other, third) == [Verdict.ADOPTED_WITH_CHANGES, Verdict.ADOPTED_WITH_CHANGES, Verdict.DECLINED]


def test_all_can_be_declined_and_the_sentence_stays(scene):
    one, other, third = rivals(scene)
    draft = start_draft(actor=scene.editor, base=scene.version)
    before = draft_block(draft).text
    answer = signed_in(scene.editor).post(page_of(scene, one), sent(before, draft, one, other, third))
    assert answer.status_code == 302
    assert verdicts(one, other, third) == [Verdict.DECLINED] * 3
    assert draft_block(draft).text == before


def test_a_reason_that_was_only_begun_is_not_enough_and_no_word_is_lost(scene):
    one, other, third = rivals(scene)
    draft = start_draft(actor=scene.editor, base=scene.version)
    text = draft_block(draft).text.replace("Die Stadt", "Unsere gute Stadt")
    begun = {f"n{other.number}-reason": "Das steht schon da. Der Grund:", f"n{third.number}-reason": ""}
    answer = signed_in(scene.editor).post(page_of(scene, one), sent(text, draft, one, other, third, **begun))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Bitte ergänzen Sie den Grund." in html
    assert "Unsere gute Stadt bietet" in html
    assert not Assessment.objects.exists()
    assert draft_block(draft).text != text


def test_the_second_of_two_editors_sees_what_happened_and_keeps_her_words(scene):
    one, other, third = rivals(scene)
    draft = start_draft(actor=scene.editor, base=scene.version)
    mine = sent(draft_block(draft).text.replace("Die Stadt", "Eine schöne Stadt"), draft, one, other, third)
    theirs = sent(draft_block(draft).text.replace("Die Stadt", "Unsere gute Stadt"), draft, one, other, third)
    assert signed_in(scene.officer).post(page_of(scene, one), theirs).status_code == 302
    answer = signed_in(scene.editor).post(page_of(scene, one), mine)
    assert answer.status_code == 302  # nothing is open any more: back to the contribution, which says what was decided
    assert draft_block(draft).text.startswith("Unsere gute Stadt")
    fourth = a_suggestion(scene, "Jede Stadt")
    late = sent(draft_block(draft).text.replace("Unsere gute Stadt", "Jede gute Stadt"), draft, one, fourth)
    answer = signed_in(scene.editor).post(page_of(scene, fourth), late)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert f"Nr. {one.number}: übernommen" in html
    assert "Jede gute Stadt" in html
    assert "Schon entschieden:" in html


def test_an_edit_of_the_same_words_meanwhile_stops_everything(scene):
    one, other, third = rivals(scene)
    draft = start_draft(actor=scene.editor, base=scene.version)
    data = sent(draft_block(draft).text.replace("Die Stadt", "Unsere gute Stadt"), draft, one, other, third)
    edit_block(
        actor=scene.officer, block=draft_block(draft), text=draft_block(draft).text.replace("Die Stadt", "Musterau")
    )
    answer = signed_in(scene.editor).post(page_of(scene, one), data)
    assert answer.status_code == 409
    assert "Unsere gute Stadt" in answer.content.decode()
    assert not Assessment.objects.exists()


def test_the_margin_of_the_editor_leads_to_the_page(scene):
    one, _other, third = rivals(scene)
    draft = start_draft(actor=scene.editor, base=scene.version)
    items = margin(draft, [first_block(scene).uid], scene.town)[first_block(scene).uid]
    assert {item.number: item.url for item in items}[one.number] == page_of(scene, one)
    assert {item.number: item.url for item in items}[third.number] == reverse(
        "suggestion", args=[scene.town.slug, third.number]
    )


def test_only_those_who_write_settle_and_only_in_their_town(scene):
    one, *_others = rivals(scene)
    assert signed_in(scene.lead).get(page_of(scene, one)).status_code == 403
    stranger = a_consultation()
    assert signed_in(stranger.editor).get(page_of(scene, one)).status_code == 404
    comment = a_comment(scene)
    assert signed_in(scene.editor).get(page_of(scene, comment)).status_code == 404
    odd = {"do": "settle", "text": "\u202e<b>", "revision": "x", "n0-take": "y", "n\u0000-seen": "z"}
    assert signed_in(scene.editor).post(page_of(scene, one), odd).status_code in (409, 422)
    assert signed_in(scene.editor).post(page_of(scene, one), {"do": "was"}).status_code == 400


def test_without_a_draft_one_can_be_begun_here(scene):
    one, *_others = rivals(scene)
    client = signed_in(scene.editor)
    assert "Entwurf beginnen" in client.get(page_of(scene, one)).content.decode()
    client.post(page_of(scene, one), {"do": "draft"})
    assert Version.objects.filter(strategy=scene.version.strategy, state="draft").exists()


def test_the_page_costs_the_same_for_two_and_for_five(scene):
    counts = []
    for more in (0, 3):
        one = a_suggestion(scene, f"Unsere Stadt {more}")
        for n in range(more + 1):
            a_suggestion(scene, f"Meine Stadt {more} {n}")
        start_draft(actor=scene.editor, base=scene.version)
        client = signed_in(scene.editor)
        with CaptureQueriesContext(connection) as found:
            client.get(page_of(scene, one))
        counts.append(len(found))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_public_number_says_with_which_one_it_is_in_conflict(scene):
    one, other, third = rivals(scene)
    assert numbers_in_conflict(find_contribution(scene.town, one.number)) == (other.number,)
    assert numbers_in_conflict(find_contribution(scene.town, third.number)) == ()
    an_answer(scene, other)
    assert numbers_in_conflict(find_contribution(scene.town, one.number)) == ()


def test_the_page_of_a_number_names_its_rivals(scene):
    one, other, _third = rivals(scene)
    html = Client().get(reverse("contribution", args=[scene.town.slug, one.number])).content.decode()
    assert "Steht im Konflikt mit" in html
    assert reverse("contribution", args=[scene.town.slug, other.number]) in html
