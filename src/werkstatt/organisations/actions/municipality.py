"""Setting up a town and its offices."""

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
from werkstatt.organisations.rules import DEFAULT_BRAND_COLOR, RESERVED_SLUGS


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
    existing = Unit.objects.filter(municipality=town, name=cleaned_line(name)).first()
    if existing:
        return existing
    last = Unit.objects.filter(municipality=town).aggregate(last=Max("position"))["last"] or 0
    unit = Unit.objects.create(municipality=town, name=cleaned_line(name), position=last + 1)
    record(actor, "add_unit", unit, name=unit.name)
    return unit
