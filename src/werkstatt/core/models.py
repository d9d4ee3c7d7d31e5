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


class OutgoingMail(models.Model):
    """A mail on its way. Written with the change that causes it; the worker sends it. Its words go soon after."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    town_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40)
    to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    headers = models.JSONField(default=dict)
    key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["not_before"], condition=models.Q(state="waiting"), name="mails_waiting")]


class RateCount(models.Model):
    """How often something was done in the running window. ``key`` is a keyed hash: it names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=1)


class RegularJob(models.Model):
    """When a regular job last ran."""

    name = models.CharField(max_length=60, primary_key=True)
    last_at = models.DateTimeField()
