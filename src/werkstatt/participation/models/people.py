"""What people leave beside their words: an address to answer to, support for others, an objection.

None of this is ever public: contact data never leaves the moderation view (invariant 16).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from werkstatt.participation.models.contribution import Contribution
from werkstatt.participation.rules import ObjectionState
from werkstatt.strategy.models import OfTown


class Contact(OfTown):
    """An address that somebody left with a contribution, to hear what became of it. Used only once confirmed."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="contact")
    email = models.EmailField()
    language = models.CharField(max_length=8, default="de")
    given_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="no more mails wanted")
    bounced_at = models.DateTimeField(null=True, blank=True, help_text="a mail to it could not be delivered")

    class Meta:
        indexes = [models.Index(fields=["municipality", "email"], name="contacts_by_address")]


class Support(OfTown):
    """Somebody stands behind another's contribution. ``supporter`` is a keyed hash that names nobody."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="supports")
    supporter = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "supporter"], name="support_counts_once")]


class Objection(OfTown):
    """The author of a withheld contribution says why it should be public after all."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="objections")
    text = models.TextField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"], condition=Q(state=ObjectionState.OPEN), name="one_open_objection"
            ),
        ]
        indexes = [models.Index(fields=["municipality"], condition=Q(state="open"), name="objections_waiting")]
