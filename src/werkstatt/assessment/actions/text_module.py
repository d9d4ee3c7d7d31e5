"""Words that answers use again and again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from werkstatt.assessment.models import TextModule
from werkstatt.assessment.rules import MAX_MODULE_LENGTH, MAX_MODULES, PLACEHOLDERS, Verdict, placeholders_in
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.organisations.models import Municipality, Unit


@transaction.atomic
def save_module(
    *,
    actor: Actor,
    town: Municipality,
    title: str,
    text: str,
    unit: Unit | None = None,
    verdict: str = "",
    module: TextModule | None = None,
) -> TextModule:
    """Write a text module, a new one or another wording of ``module``. Without a unit it is for everybody.

    Raises RuleBroken if something is missing, too long or named like another one, or a placeholder is unknown.
    """
    # Nobody else writes this town's modules meanwhile: the title and the number of them stay what they are.
    Municipality.objects.select_for_update().get(pk=town.pk)
    if module is not None:
        module = TextModule.objects.filter(pk=module.pk).first()
        if module is None:
            raise RuleBroken(_("Diesen Textbaustein hat schon jemand gelöscht."))
        require(actor, "assessment.manage_module", module)
    if unit is not None and unit.municipality_id != town.pk:
        raise RuleBroken(_("Dieses Amt gehört zu einer anderen Kommune."))
    saved = module or TextModule(municipality=town, position=_next_position(town))
    saved.unit = unit
    saved.title = _checked_title(town, title, module)
    saved.text = _checked_text(text)
    saved.verdict = verdict if verdict in Verdict.values else ""
    require(actor, "assessment.manage_module", saved)
    saved.save()
    record(actor, "save_module", saved)
    return saved


@transaction.atomic
def remove_module(*, actor: Actor, module: TextModule) -> None:
    """Delete a text module. Answers that were written with it stay as they are."""
    require(actor, "assessment.manage_module", module)
    record(actor, "remove_module", module)
    TextModule.objects.filter(pk=module.pk).delete()


@transaction.atomic
def raise_module(*, actor: Actor, module: TextModule) -> None:
    """Let a text module stand one place further up: the first nine have a key."""
    require(actor, "assessment.manage_module", module)
    town = Municipality.objects.select_for_update().get(pk=module.municipality_id)
    modules = list(TextModule.objects.filter(municipality=town))
    place = next((index for index, one in enumerate(modules) if one.pk == module.pk), 0)
    if place > 0:
        modules[place - 1], modules[place] = modules[place], modules[place - 1]
    for position, one in enumerate(modules):
        one.position = position
    TextModule.objects.bulk_update(modules, ["position"])


def _next_position(town: Municipality) -> int:
    modules = TextModule.objects.filter(municipality=town)
    if modules.count() >= MAX_MODULES:
        raise RuleBroken(
            _("Es gibt schon %(n)s Textbausteine. Bitte löschen Sie zuerst einen, den niemand braucht.")
            % {"n": MAX_MODULES}
        )
    last = modules.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _checked_title(town: Municipality, title: str, module: TextModule | None) -> str:
    title = cleaned_line(title)
    message = ""
    if not title:
        message = _("Der Textbaustein braucht einen Namen.")
    elif len(title) > 60:
        message = _("Der Name ist zu lang. Bitte kürzen Sie ihn auf 60 Zeichen.")
    else:
        others = TextModule.objects.filter(municipality=town, title=title)
        if (others.exclude(pk=module.pk) if module else others).exists():
            message = _("Es gibt schon einen Textbaustein mit diesem Namen.")
    if message:
        raise RuleBroken(message, fields={"title": message})
    return title


def _checked_text(text: str) -> str:
    text = cleaned(text)
    message = ""
    if not text:
        message = _("Bitte schreiben Sie die Worte des Textbausteins.")
    elif len(text) > MAX_MODULE_LENGTH:
        message = _("Das ist zu lang. Bitte kürzen Sie es auf %(n)s Zeichen.") % {"n": MAX_MODULE_LENGTH}
    elif unknown := [name for name in placeholders_in(text) if name not in PLACEHOLDERS]:
        message = _("Diesen Platzhalter gibt es nicht: %(unknown)s. Es gibt: %(known)s.") % {
            "unknown": ", ".join(f"{{{name}}}" for name in unknown),
            "known": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
        }
    if message:
        raise RuleBroken(message, fields={"text": message})
    return text
