"""Ways of looking at the desk that a person comes back to."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.accounts.models import User
from werkstatt.assessment.models import SavedFilter
from werkstatt.assessment.rules import MAX_FILTERS
from werkstatt.core.actors import require
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.models import Municipality


@transaction.atomic
def save_filter(*, actor: User, town: Municipality, name: str, query: str) -> SavedFilter:
    """Keep the query of an address under a name of one's own; the same name again keeps the new one.

    Raises RuleBroken without a name, or if there are too many already.
    """
    require(actor, "assessment.view_desk", town)
    name = _checked(name)
    # One's own row as lock: two clicks at once make one filter.
    User.objects.select_for_update().get(pk=actor.pk)
    own = SavedFilter.objects.filter(municipality=town, user=actor)
    if not own.filter(name=name).exists() and own.count() >= MAX_FILTERS:
        message = _("Sie haben schon %(n)s Filter. Bitte löschen Sie zuerst einen.") % {"n": MAX_FILTERS}
        raise RuleBroken(message, fields={"name": message})
    saved, _created = SavedFilter.objects.update_or_create(
        municipality=town, user=actor, name=name, defaults={"query": query[:500]}
    )
    return saved


@transaction.atomic
def rename_filter(*, actor: User, town: Municipality, key: int, name: str) -> None:
    """Give one's own filter another name. Raises RuleBroken if another one has it."""
    require(actor, "assessment.view_desk", town)
    name = _checked(name)
    own = SavedFilter.objects.select_for_update().filter(municipality=town, user=actor)
    if own.filter(name=name).exclude(pk=key).exists():
        message = _("So heißt schon ein anderer Filter.")
        raise RuleBroken(message, fields={"name": message})
    own.filter(pk=key).update(name=name)


def remove_filter(*, actor: User, town: Municipality, key: int) -> None:
    """Forget one's own filter. What is gone already stays gone."""
    require(actor, "assessment.view_desk", town)
    SavedFilter.objects.filter(municipality=town, user=actor, pk=key).delete()


def _checked(name: str) -> str:
    name = cleaned_line(name)
    message = ""
    if not name:
        message = _("Bitte geben Sie dem Filter einen Namen.")
    elif len(name) > 60:
        message = _("Der Name ist zu lang. Bitte kürzen Sie ihn auf 60 Zeichen.")
    if message:
        raise RuleBroken(message, fields={"name": message})
    return name
