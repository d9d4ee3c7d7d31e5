"""Tables of noted-down contributions, from the upload to the import, and back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from werkstatt.core import clock
from werkstatt.participation.models.phase import ParticipationPhase
from werkstatt.participation.rules import IntakeState
from werkstatt.strategy.models import OfTown


class IntakeTable(OfTown):
    """A CSV or XLSX table that somebody looks at before its rows become contributions: all of them, or none."""

    token = models.CharField(max_length=40, unique=True)
    phase = models.ForeignKey(ParticipationPhase, on_delete=models.CASCADE, related_name="intake_tables")
    filename = models.CharField(max_length=200)
    header = models.JSONField(default=list, help_text="the column names as they stand in the table")
    rows = models.JSONField(default=list, help_text="cells as text, row by row; emptied after the import")
    mapping = models.JSONField(default=dict, help_text="our field -> index of the table's column")
    defaults = models.JSONField(default=dict, help_text="what holds for every row: channel, event, date")
    state = models.CharField(max_length=10, choices=IntakeState, default=IntakeState.PREVIEW)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    row_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]
