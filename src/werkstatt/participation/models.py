"""Participation phases, numbered contributions, proposed wordings, and where remarks stand in each version."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from werkstatt.organisations.models import Municipality
from werkstatt.participation.rules import (
    VISIBLE,
    Channel,
    ContributionState,
    Kind,
    Moderation,
    PhaseStage,
    PlacementStatus,
    SuggestionState,
    Target,
    stage,
)
from werkstatt.strategy.models import OfTown, Strategy, Version


class ParticipationPhase(OfTown):
    """A dated window in which people say what they think of a version."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="phases")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="phases")
    title = models.CharField(max_length=120)
    purpose = models.TextField()
    latitude = models.TextField(help_text="what is still open")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answer_by = models.DateField()
    moderation = models.CharField(max_length=10, choices=Moderation, default=Moderation.AFTER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["opens_at"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="phase_closes_after_it_opens")
        ]

    def __str__(self) -> str:
        return self.title

    def stage_at(self, now: datetime) -> PhaseStage:
        """Planned, open or closed at this moment."""
        return stage(self.opens_at, self.closes_at, now)


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
    state = models.CharField(max_length=12, choices=ContributionState, default=ContributionState.RECEIVED)
    state_reason = models.TextField(blank=True, help_text="why withheld or merged; public")
    conduct_rule = models.CharField(max_length=20, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    changed_at = models.DateTimeField()
    submission_key = models.CharField(  # noqa: DJ001 - most rows have none, and none is never the same as another none
        max_length=40, null=True, blank=True, help_text="the same form sent twice has the same key"
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


class PassageTally(OfTown):
    """How many visible contributions stand at a place of a version; kept when something is written.

    One row for a section (no block), one for a block (no range), one for a range of a block. The row of a section
    counts what stands on it or on its blocks, without the sections below it.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="tallies")
    section_uid = models.CharField(max_length=24, blank=True)
    block_uid = models.CharField(max_length=24, blank=True)
    start = models.IntegerField(default=-1)
    end = models.IntegerField(default=-1)
    count = models.IntegerField(default=0)
    latest_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "section_uid", "block_uid", "start", "end"], name="one_tally_per_place"
            )
        ]


class StateTally(OfTown):
    """How many contributions of a phase are in a state; kept when something is written."""

    phase = models.ForeignKey(ParticipationPhase, on_delete=models.CASCADE, related_name="state_tallies")
    state = models.CharField(max_length=12, choices=ContributionState)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "state"], name="one_tally_per_state")]
