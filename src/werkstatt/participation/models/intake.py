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
    sheet = models.CharField(max_length=80, blank=True, db_default="", help_text="the sheet that was chosen")
    sheets = models.JSONField(default=list, db_default=[], help_text="name and rows of the sheets one can choose from")
    notices = models.JSONField(default=list, db_default=[], help_text="what was noticed while reading the file")
    header = models.JSONField(default=list, help_text="the column names as they stand in the table")
    rows = models.JSONField(
        default=list, help_text="number in the sheet and cells as text, row by row; emptied after the import"
    )
    mapping = models.JSONField(default=dict, help_text="our field -> index of the table's column")
    defaults = models.JSONField(default=dict, help_text="what holds for every row: channel, event, date")
    state = models.CharField(max_length=10, choices=IntakeState, default=IntakeState.PREVIEW)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, help_text="when a large table was put into the queue")
    done_count = models.PositiveIntegerField(default=0, db_default=0, help_text="rows looked at in the background")
    problem = models.TextField(blank=True, db_default="", help_text="why the import in the background did not happen")
    imported_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    row_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]
