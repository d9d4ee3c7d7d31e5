"""A real server with a real job worker, driven by a real browser."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import REPOSITORY

PASSWORD = "Faden-von-Hand-zu-Hand-2"
AXE = (REPOSITORY / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.e2e)


@dataclass(frozen=True)
class Answer:
    """What a plain request got."""

    status: int
    headers: Message
    body: bytes


def ask(address: str, path: str, headers: dict[str, str] | None = None) -> Answer:
    """One request by plain HTTP, without a browser; nothing stays open."""
    with closing(HTTPConnection(address.removeprefix("http://"), timeout=30)) as connection:
        connection.request("GET", path, headers=headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@dataclass(frozen=True)
class Server:
    """Where the server answers, and how to run a command with its data."""

    address: str
    environment: dict[str, str]

    def get(self, path: str, headers: dict[str, str] | None = None) -> Answer:
        """Ask the server without a browser."""
        return ask(self.address, path, headers)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``werkstatt …`` against the server's data."""
        command = [sys.executable, "-m", "werkstatt.cli.main", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Web server and job worker on a free port, with the demo and the town ``musterau``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="werkstatt-e2e-")
    environment = {
        **{name: value for name, value in os.environ.items() if name != "WERKSTATT_PAGE_CACHE"},
        "WERKSTATT_DATA": folder,
        "PORT": str(port),
        "E2E_PASSWORD": PASSWORD,
        "SECRET_KEY": "only-for-browser-tests",
        "WERKSTATT_RATE_LIMITS": "*=0",
        "PYTHONPATH": f"{REPOSITORY / 'src'}{os.pathsep}{REPOSITORY}",
        "DJANGO_SETTINGS_MODULE": "werkstatt.config.settings",
    }
    subprocess.run([sys.executable, "-m", "tests.e2e.prepare"], env=environment, check=True, cwd=REPOSITORY)
    log = Path(folder, "server.log")
    command = [sys.executable, "-m", "werkstatt.cli.main", "up"]
    with log.open("wb") as output:
        running = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_well(address, running, log)
        yield Server(address, environment)
    finally:
        running.terminate()
        running.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_well(address: str, running: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        with suppress(OSError):
            if ask(address, "/healthz").status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """Lets tests name addresses by their path."""
    return server.address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a download."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("Chromium is missing; `make test` installs it where it may.")
    return {**browser_type_launch_args, "executable_path": path, "args": CHROMIUM_ARGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """German readers in Germany."""
    return {**browser_context_args, "locale": "de-DE", "timezone_id": "Europe/Berlin"}


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that must not report an error of its own or ask another host for anything."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if _is_breach(line.type, line.text) else None)
    page.on("request", lambda request: problems.append(request.url) if _is_foreign(request.url) else None)
    page.set_default_timeout(10_000)
    yield page
    assert problems == []


def _is_breach(kind: str, text: str) -> bool:
    return kind == "error" and ("Content Security Policy" in text or "Uncaught" in text)


def _is_foreign(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1", "data:", "blob:", "about:"))


@pytest.fixture
def without_javascript(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page in a browser that runs no scripts."""
    context: BrowserContext = browser.new_context(base_url=base_url, java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture
def new_person(browser: Browser, base_url: str) -> Iterator[Callable[..., Page]]:
    """Opens pages of other people: each call is a browser of its own."""
    contexts: list[BrowserContext] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=base_url, locale="de-DE", **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in through the form."""
    page.goto("/konto/login/")
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Passwort", exact=False).first.fill(password)
    page.locator("main").get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: "/konto/login" not in url)


def axe_findings(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe-core has against the page as it is now, one line for each place. ``rules``: only these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    values = rules or ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
    results = page.evaluate(
        "runOnly => axe.run(document, {runOnly, resultTypes: ['violations']})",
        {"type": "rule" if rules else "tag", "values": values},
    )
    return [
        f"{violation['id']}: {json.dumps(node['target'])} {node['failureSummary']}"
        for violation in results["violations"]
        for node in violation["nodes"]
    ]
