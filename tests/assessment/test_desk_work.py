"""Working on the desk: two at once, text modules, reminders, objections, contacts, filters, many at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import a_comment, a_consultation, signed_in
from werkstatt.assessment import actions
from werkstatt.assessment.models import Assessment, Point, Presence, SavedFilter, TextModule
from werkstatt.assessment.rules import Verdict
from werkstatt.core import clock
from werkstatt.core.models import AuditEntry, OutgoingMail
from werkstatt.participation.actions import withhold
from werkstatt.participation.actions.objection import object_to
from werkstatt.participation.models import Contact, Contribution, ContributionEdit

pytestmark = pytest.mark.django_db
HOSTILE = ["<script>alert(1)</script>", "\u202etxt", "9" * 40, "²", "1:1", ":", "💥"]


@pytest.fixture
def scene(db):
    return a_consultation()


def address(scene, name="desk", *more) -> str:
    return reverse(name, args=[scene.town.slug, *more])


def item_url(scene, contribution) -> str:
    return address(scene, "desk-item", contribution.number)


def body(response) -> str:
    return response.content.decode()


def standing(page) -> str:
    """What the forms of a page say about the state of the work that it shows."""
    return f"{page.context['work_revision']}.{page.context['stand']}"


# ── Two people ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_was_slower_sees_what_the_other_did_and_keeps_her_words(scene):
    remark = a_comment(scene, text="Eins. Zwei.")
    client, url = signed_in(scene.moderator), item_url(scene, remark)
    sent = {"do": "split", "stand": standing(client.get(url)), "split-title": "Mein Titel", "split-kind": "general"}
    actions.split(actor=scene.officer, contribution=remark, parts=[actions.Part("Schneller")])
    answer = client.post(url, sent)
    assert answer.status_code == 422
    for words in ("Jemand anders hat inzwischen", "Ein Punkt abgeteilt", str(scene.officer), "Mein Titel", "Schneller"):
        assert words in body(answer)
    assert remark.points.count() == 1
    assert client.post(url, sent | {"stand": standing(answer)}).status_code == 302
    assert remark.points.count() == 2


def test_people_on_the_same_contribution_see_each_other(scene):
    remark = a_comment(scene)
    first, second = signed_in(scene.moderator), signed_in(scene.officer)
    assert "ist gerade hier" not in body(first.get(item_url(scene, remark)))
    assert f"{scene.moderator} ist gerade hier." in body(second.get(item_url(scene, remark)))
    beat = first.post(address(scene, "desk-presence", remark.number))
    assert beat.json() == {"who": f"{scene.officer} ist gerade hier."}
    with clock.at(timezone.now() + timedelta(minutes=3)):
        assert first.post(address(scene, "desk-presence", remark.number)).json() == {"who": ""}
    assert first.get(address(scene, "desk-presence", remark.number)).status_code == 405
    stranger = signed_in(a_consultation().officer)
    assert stranger.post(address(scene, "desk-presence", remark.number)).status_code == 404
    assert Presence.objects.count() == 2


# ── One contribution ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_contribution_without_points_is_assigned_as_a_whole(scene):
    remark = a_comment(scene)
    sent = {"do": "assign", "assign-unit": str(scene.unit.pk), "assign-due_on": "2030-01-01"}
    assert signed_in(scene.moderator).post(item_url(scene, remark), sent).status_code == 302
    point = remark.points.get()
    assert (point.unit, str(point.due_on)) == (scene.unit, "2030-01-01")


def test_ticked_sentences_are_added_to_a_point(scene):
    remark = a_comment(scene, text="Eins hier. Zwei dort. Drei noch.")
    client, url = signed_in(scene.moderator), item_url(scene, remark)
    client.post(url, {"do": "split", "split-sentence": ["0"], "split-kind": "general"})
    assert client.post(url, {"do": "split", "split-into": "1", "split-kind": "general"}).status_code == 422
    sent = {"do": "split", "split-sentence": ["1"], "split-into": "1", "split-kind": "general"}
    assert client.post(url, sent).status_code == 302
    point = remark.points.get()
    assert remark.text[point.start : point.end] == "Eins hier. Zwei dort."
    assert point.title == "Eins hier"


def test_a_text_module_is_put_in_without_a_script_and_nothing_is_saved(scene):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    words = {"title": "Dank", "text": "Danke für Nr. {nummer} bis {frist}.", "verdict": Verdict.DECLINED}
    module = actions.save_module(actor=scene.moderator, town=scene.town, **words)
    sent = {"do": "verdicts", "p1-seen": "", "p1-reason": "Guten Tag!", "insert": f"1:{module.pk}"}
    answer = signed_in(scene.moderator).post(item_url(scene, remark), sent)
    assert answer.status_code == 200
    assert f"Guten Tag!\n\nDanke für Nr. {remark.number} bis {{frist}}." in body(answer)
    assert answer.context["rows"][0]["form"]["verdict"].value() == Verdict.DECLINED
    assert not Assessment.objects.filter(point=point).exists()
    for forged in HOSTILE:
        again = signed_in(scene.moderator).post(item_url(scene, remark), sent | {"insert": forged})
        assert again.status_code == 200


def test_an_office_is_reminded_from_the_desk(scene):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    actions.assign(actor=scene.moderator, point=point, unit=scene.unit)
    client, sent = signed_in(scene.moderator), {"do": "remind", "punkt": "1"}
    assert client.post(item_url(scene, remark), sent).status_code == 302
    assert OutgoingMail.objects.get(kind="reminder").to == scene.lead.email
    again = client.post(item_url(scene, remark), sent)
    assert again.status_code == 422
    assert "heute schon eine Erinnerung" in body(again)
    assert signed_in(scene.lead).post(item_url(scene, remark), sent).status_code == 403


def test_after_the_answer_the_next_one_of_the_pile_opens(scene):
    remarks = [a_comment(scene) for _n in range(3)]
    for remark in remarks[:2]:
        point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
        actions.assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Nein.")
    client, look = signed_in(scene.moderator), "?stapel=freigeben&ordnung=alt"

    def release(remark):
        seen = client.get(item_url(scene, remark)).context["release"]["seen"].value()
        return client.post(item_url(scene, remark) + look, {"do": "release", "release-seen": seen})

    answer = release(remarks[0])
    assert answer.headers["Location"] == item_url(scene, remarks[1]) + look + "#beitrag-h"
    answer = release(remarks[1])
    assert answer.headers["Location"] == address(scene) + look


def test_similar_ones_stand_at_the_side_and_are_merged_with_one_click(scene):
    first = a_comment(scene, text="Bitte Sprachausgabe an den Haltestellen, mein Mann sieht schlecht.")
    second = a_comment(scene, text="Sprachausgabe an Haltestellen bitte! Mein Mann sieht sehr schlecht.")
    a_comment(scene, text="Im Kapitel Schule fehlt die Berufsschule ganz.")
    client, url = signed_in(scene.moderator), item_url(scene, second)
    page = client.get(url)
    assert [one.contribution for one in page.context["similar"]] == [first]
    assert f"Nr. {first.number} und {second.number} gleich beantworten" in body(page)
    reason = f"Sagt dasselbe wie {first.label}."
    assert reason in body(page)
    client.post(url, {"do": "merge", "merge-target": str(first.number), "merge-reason": reason})
    second.refresh_from_db()
    assert second.merged_into == first
    client.post(url, {"do": "publish"})
    second.refresh_from_db()
    assert (second.state, second.merged_into) == ("published", None)


def test_an_address_is_shown_to_moderators_on_demand_and_that_is_recorded(scene):
    remark = a_comment(scene)
    given = {"municipality": scene.town, "email": "lesebrille@example.org", "given_at": timezone.now()}
    Contact.objects.create(contribution=remark, confirmed_at=timezone.now(), **given)
    client, url = signed_in(scene.moderator), item_url(scene, remark)
    page = body(client.get(url))
    assert "hinterlassen (bestätigt)" in page
    assert "lesebrille@" not in page
    assert "lesebrille@example.org" in body(client.post(url, {"do": "contact"}))
    assert signed_in(scene.lead).post(url, {"do": "contact"}).status_code == 403
    entry = AuditEntry.objects.get(verb="show_contact")
    assert "example.org" not in str(entry.data)
    assert client.post(item_url(scene, a_comment(scene)), {"do": "contact"}).status_code == 404


def test_an_objection_lies_on_its_pile_and_is_answered(scene):
    remark = a_comment(scene, text="Mit Namen.")
    withhold(actor=scene.moderator, contribution=remark, reason="Nennt Namen.")
    object_to(contribution=remark, text="Es ist mein eigener Name.")
    remark.refresh_from_db()
    client, url = signed_in(scene.moderator), item_url(scene, remark)
    assert remark.label in body(client.get(address(scene), {"stapel": "einspruch"}))
    assert "Es ist mein eigener Name." in body(client.get(url))
    kept = client.post(url, {"do": "objection", "objection-answer": "Sie haben recht."})
    assert kept.status_code == 422
    assert "Sie haben recht." in body(kept)
    sent = {"do": "objection", "objection-answer": "Sie haben recht.", "objection-uphold": "ja"}
    assert client.post(url, sent).status_code == 302
    remark.refresh_from_db()
    assert remark.state == "published"
    assert client.post(url, sent).status_code == 422


def test_what_the_author_changed_is_shown_as_a_difference(scene):
    remark = a_comment(scene, text="Neue Worte.")
    ContributionEdit.objects.create(municipality=scene.town, contribution=remark, text="Alte Worte.", at=timezone.now())
    page = body(signed_in(scene.moderator).get(item_url(scene, remark)))
    assert "Einmal selbst geändert" in page
    assert "Alte</del>" in page


# ── Looking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_filters_narrow_the_list_and_are_kept_under_a_name(scene):
    paper = a_comment(scene, text="Auf Papier.", actor=scene.moderator, channel="paper")
    a_comment(scene, text="Im Netz.")
    client = signed_in(scene.moderator)
    page = body(client.get(address(scene), {"stapel": "alle", "weg": "paper"}))
    assert "Auf Papier." in page
    assert "Im Netz." not in page
    assert "Im Netz." in body(client.get(address(scene), {"stapel": "alle", "abschnitt": paper.section_uid}))
    sent = {"name": "Papier", "blick": "?stapel=alle&weg=paper&seite=3&boese=1"}
    assert client.post(address(scene, "desk-filters"), sent).status_code == 302
    kept = SavedFilter.objects.get()
    assert kept.query == "?stapel=alle&weg=paper"
    assert ">Papier</a>" in body(client.get(address(scene)))
    assert ">Papier</a>" not in body(signed_in(scene.officer).get(address(scene)))
    for sent in ({"name": ""}, {"do": "rename", "filter": str(kept.pk), "name": "x" * 61}):
        assert client.post(address(scene, "desk-filters"), sent).status_code == 422
    client.post(address(scene, "desk-filters"), {"do": "rename", "filter": str(kept.pk), "name": "Zettel"})
    client.post(address(scene, "desk-filters"), {"do": "remove", "filter": str(kept.pk)})
    assert not SavedFilter.objects.exists()


def test_a_very_long_pile_is_not_sorted_as_a_whole(scene, monkeypatch):
    from werkstatt.assessment.queries import desk as desk_queries

    monkeypatch.setattr(desk_queries, "MOST_COUNTED", 2)
    remarks = [a_comment(scene, text=f"Gedanke {n}") for n in range(4)]
    for n, remark in enumerate(remarks):
        point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
        due = timezone.now().date() + timedelta(days=9 - n)
        actions.assign(actor=scene.moderator, point=point, unit=scene.unit, due_on=due)
    page = signed_in(scene.moderator).get(address(scene), {"stapel": "abwaegung"})
    assert [one.number for one in page.context["page"].items] == [remarks[3].number, remarks[2].number]
    assert "die dringendsten Beiträge" in body(page)


# ── Text modules and many at a time ───────────────────────────────────────────────────────────────────────────────


def test_text_modules_are_managed_on_their_page(scene):
    client, url = signed_in(scene.moderator), address(scene, "desk-modules")
    wrong = client.post(url, {"do": "save", "title": "Dank", "text": "Bis {wetter}."})
    assert wrong.status_code == 422
    assert "{wetter}" in body(wrong)
    client.post(url, {"do": "save", "title": "Dank", "text": "Danke."})
    module = TextModule.objects.get()
    client.post(url, {"do": "save", "baustein": str(module.pk), "title": "Dank", "text": "Vielen Dank."})
    module.refresh_from_db()
    assert module.text == "Vielen Dank."
    assert "Vielen Dank." in body(client.get(url, {"baustein": module.pk}))
    lead = signed_in(scene.lead)
    assert lead.post(url, {"do": "remove", "baustein": str(module.pk)}).status_code == 403
    own = {"do": "save", "title": "Eigener", "text": "Vom Amt.", "unit": str(scene.unit.pk)}
    assert lead.post(url, own).status_code == 302
    assert lead.post(url, own | {"title": "Für alle", "unit": ""}).status_code in {403, 422}
    client.post(url, {"do": "remove", "baustein": str(module.pk)})
    assert TextModule.objects.count() == 1
    assert signed_in(a_consultation().officer).get(url).status_code == 404


def many_form(scene, numbers, **more) -> dict[str, object]:
    return {"nr": numbers, "what": "assign", "unit": str(scene.unit.pk), "due_on": "2030-01-01"} | more


def test_many_are_previewed_carried_out_and_taken_back(scene):
    remarks = [a_comment(scene, text=f"Gedanke {n}") for n in range(3)]
    client, url = signed_in(scene.moderator), address(scene, "desk-many") + "?stapel=teilen"
    assert "Alle 3 dieses Stapels" in body(client.get(url))
    preview = client.post(url, many_form(scene, [], alle="1"))
    assert body(preview).count("Wird ein Punkt und geht an") == 3
    assert not Point.objects.exists()
    chosen = [revision for _plan, revision in preview.context["plans"]]
    done = client.post(url, many_form(scene, chosen, step="do"), follow=True)
    assert "3 Beiträge sind erledigt." in body(done)
    assert Point.objects.filter(unit=scene.unit).count() == 3
    back = client.post(address(scene, "desk-many-undo"), follow=True)
    assert "Bei 3 Beiträgen zurückgenommen." in body(back)
    assert not Point.objects.exists()
    assert client.get(address(scene, "desk-many-done")).status_code == 302
    assert remarks[0].points.count() == 0


def test_many_answers_are_previewed_and_released(scene):
    ready = [a_comment(scene, text=f"Gedanke {n}") for n in range(2)]
    for remark in ready:
        point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
        actions.assess(actor=scene.moderator, point=point, verdict="declined", reason="Nein.")
    waiting = a_comment(scene)
    actions.whole_as_point(actor=scene.moderator, contribution=waiting)
    client, url = signed_in(scene.moderator), address(scene, "desk-many")
    numbers = [str(one.number) for one in (*ready, waiting)]
    assert "Antworten freigeben" in body(client.get(url, {"was": "release"}))
    preview = client.post(url, {"nr": numbers, "what": "release"})
    assert body(preview).count("Die Antwort mit einem Urteil geht raus.") == 2
    assert f"Noch ohne Urteil: Punkt {waiting.number}" in body(preview)
    assert "lässt sich hier nicht zurücknehmen" in body(preview)
    chosen = [revision for plan, revision in preview.context["plans"] if not plan.is_blocked]
    done = client.post(url, {"nr": chosen, "what": "release", "step": "do"}, follow=True)
    assert "2 Antworten sind freigegeben." in body(done)
    assert "Alles zurücknehmen" not in body(done)
    assert [one.state for one in Contribution.objects.order_by("number")] == ["answered", "answered", "published"]
    undone = client.post(address(scene, "desk-many-undo"), follow=True)
    assert "Hier gibt es nichts mehr zurückzunehmen." in body(undone)


def test_a_verdict_for_many_can_go_out_with_its_answers(scene):
    numbers = [str(a_comment(scene, text=f"Gedanke {n}").number) for n in range(2)]
    client, url = signed_in(scene.moderator), address(scene, "desk-many")
    order = {"what": "verdict", "verdict": "declined", "reason": "Nein.", "release_too": "on"}
    preview = client.post(url, order | {"nr": numbers})
    assert body(preview).count("Die Antwort geht gleich raus.") == 2
    assert "lässt sich hier nicht zurücknehmen" in body(preview)
    back = client.post(url, order | {"nr": numbers, "step": "back"})
    assert 'id="id_release_too" checked' in body(back)
    chosen = [revision for _plan, revision in preview.context["plans"]]
    done = client.post(url, order | {"nr": chosen, "step": "do"}, follow=True)
    assert "2 Antworten sind freigegeben." in body(done)
    assert set(Contribution.objects.values_list("state", flat=True)) == {"answered"}


def test_one_that_changed_since_the_preview_stops_all(scene):
    first, second = a_comment(scene), a_comment(scene)
    client, url = signed_in(scene.moderator), address(scene, "desk-many")
    preview = client.post(url, many_form(scene, [str(first.number), str(second.number)]))
    chosen = [revision for _plan, revision in preview.context["plans"]]
    actions.withhold(actor=scene.officer, contribution=second, reason="Namen.")
    stopped = client.post(url, many_form(scene, chosen, step="do"))
    assert stopped.status_code == 422
    assert f"weil {second.label} nicht mitmachen kann" in body(stopped)
    assert "Ohne diese: bei einem ausführen" in body(stopped)
    assert not Point.objects.exists()


def test_orders_for_many_say_what_is_missing(scene):
    remark = a_comment(scene)
    client, url, nr = signed_in(scene.moderator), address(scene, "desk-many"), [str(remark.number)]
    for sent, words in (
        ({"nr": nr}, "was geschehen soll"),
        ({"nr": nr, "what": "assign"}, "wählen Sie ein Amt"),
        ({"nr": nr, "what": "verdict", "reason": "Mein Grund"}, "Mein Grund"),
        ({"nr": nr, "what": "verdict", "verdict": "deferred", "reason": "Später"}, "Bis wann"),
        ({"nr": nr, "what": "merge", "target": "4711", "merge_reason": "Gleich"}, "nicht öffentlich zu lesen"),
        (many_form(scene, []), "noch kein Beitrag ausgewählt"),
        (many_form(scene, [str(n) for n in range(1, 300)]), "höchstens 200"),
    ):
        answer = client.post(url, sent)
        assert answer.status_code == 422, sent
        assert words in body(answer), sent
    for words in HOSTILE:
        hostile = {"nr": [words], "what": words, "unit": words, "target": words, "reason": words, "step": words}
        answer = client.post(url, hostile)
        assert answer.status_code == 422
        assert "<script>alert" not in body(answer)
        assert client.get(url, {"nr": words, "was": words}).status_code == 200
    assert signed_in(scene.lead).get(url).status_code == 403
    assert signed_in(a_consultation().officer).get(url).status_code == 404


def queries_of(client, url, data=None) -> int:
    with CaptureQueriesContext(connection) as seen:
        answer = client.post(url, data) if data else client.get(url)
        assert answer.status_code == 200
    return len(seen)


def test_the_pages_for_many_cost_the_same_for_few_and_for_more(scene):
    client = signed_in(scene.moderator)
    url, numbers = address(scene, "desk-many"), [str(a_comment(scene).number)]

    def costs() -> list[int]:
        return [
            queries_of(client, f"{url}?stapel=alle&nr={numbers[0]}"),
            queries_of(client, url, many_form(scene, numbers)),
            queries_of(client, url, {"nr": numbers, "what": "release"}),
            queries_of(client, address(scene, "desk-modules")),
            queries_of(client, address(scene, "desk-filters")),
        ]

    before = costs()
    for n in range(4):
        remark = a_comment(scene, text=f"Gedanke {n}")
        actions.whole_as_point(actor=scene.moderator, contribution=remark)
        numbers.append(str(remark.number))
        actions.save_module(actor=scene.moderator, town=scene.town, title=f"M{n}", text="Danke.")
        actions.save_filter(actor=scene.moderator, town=scene.town, name=f"F{n}", query="?")
    assert costs() == before
    assert max(before) <= 12
