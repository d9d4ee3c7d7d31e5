"""Kinds of news, and what somebody can subscribe to. Pure."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What a subscription is about."""

    PHASE = "phase", _("Beteiligung")
    SECTION = "section", _("Abschnitt")
    STRATEGY = "strategy", _("ganze Strategie")


class NewsKind(TextChoices):
    """What a notice tells."""

    ANSWERED = "answered", _("Antwort")
    TEXT_CHANGED = "text_changed", _("Text geändert")
    WITHHELD = "withheld", _("nicht veröffentlicht")
    MERGED = "merged", _("zusammengeführt")
    OBJECTION = "objection", _("Antwort auf Einspruch")
    NEW_VERSION = "new_version", _("neue Fassung")
    PHASE_OPENS = "phase_opens", _("Beteiligung beginnt")
    PHASE_CLOSES = "phase_closes", _("Beteiligung endet bald")
