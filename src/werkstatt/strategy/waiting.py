"""What the text has to say where people look for what waits."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.core.slots import fills
from werkstatt.organisations.models import Municipality
from werkstatt.organisations.navigation import Task, Urgency
from werkstatt.strategy.models import Section
from werkstatt.strategy.queries.plain_language import stale_summaries_of

MOST_NAMED = 5


@fills("overview")
def stale_plain_language(town: Municipality, user: Any) -> list[Task]:
    """The plain-language versions that are older than their text, for those who write. Two queries at most."""
    if not user.has_perm("strategy.edit_text", town):
        return []
    stale = [one.section for one in stale_summaries_of(town)]
    if not stale:
        return []
    names = _("Der Text hat sich geändert: %(sections)s.") % {"sections": _named(stale)}
    address = _address(town, stale[0])
    return [Task(_("Einfache Sprache prüfen"), names, address, len(stale), Urgency.SOME_TIME)]


def _named(sections: list[Section]) -> str:
    return ", ".join(str(section) for section in sections[:MOST_NAMED]) + (" …" if len(sections) > MOST_NAMED else "")


def _address(town: Municipality, section: Section) -> str:
    """Where the plain-language version is written, open."""
    chapter = reverse("editor-chapter", args=[town.slug, section.version.strategy.slug, int(section.chapter_number)])
    return f"{chapter}?einfach={section.uid}#abschnitt-{section.uid}"
