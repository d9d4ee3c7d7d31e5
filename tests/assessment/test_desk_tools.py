"""Reminders, text modules, saved filters, presence."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.factories import a_comment, a_consultation, a_member
from werkstatt.assessment import actions
from werkstatt.assessment.models import Point, Presence, SavedFilter, TextModule
from werkstatt.assessment.rules import MAX_FILTERS, Verdict
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import OutgoingMail
from werkstatt.organisations.rules import Role

pytestmark = pytest.mark.django_db
MONDAY = timezone.make_aware(datetime(2030, 5, 6, 9, 0))


@pytest.fixture
def scene(db):
    return a_consultation()


def due(scene, day: date | None, unit=None) -> Point:
    point = actions.whole_as_point(actor=scene.moderator, contribution=a_comment(scene, text="Geheime Worte."))
    with clock.at(MONDAY - timedelta(days=10)):
        return actions.assign(actor=scene.moderator, point=point, unit=unit or scene.unit, due_on=day)


def remind_on(moment: datetime) -> int:
    with clock.at(moment):
        return actions.remind_of_deadlines()


# ── Reminders ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_office_hears_three_days_before_and_once_when_it_is_too_late(scene):
    due(scene, date(2030, 5, 9))
    assert remind_on(MONDAY - timedelta(days=1)) == 0
    sent = [remind_on(MONDAY + timedelta(days=days)) for days in range(8)]
    assert sent == [1, 0, 0, 0, 1, 0, 0, 0]


def test_one_mail_a_day_has_all_that_is_due_and_no_words_of_anybody(scene):
    first, second = due(scene, date(2030, 5, 7)), due(scene, date(2030, 5, 5))
    due(scene, date(2030, 5, 30))
    assert remind_on(MONDAY) == 1
    mail = OutgoingMail.objects.get()
    assert mail.to == scene.lead.email
    assert mail.subject.startswith(f"{scene.town.brand_name}: 2 Punkte warten")
    for words in (first.contribution.label, second.contribution.label, "morgen", "1 Tag zu spät", "?stapel=faellig"):
        assert words in mail.text
    assert "Geheime Worte" not in mail.text
    assert remind_on(MONDAY) == 0


def test_only_people_of_the_office_who_may_answer_get_mail(scene):
    colleague = a_member(scene.town, Role.DEPARTMENT_LEAD, scene.unit)
    a_member(scene.town, Role.STAFF_MEMBER, scene.unit)
    gone = a_member(scene.town, Role.DEPARTMENT_LEAD, scene.unit)
    gone.is_active = False
    gone.save()
    a_member(scene.town, Role.DEPARTMENT_LEAD, scene.town.units.create(name="Kämmerei"))
    due(scene, date(2030, 5, 6))
    assert remind_on(MONDAY) == 2
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {scene.lead.email, colleague.email}


def test_answered_points_are_not_reminded_of(scene):
    point = due(scene, date(2030, 5, 6))
    actions.assess(actor=scene.lead, point=point, verdict=Verdict.DECLINED, reason="Nein.")
    assert remind_on(MONDAY) == 0


def test_the_button_reminds_once_a_day_and_says_so(scene):
    point = due(scene, None)
    with clock.at(MONDAY):
        assert actions.remind(actor=scene.moderator, point=point) == 1
        with pytest.raises(RuleBroken, match="heute schon eine Erinnerung"):
            actions.remind(actor=scene.moderator, point=point)
    with clock.at(MONDAY + timedelta(days=1)):
        assert actions.remind(actor=scene.moderator, point=point) == 1
    point.refresh_from_db()
    assert point.reminded_at == MONDAY + timedelta(days=1)


def test_nobody_to_remind_is_said(scene):
    empty = scene.town.units.create(name="Leeres Amt")
    with pytest.raises(RuleBroken, match="arbeitet niemand"):
        actions.remind(actor=scene.moderator, point=due(scene, None, empty))
    loose = actions.whole_as_point(actor=scene.moderator, contribution=a_comment(scene))
    with pytest.raises(RuleBroken, match="wartet auf kein Amt"):
        actions.remind(actor=scene.moderator, point=loose)


# ── Text modules ──────────────────────────────────────────────────────────────────────────────────────────────────


def a_module(scene, actor=None, **more) -> TextModule:
    given = {"title": "Dank", "text": "Vielen Dank für Nr. {nummer}."} | more
    return actions.save_module(actor=actor or scene.moderator, town=scene.town, **given)


def test_moderators_write_for_all_and_leads_for_their_office(scene):
    assert a_module(scene).unit is None
    own = a_module(scene, scene.lead, title="Barrieren", unit=scene.unit)
    other = scene.town.units.create(name="Kämmerei")
    for given in ({"title": "Alle"}, {"title": "Fremd", "unit": other}):
        with pytest.raises(PermissionDenied):
            a_module(scene, scene.lead, **given)
    with pytest.raises(PermissionDenied):
        a_module(scene, scene.lead, title="Barrieren", unit=other, module=own)
    for actor in (scene.editor, scene.administrator):
        with pytest.raises(PermissionDenied):
            a_module(scene, actor, title="Redaktion")
    with pytest.raises(PermissionDenied):
        actions.remove_module(actor=a_member(scene.town, Role.DEPARTMENT_LEAD, other), module=own)
    actions.remove_module(actor=scene.lead, module=own)
    assert TextModule.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "Bis {datum} und {wetter}."}, "text"),
        ({"text": " "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"title": ""}, "title"),
        ({"title": "x" * 61}, "title"),
        ({"title": "Schon da"}, "title"),
    ],
)
def test_a_module_with_a_fault_says_which(scene, given, field):
    a_module(scene, title="Schon da")
    with pytest.raises(RuleBroken) as refused:
        a_module(scene, **given)
    assert list(refused.value.fields) == [field]
    if "datum" in given.get("text", ""):
        assert "{datum}, {wetter}" in refused.value.message


def test_modules_move_up(scene):
    modules = [a_module(scene, title=title) for title in "ABC"]
    actions.raise_module(actor=scene.moderator, module=modules[2])
    assert [module.title for module in TextModule.objects.all()] == ["A", "C", "B"]


def test_no_answer_goes_out_with_a_placeholder_in_it(scene):
    remark = a_comment(scene)
    point = actions.whole_as_point(actor=scene.moderator, contribution=remark)
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.REFERRED, reason="Bis {frist} vom {amt}.")
    with pytest.raises(RuleBroken, match=r"Im Grund zu Punkt .*: \{frist\}, \{amt\}"):
        actions.release(actor=scene.moderator, contribution=remark)
    actions.assess(actor=scene.moderator, point=point, verdict=Verdict.REFERRED, reason="Bis Mai.")
    with pytest.raises(RuleBroken) as refused:
        actions.release(actor=scene.moderator, contribution=remark, text="Guten Tag {name}")
    assert list(refused.value.fields) == ["text"]
    actions.release(actor=scene.moderator, contribution=remark, text="Guten Tag")


# ── Saved filters, presence ───────────────────────────────────────────────────────────────────────────────────────


def test_filters_are_saved_renamed_and_removed_by_their_owner_only(scene):
    save = {"actor": scene.moderator, "town": scene.town}
    kept = actions.save_filter(**save, name="Papier", query="?weg=paper")
    actions.save_filter(**save, name="Papier", query="?weg=paper&stapel=alle")
    kept.refresh_from_db()
    assert kept.query == "?weg=paper&stapel=alle"
    actions.rename_filter(**save, key=kept.pk, name="Auf Papier")
    stranger = {"actor": scene.officer, "town": scene.town}
    actions.rename_filter(**stranger, key=kept.pk, name="Meins")
    actions.remove_filter(**stranger, key=kept.pk)
    assert SavedFilter.objects.get().name == "Auf Papier"
    actions.save_filter(**save, name="Zweiter", query="?")
    for call in (
        lambda: actions.rename_filter(**save, key=kept.pk, name="Zweiter"),
        lambda: actions.save_filter(**save, name=" ", query="?"),
        lambda: actions.save_filter(**save, name="x" * 61, query="?"),
    ):
        with pytest.raises(RuleBroken) as refused:
            call()
        assert list(refused.value.fields) == ["name"]
    actions.remove_filter(**save, key=kept.pk)
    assert SavedFilter.objects.count() == 1


def test_one_person_has_a_limited_number_of_filters(scene):
    save = {"actor": scene.moderator, "town": scene.town, "query": "?"}
    for n in range(MAX_FILTERS):
        actions.save_filter(**save, name=f"Filter {n}")
    with pytest.raises(RuleBroken, match="löschen Sie zuerst einen"):
        actions.save_filter(**save, name="Einer zu viel")
    actions.save_filter(**save, name="Filter 0")


def test_who_is_there_is_forgotten_soon(scene, django_assert_num_queries):
    remark = a_comment(scene)
    with clock.at(MONDAY):
        actions.be_here(actor=scene.moderator, contribution=remark)
    with clock.at(MONDAY + timedelta(seconds=20)):
        scene.moderator.has_perm("assessment.view_desk", remark)
        with django_assert_num_queries(1):
            actions.be_here(actor=scene.moderator, contribution=remark)
    assert Presence.objects.get().seen_at == MONDAY + timedelta(seconds=20)
    with clock.at(MONDAY + timedelta(minutes=3)):
        assert actions.forget_who_left() == 1
    with pytest.raises(PermissionDenied):
        actions.be_here(actor=a_consultation().moderator, contribution=remark)
