"""Participation phases: dated windows for taking part."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from werkstatt.participation.rules import Moderation, PhaseKind, PhaseStage, stage
from werkstatt.strategy.models import OfTown, Strategy, Version


class ParticipationPhase(OfTown):
    """A dated window in which people say what they think of a version."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="phases")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="phases")
    kind = models.CharField(max_length=10, choices=PhaseKind, default=PhaseKind.PUBLIC)
    title = models.CharField(max_length=120)
    purpose = models.TextField()
    latitude = models.TextField(help_text="what is still open")
    rules = models.TextField(blank=True, help_text="what holds here besides the town's conduct rules")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answer_by = models.DateField()
    moderation = models.CharField(max_length=10, choices=Moderation, default=Moderation.AFTER)
    contacts_until = models.DateField(
        null=True, blank=True, help_text="the day on which the addresses of this phase are erased"
    )
    contacts_erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["opens_at"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="phase_closes_after_it_opens")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_moment(self) -> datetime:
        """The last second of the phase: one that closes at midnight ends for people on the day before."""
        return self.closes_at - timedelta(seconds=1)

    def stage_at(self, now: datetime) -> PhaseStage:
        """Planned, open or closed at this moment."""
        return stage(self.opens_at, self.closes_at, now)
