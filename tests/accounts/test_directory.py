"""Signing in through the directory of an administration: OpenID Connect and SAML, against providers that really run."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.conftest import REPOSITORY
from tests.factories import a_scene
from werkstatt.accounts import providers
from werkstatt.accounts.actions import add_person, erase, issue_link
from werkstatt.accounts.models import Invitation, User
from werkstatt.core.actors import OPERATOR
from werkstatt.organisations.actions import add_member
from werkstatt.organisations.rules import Role

pytestmark = pytest.mark.django_db

WAIT = 30


@contextmanager
def running(module: str, path: str) -> Iterator[str]:
    """A provider in a process of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", module, str(port)]
    process = subprocess.Popen(
        command, env=environment, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + WAIT
        while True:
            try:
                requests.get(address + path, timeout=5).raise_for_status()
                break
            except requests.RequestException:
                if time.monotonic() > deadline or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="module")
def oidc() -> Iterator[str]:
    """The address of an OpenID Connect provider."""
    with running("tests.accounts.providers.oidc", "/.well-known/openid-configuration") as address:
        yield address


@pytest.fixture(scope="module")
def saml() -> Iterator[str]:
    """The address of a SAML identity provider."""
    with running("tests.accounts.providers.saml", "/metadata") as address:
        yield address


@pytest.fixture
def with_oidc(settings, oidc):
    requests.put(f"{oidc}/spoil/nothing", timeout=5)
    environment = {
        "WERKSTATT_OIDC_ISSUER": oidc,
        "WERKSTATT_OIDC_CLIENT_ID": "werkstatt",
        "WERKSTATT_OIDC_SECRET": "geheim",
        "WERKSTATT_OIDC_NAME": "Rathaus-Konto",
    }
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured(environment)
    return oidc


@pytest.fixture
def with_saml(settings, saml):
    environment = {"WERKSTATT_SAML_METADATA": f"{saml}/metadata", "WERKSTATT_SAML_NAME": "Landesnetz"}
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured(environment)
    cache.clear()
    return saml


@pytest.fixture
def rosa() -> User:
    """Somebody who was invited and has never signed in."""
    scene = a_scene()
    person = add_person(email="rosa@example.org", name="Rosa Neu")
    add_member(actor=OPERATOR, town=scene.town, user=person, role=Role.EDITOR)
    issue_link(user=person, by_mail=True)
    return person


def browser() -> Client:
    return Client(HTTP_HOST="testserver")


def is_in(client: Client) -> bool:
    return client.get(reverse("my-account")).status_code == 200


def html_of(response) -> str:
    return unescape(response.content.decode())


def test_without_configuration_nothing_of_it_is_there(settings):
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured({})
    assert "Anmelden mit" not in html_of(browser().get("/konto/login/"))
    for address in ("/konto/oidc/verwaltung/login/", "/konto/saml/verwaltung/login/", "/konto/saml/verwaltung/acs/"):
        answer = browser().get(address, follow=True)
        assert answer.status_code in (401, 404), address


def test_half_a_configuration_stops_the_start(tmp_path):
    with pytest.raises(ValueError, match="CLIENT_ID"):
        providers.configured({"WERKSTATT_OIDC_ISSUER": "https://konto.example"})
    with pytest.raises(ValueError, match="no file"):
        providers.configured({"WERKSTATT_SAML_METADATA": str(tmp_path / "fehlt.xml")})


# ── OpenID Connect ────────────────────────────────────────────────────────────────────────────────────────────────


def consent(client: Client, provider: str, subject: str, **claims: object) -> str:
    """Go to the provider and say who one is there; the address of ours that it sends the browser to."""
    requests.put(f"{provider}/users/{subject}", json=claims, timeout=5).raise_for_status()
    start = client.get("/konto/oidc/verwaltung/login/")
    assert start.status_code == 302
    assert start["location"].startswith(f"{provider}/oauth2/authorize")
    assert "code_challenge=" in start["location"]
    back = requests.post(start["location"], data={"sub": subject}, allow_redirects=False, timeout=5)
    assert back.status_code == 302
    assert back.headers["location"].startswith("http://testserver/konto/oidc/verwaltung/login/callback/")
    return back.headers["location"].removeprefix("http://testserver")


def test_an_invited_person_comes_in_by_her_verified_address(with_oidc, rosa):
    client = browser()
    assert "Anmelden mit Rathaus-Konto" in html_of(client.get("/konto/login/"))
    answer = client.get(consent(client, with_oidc, "s1", email="Rosa@example.org", email_verified=True))
    assert (answer.status_code, answer["location"]) == (302, reverse("my-towns"))
    assert is_in(client)
    assert not Invitation.objects.exists(), "who is in needs no link any more"
    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (rosa, "s1", {})


def test_the_second_time_the_provider_need_not_tell_an_address(with_oidc, rosa):
    for claims in ({"email": "rosa@example.org", "email_verified": True}, {}):
        client = browser()
        client.get(consent(client, with_oidc, "s2", **claims))
        assert is_in(client)


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "fremd@example.org", "email_verified": True}, "noch keine Kommune hat Sie"),
        ({"email": "rosa@example.org", "email_verified": False}, "bestätigt uns keine E-Mail-Adresse"),
        ({"email": "rosa@example.org"}, "bestätigt uns keine E-Mail-Adresse"),
        ({}, "bestätigt uns keine E-Mail-Adresse"),
    ],
)
def test_unknown_people_and_unproven_addresses_read_why_they_stay_outside(with_oidc, rosa, claims, words):
    client = browser()
    answer = client.get(consent(client, with_oidc, f"s3{len(str(claims))}", **claims))
    assert answer.status_code == 403
    assert words in html_of(answer)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert User.objects.filter(email="fremd@example.org").count() == 0


def test_an_erased_person_does_not_come_back_in(with_oidc, rosa):
    erase(user=rosa)
    client = browser()
    where = consent(client, with_oidc, "s4", email="rosa@example.org", email_verified=True)
    assert client.get(where).status_code == 403


@pytest.mark.parametrize("spoil", ["signature", "unsigned", "expired", "person"])
def test_an_answer_that_was_tampered_with_is_refused(with_oidc, rosa, spoil):
    client = browser()
    where = consent(client, with_oidc, "s5", email="rosa@example.org", email_verified=True)
    requests.put(f"{with_oidc}/spoil/{spoil}", timeout=5)
    answer = client.get(where)
    assert answer.status_code == 401
    assert "ließ sich nicht prüfen" in html_of(answer)
    assert not is_in(client)


def test_a_callback_works_once_and_only_in_the_browser_that_began(with_oidc, rosa):
    client = browser()
    where = consent(client, with_oidc, "s6", email="rosa@example.org", email_verified=True)
    assert browser().get(where).status_code == 401
    assert client.get(where).status_code == 302
    client.post(reverse("account_logout"))
    assert client.get(where).status_code == 401
    assert not is_in(client)


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x&code=x", "?error=server_error", "?state=%FF&code=%FF"])
def test_a_made_up_callback_is_refused_in_words(with_oidc, query):
    answer = browser().get(f"/konto/oidc/verwaltung/login/callback/{query}")
    assert answer.status_code in (400, 401)


def test_a_provider_that_is_down_is_said_so(settings, rosa):
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured(
        {
            "WERKSTATT_OIDC_ISSUER": "http://127.0.0.1:9",
            "WERKSTATT_OIDC_CLIENT_ID": "x",
            "WERKSTATT_OIDC_SECRET": "y",
        }
    )
    answer = browser().get("/konto/oidc/verwaltung/login/")
    assert answer.status_code == 401
    assert "hat nicht geklappt" in html_of(answer)


# ── SAML ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def assertion(client: Client, email: str, spoil: str = "") -> dict[str, str]:
    """Go to the provider; what its form would send back."""
    start = client.get("/konto/saml/verwaltung/login/")
    assert start.status_code == 302
    page = requests.get(start["location"], params={"email": email, "spoil": spoil}, timeout=5).text
    assert 'action="http://testserver/konto/saml/verwaltung/acs/"' in page
    return dict(re.findall(r'<input name="(\w+)" value="([^"]*)">', page))


def bring(client: Client, form: dict[str, str]):
    """Bring the provider's form to us, as the browser does: from another site, so without our session cookie."""
    kept = client.cookies.pop("sessionid", None)
    answer = client.post("/konto/saml/verwaltung/acs/", form)
    if kept is not None:
        client.cookies["sessionid"] = kept.value
    assert answer.status_code == 302
    return client.get(answer["location"])


def test_an_invited_person_comes_in_by_a_signed_assertion(with_saml, rosa):
    client = browser()
    assert "Anmelden mit Landesnetz" in html_of(client.get("/konto/login/"))
    answer = bring(client, assertion(client, "rosa@example.org"))
    assert (answer.status_code, answer["location"]) == (302, reverse("my-towns"))
    assert is_in(client)
    again = browser()
    bring(again, assertion(again, "rosa@example.org"))
    assert is_in(again)
    assert SocialAccount.objects.get().extra_data == {}, "one connection, and nothing kept of what was told"


def test_somebody_whom_nobody_invited_reads_why_she_stays_outside(with_saml, rosa):
    client = browser()
    answer = bring(client, assertion(client, "fremd@example.org"))
    assert answer.status_code == 403
    assert "noch keine Kommune hat Sie" in html_of(answer)
    assert not is_in(client)


@pytest.mark.parametrize("spoil", ["signature", "unsigned", "changed", "wrapped", "expired", "audience", "unasked"])
def test_an_assertion_that_cannot_be_trusted_is_refused(with_saml, rosa, spoil):
    add_person(email="chefin@example.org", name="Chefin")
    client = browser()
    answer = bring(client, assertion(client, "rosa@example.org", spoil))
    assert answer.status_code == 401
    assert "ließ sich nicht prüfen" in html_of(answer)
    assert not is_in(client)


def test_an_assertion_works_once_and_only_in_the_browser_that_asked(with_saml, rosa):
    client = browser()
    form = assertion(client, "rosa@example.org")
    stranger = browser()
    assert bring(stranger, form).status_code in (401, 403)
    assert not is_in(stranger)
    assert bring(client, form).status_code == 302
    client.post(reverse("account_logout"))
    assert bring(client, form).status_code in (401, 403)
    assert not is_in(client)


@pytest.mark.parametrize("said", ["", "x", "PHg+", "%%%", "PCFET0NUWVBFIHg+"])
def test_nonsense_instead_of_an_assertion_is_refused_in_words(with_saml, said):
    assert bring(browser(), {"SAMLResponse": said}).status_code in (400, 401)


def test_the_service_describes_itself_for_the_provider(with_saml):
    answer = browser().get("/konto/saml/verwaltung/metadata/")
    assert answer.status_code == 200
    assert b"http://testserver/konto/saml/verwaltung/acs/" in answer.content


def test_the_providers_description_can_be_a_file(settings, saml, rosa, tmp_path: Path):
    file = tmp_path / "idp.xml"
    file.write_text(requests.get(f"{saml}/metadata", timeout=5).text)
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured({"WERKSTATT_SAML_METADATA": str(file)})
    cache.clear()
    client = browser()
    bring(client, assertion(client, "rosa@example.org"))
    assert is_in(client)
