"""What a web process does not load before somebody needs it: it is to start quickly and stay small."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("numpy", "scipy", "openpyxl", "pypandoc")

_LOADS = f"""
import sys, django
django.setup()
import werkstatt.config.urls
from django.urls import get_resolver
list(get_resolver().reverse_dict)
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_a_web_process_starts_without_the_libraries_of_analysis_and_spreadsheets(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "werkstatt.config.settings",
        "WERKSTATT_DATA": str(tmp_path),
        "DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", _LOADS], env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.split() == []
