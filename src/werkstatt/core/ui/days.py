"""Dates as people read them, with the machine's form beside it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from werkstatt.core.ui.language import page_is_german

LONG = "long"
TIME = "time"
YEARLESS = "yearless"
MONTH = "month"

_IN_LETTERS = {LONG: "j. F Y", YEARLESS: "j. F", MONTH: "F Y"}


def day(value: date | datetime | None, form: str = "") -> SafeString:
    """A ``<time>`` element: 14.6.2019; with ``long`` 14. Juni 2019; with ``time`` 14.6.2019, 18:42 Uhr; with
    ``yearless`` 14. Juni; with ``month`` Juni 2019. Empty for None.

    Moments are shown in the local time zone.
    """
    if value is None or value == "":
        return SafeString("")
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    exact = value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    return mark_safe(f'<time datetime="{exact}">{words(value, form)}</time>')  # noqa: S308 - digits and month names


def words(value: date | datetime, form: str = "") -> str:
    """The same as plain text, in the active language."""
    german = page_is_german()
    if form in _IN_LETTERS:
        pattern = _IN_LETTERS[form]
        return dateformat.format(value, pattern if german else pattern.replace("j.", "j"))
    text = f"{value.day}.{value.month}.{value.year}" if german else dateformat.format(value, "j M Y")
    if form == TIME and isinstance(value, datetime):
        return _("%(day)s, %(time)s Uhr") % {"day": text, "time": f"{value:%H:%M}"}
    return text
