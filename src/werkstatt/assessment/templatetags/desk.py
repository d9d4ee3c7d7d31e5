"""Template tags of the desk: ``{% load desk %}``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from django import template
from django.forms.boundfield import BoundField
from django.utils import dateformat
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment.models import Point
from werkstatt.assessment.queries.piles import MOST_COUNTED
from werkstatt.core.ui.days import words
from werkstatt.core.ui.pieces import VERDICTS, icon

register = template.Library()


@register.simple_tag
def marked(text: str, points: Iterable[Point]) -> SafeString:
    """The words of a contribution with the ranges of its points marked, each with the point's number at its end.

    Numbers do not count as text (``data-skip``). Where two points overlap, the first one has the words.
    """
    ranged = [p for p in points if p.start is not None and p.end is not None and p.start < p.end <= len(text)]
    borders = sorted({0, len(text), *(b for p in ranged for b in (p.start or 0, p.end or 0))})
    parts = []
    for start, end in pairwise(borders):
        piece = str(escape(text[start:end]))
        owner = next((p for p in ranged if (p.start or 0) <= start and end <= (p.end or 0)), None)
        if owner is None:
            parts.append(piece)
        else:
            parts.append(f'<mark class="mk{" mk--2" if owner.position % 2 == 0 else ""}">{piece}</mark>')
        parts += [point_tag(p.position) for p in ranged if p.end == end]
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped


@register.simple_tag
def highlighted(text: str, words: Iterable[str]) -> SafeString:
    """A text in which these words are marked, and others that begin like them (endings do not count)."""
    # An ending has at most three letters; what is left must still say something.
    stems = [re.escape(word[: max(min(len(word), 4), len(word) - 3)]) for word in words if word.strip()]
    if not stems:
        return SafeString(str(conditional_escape(text)))
    parts = re.split(rf"(\b(?:{'|'.join(stems)})\w*)", text, flags=re.IGNORECASE)
    marked = [f'<mark class="mk">{escape(part)}</mark>' if n % 2 else str(escape(part)) for n, part in enumerate(parts)]
    return mark_safe("".join(marked))  # noqa: S308 - every part is escaped


@register.simple_tag
def point_tag(position: int) -> SafeString:
    """The round number of a point."""
    variant = " ptag--2" if position % 2 == 0 else ""
    label = escape(_("Punkt"))
    return mark_safe(  # noqa: S308
        f'<span class="ptag{variant}" data-skip><span class="sr">{label} </span>{int(position)}</span>'
    )


def _short_label(code: str, label: object) -> str:
    if code == "adopted_with_changes":
        return _("Mit Änderungen")
    return _("Wird Idee") if code == "becomes_idea" else str(label)


@register.simple_tag
def verdict_choices(bound: BoundField, key: str = "") -> SafeString:
    """The seven verdicts as radio pills, each with its sign; ``key`` is the key that leads to them."""
    pills = []
    for radio in bound.subwidgets:
        code = str(radio.data["value"])
        label = conditional_escape(_short_label(code, radio.choice_label))
        pills.append(
            f'<label class="seg--{VERDICTS[code][0]}" for="{escape(radio.id_for_label)}">'
            f"{radio.tag()}{icon(VERDICTS[code][1])} {label}</label>"
        )
    error = ""
    described = ""
    if bound.errors:
        name = f"{bound.auto_id}_error"
        said = "<br>".join(conditional_escape(str(one)) for one in bound.errors)
        error = f'<span class="err" id="{escape(name)}">{icon("warn")} <span>{said}</span></span>'
        described = f' aria-describedby="{escape(name)}"'
    legend = f'<legend class="lab">{conditional_escape(bound.label)}</legend>'
    row = f'<div class="seg" id="{escape(bound.auto_id)}">{"".join(pills)}</div>'
    key = f' data-key="{escape(key)}"' if key else ""
    return mark_safe(f"<fieldset{described}{key}>{legend}{error}{row}</fieldset>")  # noqa: S308 - every part is escaped


@register.filter
def due_words(day: date, today: date) -> str:
    """When something is due, as people say it, without any markup."""
    days = (day - today).days
    if days < 0:
        return ngettext("1 Tag zu spät", "%(n)s Tage zu spät", -days) % {"n": -days}
    if days < 2:
        return _("morgen") if days else _("heute")
    return dateformat.format(day, "l") if days < 7 else words(day)


@register.simple_tag
def due(day: date | None, today: date) -> SafeString:
    """When something is due, as people say it: today, in how many days late, on Monday, on a date."""
    if day is None:
        return SafeString("")
    days, text = (day - today).days, due_words(day, today)
    heat = " due--hot" if days <= 0 else " due--soon" if days < 7 else ""
    return mark_safe(f'<time class="due{heat}" datetime="{day.isoformat()}">{escape(text)}</time>')  # noqa: S308


@register.filter
def capped(number: int) -> str:
    """A count of a pile: exact, or "more than" where counting stopped."""
    return str(number) if number <= MOST_COUNTED else f"{MOST_COUNTED}+"
