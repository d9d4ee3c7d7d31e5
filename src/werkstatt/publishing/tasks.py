"""Work in the background."""

from __future__ import annotations

from datetime import timedelta

from django_tasks import task

from werkstatt.core.schedule import regularly
from werkstatt.publishing.actions.figures import keep_figures
from werkstatt.publishing.actions.phase_file import make_file, tidy_files
from werkstatt.publishing.actions.published_file import file_of
from werkstatt.publishing.queries.overview import FORMATS
from werkstatt.strategy.models import Version


@task()
def make_files(version_id: int) -> None:
    """Make every file of a published version, so that nobody has to wait for one."""
    version = Version.objects.select_related("strategy", "municipality").get(pk=version_id)
    for name in FORMATS:
        file_of(version=version, format=name)


@task()
def make_phase_file(order_id: int) -> None:
    """Make an ordered file about a phase."""
    make_file(order_id=order_id)


@regularly("publishing.tidy_files", every=timedelta(hours=1))
def tidy() -> None:
    """Delete files about phases that nobody needs any more."""
    tidy_files()


@regularly("publishing.keep_figures", every=timedelta(minutes=1))
def count_large_phases() -> None:
    """Count large phases again where something has changed."""
    keep_figures()
