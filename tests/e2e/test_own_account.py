"""Passkeys in a real browser with a key of its own; all pages of an account, without a breach of the policy."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import REPOSITORY
from tests.e2e.conftest import PASSWORD, _wait_until_well, axe_findings, sign_in

PREPARE = """
import os
import django; django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from werkstatt.accounts.actions import add_person, issue_link
from werkstatt.core.actors import OPERATOR
from werkstatt.organisations.actions import add_member, add_town, add_unit
from werkstatt.organisations.rules import Role
town = add_town(actor=OPERATOR, name="Musterau", slug="musterau")
unit = add_unit(actor=OPERATOR, town=town, name="Amt für Digitales")
for number in range(4):
    values = {"email": f"kim{number}@musterau.example", "name": f"Kim Muster {number}"}
    kim = add_person(password=os.environ["E2E_PASSWORD"], **values)
    add_member(actor=OPERATOR, town=town, user=kim, role=Role.ADMINISTRATOR, unit=unit)
rosa = add_person(email="rosa@musterau.example", name="Rosa Neu")
add_member(actor=OPERATOR, town=town, user=rosa, role=Role.EDITOR)
print(issue_link(user=rosa, by_mail=False))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a server (a name, as passkeys need it), and the path of an invitation."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("passkeys")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "WERKSTATT_PAGE_CACHE"},
        "WERKSTATT_DATA": str(folder),
        "WERKSTATT_ADDRESS": f"http://localhost:{port}",
        "PORT": str(port),
        "E2E_PASSWORD": PASSWORD,
        "SECRET_KEY": "only-for-browser-tests",
        "PYTHONPATH": f"{REPOSITORY / 'src'}{os.pathsep}{REPOSITORY}",
        "DJANGO_SETTINGS_MODULE": "werkstatt.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", PREPARE], env=environment, check=True, cwd=REPOSITORY, capture_output=True, text=True
    )
    log = Path(folder, "server.log")
    command = [sys.executable, "-m", "werkstatt.cli.main", "up", "--without-demo"]
    with log.open("wb") as output:
        running = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_until_well(f"http://127.0.0.1:{port}", running, log)
        yield f"http://localhost:{port}", done.stdout.strip().splitlines()[-1]
    finally:
        running.terminate()
        running.wait(timeout=20)


@pytest.fixture
def page(browser: Browser, site: tuple[str, str]) -> Iterator[Page]:
    """A browser on a device with a built-in key; no page may report an error of its own."""
    context = browser.new_context(base_url=site[0], locale="de-DE")
    page = context.new_page()
    page.set_default_timeout(10_000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    tool = context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    tool.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()
    assert problems == []


def sign_out(page: Page) -> None:
    page.goto("/konto/logout/")
    page.get_by_role("main").get_by_role("button", name="Abmelden").click()
    page.wait_for_url(lambda url: "logout" not in url)


def prove(page: Page) -> None:
    """Show the password once more where it is asked for."""
    if "/konto/reauthenticate/" in page.url:
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Weiter").click()
        page.wait_for_url(lambda url: "reauthenticate" not in url)


def test_a_passkey_is_made_named_used_and_removed(page: Page) -> None:
    sign_in(page, "kim0@musterau.example", PASSWORD)
    page.goto("/konto/2fa/webauthn/add/")
    prove(page)
    page.get_by_label("Name, an dem").fill("Dienst-Laptop")
    expect(page.get_by_label("Damit auch ohne Passwort")).to_be_checked()
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.get_by_role("heading", name="Ersatzcodes")).to_be_visible()
    page.goto("/konto/2fa/webauthn/")
    expect(page.get_by_text("Meldet ohne Passwort an")).to_be_visible()
    page.get_by_role("link", name="Umbenennen").click()
    page.get_by_label("Name, an dem").fill("Mein Laptop")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Mein Laptop")).to_be_visible()
    # nothing but the key
    sign_out(page)
    page.goto("/konto/login/")
    page.get_by_role("button", name="Passkey benutzen").click()
    page.wait_for_url("**/musterau/werkstatt/")
    # as the second step after the password
    sign_out(page)
    page.goto("/konto/login/")
    page.get_by_label("E-Mail").fill("kim0@musterau.example")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_role("heading", name="Noch ein Schritt").wait_for()
    assert axe_findings(page) == []
    page.get_by_role("button", name="Passkey zeigen").click()
    page.wait_for_url("**/musterau/werkstatt/")
    # once more, to remove it
    page.goto("/konto/2fa/webauthn/")
    page.get_by_role("link", name="Entfernen").click()
    prove(page)
    page.get_by_role("button", name="Ja, entfernen").click()
    expect(page.get_by_text("Noch kein Passkey")).to_be_visible()


def test_an_invited_person_comes_in_with_a_passkey_and_has_no_password(page: Page, site: tuple[str, str]) -> None:
    page.goto(site[1])
    assert axe_findings(page) == []
    page.get_by_role("button", name="Passkey anlegen").click()
    page.wait_for_url("**/musterau/werkstatt/")
    page.goto("/konto/")
    expect(page.get_by_text("Keines. Sie melden sich ohne an.")).to_be_visible()
    expect(page.get_by_text("Ein Passkey,")).to_be_visible()
    sign_out(page)
    page.goto("/konto/login/")
    page.get_by_role("button", name="Passkey benutzen").click()
    page.wait_for_url("**/musterau/werkstatt/")
    # the key alone also opens what is important
    page.goto("/konto/loeschen/")
    page.get_by_role("button", name="Passkey zeigen").click()
    expect(page.get_by_role("heading", name="Konto löschen")).to_be_visible()
    page.context.clear_cookies()
    answer = page.request.get(site[1])
    assert answer.status == 410


def test_a_passkey_that_is_not_there_is_said_in_words(page: Page) -> None:
    page.goto("/konto/login/")
    page.get_by_role("button", name="Passkey benutzen").click()
    expect(page.get_by_role("alert")).to_contain_text("nicht geklappt")
    assert axe_findings(page) == []


def test_every_page_of_an_account_can_be_used_by_everybody(page: Page) -> None:
    sign_in(page, "kim1@musterau.example", PASSWORD)
    page.goto("/konto/2fa/totp/activate/")
    prove(page)
    wrong = []
    for address in (
        "/konto/",
        "/en/konto/",
        "/konto/email/",
        "/konto/password/change/",
        "/konto/loeschen/",
        "/konto/logout/",
        "/konto/2fa/",
        "/konto/2fa/totp/activate/",
        "/konto/2fa/webauthn/",
        "/konto/2fa/webauthn/add/",
        "/konto/2fa/reauthenticate/",
        "/konto/reauthenticate/",
        "/konto/verbindungen/",
        "/musterau/werkstatt/einstellungen/menschen/",
        "/musterau/werkstatt/einstellungen/protokoll/",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        wrong += looked_at(page, address)
    page.goto("/musterau/werkstatt/einstellungen/menschen/")
    page.locator("a[href*='/menschen/']", has_text="Rosa Neu").or_(
        page.get_by_role("row", name=re.compile("Rosa")).get_by_role("link")
    ).first.click()
    wrong += looked_at(page, "one person")
    assert wrong == []


def test_every_page_before_the_sign_in_can_be_used_by_everybody(page: Page) -> None:
    wrong = []
    for address in (
        "/konto/login/",
        "/en/konto/login/",
        "/konto/signup/",
        "/konto/inactive/",
        "/konto/password/reset/",
        "/konto/password/reset/done/",
        "/konto/password/reset/key/done/",
        "/konto/password/reset/key/1-falsch/",
        "/konto/confirm-email/",
        "/konto/confirm-email/falsch/",
        "/konto/verbindungen/login/cancelled/",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        wrong += looked_at(page, address)
    assert wrong == []


def looked_at(page: Page, name: str) -> list[str]:
    """What is wrong with the page on a phone and on a desk, in light and dark."""
    wrong = []
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            wrong += [f"{name}, {width} {scheme}: {finding}" for finding in axe_findings(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            wrong.append(f"{name}, {width}: scrolls sideways")
    return wrong
