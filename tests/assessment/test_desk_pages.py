"""The desk's pages: what they show, to whom, at what cost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import a_comment, a_consultation, a_suggestion, signed_in

pytestmark = pytest.mark.django_db


def item_url(scene, contribution) -> str:
    return reverse("desk-item", args=[scene.town.slug, contribution.number])


def test_the_desk_lists_what_is_on_the_pile():
    scene = a_consultation()
    remark = a_comment(scene, text="Bitte einfacher schreiben.")
    page = signed_in(scene.moderator).get(reverse("desk", args=[scene.town.slug]), {"stapel": "teilen"})
    assert page.status_code == 200
    assert "Bitte einfacher schreiben." in page.content.decode()
    assert item_url(scene, remark) in page.content.decode()


def test_a_contribution_is_split_assessed_and_answered_without_a_script():
    scene = a_consultation()
    remark = a_comment(scene, text="Bitte einfacher schreiben. Und größer drucken!")
    client = signed_in(scene.moderator)
    url = item_url(scene, remark)
    assert client.get(url).status_code == 200
    parts = [("0", "Einfacher schreiben"), ("1", "Größer drucken")]
    for sentence, title in parts:
        sent = {"do": "split", "split-title": title, "split-kind": "general", "split-sentence": [sentence]}
        assert client.post(url, sent).status_code == 302
    points = list(remark.points.order_by("position"))
    assert [remark.text[p.start : p.end] for p in points] == ["Bitte einfacher schreiben.", "Und größer drucken!"]
    page = client.get(url).content.decode()
    assert "Größer drucken" in page
    sent = {"do": "verdicts"}
    for n in (1, 2):
        sent |= {f"p{n}-verdict": "declined", f"p{n}-reason": f"Grund {n}", f"p{n}-seen": ""}
    assert client.post(url, sent).status_code == 302
    seen = client.get(url).context["release"]["seen"].value()
    assert client.post(url, {"do": "release", "release-text": "Danke!", "release-seen": seen}).status_code == 302
    remark.refresh_from_db()
    assert remark.state == "answered"
    assert "Danke!" in client.get(url).content.decode()


def test_a_suggestion_shows_its_passage_and_its_wording():
    scene = a_consultation()
    suggestion = a_suggestion(scene, replacement="Unsere Stadt")
    page = signed_in(scene.editor).get(item_url(scene, suggestion)).content.decode()
    assert "<mark>Die Stadt</mark>" in page
    assert "Unsere Stadt" in page
