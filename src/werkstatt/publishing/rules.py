"""Files about a phase: what there is, and how far one has come. Pure."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    """What a file about a phase holds."""

    SYNOPSIS = "synopsis", _("Synopse")
    DATA = "data", _("Offene Daten")


class FileState(TextChoices):
    """How far the making of a file has come."""

    WAITING = "waiting", _("wartet")
    RUNNING = "running", _("wird erstellt")
    DONE = "done", _("fertig")
    FAILED = "failed", _("nicht gelungen")
    CANCELLED = "cancelled", _("abgebrochen")


class Problem(TextChoices):
    """Why a file could not be made, as far as people can do something with it."""

    LOST = "lost", _("Die Arbeit ist abgerissen, etwa durch einen Neustart.")
    SETTING = "setting", _("Die Seiten ließen sich nicht setzen.")
    SPACE = "space", _("Auf dem Server ist kein Platz mehr.")
    UNKNOWN = "unknown", _("Beim Erstellen ist ein Fehler aufgetreten.")


FORMATS: dict[str, tuple[str, ...]] = {
    FileKind.SYNOPSIS: ("pdf", "xlsx"),
    FileKind.DATA: ("csv", "xlsx", "json"),
}
"""The formats that each kind can be had in."""

SILENT_AFTER = timedelta(minutes=3)
"""A running file whose worker gives no sign of life for so long is lost."""
FRESH_FOR = timedelta(minutes=10)
"""Everybody may have files made: an outdated one that is younger than this is good enough."""
KEPT_FOR = timedelta(days=2)
"""A file that a newer one has replaced is deleted after so long."""
UNUSED_FOR = timedelta(days=60)
"""A file that could be made again at any time is deleted after so long."""
STREAMED_UP_TO = 5_000
"""Contributions up to which CSV and JSON are sent while they are read."""
AT_ONCE_UP_TO = 500
"""Contributions up to which a file is made while somebody waits for it."""
COUNTED_UP_TO = 5_000
"""Contributions up to which the figures of a phase are counted whenever somebody looks."""
LAYOUT = "2"
"""Raise it when files of unchanged phases must be made anew because they look different now."""
