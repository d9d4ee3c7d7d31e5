"""The product's settings, with a folder of their own and without what only takes time in tests."""

import os
import tempfile
from pathlib import Path

os.environ["WERKSTATT_DATA"] = tempfile.mkdtemp(prefix="werkstatt-test-")
os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ["WERKSTATT_PAGE_CACHE"] = "0"
os.environ.setdefault("WERKSTATT_PROOF_WORK", "50")

from werkstatt.config.settings import *  # noqa: F403
from werkstatt.config.settings import STATIC_ROOT, STORAGES

Path(STATIC_ROOT).mkdir(parents=True)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
