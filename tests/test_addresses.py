"""Every address of the installation, as everybody: what belongs to one town is invisible to every other one.

The addresses are taken from the URL configuration. A new one needs a sample for its parameters (``tests.addresses``)
and, if it is for those who belong to a town, a line in the table of who may enter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

import werkstatt
from tests.addresses import Route, address_of, routes
from tests.factories import BusyTown, a_busy_town, a_member, a_scene, signed_in
from tests.walls import Form, FormReader, everything_of, rows_across
from werkstatt.accounts.models import User
from werkstatt.organisations.actions import add_circle, set_circle_members
from werkstatt.organisations.models import Membership, Unit
from werkstatt.organisations.rules import (
    ANSWERS,
    EDITS_TEXT,
    MANAGES,
    MODERATES,
    RUNS_PROCESS,
    STAFF,
    CircleKind,
    Role,
)

pytestmark = pytest.mark.django_db
ROUTES = list(routes())
STAFF_ROUTES = [route for route in ROUTES if route.is_staff]
TOWN_ROUTES = [route for route in ROUTES if route.of_town]
OF_A_GROUP = {"motion", "motion-new", "motion-section", "motion-block"}
"""For those who speak for a council group."""
METHODS = ("get", "head", "options", "post", "put", "patch", "delete")

DESK = ANSWERS | EDITS_TEXT
_DOORS: dict[frozenset[Role], str] = {
    frozenset(Role): "staff-home member-home",
    STAFF: "texts draft-picture versions phases",
    EDITS_TEXT: "text-new import import-preview draft-start editor editor-chapter draft-block draft-section-new "
    "draft-section draft-picture-new draft-block-new draft-klartext suggestion settle desk-change",
    RUNS_PROCESS: "version-move version-widen publish phase-new phase-end phase-contacts opinion-set-up opinion-import "
    "opinion-import-preview",
    MODERATES | EDITS_TEXT: "places place-choose",
    MODERATES: "record record-passages intake intake-table intake-columns intake-report desk-many desk-many-done "
    "desk-many-undo mails mails-send mails-preview opinion-desk opinion-statements-desk opinion-statement-desk",
    DESK: "desk desk-compare desk-topics desk-topics-phase desk-topics-table desk-modules desk-filters desk-item "
    "desk-presence internal-files internal-order internal-watch internal-cancel internal-file",
    MANAGES: "personal-data settings settings-brand settings-rules settings-units settings-unit-dissolve "
    "settings-pages settings-page barriers settings-circles settings-circle settings-people settings-person "
    "settings-log",
}
MAY_ENTER = {name: roles for roles, names in _DOORS.items() for name in names.split()}
"""Who gets past the door of an address in her own town. What she may do behind it, the actions know."""


def ask(client: Client, method: str, address: str, data: dict[str, Any] | None = None) -> HttpResponse:
    """An answer of which only status and words count."""
    response = getattr(client, method)(address, data) if data else getattr(client, method)(address)
    if response.streaming:
        b"".join(response)  # read to the end, a file is closed
    return response


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in it is undone again."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


@pytest.fixture
def busy() -> BusyTown:
    return a_busy_town("Reiher")


@pytest.fixture
def strangers() -> dict[str, User]:
    """A person of every role in another town, and one of a council group there."""
    scene = a_scene()
    town = scene.town
    people = {role.value: a_member(town, role, scene.unit) for role in Role}
    group = add_circle(
        actor=people[Role.DIGITAL_OFFICER], town=town, kind=CircleKind.COUNCIL_GROUP, name="Fraktion von drüben"
    )
    councillor = people["in a council group"] = a_member(town, Role.COUNCIL_MEMBER)
    set_circle_members(
        actor=people[Role.DIGITAL_OFFICER], circle=group, members=Membership.objects.filter(user=councillor)
    )
    return people


# ── The list itself ───────────────────────────────────────────────────────────────────────────────────────────────


def test_every_address_has_a_sample_that_exists(busy):
    assert len(ROUTES) > 130
    officer = signed_in(busy.scene.officer)
    councillor = signed_in(User.objects.get(pk=busy.councillor.pk))
    for route in TOWN_ROUTES:
        client = councillor if route.name in OF_A_GROUP else officer
        with undone():
            status = ask(client, "get", address_of(route, busy)).status_code
            assert status in (200, 302, 405, 409), f"{route.name}: {status}"


def test_the_table_of_who_may_enter_names_every_address_for_those_who_belong():
    assert {route.name for route in STAFF_ROUTES} == set(MAY_ENTER)


# ── The own town ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
def test_in_her_own_town_everybody_enters_what_her_role_opens_and_nothing_else(busy, role):
    client = signed_in(busy.people[role])
    for route in STAFF_ROUTES:
        address = address_of(route, busy)
        for method in ("get", "post"):
            with undone():
                status = ask(client, method, address).status_code
            if role not in MAY_ENTER[route.name]:
                assert status in (403, 405), f"{method} {route.name}: {status}"
            elif method == "get":
                assert status in (200, 302, 405, 409), f"{method} {route.name}: {status}"
            else:
                assert status in (200, 302, 400, 403, 404, 405, 409, 422), f"{method} {route.name}: {status}"


@pytest.mark.parametrize("role", [Role.COUNCIL_MEMBER, Role.EXPERT], ids=lambda role: role.value)
def test_who_does_not_work_for_the_town_and_has_no_group_finds_no_motion(busy, role):
    client = signed_in(busy.people[role])
    for route in TOWN_ROUTES:
        if route.name in OF_A_GROUP:
            for method in ("get", "post"):
                assert ask(client, method, address_of(route, busy)).status_code in (403, 404, 405)


def test_nobody_is_sent_to_the_sign_in_and_keeps_what_was_typed(busy):
    nobody = Client()
    for route in STAFF_ROUTES:
        address = address_of(route, busy)
        answer = ask(nobody, "get", address)
        assert answer.status_code in (302, 405), route.name
        if answer.status_code == 302:
            assert "/konto/login/" in answer["location"]
        answer = ask(nobody, "post", address, {"text": "Meine Worte"})
        assert answer.status_code in (401, 405), route.name
        if answer.status_code == 401:
            assert "Meine Worte" in answer.content.decode()


# ── Other towns ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_for_every_role_of_another_town_no_page_of_the_staff_exists(busy, strangers):
    kept = everything_of(busy.scene.town)
    for who, user in strangers.items():
        client = signed_in(user)
        for route in STAFF_ROUTES:
            address = address_of(route, busy)
            for asked in (address, f"/en{address}"):
                for method in ("get", "post", "head"):
                    status = ask(client, method, asked).status_code
                    assert status in (404, 405), f"{who}: {method} {route.name}: {status}"
    assert everything_of(busy.scene.town) == kept


def test_what_another_town_has_is_not_found_under_ones_own_address(busy, strangers):
    kept = everything_of(busy.scene.town)
    own = Membership.objects.get(user=strangers[Role.DIGITAL_OFFICER]).municipality
    clients = {"officer": signed_in(strangers[Role.DIGITAL_OFFICER]), "nobody": Client()}
    for route in TOWN_ROUTES:
        if not set(route.parameters) - {"town", "kind", "format"}:
            continue
        address = address_of(route, busy, town=own.slug)
        for who, client in clients.items():
            if who == "nobody" and (route.is_staff or route.name in OF_A_GROUP):
                continue
            for method in ("get", "post"):
                answer = ask(client, method, address)
                assert answer.status_code in (404, 405), f"{who}: {method} {route.name}: {answer.status_code}"
                assert busy.word not in answer.content.decode()
    assert everything_of(busy.scene.town) == kept


def test_a_town_that_does_not_exist_has_no_pages(busy):
    for client in (Client(), signed_in(busy.scene.officer)):
        for route in TOWN_ROUTES:
            address = address_of(route, busy, town="nirgends")
            assert ask(client, "get", address).status_code in (404, 405), route.name


# ── Methods, and ids where nobody expects them ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("who", ["nobody", "officer"])
def test_no_address_falls_over_however_it_is_asked(busy, who):
    client = Client(raise_request_exception=False) if who == "nobody" else signed_in(busy.scene.officer)
    client.raise_request_exception = False
    for route in ROUTES:
        for method in METHODS:
            with undone():
                status = ask(client, method, address_of(route, busy)).status_code
            assert status < 500 or route.name == "healthz", f"{method} {route.name}: {status}"


HOSTILE = ("-1", "9" * 30, "١٢", "\u202e1'--")


@pytest.mark.parametrize("name", ["phase", "number", "version", "placement", "member", "key", "order", "token", "uid"])
def test_hostile_numbers_in_addresses_are_not_found(busy, name):
    officer = signed_in(busy.scene.officer)
    officer.raise_request_exception = False
    for route in TOWN_ROUTES:
        if name not in route.parameters:
            continue
        for value in ("0", "9" * 18, "9" * 30, "١٢", "-1", "x" * 300, "1%27--", "%E2%80%AE1"):
            with undone():
                status = ask(officer, "get", address_of(route, busy, **{name: value})).status_code
            assert status in (404, 405, 400, 414), f"{route.name} {value[:20]}: {status}"


def foreign_ids(other: BusyTown) -> list[str]:
    """Keys of things of another town, of every kind that forms speak of."""
    found = [
        other.scene.phase,
        other.council,
        other.second,
        other.draft,
        other.placement,
        other.point,
        other.group,
        other.report,
        other.order,
        other.answered,
        other.waiting,
        other.scene.officer,
        Unit.objects.get(municipality=other.scene.town, name=f"Amt {other.word}"),
        Membership.objects.get(user=other.scene.lead),
    ]
    keys = [str(each.pk) for each in found]
    return list(dict.fromkeys([*keys, other.draft.blocks.first().uid, other.table.token, other.scene.town.slug]))


def forms_of(client: Client, busy: BusyTown) -> Iterator[tuple[Route, Form]]:
    """Every form on the pages of a town, once for each set of fields."""
    seen = set()
    for route in TOWN_ROUTES:
        address = address_of(route, busy)
        with undone():
            answer = client.get(address)
            html = b"".join(answer) if answer.streaming else answer.content
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        for form in FormReader(html.decode()).forms:
            form.action = form.action or address
            what = (form.action.partition("?")[0], form.method, *sorted(form.values), *form.buttons)
            if what not in seen and form.action.startswith(f"/{busy.scene.town.slug}/"):
                seen.add(what)
                yield route, form


@pytest.mark.one_database
def test_no_form_reaches_what_belongs_to_another_town(busy):
    """Ids of another town in every field that names something: nothing there changes, nothing of it is shown."""
    other = a_busy_town("Kranich")
    kept = everything_of(other.scene.town)
    officer = signed_in(busy.scene.officer)
    officer.raise_request_exception = False
    ids = foreign_ids(other)
    found = list(forms_of(officer, busy))
    assert len(found) > 50
    for route, form in found:
        button = dict(form.buttons[:1])
        for name in sorted(form.ids):
            for value in ids:
                with undone():
                    answer = ask(officer, form.method, form.action, {**form.values, **button, name: value})
                    where = f"{route.name} {form.method} {form.action} {name}={value}"
                    assert answer.status_code < 500, where
                    if not answer.streaming:
                        assert "Kranich" not in answer.content.decode(errors="replace"), where
                    if form.method == "post" and answer.status_code < 400:
                        assert everything_of(other.scene.town) == kept, where
                        assert rows_across() == [], where


def names_of_questions() -> set[str]:
    """What pages read from the part of their address behind the question mark, as it stands in the code."""
    code = "".join(file.read_text() for file in Path(werkstatt.__file__).parent.rglob("*.py"))
    return set(re.findall(r"GET\.get(?:list)?\(\"([\w-]+)\"", code)) | {"von", "bis", "seite", "strategie", "phase"}


@pytest.mark.one_database
def test_no_question_in_an_address_reaches_what_belongs_to_another_town(busy):
    other = a_busy_town("Kranich")
    officer = signed_in(busy.scene.officer)
    officer.raise_request_exception = False
    names = names_of_questions()
    assert {"k", "suche", "nehmen"} <= names
    for route in TOWN_ROUTES:
        address = address_of(route, busy)
        for value in (*foreign_ids(other)[:2], other.table.token, *HOSTILE):
            with undone():
                answer = ask(officer, "get", address, dict.fromkeys(names, value))
            assert answer.status_code < 500, f"{route.name} {value[:20]}"
            if not answer.streaming:
                assert "Kranich" not in answer.content.decode(errors="replace"), f"{route.name} {value[:20]}"
