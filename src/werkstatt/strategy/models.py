"""A strategy, its numbered versions, and their text as sections and blocks.

The text of a version can be changed only while it is a draft; the database itself refuses anything else
(migration ``0002_frozen_text``).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from werkstatt.core import clock
from werkstatt.organisations.models import Circle, Municipality
from werkstatt.strategy.rules import Audience, StrategyKind, VersionState
from werkstatt.text.model import BlockKind


class OfTown(models.Model):
    """Everything that belongs to a municipality carries its key, so that data can be parted by town."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Strategy(OfTown):
    """A multi-year plan that a council adopts."""

    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=StrategyKind, default=StrategyKind.DIGITAL_STRATEGY)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "slug"], name="strategy_slug_once_per_town")]

    def __str__(self) -> str:
        return self.title


class Version(OfTown):
    """A state of the whole text. Once it is no draft any more it never changes, and its hash proves it."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=VersionState, default=VersionState.DRAFT)
    audience = models.CharField(
        max_length=10, choices=Audience, default=Audience.PUBLIC, db_default=Audience.PUBLIC.value
    )
    circles = models.ManyToManyField(Circle, blank=True, related_name="versions", help_text="who may read it besides")
    base = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="continued_by")
    language = models.CharField(max_length=12, default="de")
    content_hash = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["strategy"], condition=Q(state=VersionState.DRAFT), name="one_draft_per_strategy"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT, published_at=None, content_hash="")
                | (~Q(state=VersionState.DRAFT) & Q(published_at__isnull=False) & ~Q(content_hash="")),
                name="published_versions_have_a_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What people call it: "Fassung 2"."""
        return _("Fassung %(number)s") % {"number": self.number}

    @property
    def is_draft(self) -> bool:
        """Whether its text may still change."""
        return self.state == VersionState.DRAFT


class Section(OfTown):
    """A numbered, titled part. ``uid`` is the same in every version; ``position`` counts through the whole version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="sections")
    uid = models.CharField(max_length=24)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=24)
    depth = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    summary_basis = models.JSONField(
        null=True, blank=True, help_text="block uid -> text that the plain-language version was written for"
    )

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "uid"], name="section_once_per_version")]
        indexes = [models.Index(fields=["version", "position"], name="sections_in_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def chapter_number(self) -> str:
        """The number of the chapter it belongs to: "2" for 2.1."""
        return self.number.split(".")[0]


class Block(OfTown):
    """A paragraph, list item, quote, table or figure. ``position`` counts through the whole version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="blocks")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="blocks")
    uid = models.CharField(max_length=24)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in BlockKind])
    text = models.TextField()
    marks = models.JSONField(default=list, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    ordered = models.BooleanField(default=False)
    header_rows = models.PositiveSmallIntegerField(default=0)
    image = models.CharField(max_length=80, blank=True)
    alt = models.CharField(max_length=500, blank=True)
    origins = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["version", "uid"], name="block_once_per_version")]
        indexes = [
            models.Index(fields=["version", "position"], name="blocks_in_order"),
            models.Index(fields=["section", "position"], name="blocks_of_section"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class BlockRevision(OfTown):
    """What a draft block said at each revision: the common ground for merging what two people wrote at once.

    ``shape`` holds the rest of the block and where it stood, so that a deleted one can be put back.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    block_uid = models.CharField(max_length=24)
    number = models.PositiveIntegerField()
    text = models.TextField()
    marks = models.JSONField(default=list, blank=True)
    shape = models.JSONField(default=dict, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "block_uid", "number"], name="block_revision_once")]


class Picture(OfTown):
    """A picture file of a town, named by the hash of its bytes; figures refer to it by that name."""

    name = models.CharField(max_length=80)
    file = models.FileField(upload_to="pictures/", max_length=160)
    content_type = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="picture_once_per_town")]


class ImportPreview(OfTown):
    """A converted file that somebody looks at before it becomes a draft. Old ones are cleared away."""

    token = models.CharField(max_length=40, unique=True)
    filename = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    document = models.JSONField()
    notices = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=clock.now, editable=False)
