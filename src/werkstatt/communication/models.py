"""Who wants to hear of what, and what waits to be told. Collected: a person gets one mail, not one a click."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from werkstatt.communication.rules import NewsKind, Topic
from werkstatt.core.models import OutgoingMail
from werkstatt.participation.models import Contact, Contribution, ParticipationPhase
from werkstatt.strategy.models import OfTown, Strategy, Version


class Subscription(OfTown):
    """An address that wants to hear of a phase, a section or a strategy. Used only once confirmed."""

    topic = models.CharField(max_length=10, choices=Topic)
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="+")
    phase = models.ForeignKey(ParticipationPhase, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    section_uid = models.CharField(max_length=24, blank=True)
    email = models.EmailField()
    language = models.CharField(max_length=8, default="de")
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="up to when its address has been told everything")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "topic", "section_uid", "email"],
                condition=Q(phase=None),
                name="subscribed_once_to_a_text",
            ),
            models.UniqueConstraint(
                fields=["phase", "email"], condition=Q(phase__isnull=False), name="subscribed_once_to_a_phase"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "email"], name="subscriptions_by_address")]


class Notice(OfTown):
    """Something that one address is to be told. Notices of one address become one mail."""

    kind = models.CharField(max_length=14, choices=NewsKind)
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    subscription = models.ForeignKey(Subscription, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    contribution = models.ForeignKey(Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    phase = models.ForeignKey(ParticipationPhase, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    mail = models.ForeignKey(OutgoingMail, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(contact=None, subscription__isnull=False) | Q(contact__isnull=False, subscription=None),
                name="notice_for_one_address",
            )
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(mailed_at=None), name="notices_waiting"),
        ]
