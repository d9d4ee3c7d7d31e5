"""``werkstatt up``: database, demo, web server and job worker in one go. What ``make run`` calls."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from urllib.error import HTTPError
from urllib.request import urlopen

NEEDS_DJANGO = True


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--without-demo", action="store_true", help="start with an empty database")
    parser.epilog = "Example: PORT=8080 WERKSTATT_DATA=/srv/werkstatt werkstatt up"


def run(args: argparse.Namespace) -> int:
    """Run until told to stop; when one part ends, the other ends too."""
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    lines: list[str] = []
    if not args.without_demo:
        from werkstatt.demo.loading import load_missing, sign_ins

        for name in load_missing(announce=lambda name: print(f"Die Demo wird geladen: {name} …", flush=True)):
            print(f"{name} ist bereit.", flush=True)
        lines = sign_ins()
    port = os.environ.get("PORT", "8000")
    parts = [_start("serve"), _start("worker")]
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: _stop(parts))
    address = f"http://127.0.0.1:{port}"
    if _answers(address, parts):
        print(f"\nStrategiewerkstatt läuft: {address}/\nDaten: {settings.DATA}\n", flush=True)
        for line in lines:
            print(line, flush=True)
        print("\nBeenden mit Strg C.", flush=True)
    while all(part.poll() is None for part in parts):
        time.sleep(0.5)
    codes = [part.poll() for part in parts]
    _stop(parts)
    return 0 if all(code in (None, 0, -signal.SIGINT, -signal.SIGTERM) for code in codes) else 1


def _start(command: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl C reaches this process only, which then stops the parts in order.
    return subprocess.Popen([sys.executable, "-m", "werkstatt.cli.main", command], start_new_session=True)


def _answers(address: str, parts: list[subprocess.Popen[bytes]], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and all(part.poll() is None for part in parts):
        try:
            with urlopen(f"{address}/healthz", timeout=2):  # noqa: S310  our own address
                return True
        except HTTPError as error:
            # The web server is there, the worker has not given its first sign of life yet.
            error.close()
        except OSError:
            pass
        time.sleep(0.1)
    return False


def _stop(parts: list[subprocess.Popen[bytes]]) -> None:
    for part in parts:
        if part.poll() is None:
            part.terminate()
    for part in parts:
        try:
            part.wait(timeout=10)
        except subprocess.TimeoutExpired:
            part.kill()
