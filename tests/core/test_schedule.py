"""Regular jobs: when they are due, once for all workers."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from werkstatt.core import clock, schedule
from werkstatt.core.models import RegularJob

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def runs(monkeypatch) -> list[datetime]:
    """The moments at which the only job there is ran: one that is due every hour."""
    monkeypatch.setattr(schedule, "_jobs", {})
    moments: list[datetime] = []

    @schedule.regularly("test.hourly", every=timedelta(hours=1))
    def work() -> None:
        moments.append(clock.now())

    return moments


def after(minutes: int) -> list[str]:
    with clock.at(NOON + timedelta(minutes=minutes)):
        return schedule.enqueue_due()


@pytest.mark.django_db
def test_a_job_runs_at_once_and_then_every_so_often(runs):
    assert [bool(after(minutes)) for minutes in (0, 1, 59, 60, 61, 200, 201)] == [
        True,
        False,
        False,
        True,
        False,
        True,
        False,
    ]
    assert runs == [NOON + timedelta(minutes=minutes) for minutes in (0, 60, 200)]


@pytest.mark.django_db
def test_what_was_missed_while_no_worker_ran_is_made_up_for_once(runs):
    after(0)
    after(24 * 60)
    assert after(24 * 60 + 1) == []
    assert len(runs) == 2


@pytest.mark.django_db
def test_a_job_that_cannot_be_queued_stays_due(runs, monkeypatch):
    def full(name: str) -> None:
        raise RuntimeError("the queue is full")

    with monkeypatch.context() as broken:
        broken.setattr(type(schedule.run_regular), "enqueue", lambda _task, name: full(name))
        with pytest.raises(RuntimeError):
            after(0)
    assert not RegularJob.objects.exists()
    assert after(1) == ["test.hourly"]


@pytest.mark.django_db
def test_a_job_that_no_code_knows_any_more_is_left_alone(runs):
    schedule.run_regular.func("test.gone")
    assert runs == []


@pytest.mark.django_db
def test_every_job_can_be_run_by_hand(runs):
    assert schedule.run_all() == ["test.hourly"]
    assert len(runs) == 1
    assert not RegularJob.objects.exists(), "by hand does not count as the regular time"


def test_two_workers_run_a_job_once(several_connections, runs):
    def work() -> None:
        try:
            after(0)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(runs) == 1
