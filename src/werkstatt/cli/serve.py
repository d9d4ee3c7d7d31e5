"""``werkstatt serve``: the web server."""

from __future__ import annotations

import argparse
import os

NEEDS_DJANGO = False


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    parser.add_argument(
        "--processes",
        type=int,
        default=int(os.environ.get("WERKSTATT_PROCESSES", "0")),
        help="web processes; 0 chooses: one with SQLite, one per core with PostgreSQL",
    )
    parser.epilog = "Example: DATABASE_URL=postgresql://… werkstatt serve --host 0.0.0.0 --processes 4"


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    processes = args.processes or ((os.cpu_count() or 1) if os.environ.get("DATABASE_URL") else 1)
    Granian(
        "werkstatt.config.asgi:application",
        address=args.host,
        port=args.port,
        interface=Interfaces.ASGI,
        workers=processes,
        websockets=False,
        backlog=2048,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()
    return 0
