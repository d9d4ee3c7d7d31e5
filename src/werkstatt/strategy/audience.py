"""Who may read a version, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from werkstatt.strategy.models import Version
from werkstatt.strategy.rules import Audience


def readers_in_words(version: Version) -> str:
    """ "Beschäftigte, Personalrat"; empty where everybody may read it. One query if its circles are not loaded."""
    if version.audience == Audience.PUBLIC:
        return ""
    names = [_("Beschäftigte")] if version.audience == Audience.STAFF else []
    return ", ".join([*names, *(circle.name for circle in version.circles.all())])
