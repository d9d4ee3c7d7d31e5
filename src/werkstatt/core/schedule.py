"""Regular jobs: what the worker does every so often without being asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django_tasks import task

from werkstatt.core import clock
from werkstatt.core.models import RegularJob

Job = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Regular:
    work: Job
    every: timedelta


_jobs: dict[str, _Regular] = {}


def regularly(name: str, *, every: timedelta) -> Callable[[Job], Job]:
    """Have the decorated function called about every ``every``, by one worker, whatever number of them runs.

    ``name`` stays the same for good: it is how the database remembers the last time. Import the module in the app's
    ``ready``. The function must bear being called twice.
    """

    def register(work: Job) -> Job:
        _jobs[name] = _Regular(work, every)
        return work

    return register


def enqueue_due() -> list[str]:
    """Put every job that is due into the queue, each one once. Returns their names."""
    return [name for name, job in _jobs.items() if _enqueue_if_due(name, job.every)]


def run_all() -> list[str]:
    """Run every regular job now, whether it is due or not. For the operator and for tests."""
    for job in _jobs.values():
        job.work()
    return list(_jobs)


@task()
def run_regular(name: str) -> None:
    """Run one regular job. A name that no code knows any more is left alone."""
    if job := _jobs.get(name):
        job.work()


@transaction.atomic
def _enqueue_if_due(name: str, every: timedelta) -> bool:
    """Whether it is due, and this process was the first to see it.

    Noting the time and putting the job into the queue are one transaction: a worker that dies in between loses neither.
    """
    now = clock.now()
    due = RegularJob.objects.filter(name=name, last_at__lte=now - every)
    if not due.update(last_at=now):
        if RegularJob.objects.filter(name=name).exists():
            return False
        # The first time ever. Of two processes at once only one writes the row.
        before = RegularJob(name=name, last_at=now - every)
        RegularJob.objects.bulk_create([before], ignore_conflicts=True)
        if not due.update(last_at=now):
            return False
    run_regular.enqueue(name)
    return True
