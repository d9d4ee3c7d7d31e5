"""Votes and statements that were collected elsewhere, between their upload and the yes to the preview."""

from __future__ import annotations

from django.db import models

from werkstatt.opinions.models.opinion_map import OpinionMap
from werkstatt.strategy.models import OfTown


class VoteImport(OfTown):
    """Two uploaded files that wait for a person to look at what would come of them."""

    opinion_map = models.ForeignKey(OpinionMap, on_delete=models.CASCADE, related_name="imports")
    token = models.CharField(max_length=43, unique=True)
    votes = models.BinaryField(help_text="the file, compressed")
    statements = models.BinaryField(help_text="the file, compressed")
    created_at = models.DateTimeField()
