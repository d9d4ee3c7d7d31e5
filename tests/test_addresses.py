"""Every address of the staff pages, as everybody who has no business there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.factories import a_comment, a_consultation, a_scene, signed_in

FILLED: dict[str, Any] = {"chapter": "1", "token": "x" * 32, "name": "x.png", "uid": "nothing", "format": "pdf"}


def staff_names(patterns: list[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Name and parameters of every address below ``werkstatt/``."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from staff_names(pattern.url_patterns, here)
        elif isinstance(pattern, URLPattern) and "werkstatt/" in here and pattern.name:
            yield pattern.name, list(pattern.pattern.regex.groupindex)


NAMES = sorted(dict(staff_names()).items())


def test_there_are_staff_pages():
    assert {"staff-home", "desk", "texts", "phases"} <= {name for name, _parameters in NAMES}


def addresses(scene: Any, number: int) -> dict[str, str]:
    """Every staff address of the scene's town, filled with things that exist where that is possible."""
    own = {
        "town": scene.town.slug,
        "slug": scene.version.strategy.slug,
        "strategy": scene.version.strategy.slug,
        "number": number,
        "version": scene.version.pk,
        "phase": scene.phase.pk,
        **FILLED,
    }
    found = {}
    for name, _parameters in NAMES:
        group = get_resolver().reverse_dict.getlist(name)
        values = {}
        for possibilities, _pattern, _defaults, converters in group:
            for parameter in possibilities[0][1]:
                value = own.get(parameter)
                if value is None or (converters.get(parameter).__class__.__name__ == "IntConverter"):
                    value = value if isinstance(value, int) else 1
                values[parameter] = value
            break
        found[name] = reverse(name, kwargs=values)
    return found


@pytest.fixture
def scene():
    return a_consultation()


@pytest.mark.django_db
def test_staff_pages_of_another_town_do_not_exist(scene):
    number = a_comment(scene).number
    stranger = signed_in(a_scene().officer)
    for name, address in addresses(scene, number).items():
        for ask in (stranger.get, stranger.post):
            assert ask(address).status_code in (404, 405), f"{name} {address}"


@pytest.mark.django_db
def test_staff_pages_send_strangers_to_the_sign_in_and_keep_what_was_typed(scene):
    number = a_comment(scene).number
    nobody = Client()
    for name, address in addresses(scene, number).items():
        answer = nobody.get(address)
        assert answer.status_code in (302, 405), f"{name} {address}"
        if answer.status_code == 302:
            assert "/konto/login/" in answer["location"]
        answer = nobody.post(address, {"text": "Meine Worte"})
        assert answer.status_code in (401, 405), f"{name} {address}"
        if answer.status_code == 401:
            assert "Meine Worte" in answer.content.decode()


@pytest.mark.django_db
def test_no_staff_page_falls_over_for_its_own_people(scene):
    number = a_comment(scene).number
    officer = signed_in(scene.officer)
    for name, address in addresses(scene, number).items():
        assert officer.get(address).status_code in (200, 302, 404, 405, 409), f"{name} {address}"
        assert officer.post(address, {}).status_code in (200, 302, 400, 404, 405, 409, 422), f"{name} {address}"
