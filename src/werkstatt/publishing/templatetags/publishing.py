"""Template tags of the public site: ``{% load publishing %}``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from werkstatt.publishing.drawing.said import quoted
from werkstatt.publishing.sentences import in_words

register = template.Library()

_FORMATS = {
    "pdf": gettext_lazy("PDF, barrierefrei"),
    "docx": gettext_lazy("Word (DOCX)"),
    "odt": gettext_lazy("OpenDocument (ODT)"),
    "html": gettext_lazy("Webseite (HTML)"),
    "md": gettext_lazy("Markdown"),
    "json": gettext_lazy("Daten (JSON)"),
}


@register.filter
def format_name(code: str) -> str:
    """What people call a file format."""
    return str(_FORMATS[code])


@register.filter
def last_moment(closing: datetime) -> datetime:
    """The last moment inside of a window: what closes at midnight closes on the day before."""
    return closing - timedelta(seconds=1)


@register.filter
def grouped(number: int) -> str:
    """A count with a separator for thousands."""
    return number_format(number, force_grouping=True, use_l10n=True)


register.filter("small_number", in_words)
register.filter("quoted", quoted)


@register.filter
def unlocalised(value: float) -> str:
    """A number as drawings need it, with a point."""
    return f"{value:g}"


@register.filter
def cells_apart(text: str) -> str:
    """The text of a block with the cells of a table told apart by a dot."""
    return " · ".join(text.split("\t"))


@register.filter
def rule_name(rule: str) -> str:
    """How a rule of the conduct rules is named: "Netiquette, Punkt 3"."""
    return _("Netiquette, Punkt %(rule)s") % {"rule": rule} if rule.isdigit() else f"{_('Netiquette')}, {rule}"
