"""Setting up a town: brand, rules for taking part, offices."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from werkstatt.core import pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.core.ui.brand import problem
from werkstatt.organisations.models import Municipality, Unit
from werkstatt.organisations.rules import DEFAULT_BRAND_COLOR, MAX_NAME_LENGTH, RESERVED_SLUGS

MAX_RULES_LENGTH = 8_000


@transaction.atomic
def add_town(
    *,
    actor: Actor,
    name: str,
    slug: str = "",
    kind: str = Municipality.Kind.CITY,
    brand_name: str = "",
    claim: str = "",
    brand_color: str = DEFAULT_BRAND_COLOR,
    logo_svg: str = "",
    conduct_rules: str = "",
) -> Municipality:
    """A new tenant of the installation. ``logo_svg`` must come from the operator: it is shown as it is.

    Raises RuleBroken if the address is taken or reserved, or if the colour cannot be read on any ground.
    """
    require(actor, "organisations.add_town", None)
    slug = slug or slugify(name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss"))
    if slug in RESERVED_SLUGS or Municipality.objects.filter(slug=slug).exists():
        raise RuleBroken(_("Die Adresse „%(slug)s“ ist schon vergeben.") % {"slug": slug})
    if trouble := problem(brand_color):
        raise RuleBroken(trouble, fields={"brand_color": trouble})
    town = Municipality.objects.create(
        slug=slug,
        name=cleaned_line(name),
        kind=kind,
        brand_name=cleaned_line(brand_name or name),
        claim=cleaned_line(claim),
        brand_color=brand_color.lower(),
        logo_svg=logo_svg,
        conduct_rules=cleaned(conduct_rules),
    )
    record(actor, "add_town", town, slug=slug)
    pages.touch(town.pk)
    return town


@transaction.atomic
def add_unit(*, actor: Actor, town: Municipality, name: str) -> Unit:
    """A new office, after the ones that are there. An office of the same name is returned as it is."""
    require(actor, "organisations.manage", town)
    name = checked_name(name, "name")
    existing = Unit.objects.filter(municipality=town, name=name).first()
    if existing:
        return existing
    last = Unit.objects.filter(municipality=town).aggregate(last=Max("position"))["last"] or 0
    unit = Unit.objects.create(municipality=town, name=name, position=last + 1)
    record(actor, "add_unit", unit, name=unit.name)
    return unit


@transaction.atomic
def rename_unit(*, actor: Actor, unit: Unit, name: str) -> Unit:
    """Another name for an office. Raises RuleBroken if it is empty, too long, or another office has it."""
    require(actor, "organisations.manage", unit)
    name = checked_name(name, "name")
    if Unit.objects.filter(municipality_id=unit.municipality_id, name=name).exclude(pk=unit.pk).exists():
        message = _("Ein Amt „%(name)s“ gibt es schon.") % {"name": name}
        raise RuleBroken(message, fields={"name": message})
    before, unit.name = unit.name, name
    unit.save(update_fields=["name"])
    record(actor, "rename_unit", unit, before=before, after=name)
    pages.touch(unit.municipality_id)
    return unit


@transaction.atomic
def change_brand(*, actor: Actor, town: Municipality, brand_name: str, claim: str, brand_color: str) -> Municipality:
    """Another name, claim or colour. Raises RuleBroken if the colour cannot be read, or the name is missing."""
    require(actor, "organisations.manage", town)
    brand_color = brand_color.strip().lower()
    if trouble := problem(brand_color):
        raise RuleBroken(trouble, fields={"brand_color": trouble})
    claim = cleaned_line(claim)
    if len(claim) > MAX_NAME_LENGTH:
        message = _("Bitte kürzen Sie das auf %(n)s Zeichen.") % {"n": MAX_NAME_LENGTH}
        raise RuleBroken(message, fields={"claim": message})
    town.brand_name, town.claim, town.brand_color = checked_name(brand_name, "brand_name"), claim, brand_color
    town.save(update_fields=["brand_name", "claim", "brand_color"])
    record(actor, "change_brand", town, brand_name=town.brand_name, claim=claim, brand_color=brand_color)
    pages.touch(town.pk)
    return town


@transaction.atomic
def change_conduct_rules(*, actor: Actor, town: Municipality, conduct_rules: str) -> Municipality:
    """Other rules for taking part, one a line. Empty: the general ones hold. What was said before is in the record."""
    require(actor, "organisations.manage", town)
    before, town.conduct_rules = town.conduct_rules, cleaned(conduct_rules)
    if len(town.conduct_rules) > MAX_RULES_LENGTH:
        message = _("Das ist zu lang, um gelesen zu werden. Bitte kürzen Sie auf %(n)s Zeichen.") % {
            "n": MAX_RULES_LENGTH
        }
        raise RuleBroken(message, fields={"conduct_rules": message})
    town.save(update_fields=["conduct_rules"])
    record(actor, "change_conduct_rules", town, before=before, after=town.conduct_rules)
    pages.touch(town.pk)
    return town


def checked_name(name: str, field: str) -> str:
    """The name without blank ends; raises RuleBroken if there is none or if it is too long."""
    name = cleaned_line(name)
    if not name or len(name) > MAX_NAME_LENGTH:
        message = _("Bitte schreiben Sie den Namen, höchstens %(n)s Zeichen.") % {"n": MAX_NAME_LENGTH}
        raise RuleBroken(message, fields={field: message})
    return name
