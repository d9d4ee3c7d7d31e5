"""What publishing does when the strategy moves on."""

from __future__ import annotations

from django.db import transaction

from werkstatt.core.events import on
from werkstatt.publishing.tasks import make_files
from werkstatt.strategy.events import VersionPublished


@on(VersionPublished)
def prepare_files(event: VersionPublished) -> None:
    """Have the files of a new version made in the background, once it is really published."""
    version_id = event.version.pk
    transaction.on_commit(lambda: make_files.enqueue(version_id))
