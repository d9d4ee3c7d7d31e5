"""Numbered contributions and the wordings they propose."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from werkstatt.organisations.models import Circle, Municipality
from werkstatt.participation.models.phase import ParticipationPhase
from werkstatt.participation.rules import VISIBLE, Channel, ContributionState, Kind, SuggestionState, Target
from werkstatt.strategy.models import OfTown, Version


class NumberSeries(models.Model):
    """The last public number a town has given out. Numbers only ever grow."""

    municipality = models.OneToOneField(Municipality, primary_key=True, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)


class Contribution(OfTown):
    """A numbered submission: on a passage, on a section, or on the whole text.

    It stays tied for good to the version it was made on; where it stands in later versions is said by placements.
    """

    phase = models.ForeignKey(ParticipationPhase, on_delete=models.PROTECT, related_name="contributions")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="contributions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    target = models.CharField(max_length=10, choices=Target)
    section_uid = models.CharField(max_length=24, blank=True)
    section_label = models.CharField(max_length=240, blank=True, help_text="number and title when it was written")
    block_uid = models.CharField(max_length=24, blank=True)
    anchor = models.JSONField(null=True, blank=True, help_text="start, end, quote, prefix, suffix")
    text = models.TextField(blank=True)
    alias = models.CharField(max_length=60, blank=True)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.WEB)
    event_name = models.CharField(max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    received_at = models.DateTimeField(help_text="when it was said or arrived")
    recorded_at = models.DateTimeField(help_text="when it got its number")
    is_late = models.BooleanField(default=False)
    is_public = models.BooleanField(default=True, help_text="False: made on a text that is not open to everybody")
    circle = models.ForeignKey(
        Circle,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the council group that moves",
    )
    batch = models.ForeignKey(
        "IntakeTable", null=True, blank=True, on_delete=models.SET_NULL, related_name="contributions"
    )
    source_ref = models.CharField(max_length=40, blank=True, help_text="its number in the table it came from")
    support_count = models.PositiveIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True, help_text="when its author last changed the words")
    state = models.CharField(max_length=12, choices=ContributionState, default=ContributionState.RECEIVED)
    state_reason = models.TextField(blank=True, help_text="why withheld or merged; public")
    conduct_rule = models.CharField(max_length=20, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    changed_at = models.DateTimeField()
    words = models.TextField(
        blank=True, default="", editable=False, help_text="on its way into the search index, then empty (search.py)"
    )
    submission_key = models.CharField(  # noqa: DJ001 - most rows have none, and none is never the same as another none
        max_length=40, null=True, blank=True, help_text="the same form sent twice has the same key"
    )
    proof_key = models.CharField(  # noqa: DJ001 - as above
        max_length=64, null=True, blank=True, help_text="the proof of work it was sent with; each counts once"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="number_never_twice"),
            models.UniqueConstraint(
                fields=["municipality", "submission_key"],
                condition=Q(submission_key__isnull=False),
                name="a_form_counts_once",
            ),
            models.UniqueConstraint(
                fields=["proof_key"], condition=Q(proof_key__isnull=False), name="a_proof_counts_once"
            ),
            models.UniqueConstraint(
                fields=["phase", "source_ref"], condition=~Q(source_ref=""), name="source_ref_once_per_phase"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withheld", "merged"]) | ~Q(state_reason=""), name="stubs_say_why"
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False) | (~Q(state="merged") & Q(merged_into=None)),
                name="merged_says_into_what",
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "phase", "-number"], name="contributions_of_phase"),
            models.Index(fields=["municipality", "state", "-number"], name="contributions_by_state"),
            models.Index(fields=["version", "block_uid"], name="contributions_of_block"),
            models.Index(fields=["municipality", "-changed_at", "-number"], name="contributions_by_activity"),
            models.Index(
                fields=["municipality", "kind", "-number"],
                condition=~Q(kind="comment"),
                name="contributions_not_comments",
            ),
            models.Index(
                fields=["municipality", "channel", "-number"], condition=~Q(channel="web"), name="contributions_not_web"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What people call it: "Nr. 69"."""
        return _("Nr. %(number)s") % {"number": self.number}

    @property
    def is_visible(self) -> bool:
        """Whether everybody may read its text."""
        return self.state in VISIBLE

    @property
    def author(self) -> str:
        """The name that stands in public."""
        return self.alias or _("Anonym")


class WordingSuggestion(OfTown):
    """Another wording for a quoted passage. The reason is the contribution's text."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="suggestion")
    quote = models.TextField()
    replacement = models.TextField(blank=True, help_text="empty: strike the passage")
    state = models.CharField(max_length=24, choices=SuggestionState, default=SuggestionState.OPEN)


class ContributionEdit(OfTown):
    """What a contribution said before its author changed it. For the desk only, erased with the phase's contacts."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="edits")
    text = models.TextField(blank=True)
    replacement = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
