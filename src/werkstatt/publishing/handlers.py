"""What publishing does when the strategy moves on."""

from __future__ import annotations

from django.db import transaction

from werkstatt.core.events import on
from werkstatt.publishing.tasks import make_files
from werkstatt.strategy.events import VersionOpened


@on(VersionOpened)
def prepare_files(event: VersionOpened) -> None:
    """Have the files of a public version made in the background, once it is really public.

    Those of a text that is not for everybody are made when one of its readers asks.
    """
    version_id = event.version.pk
    transaction.on_commit(lambda: make_files.enqueue(version_id))
