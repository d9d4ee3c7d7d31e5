"""What every context uses and what belongs to none: the record of who did what, signs of life, page generations."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """Who did what to which object, when. Written in the same transaction as the change itself.

    ``town_id`` and ``object_id`` are plain numbers: core knows neither towns nor the objects of the contexts, and an
    entry must outlive what it speaks about.
    """

    at = models.DateTimeField()
    town_id = models.BigIntegerField(null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["town_id", "-at"], name="audit_by_town"),
            models.Index(fields=["object_type", "object_id", "at"], name="audit_by_object"),
        ]


class PageGeneration(models.Model):
    """Counts the changes to a town's public pages; the page cache compares it to know what is out of date."""

    town_id = models.BigIntegerField(primary_key=True)
    generation = models.BigIntegerField(default=0)


class Heartbeat(models.Model):
    """The last sign of life of a long-running part, such as the job worker."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
