"""The opinion map of a phase: a question, and what people think of statements about it."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from werkstatt.opinions.rules import MAX_QUESTION_LENGTH, MAX_SOURCE_NOTE_LENGTH, SECRETS_KEPT
from werkstatt.participation.models import ParticipationPhase
from werkstatt.participation.rules import PhaseStage
from werkstatt.strategy.models import OfTown


class OpinionMap(OfTown):
    """A phase's opinion map. It opens and closes with its phase."""

    phase = models.OneToOneField(ParticipationPhase, on_delete=models.PROTECT, related_name="opinion_map")
    question = models.CharField(max_length=MAX_QUESTION_LENGTH)
    lead = models.TextField(blank=True)
    takes_proposals = models.BooleanField(default=True)
    source_note = models.CharField(
        max_length=MAX_SOURCE_NOTE_LENGTH, blank=True, help_text="where votes were collected that came as files"
    )
    last_number = models.PositiveIntegerField(default=0, help_text="the last number that a statement got")
    participant_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    secrets_forgotten_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.question

    def stage_at(self, now: datetime) -> PhaseStage:
        """Planned, open or closed at this moment. Needs ``phase``."""
        return self.phase.stage_at(now)

    @property
    def secrets_until(self) -> datetime:
        """When it is forgotten which device has cast which votes. Needs ``phase``."""
        return self.phase.closes_at + SECRETS_KEPT
