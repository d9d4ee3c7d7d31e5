"""Where remarks stand in each version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from werkstatt.participation.models.contribution import Contribution
from werkstatt.participation.rules import PlacementStatus
from werkstatt.strategy.models import OfTown, Version


class Placement(OfTown):
    """Where a contribution stands in a version: in its own from the start, in later ones by carrying over."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="placements")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="placements")
    section_uid = models.CharField(max_length=24, blank=True)
    block_uid = models.CharField(max_length=24, blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=PlacementStatus)
    confidence = models.FloatField(default=1.0)
    in_margin = models.BooleanField(default=False, help_text="one of the newest remarks on its paragraph")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(
        max_length=300, blank=True, default="", db_default="", help_text="why the place does not exist any more"
    )
    guess = models.JSONField(null=True, blank=True, help_text="what the machine proposed, once a person has decided")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contribution", "version"], name="one_place_per_version"),
        ]
        indexes = [
            models.Index(fields=["version", "section_uid"], condition=Q(in_margin=True), name="remarks_in_margin"),
            models.Index(fields=["version", "block_uid", "-id"], name="remarks_of_block"),
            models.Index(
                fields=["version", "id"], condition=Q(status__in=["unsure", "gone"]), name="places_to_confirm"
            ),
        ]
