"""Points, verdicts, replies and text changes: what links a voice to what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from werkstatt.assessment.rules import CHANGES_TEXT, PointKind, Verdict
from werkstatt.organisations.models import Unit
from werkstatt.participation.models import Contribution, ParticipationPhase
from werkstatt.strategy.models import OfTown, Version


class Point(OfTown):
    """The smallest part of a contribution that can be assessed, answered for by one office."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="points")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PointKind)
    title = models.CharField(max_length=120)
    start = models.PositiveIntegerField(null=True, blank=True, help_text="range of the contribution's text")
    end = models.PositiveIntegerField(null=True, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="points")
    assigned_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    is_open = models.BooleanField(default=True, db_default=True, help_text="waits for its verdict; kept by the actions")
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="when the office was last told that it is due")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["contribution_id", "position"]
        constraints = [models.UniqueConstraint(fields=["contribution", "position"], name="point_number_once")]
        indexes = [
            models.Index(fields=["unit", "due_on"], name="points_due"),
            models.Index(fields=["municipality", "due_on"], name="points_due_in_town"),
            models.Index(fields=["unit", "due_on", "contribution"], condition=Q(is_open=True), name="open_of_unit"),
            models.Index(
                fields=["municipality", "due_on", "contribution"], condition=Q(is_open=True), name="open_of_town"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """ "69.1": the contribution's number and the point's. Needs the contribution to be loaded."""
        return f"{self.contribution.number}.{self.position}"


class Assessment(OfTown):
    """The verdict on a point with its reason. Public as soon as the answer is released."""

    point = models.OneToOneField(Point, on_delete=models.CASCADE, related_name="assessment")
    verdict = models.CharField(max_length=24, choices=Verdict)
    reason = models.TextField()
    deferred_until = models.DateField(null=True, blank=True)
    change_pending = models.BooleanField(default=False, help_text="adopted, but no published text says so yet")
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assessed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["municipality"], condition=Q(change_pending=True), name="changes_to_come"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="every_verdict_has_a_reason"),
            models.CheckConstraint(
                condition=Q(verdict__in=[str(verdict) for verdict in sorted(CHANGES_TEXT)]) | Q(change_pending=False),
                name="only_adopted_points_wait_for_a_change",
            ),
            models.CheckConstraint(
                condition=~Q(verdict=Verdict.DEFERRED) | Q(deferred_until__isnull=False), name="deferred_until_when"
            ),
        ]

    @property
    def changes_text(self) -> bool:
        """Whether the verdict promises a change of the text."""
        return self.verdict in CHANGES_TEXT

    @property
    def revision(self) -> str:
        """Tells this verdict from every earlier and later one on the same point."""
        return self.assessed_at.isoformat()


class Reply(OfTown):
    """The public answer to a contribution: the verdicts of its points, and a few words around them if wished."""

    contribution = models.OneToOneField(Contribution, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField(blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    released_at = models.DateTimeField()


class TextChange(OfTown):
    """A change of one block in a version because of one or more points: block before, block after."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="text_changes")
    section_uid = models.CharField(max_length=24)
    section_label = models.CharField(max_length=240)
    block_uid = models.CharField(max_length=24)
    before = models.TextField(blank=True, help_text="empty: the block is new")
    after = models.TextField(blank=True, help_text="empty: the block was struck")
    points = models.ManyToManyField(Point, related_name="text_changes")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "block_uid"], name="one_change_per_block")]
        indexes = [models.Index(fields=["version", "section_uid"], name="changes_of_section")]


class VerdictTally(OfTown):
    """How many points of a phase got which verdict; kept when something is written."""

    phase = models.ForeignKey(ParticipationPhase, on_delete=models.CASCADE, related_name="verdict_tallies")
    verdict = models.CharField(max_length=24, choices=Verdict)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["phase", "verdict"], name="one_tally_per_verdict")]


class TextModule(OfTown):
    """Words that answers use again and again, with placeholders such as ``{nummer}``. Without a unit: for all."""

    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    text = models.TextField()
    verdict = models.CharField(max_length=24, choices=Verdict, blank=True, help_text="proposed together with the words")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "title"]
        constraints = [models.UniqueConstraint(fields=["municipality", "title"], name="text_module_once_per_town")]


class SavedFilter(OfTown):
    """A way of looking at the desk that a person comes back to. ``query`` is the address's query, checked when used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "user", "name"], name="filter_name_once_per_person")
        ]


class Presence(OfTown):
    """Somebody has a contribution open on the desk. Forgotten a few minutes after she leaves."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "user"], name="presence_once")]


class TopicList(OfTown):
    """The contributions of a phase, grouped by what they are about: made on demand, and kept until made anew."""

    phase = models.OneToOneField(ParticipationPhase, on_delete=models.CASCADE, related_name="+")
    ordered_at = models.DateTimeField(help_text="when somebody asked for it")
    made_at = models.DateTimeField(null=True, blank=True, help_text="None until it has been made once")
    is_running = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    has_failed = models.BooleanField(default=False)
    highest = models.PositiveIntegerField(default=0, help_text="the highest number that was grouped")


class Topic(OfTown):
    """A group of a topic list, named in the words of its contributions."""

    topic_list = models.ForeignKey(TopicList, on_delete=models.CASCADE, related_name="topics")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    is_rest = models.BooleanField(default=False, help_text="what has no kin")
    contested = models.JSONField(default=list, help_text="pairs of numbers that want the opposite")
    contested_count = models.PositiveIntegerField(default=0)
    contributions = models.ManyToManyField(Contribution, through="TopicMember", related_name="+")

    class Meta:
        ordering = ["position"]


class TopicMember(models.Model):
    """A contribution in a topic; the most typical ones come first."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="members")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["topic", "contribution"], name="once_in_a_topic")]
