"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

# No deadlines: shared machines are slow now and then, and that is no fault of the code.
settings.register_profile(
    "werkstatt", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("werkstatt")

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("WERKSTATT_SHARED", REPOSITORY.parent / "shared")) / "data"


PURE = ("tests/text/", "tests/core/documents/", "tests/core/test_page_cache", "tests/core/test_brand", "tests/demo/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Code that knows no database need not be tested on the second one."""
    for item in items:
        if item.nodeid.startswith(PURE):
            item.add_marker(pytest.mark.pure)


def pytest_sessionfinish() -> None:
    """Take the tests' folder away again."""
    shutil.rmtree(os.environ["WERKSTATT_DATA"], ignore_errors=True)


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
def shared_data() -> Path:
    """The folder with real data from outside; the test is skipped where it is missing."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"real data not found at {SHARED_DATA} (set WERKSTATT_SHARED)")
    return SHARED_DATA
