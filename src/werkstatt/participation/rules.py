"""States and limits of contributions and participation phases. Pure."""

from __future__ import annotations

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContributionState(TextChoices):
    """How far the work on a contribution has come."""

    RECEIVED = "received", _("eingegangen")
    PUBLISHED = "published", _("veröffentlicht")
    WITHHELD = "withheld", _("nicht veröffentlicht")
    ASSIGNED = "assigned", _("in Abwägung")
    ANSWERED = "answered", _("beantwortet")
    CLOSED = "closed", _("abgeschlossen")
    MERGED = "merged", _("zusammengeführt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


S = ContributionState


_NEXT: dict[ContributionState, frozenset[ContributionState]] = {
    S.RECEIVED: frozenset({S.PUBLISHED, S.WITHHELD, S.WITHDRAWN}),
    S.PUBLISHED: frozenset({S.RECEIVED, S.ASSIGNED, S.WITHHELD, S.ANSWERED, S.MERGED, S.WITHDRAWN}),
    S.WITHHELD: frozenset({S.PUBLISHED, S.WITHDRAWN}),
    S.ASSIGNED: frozenset({S.PUBLISHED, S.ANSWERED, S.WITHHELD, S.MERGED, S.WITHDRAWN}),
    S.ANSWERED: frozenset({S.ASSIGNED, S.CLOSED, S.WITHHELD}),
    S.CLOSED: frozenset({S.ANSWERED}),
    S.MERGED: frozenset({S.PUBLISHED}),
    S.WITHDRAWN: frozenset(),
}

VISIBLE = frozenset({S.PUBLISHED, S.ASSIGNED, S.ANSWERED, S.CLOSED})
"""The text can be read by everybody."""
STUBS = frozenset({S.WITHHELD, S.MERGED, S.WITHDRAWN})
"""The number stays, with the reason why there is no text."""
SHOWN = VISIBLE | STUBS
"""What the total counts: visible contributions and explained stubs. Not: received ones waiting for a look."""
EDITABLE = frozenset({S.RECEIVED, S.PUBLISHED})
"""Its author may still change the words: nobody has worked on them yet."""
SUPPORTABLE = frozenset({S.PUBLISHED, S.ASSIGNED})
"""Others may stand behind it: it can be read and has no answer yet, whether its phase is still open or not."""
OPEN = frozenset({S.RECEIVED, S.PUBLISHED, S.ASSIGNED})
"""Still waiting for an answer."""


def may_become(now: ContributionState | str, then: ContributionState | str) -> bool:
    """Whether a contribution may go from one state to the other."""
    return ContributionState(then) in _NEXT[ContributionState(now)]


class Kind(TextChoices):
    """What a contribution is."""

    COMMENT = "comment", _("Kommentar")
    SUGGESTION = "suggestion", _("anderer Wortlaut")
    MOTION = "motion", _("Antrag einer Fraktion")


WORDINGS = frozenset({Kind.SUGGESTION, Kind.MOTION})
"""Proposes another wording."""


class Channel(TextChoices):
    """The way on which it came."""

    WEB = "web", _("Internet")
    EVENT = "event", _("Veranstaltung")
    PAPER = "paper", _("Papier")
    PHONE = "phone", _("Telefon")
    MAIL = "mail", _("E-Mail")


class Target(TextChoices):
    """What it is about."""

    PASSAGE = "passage", _("Stelle im Text")
    SECTION = "section", _("Abschnitt")
    WHOLE = "whole", _("ganzer Text")


class SuggestionState(TextChoices):
    """What became of a proposed wording."""

    OPEN = "open", _("offen")
    ACCEPTED = "accepted", _("übernommen")
    ACCEPTED_WITH_CHANGES = "accepted_with_changes", _("mit Änderungen übernommen")
    DECLINED = "declined", _("nicht übernommen")


class PlacementStatus(TextChoices):
    """How sure it is that a remark belongs to this place of this version."""

    ORIGINAL = "original", _("hier geschrieben")
    EXACT = "exact", _("unverändert übernommen")
    CHANGED = "changed", _("Stelle hat sich geändert")
    UNSURE = "unsure", _("bitte bestätigen")
    GONE = "gone", _("Stelle fehlt, bitte bestätigen")
    CONFIRMED = "confirmed", _("von einer Person bestätigt")
    DISMISSED = "dismissed", _("gibt es nicht mehr")


PLACED = frozenset(
    {PlacementStatus.ORIGINAL, PlacementStatus.EXACT, PlacementStatus.CHANGED, PlacementStatus.CONFIRMED}
)
"""Shown at its place."""
WAITING = frozenset({PlacementStatus.UNSURE, PlacementStatus.GONE})
"""Waits in the queue "please confirm the place"; not shown in the text until a person has decided."""


class Moderation(TextChoices):
    """When contributions become visible."""

    AFTER = "after", _("sofort sichtbar, Prüfung danach")
    BEFORE = "before", _("erst nach Prüfung sichtbar")


class PhaseKind(TextChoices):
    """Who takes part in a phase."""

    PUBLIC = "public", _("alle")
    INTERNAL = "internal", _("wer den Text lesen darf")
    COUNCIL = "council", _("Fraktionen des Rates")


class ObjectionState(TextChoices):
    """What became of an objection against withholding."""

    OPEN = "open", _("offen")
    UPHELD = "upheld", _("berechtigt")
    REJECTED = "rejected", _("zurückgewiesen")


class IntakeState(TextChoices):
    """How far a table has come."""

    PREVIEW = "preview", _("Vorschau")
    IMPORTED = "imported", _("eingelesen")
    UNDONE = "undone", _("zurückgenommen")


class PhaseStage(TextChoices):
    """Where a phase is on the calendar. Always computed from its dates, never stored."""

    PLANNED = "planned", _("geplant")
    OPEN = "open", _("offen")
    CLOSED = "closed", _("beendet")


def stage(opens_at: datetime, closes_at: datetime, now: datetime) -> PhaseStage:
    """The stage at ``now``: open from the first moment up to, not including, the closing moment."""
    if now < opens_at:
        return PhaseStage.PLANNED
    return PhaseStage.OPEN if now < closes_at else PhaseStage.CLOSED


MAX_TEXT_LENGTH = 10_000
"""Characters of a contribution or a proposed wording: about four pages."""
MAX_ALIAS_LENGTH = 60
MAX_OBJECTION_LENGTH = 3_000
MAX_PHASE_TITLE_LENGTH = 120
MARGIN_REMARKS = 3
"""How many remarks stand in the margin of one paragraph; the others are in the list behind the count."""

USED_BEFORE = _(
    "Mit diesem Formular ist schon ein Beitrag gesendet worden. Ihre Worte sind noch da: Bitte senden Sie noch einmal."
)
STILL_THE_OLD_WORDS = _("Hier steht noch der alte Satz. Ändern Sie mindestens ein Wort oder ein Satzzeichen.")

_SAME_TO_THE_EYE = str.maketrans(
    dict.fromkeys("„“”‟«»", '"')
    | dict.fromkeys("‚‘’‛‹›", "'")
    | dict.fromkeys("–—−‐‑", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060")
    | {"…": "..."}
)


def says_the_same(one: str, other: str) -> bool:
    """Whether two wordings differ at most in white space, kinds of quotation marks, dashes or hidden signs."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    return " ".join(text.translate(_SAME_TO_THE_EYE).split())
