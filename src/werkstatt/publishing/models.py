"""What publishing keeps: documents made from versions, files about phases, figures of large phases."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from werkstatt.participation.models import ParticipationPhase
from werkstatt.publishing.rules import SILENT_AFTER, FileKind, FileState, Problem
from werkstatt.strategy.models import OfTown, Version


class PublishedFile(OfTown):
    """A published version as a file in one format. A version never changes, so it is made once and kept."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=8)
    file = models.FileField(upload_to="documents/", max_length=160)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "format"], name="one_file_per_format")]


class PhaseFile(OfTown):
    """A file about a phase, from the order to the finished file. One for each state of things: see ``fingerprint``."""

    phase = models.ForeignKey(ParticipationPhase, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind)
    format = models.CharField(max_length=8)
    is_internal = models.BooleanField(default=False, help_text="with verdicts that are not released: for staff only")
    language = models.CharField(max_length=8, default="de")
    fingerprint = models.CharField(max_length=64, help_text="tells whether anything has changed since")
    state = models.CharField(max_length=10, choices=FileState, default=FileState.WAITING)
    problem = models.CharField(max_length=10, choices=Problem, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="phases/", max_length=160, blank=True)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(help_text="the last sign of life of whoever makes it")
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phase", "kind", "format", "is_internal", "language", "fingerprint"],
                name="one_file_per_state_of_things",
            )
        ]
        indexes = [models.Index(fields=["state", "beat_at"], name="files_by_state")]

    def is_lost(self, now: datetime) -> bool:
        """Whether it says that somebody works on it, and nobody does."""
        return self.state == FileState.RUNNING and now - self.beat_at > SILENT_AFTER

    def is_busy(self, now: datetime) -> bool:
        """Whether it waits for its turn or is being made."""
        return self.state in (FileState.WAITING, FileState.RUNNING) and not self.is_lost(now)


class PhaseFigures(OfTown):
    """The figures of a phase that is too large to be counted for every reader; kept up to date by the worker."""

    phase = models.OneToOneField(ParticipationPhase, on_delete=models.CASCADE, related_name="kept_figures")
    generation = models.BigIntegerField(help_text="of the town's pages when it was counted")
    data = models.JSONField()
    made_at = models.DateTimeField()
