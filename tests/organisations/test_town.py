"""Towns: their addresses, brand, rules for taking part, offices."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from tests.factories import a_scene, a_town
from werkstatt.core.actors import OPERATOR
from werkstatt.core.errors import RuleBroken
from werkstatt.core.models import AuditEntry, PageGeneration
from werkstatt.organisations.actions import add_town, add_unit, change_brand, change_conduct_rules, rename_unit
from werkstatt.organisations.models import Unit
from werkstatt.organisations.navigation import Task, Urgency, by_urgency
from werkstatt.organisations.rules import DEFAULT_CONDUCT_RULES, RESERVED_SLUGS, conduct_points

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return a_scene()


def brand(scene, **changes):
    values = {"brand_name": "Neue Marke", "claim": "zusammen", "brand_color": "#7A3B9B"}
    return change_brand(**{"actor": scene.officer, "town": scene.town} | values | changes)


def test_an_address_is_taken_once_and_never_one_of_the_installation():
    a_town(slug="einzig")
    for slug in ("einzig", *sorted(RESERVED_SLUGS)):
        with pytest.raises(RuleBroken, match="vergeben"):
            add_town(actor=OPERATOR, name="Zweite", slug=slug)


def test_nobody_but_the_operator_adds_a_town(scene):
    for actor in (None, scene.officer, scene.administrator):
        with pytest.raises(PermissionDenied):
            add_town(actor=actor, name="Neustadt")


def test_umlauts_become_letters_in_the_address():
    assert add_town(actor=OPERATOR, name="Großmühlöd").slug == "grossmuehloed"


def test_a_new_brand_is_everywhere_at_once_and_recorded(scene):
    before = PageGeneration.objects.get(town_id=scene.town.pk).generation
    brand(scene)
    scene.town.refresh_from_db()
    assert (scene.town.brand_name, scene.town.brand_color) == ("Neue Marke", "#7a3b9b")
    assert PageGeneration.objects.get(town_id=scene.town.pk).generation > before
    assert AuditEntry.objects.get(verb="change_brand").actor_id == scene.officer.pk


@pytest.mark.parametrize("color", ["#ffff00", "gelb", "#12345", "", "#0b5566;}"])
def test_a_colour_that_cannot_be_read_is_refused_with_a_better_one(scene, color):
    with pytest.raises(RuleBroken) as broken:
        brand(scene, brand_color=color)
    assert "#" in broken.value.fields["brand_color"]


def test_a_brand_has_a_name_of_bearable_length(scene):
    for name in ("", "x" * 121):
        with pytest.raises(RuleBroken):
            brand(scene, brand_name=name)


def test_rules_for_taking_part_are_points_with_numbers():
    assert conduct_points("1. Bleiben Sie freundlich.\n\n2) Keine Werbung.\n- Keine Namen.") == [
        "Bleiben Sie freundlich.",
        "Keine Werbung.",
        "Keine Namen.",
    ]
    assert conduct_points("2020 war gut.") == ["2020 war gut."]
    assert conduct_points(" \n ") == [str(rule) for rule in DEFAULT_CONDUCT_RULES]


def test_what_the_rules_said_before_is_in_the_record(scene):
    change_conduct_rules(actor=scene.officer, town=scene.town, conduct_rules="Erste.")
    change_conduct_rules(actor=scene.officer, town=scene.town, conduct_rules="Zweite.")
    assert AuditEntry.objects.filter(verb="change_conduct_rules").latest("pk").data["before"] == "Erste."
    with pytest.raises(RuleBroken, match="zu lang"):
        change_conduct_rules(actor=scene.officer, town=scene.town, conduct_rules="x" * 8001)


def test_an_office_is_there_once_per_town_and_can_be_renamed(scene):
    unit = add_unit(actor=scene.officer, town=scene.town, name="  Bau   amt ")
    assert unit.name == "Bau amt"
    assert add_unit(actor=scene.officer, town=scene.town, name="Bau amt") == unit
    add_unit(actor=OPERATOR, town=a_town(), name="Bau amt")
    assert rename_unit(actor=scene.officer, unit=unit, name="Bauamt").name == "Bauamt"
    with pytest.raises(RuleBroken, match="gibt es schon"):
        rename_unit(actor=scene.officer, unit=unit, name="Amt für Digitales")
    with pytest.raises(RuleBroken):
        add_unit(actor=scene.officer, town=scene.town, name=" ")


def test_only_managers_of_the_town_change_its_settings(scene):
    unit = Unit.objects.get(municipality=scene.town)
    for actor in (None, scene.editor, scene.moderator, scene.lead, a_scene().administrator):
        with pytest.raises(PermissionDenied):
            brand(scene, actor=actor)
        with pytest.raises(PermissionDenied):
            change_conduct_rules(actor=actor, town=scene.town, conduct_rules="Nein.")
        with pytest.raises(PermissionDenied):
            add_unit(actor=actor, town=scene.town, name="Nein")
        with pytest.raises(PermissionDenied):
            rename_unit(actor=actor, unit=unit, name="Nein")


def test_tasks_are_sorted_by_urgency_and_then_by_size():
    def task(title: str, urgency: Urgency, count: int = 0) -> Task:
        return Task(title=title, text="", url="/", count=count, urgency=urgency)

    given = [[task("neu", Urgency.NEWS)], [], [task("klein", Urgency.SOON, 2), task("spät", Urgency.LATE)]]
    given.append([task("groß", Urgency.SOON, 9)])
    assert [task.title for task in by_urgency(given)] == ["spät", "groß", "klein", "neu"]
