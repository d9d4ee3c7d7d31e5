"""Template tags of the public site: ``{% load publishing %}``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from werkstatt.publishing.sentences import in_words

register = template.Library()

_FORMATS = {
    "pdf": _("PDF, barrierefrei"),
    "docx": _("Word (DOCX)"),
    "odt": _("OpenDocument (ODT)"),
    "html": _("Webseite (HTML)"),
    "md": _("Markdown"),
    "json": _("Daten (JSON)"),
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


@register.filter
def unlocalised(value: float) -> str:
    """A number as drawings need it, with a point."""
    return f"{value:g}"
