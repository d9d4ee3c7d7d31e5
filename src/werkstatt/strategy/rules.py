"""The states of a version and what follows from them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class StrategyKind(TextChoices):
    """What sort of plan it is."""

    DIGITAL_STRATEGY = "digital_strategy", _("Digitalstrategie")
    MASTER_PLAN = "master_plan", _("Masterplan")
    FRAMEWORK = "framework", _("Rahmenwerk")


class Audience(TextChoices):
    """Who may read a text that is no draft any more. Editors and those who run the process always may."""

    PUBLIC = "public", _("alle")
    STAFF = "staff", _("Beschäftigte")
    CIRCLES = "circles", _("bestimmte Gruppen")


_WIDTH = [Audience.CIRCLES, Audience.STAFF, Audience.PUBLIC]


def is_wider(audience: Audience | str, than: Audience | str) -> bool:
    """Whether nobody loses a text, and somebody gains it, when it is opened to ``audience``.

    Groups that were named keep reading beside the staff, so the staff is more than groups alone.
    """
    return _WIDTH.index(Audience(audience)) > _WIDTH.index(Audience(than))


class VersionState(TextChoices):
    """Where a version stands between writing and the council's decision."""

    DRAFT = "draft", _("Entwurf")
    CONSULTATION = "consultation", _("in der Beteiligung")
    EVALUATION = "evaluation", _("in der Auswertung")
    CANDIDATE = "candidate", _("beschlussreif")
    SUBMITTED = "submitted", _("dem Rat vorgelegt")
    RETURNED = "returned", _("vom Rat zurückgegeben")
    ADOPTED = "adopted", _("beschlossen")
    SUPERSEDED = "superseded", _("abgelöst")


_NEXT: dict[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset({VersionState.CONSULTATION, VersionState.CANDIDATE}),
    VersionState.CONSULTATION: frozenset({VersionState.EVALUATION, VersionState.SUPERSEDED}),
    VersionState.EVALUATION: frozenset({VersionState.CANDIDATE, VersionState.CONSULTATION, VersionState.SUPERSEDED}),
    VersionState.CANDIDATE: frozenset({VersionState.SUBMITTED, VersionState.SUPERSEDED}),
    VersionState.SUBMITTED: frozenset({VersionState.ADOPTED, VersionState.RETURNED}),
    VersionState.RETURNED: frozenset({VersionState.SUPERSEDED}),
    VersionState.ADOPTED: frozenset({VersionState.SUPERSEDED}),
    VersionState.SUPERSEDED: frozenset(),
}
"""A returned version stays as it was submitted; the work goes on in a new draft made from it."""


def may_become(now: VersionState | str, then: VersionState | str) -> bool:
    """Whether a version may go from one state to the other."""
    return VersionState(then) in _NEXT[VersionState(now)]


def next_states(now: VersionState | str) -> frozenset[VersionState]:
    """Every state a version may take next."""
    return _NEXT[VersionState(now)]


def is_public(state: VersionState | str) -> bool:
    """Everything but a draft can be read by everybody."""
    return VersionState(state) is not VersionState.DRAFT


@dataclass(frozen=True, slots=True)
class Step:
    """A way to a next state, as people are asked about it: the verb on the button and what follows from it."""

    state: VersionState
    verb: StrOrPromise
    consequence: StrOrPromise
    in_order: bool = True
    """Whether this is the usual way, as opposed to a way back or out."""


_STEPS = {
    VersionState.EVALUATION: (
        _("Auswertung beginnen"),
        _("Die Beiträge werden ausgewertet. Der Text bleibt öffentlich und unverändert."),
    ),
    VersionState.CONSULTATION: (
        _("Noch einmal zur Beteiligung stellen"),
        _("Sie können für denselben Text eine weitere Beteiligungsphase eröffnen."),
    ),
    VersionState.CANDIDATE: (
        _("Für beschlussreif erklären"),
        _("Der Text ist fertig für die Vorlage an den Rat. Er bleibt öffentlich und unverändert."),
    ),
    VersionState.SUBMITTED: (
        _("Dem Rat vorlegen"),
        _("Der Text liegt dem Rat vor. Vorher braucht jeder Punkt aus der Beteiligung ein Urteil."),
    ),
    VersionState.ADOPTED: (
        _("Beschluss vermerken"),
        _("Der Text gilt als beschlossen. Änderungen gibt es danach nur mit einer neuen Fassung."),
    ),
    VersionState.RETURNED: (
        _("Rückgabe vermerken"),
        _("Der Rat hat den Text zurückgegeben. Die Arbeit geht in einem neuen Entwurf weiter, der darauf aufbaut."),
    ),
    VersionState.SUPERSEDED: (
        _("Für abgelöst erklären"),
        _("Die Fassung bleibt lesbar, gilt aber nicht mehr. Das lässt sich nicht zurücknehmen."),
    ),
}


def steps_from(now: VersionState | str) -> list[Step]:
    """The ways on from a published state, the usual ones first."""
    back = {VersionState.SUPERSEDED, VersionState.CONSULTATION}
    states = sorted(next_states(now), key=lambda state: (state in back, list(VersionState).index(state)))
    return [Step(state, *_STEPS[state], in_order=state not in back) for state in states]


MAX_BLOCK_LENGTH = 20_000
"""Characters in one block: a long table fits, a pasted book does not."""
MOST_PARTS = 200
"""Blocks that one pasted text may become."""
MAX_TITLE_LENGTH = 200
MAX_ALT_LENGTH = 500
MAX_ITEM_LEVEL = 5
"""How deep list items may be nested; 0 is the outermost level."""
MAX_DEPTH = 6
"""How deep sections may be nested; 1 is a chapter."""
