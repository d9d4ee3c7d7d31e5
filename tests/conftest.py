"""What all tests share."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.http.response import HttpResponseBase
from django.utils import translation
from hypothesis import HealthCheck, settings

_close = HttpResponseBase.close


def _close_only_the_answer(answer: HttpResponseBase) -> None:
    """Django's client spares the test's connection when it reads an answer to its end; this does for every close."""
    request_finished.disconnect(close_old_connections)
    try:
        _close(answer)
    finally:
        request_finished.connect(close_old_connections)


HttpResponseBase.close = _close_only_the_answer  # type: ignore[method-assign]

# No deadlines: shared machines are slow now and then, and that is no fault of the code.
settings.register_profile(
    "werkstatt", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("werkstatt")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("WERKSTATT_SHARED", REPOSITORY.parent / "shared")) / "data"


PURE = (
    "tests/text/",
    "tests/core/documents/",
    "tests/core/test_page_cache",
    "tests/core/test_brand",
    "tests/demo/test_material",
    "tests/demo/test_pas",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Code that knows no database need not be tested on the second one."""
    for item in items:
        if item.nodeid.startswith(PURE):
            item.add_marker(pytest.mark.pure)


def pytest_sessionfinish() -> None:
    """Take the tests' folder away again; never another one."""
    folder = Path(os.environ["WERKSTATT_DATA"])
    if folder.name.startswith("werkstatt-test-"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def _in_german() -> Iterator[None]:
    """A page read in English by one test leaves its language behind; the next one starts in German again."""
    with translation.override("de"):
        yield


@pytest.fixture(autouse=True)
def _with_nothing_in_mind() -> None:
    """What a process remembers of contributions ends with the test that made them; keys come again."""
    if kin := sys.modules.get("werkstatt.participation.kin"):
        kin.forget_all()


@pytest.fixture
def real_transactions(transactional_db) -> Iterator[None]:
    """Real commits, for tests of what two connections do to each other."""
    yield
    if connection.vendor == "sqlite":
        # The text of published versions cannot be deleted, not even by the cleaning up after a test;
        # without its version it can.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("DELETE FROM strategy_version")
            cursor.execute("PRAGMA foreign_keys = ON")


@pytest.fixture
def several_connections(real_transactions: None, tmp_path: Path) -> Iterator[None]:
    """A database that several connections may write to at once, as in production.

    The tests' SQLite lives in memory, where a second writer fails at once instead of waiting for its turn. So the
    test gets a copy of it in a file.
    """
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    file = tmp_path / "several.sqlite3"
    with sqlite3.connect(file) as copy:
        in_memory.backup(copy)
    copy.close()
    connection.connection = None
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.connection = in_memory


@pytest.fixture
def shared_data() -> Path:
    """The folder with real data from outside; the test is skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real data not found at {SHARED_DATA} (set WERKSTATT_SHARED)")
    return SHARED_DATA
