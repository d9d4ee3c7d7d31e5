"""Everything that decides whether a change is good. What `make test` calls.

python scripts/check.py            # everything
python scripts/check.py types      # one step, by its name
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]

Command = list[str]


def python(*words: str) -> Command:
    """A command of this environment."""
    return [sys.executable, *words]


STEPS: dict[str, Command] = {
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "."],
    "lint": [str(BIN / "ruff"), "check", "--quiet", "."],
    "types": [str(BIN / "mypy")],
    "layers": [str(BIN / "lint-imports")],
    "catalogues": python("scripts/catalogues.py", "check"),
    "migrations": python("-m", "django", "makemigrations", "--check", "--dry-run"),
    "sqlite": python("-m", "pytest", "tests", "-q", "-m", "not e2e", *WORKERS),
    "postgresql": python(
        *("scripts/postgres.py", sys.executable, "-m", "pytest", "tests", "-q"),
        *("-m", "not e2e and not pure and not one_database", *WORKERS),
    ),
    "islands": python("-m", "pytest", "tests", "--ignore=tests/e2e", "-q", "-m", "e2e", "-p", "no:xdist"),
    # Two servers with data of their own, and whole files to each: what one file writes, another never reads.
    "browser": python("-m", "pytest", "tests/e2e", "-q", "-m", "e2e", "-n", "2", "--dist", "loadfile"),
}


def main(wanted: list[str]) -> int:
    """Run the steps in their order; stop at the first that fails."""
    unknown = [name for name in wanted if name not in STEPS]
    if unknown:
        print(f"unknown: {', '.join(unknown)}. There are: {', '.join(STEPS)}")
        return 2
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "werkstatt.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "default"),
    }
    environment.pop("DATABASE_URL", None)
    if not wanted or {"browser", "islands"} & set(wanted):
        install_browser()
    for name in wanted or STEPS:
        started = time.monotonic()
        print(f"── {name}", flush=True)
        code = subprocess.run(STEPS[name], cwd=ROOT, env=environment, check=False).returncode
        print(f"   {name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)", flush=True)
        if code:
            return code
    return 0


def install_browser() -> None:
    """Playwright drives Debian's Chromium; fetch it where it is missing and may be fetched."""
    if shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"):
        return
    if not shutil.which("apt-get"):
        print("The browser tests need Chromium. Please install it.")
        return
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    print("Installing Chromium for the browser tests …", flush=True)
    subprocess.run([*sudo, "apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    subprocess.run([*sudo, "apt-get", "install", "-y", "-qq", "chromium"], check=False, **quiet)  # type: ignore[call-overload]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
