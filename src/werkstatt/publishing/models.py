"""Documents made from published versions. A version never changes, so its documents are made once and kept."""

from __future__ import annotations

from django.db import models

from werkstatt.strategy.models import OfTown, Version


class PublishedFile(OfTown):
    """A published version as a file in one format."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=8)
    file = models.FileField(upload_to="documents/", max_length=160)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "format"], name="one_file_per_format")]
