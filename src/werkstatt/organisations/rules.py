"""What roles there are and which part of the work each one does."""

from __future__ import annotations

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DEFAULT_BRAND_COLOR = "#0b5566"

RESERVED_SLUGS = frozenset(
    {"en", "de", "konto", "static", "api", "healthz", "meine", "files", "admin", "neu", "robots.txt", "favicon.ico"}
)
"""First parts of addresses that belong to the installation; no town can have one of them."""


class Role(TextChoices):
    """What a person is in a town. See "Roles" in the glossary."""

    ADMINISTRATOR = "administrator", _("Verwaltung des Zugangs")
    DIGITAL_OFFICER = "digital_officer", _("Digitalbeauftragte")
    EDITOR = "editor", _("Redaktion")
    MODERATOR = "moderator", _("Moderation")
    DEPARTMENT_LEAD = "department_lead", _("Fachamt")
    STAFF_MEMBER = "staff_member", _("Beschäftigte")
    COUNCIL_MEMBER = "council_member", _("Mitglied des Rates")
    EXPERT = "expert", _("Fachperson von außen")


STAFF = frozenset(Role) - {Role.COUNCIL_MEMBER, Role.EXPERT}
"""Works for the administration. The others belong to the town without seeing its desk."""
MANAGES = frozenset({Role.ADMINISTRATOR, Role.DIGITAL_OFFICER})
"""Settings of the town, offices, people."""
RUNS_PROCESS = frozenset({Role.DIGITAL_OFFICER})
"""Opens phases, publishes versions, moves them through their states."""
EDITS_TEXT = frozenset({Role.DIGITAL_OFFICER, Role.EDITOR})
MODERATES = frozenset({Role.DIGITAL_OFFICER, Role.MODERATOR})
"""Takes in, publishes or withholds contributions, splits and assigns them."""
ANSWERS = frozenset({Role.DIGITAL_OFFICER, Role.MODERATOR, Role.DEPARTMENT_LEAD})
"""Gives verdicts; a department lead only on points of her own unit."""


class CircleKind(TextChoices):
    """What kind of group it is."""

    STAFF_COUNCIL = "staff_council", _("Personalrat")
    STEERING_COMMITTEE = "steering_committee", _("Lenkungskreis")
    COMMITTEE = "committee", _("Ausschuss")
    COUNCIL_GROUP = "council_group", _("Fraktion")


class PageKind(TextChoices):
    """Pages that every authority needs. The conduct rules have their own field."""

    IMPRINT = "imprint", _("Impressum")
    PRIVACY = "privacy", _("Datenschutz")
    ACCESSIBILITY = "accessibility", _("Barrierefreiheit")


MAX_NAME_LENGTH = 120
"""Characters of a name: of a person, an office, a brand."""

DEFAULT_CONDUCT_RULES = (
    _("Schreiben Sie so, wie Sie es einem Menschen ins Gesicht sagen würden."),
    _("Bleiben Sie bei der Sache: Es geht um den Text und um Ihre Stadt."),
    _("Nennen Sie keine Privatpersonen und keine Daten anderer Menschen."),
    _("Keine Werbung, keine Drohungen, nichts, was verboten ist."),
)
"""What holds in a town that has written no rules of its own."""

_NUMBERING = re.compile(r"^(?:\d{1,2}[.)]|[-–•*])\s+")


def conduct_points(text: str) -> list[str]:
    """The rules as points one can refer to by number: one a line, without the numbers that somebody typed."""
    lines = (_NUMBERING.sub("", line.strip()) for line in text.splitlines())
    return [line for line in lines if line] or [str(line) for line in DEFAULT_CONDUCT_RULES]
