"""``werkstatt worker``: works off jobs and gives a sign of life every few seconds."""

from __future__ import annotations

import argparse
import logging
import threading

NEEDS_DJANGO = True
BEAT_SECONDS = 5


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--once", action="store_true", help="work off what is there, then stop")
    parser.epilog = "Example: werkstatt worker --once"


def run(args: argparse.Namespace) -> int:
    """Work until told to stop."""
    from django.core.management import call_command

    stop = threading.Event()
    threading.Thread(target=_beat, args=[stop], name="heartbeat", daemon=True).start()
    try:
        call_command("db_worker", batch=args.once, interval=0.5, startup_delay=False, verbosity=0)
    finally:
        stop.set()
    return 0


def _beat(stop: threading.Event) -> None:
    """Keep the sign of life fresh from a thread of its own: a long job is no reason to look dead."""
    from django.db import Error, connection
    from django.utils import timezone

    from werkstatt.core.models import Heartbeat
    from werkstatt.core.schedule import enqueue_due

    while not stop.is_set():
        try:
            Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
            enqueue_due()
        except Error:
            logging.getLogger(__name__).warning("could not write the sign of life", exc_info=True)
            connection.close()
        stop.wait(BEAT_SECONDS)
