"""Codes from an app, recovery codes, passkeys by hand-made input, and the installation that demands them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.accounts.test_account import came_in, proved
from tests.factories import PASSWORD, a_scene
from werkstatt.accounts.models import KeptValue
from werkstatt.accounts.sealing import reveal, seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    cache.clear()
    return a_scene()


def html_of(response) -> str:
    return unescape(response.content.decode())


def code_for(secret: str, step: int = 0) -> str:
    counter = sorted(totp.yield_hotp_counters_from_time())[1] + step
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def with_app(user) -> tuple[Client, str]:
    """A browser in which the person has just set an app up, and the app's secret."""
    client = proved(came_in(user))
    page = html_of(client.get(reverse("mfa_activate_totp")))
    secret = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)[1]
    assert "data:image/svg+xml;base64," in page
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert (answer.status_code, answer["location"]) == (302, reverse("mfa_view_recovery_codes"))
    return client, secret


def first_step(user) -> Client:
    """A browser in which the person has given the password and nothing more."""
    client = Client()
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer["location"] == reverse("mfa_authenticate")
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("my-account")).status_code == 200


def test_with_an_app_the_password_alone_is_not_enough(scene):
    _client, secret = with_app(scene.editor)
    client = first_step(scene.editor)
    assert not is_in(client)
    assert "Noch ein Schritt" in html_of(client.get(reverse("mfa_authenticate")))
    assert "hat nicht gepasst" in html_of(client.post(reverse("mfa_authenticate"), {"code": "000000"}))
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret, 1)}).status_code == 302
    assert is_in(client)


def test_a_code_works_once(scene):
    _client, secret = with_app(scene.editor)
    code = code_for(secret, 1)
    first_step(scene.editor).post(reverse("mfa_authenticate"), {"code": code})
    again = first_step(scene.editor)
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert not is_in(again)
    assert KeptValue.objects.exists(), "all processes know, not only this one"


def test_guessing_codes_ends_soon(scene):
    _client, secret = with_app(scene.editor)
    client = first_step(scene.editor)
    for number in range(10):
        client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    answer = client.post(reverse("mfa_authenticate"), {"code": code_for(secret, 1)})
    assert "zu viele Versuche" in html_of(answer)
    assert not is_in(client)


def test_a_recovery_code_helps_once_when_the_phone_is_gone(scene):
    client, _secret = with_app(scene.editor)
    codes = re.findall(r"<code>(\d{8})</code>", html_of(client.get(reverse("mfa_view_recovery_codes"))))
    assert len(codes) == 10
    assert codes[0] in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    for works in (True, False):
        other = first_step(scene.editor)
        other.post(reverse("mfa_authenticate"), {"code": codes[3]})
        assert is_in(other) is works
    assert "9 Ersatzcodes" in html_of(client.get(reverse("mfa_index")))


def test_new_recovery_codes_end_the_old_ones_and_an_app_can_be_switched_off(scene):
    client, _secret = with_app(scene.editor)
    old = html_of(client.get(reverse("mfa_view_recovery_codes")))
    client.post(reverse("mfa_generate_recovery_codes"))
    assert html_of(client.get(reverse("mfa_view_recovery_codes"))) != old
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists(), "recovery codes go with the last factor"
    assert is_in(came_in(scene.editor))


def test_setting_up_asks_for_the_password_again(scene):
    client = came_in(scene.editor)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert reverse("account_reauthenticate") in client.get(reverse(name))["location"]


def test_the_secret_of_an_app_cannot_be_read_out_of_the_database(scene, settings):
    _client, secret = with_app(scene.editor)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert reveal(stored) == secret
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "ein neuer Schlüssel", [settings.SECRET_KEY]
    assert reveal(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    assert reveal(stored) == ""
    assert reveal(seal("x")) == "x"


def test_nobody_changes_the_passkeys_of_somebody_else(scene):
    key = Authenticator.objects.create(user=scene.editor, type="webauthn", data={"name": "Fremd", "credential": {}})
    client = proved(came_in(scene.moderator))
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 404
        assert client.post(reverse(name, args=[key.pk]), {"name": "Meiner"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


NONSENSE = ["", "{}", "[]", "null", '{"id": 1}', "kein JSON", '{"response": {"userHandle": "x"}}', "[[[", '"x"']


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_instead_of_a_passkey_is_refused_in_words(scene, credential):
    stranger = Client()
    stranger.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    answer = stranger.post(reverse("mfa_login_webauthn"), {"credential": credential}, follow=True)
    assert answer.status_code == 200
    assert not is_in(stranger)
    client = proved(came_in(scene.editor))
    client.get(reverse("mfa_add_webauthn"))
    answer = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


# ── An installation that demands a second factor of those who manage ──────────────────────────────────────────────


def test_managers_are_led_to_set_up_a_second_factor_and_others_are_not(scene, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    desk = reverse("staff-home", args=[scene.town.slug])
    assert came_in(scene.editor).get(desk).status_code == 200
    manager = came_in(scene.administrator)
    for answer in (manager.get(desk), manager.post(reverse("settings-people", args=[scene.town.slug]), {})):
        assert (answer.status_code, answer["location"]) == (302, reverse("mfa_index"))
    assert "sichert die Anmeldung doppelt" in html_of(manager.get(reverse("mfa_index")))
    manager, _secret = with_app(scene.administrator)
    assert manager.get(desk).status_code == 200
    manager.post(reverse("mfa_deactivate_totp"))
    assert manager.get(desk).status_code == 302, "without it the desk is closed again at once"


def test_without_the_demand_nothing_is_asked(scene):
    assert came_in(scene.administrator).get(reverse("staff-home", args=[scene.town.slug])).status_code == 200
