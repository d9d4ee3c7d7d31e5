"""Signing in with a password: who gets in, how often one may try, what it gives away."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, a_scene
from werkstatt.accounts.limits import FOR_ONE_PERSON, FOR_ONE_PERSON_FROM_ONE_PLACE, FROM_ONE_PLACE

pytestmark = pytest.mark.django_db

SIGN_IN = "/konto/login/"


@pytest.fixture(autouse=True)
def with_limits(settings):
    """The limits of a real installation."""
    settings.RATE_LIMITS = {}


@pytest.fixture
def editor():
    return a_scene().editor


def attempt(email: str, password: str, place: str = "192.0.2.1", client: Client | None = None):
    return (client or Client()).post(SIGN_IN, {"login": email, "password": password}, REMOTE_ADDR=place)


def html_of(response) -> str:
    return unescape(response.content.decode())


def test_a_wrong_password_and_an_unknown_address_look_the_same(editor):
    one, two = attempt(editor.email, "falsch-falsch-12"), attempt("niemand@example.org", "falsch-falsch-12")
    assert one.status_code == two.status_code == 200
    assert "passen nicht zusammen" in html_of(one)
    assert html_of(one).count(editor.email) == html_of(two).count("niemand@example.org")
    assert len(html_of(one)) - len(editor.email) == len(html_of(two)) - len("niemand@example.org")


def test_guessing_is_slowed_down_even_for_the_right_password(editor):
    for _ in range(FOR_ONE_PERSON_FROM_ONE_PLACE.most):
        attempt(editor.email, "falsch-falsch-12")
    assert "zu viele Versuche" in html_of(attempt(editor.email, PASSWORD))


def test_a_stranger_who_guesses_does_not_lock_the_owner_out(editor):
    for _ in range(FOR_ONE_PERSON_FROM_ONE_PLACE.most + 3):
        attempt(editor.email, "falsch-falsch-12", place="198.51.100.7")
    assert attempt(editor.email, PASSWORD).status_code == 302


def test_many_machines_that_guess_are_slowed_down_but_a_known_device_gets_in(editor):
    at_home = Client()
    assert attempt(editor.email, PASSWORD, client=at_home).status_code == 302
    at_home.post(reverse("account_logout"))
    for number in range(FOR_ONE_PERSON.most):
        attempt(editor.email, "falsch-falsch-12", place=f"198.51.{number // 250}.{number % 250}")
    assert "zu viele Versuche" in html_of(attempt(editor.email, PASSWORD, place="203.0.113.9"))
    assert attempt(editor.email, PASSWORD, client=at_home).status_code == 302


def test_one_place_cannot_try_one_password_on_everybody(editor):
    for number in range(FROM_ONE_PLACE.most):
        attempt(f"person{number}@example.org", "Sommer2026!!")
    assert "zu viele Versuche" in html_of(attempt(editor.email, PASSWORD))
    assert attempt(editor.email, PASSWORD, place="203.0.113.9").status_code == 302


@pytest.mark.parametrize("cookie", ["x", "x:y:z", "", "ä"])
def test_a_forged_cookie_of_a_known_device_is_worth_nothing(editor, cookie):
    client = Client()
    client.cookies["bekannt"] = cookie
    assert attempt(editor.email, PASSWORD, client=client).status_code == 302


@pytest.mark.parametrize(
    ("login", "password"),
    [("", ""), ("kein\x00mensch@example.org", "x"), ("<script>@x.de", "y" * 5000), ("a" * 400 + "@example.org", "z")],
)
def test_bad_input_is_answered_in_words(login, password):
    answer = attempt(login, password)
    assert answer.status_code in (200, 400)
    assert b"<script>@" not in answer.content


def test_nobody_opens_an_account_for_herself():
    for answer in (Client().get("/konto/signup/"), Client().post("/konto/signup/", {"email": "ich@example.org"})):
        assert "selbst ein Konto anlegen" in html_of(answer)


def test_the_way_back_leads_only_within_the_site(editor):
    inside = Client().post(f"{SIGN_IN}?next=/konto/", {"login": editor.email, "password": PASSWORD, "next": "/konto/"})
    assert inside["location"] == "/konto/"
    outside = attempt(editor.email, PASSWORD)
    assert outside["location"] == reverse("my-towns")
    bad = {"login": editor.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert "evil" not in Client().post(SIGN_IN, bad)["location"]
