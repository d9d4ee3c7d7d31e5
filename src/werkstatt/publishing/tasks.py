"""Work in the background."""

from __future__ import annotations

from django_tasks import task

from werkstatt.publishing.actions.published_file import file_of
from werkstatt.publishing.queries.overview import FORMATS
from werkstatt.strategy.models import Version


@task()
def make_files(version_id: int) -> None:
    """Make every file of a published version, so that nobody has to wait for one."""
    version = Version.objects.select_related("strategy", "municipality").get(pk=version_id)
    for name in FORMATS:
        file_of(version=version, format=name)
