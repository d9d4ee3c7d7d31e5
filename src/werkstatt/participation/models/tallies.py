"""Counts that pages show, kept when something is written."""

from __future__ import annotations

from django.db import models

from werkstatt.participation.models.phase import ParticipationPhase
from werkstatt.participation.rules import ContributionState
from werkstatt.strategy.models import OfTown, Version


class PassageTally(OfTown):
    """How many visible contributions stand at a place of a version; kept when something is written.

    One row for a section (no block), one for a block (no range), one for a range of a block. The row of a section
    counts what stands on it or on its blocks, without the sections below it.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="tallies")
    section_uid = models.CharField(max_length=24, blank=True)
    block_uid = models.CharField(max_length=24, blank=True)
    start = models.IntegerField(default=-1)
    end = models.IntegerField(default=-1)
    count = models.IntegerField(default=0)
    latest_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "section_uid", "block_uid", "start", "end"], name="one_tally_per_place"
            )
        ]


class StateTally(OfTown):
    """How many contributions of a phase are in a state; kept when something is written."""

    phase = models.ForeignKey(ParticipationPhase, on_delete=models.CASCADE, related_name="state_tallies")
    state = models.CharField(max_length=12, choices=ContributionState)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "state"], name="one_tally_per_state")]
