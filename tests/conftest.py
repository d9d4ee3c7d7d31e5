"""What all tests share."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

# Before Django reads its settings: tests get a folder and a key of their own.
os.environ["WERKSTATT_DATA"] = os.environ.get("WERKSTATT_TEST_DATA") or tempfile.mkdtemp(prefix="werkstatt-test-")
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["WERKSTATT_PAGE_CACHE"] = "0"

import pytest
from django.db import connection

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("WERKSTATT_SHARED", REPOSITORY.parent / "shared")) / "data"


@pytest.fixture(autouse=True)
def _fast_and_plain(settings) -> None:
    """No hashing of passwords that takes a second, no file names with hashes, no mails on disk."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


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
