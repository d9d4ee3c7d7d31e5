"""Verdicts and what each of them asks for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from werkstatt.participation.rules import ContributionState


class Verdict(TextChoices):
    """What becomes of a point. Every verdict has a reason."""

    ADOPTED = "adopted", _("Übernommen")
    ADOPTED_WITH_CHANGES = "adopted_with_changes", _("Mit Änderungen übernommen")
    ALREADY_COVERED = "already_covered", _("Schon enthalten")
    BECOMES_IDEA = "becomes_idea", _("Wird Projektidee")
    REFERRED = "referred", _("Weitergeleitet")
    DEFERRED = "deferred", _("Zurückgestellt")
    DECLINED = "declined", _("Nicht übernommen")


CHANGES_TEXT = frozenset({Verdict.ADOPTED, Verdict.ADOPTED_WITH_CHANGES})
"""Needs a linked change in the text, or says openly that the change is still to come."""


SETTLES_PROPOSAL = frozenset({Verdict.ALREADY_COVERED, Verdict.BECOMES_IDEA, Verdict.REFERRED, Verdict.DECLINED})
"""With one of these the proposed wording itself is not taken up; a deferred one stays open."""

ANSWERED = frozenset({ContributionState.ANSWERED, ContributionState.CLOSED})
"""The answer is released. In every other state the verdicts are nobody's business but the staff's."""


IN_WORK = frozenset({ContributionState.PUBLISHED, ContributionState.ASSIGNED})
"""Points can be made, given to offices and assessed."""


class PointKind(TextChoices):
    """What a point asks for."""

    WORDING = "wording", _("anderer Wortlaut")
    GENERAL = "general", _("allgemeiner Wunsch")


def is_answered(verdicts: Iterable[str | None]) -> bool:
    """A contribution counts as answered only when it has points and every one has a verdict."""
    found = list(verdicts)
    return bool(found) and all(found)


MAX_REASON_LENGTH = 5_000
"""Characters."""
MAX_REPLY_LENGTH = 2_000
MAX_POINT_TITLE = 120
MAX_POINTS = 50
"""Points of one contribution: more would be a table of contents, not an answer."""
MAX_MODULE_LENGTH = 2_000
MAX_MODULES = 100
"""Text modules of a town: more would be a book that nobody reads."""
MAX_FILTERS = 20
"""Saved filters of one person."""
MOST_AT_ONCE = 200
"""Contributions that one order may change together."""

PLACEHOLDERS: dict[str, str | Promise] = {
    "nummer": _("die Nummer des Beitrags"),
    "name": _("der Name, der öffentlich steht"),
    "abschnitt": _("der Abschnitt"),
    "amt": _("das zuständige Amt"),
    "frist": _("die Frist des Amtes"),
    "fassung": _("die Fassung des Textes"),
}
"""What stands in braces in a text module: ``{nummer}``."""

_PLACEHOLDER = re.compile(r"\{\s*([A-Za-zÄÖÜäöüß_]{2,30})\s*\}")


def placeholders_in(text: str) -> list[str]:
    """The names in braces, each once, in order."""
    return list(dict.fromkeys(name.lower() for name in _PLACEHOLDER.findall(text)))


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced. What has no value stays, for a person to see and write herself."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1].lower(), "") or match[0], text)


def proposed_title(words: str) -> str:
    """A short title from the words of a point: their beginning, cut between words, without signs at either end."""
    words = " ".join(words.split()).strip(" .,;:!?…„“”\"'–-()")
    if len(words) <= TITLE_LENGTH:
        return words
    cut = words[: TITLE_LENGTH + 1].rpartition(" ")[0] or words[:TITLE_LENGTH]
    return cut.rstrip(" .,;:!?–-(") + " …"


TITLE_LENGTH = 60
"""Characters of a proposed title."""
