"""The computed opinion map: figures for everybody, and places that only the person herself is shown."""

from __future__ import annotations

from django.db import models

from werkstatt.opinions.models.opinion_map import OpinionMap
from werkstatt.strategy.models import OfTown


class OpinionResult(OfTown):
    """The latest result of an opinion map, and whether a newer one is wanted or being made.

    ``figures`` is empty as long as nothing was computed; its form is ``werkstatt.opinions.figures``.
    """

    opinion_map = models.OneToOneField(OpinionMap, on_delete=models.CASCADE, related_name="result")
    format = models.PositiveSmallIntegerField(default=0)
    figures = models.JSONField(default=dict)
    computed_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField(null=True, help_text="votes have changed since, and a computation is ordered")
    started_at = models.DateTimeField(null=True, help_text="the last computation began")
    is_running = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["wanted_at"], condition=models.Q(wanted_at__isnull=False), name="results_due")]


class KeptPlaces(OfTown):
    """Where each participant stands, packed (``werkstatt.opinions.places``).

    For the next computation, so that nothing jumps, and for the person herself. In a table of its own: no public page
    reads it. It goes when it is forgotten which device has cast which votes.
    """

    result = models.OneToOneField(OpinionResult, on_delete=models.CASCADE, related_name="places")
    data = models.BinaryField()
    memory = models.JSONField(default=dict, help_text="directions of the map, for the next computation")
