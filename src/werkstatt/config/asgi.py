"""The server's entry point: the page cache as plain ASGI, behind it Django through its WSGI handler.

Measured: Django's own ASGI handler answers a seventh of what its WSGI handler does in a thread (docs/adr/0005).
"""

from __future__ import annotations

import logging
import os
import threading
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "werkstatt.config.settings")

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.wsgi import get_wsgi_application

POLL_SECONDS = 0.5
THREADS = int(os.environ.get("WERKSTATT_THREADS", "2"))
"""Requests that Django works on at once, per process. More only fight for the interpreter."""

_wsgi: Any = get_wsgi_application()

# Models can be imported only after Django is set up.
from werkstatt.core import pages  # noqa: E402
from werkstatt.core.hear_out import hearing_out  # noqa: E402
from werkstatt.core.page_cache import Generations, PageCache  # noqa: E402

_in_threads: Any = WSGIMiddleware(_wsgi, workers=THREADS)
django: Any = hearing_out(_in_threads)
generations = Generations()


def watch() -> None:
    """Learn twice a second what other processes changed."""
    from django.db import Error, connection

    while True:
        try:
            generations.learn(pages.generations())
        except Error:
            logging.getLogger(__name__).warning("cannot read page generations", exc_info=True)
            connection.close()
        time.sleep(POLL_SECONDS)


def start_watching() -> None:
    """Begin in the process that serves, not in the one that imports."""
    pages.listen(generations.tell)
    threading.Thread(target=watch, name="page-generations", daemon=True).start()


cache = PageCache(django, generations)
_started = False


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The ASGI application."""
    global _started
    if not _started:
        _started = True
        start_watching()

    async def received() -> Any:
        # granian hands out futures; a2wsgi asks for coroutines.
        return await receive()

    await (cache if settings.PAGE_CACHE else django)(scope, received, send)
