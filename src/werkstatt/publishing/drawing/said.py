"""The words of a contribution, with its points marked in them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from werkstatt.assessment.queries.thread import Strand
from werkstatt.assessment.rules import Verdict
from werkstatt.core.documents.html import Span, inline_html


def said_html(text: str, strands: Sequence[Strand]) -> SafeString:
    """The text with an underline and a number for each point that names a part of it."""
    spans: list[Span] = []
    if len(strands) > 1:
        for strand in strands:
            if strand.start is None or strand.end is None:
                continue
            style = "p2" if is_idea(strand) else "p1"
            spans.append(Span(strand.start, strand.end, f'<mark class="{style}">', "</mark>"))
            spans.append(Span(strand.end, strand.end, point_tag(strand), ""))
    return mark_safe(inline_html(text, (), spans))  # noqa: S308 - every text is escaped


def quoted(text: str | SafeString) -> SafeString:
    """The words between quotation marks, unless they bring some of their own."""
    return format_html("{}", text) if "„" in text else format_html("„{}“", text)


def is_idea(strand: Strand) -> bool:
    """Whether the point leaves the text and goes on as a project idea: its line is violet."""
    return strand.verdict is not None and strand.verdict.code == Verdict.BECOMES_IDEA


def point_tag(strand: Strand) -> SafeString:
    """The round tag of a point's number."""
    style = "ptag ptag--2" if is_idea(strand) else "ptag"
    label = escape(_("Punkt %(number)s") % {"number": strand.position})
    return mark_safe(  # noqa: S308 - a number and a translated word
        f'<span class="{style}"><span class="sr">{label}</span><span aria-hidden="true">{strand.position}</span></span>'
    )
