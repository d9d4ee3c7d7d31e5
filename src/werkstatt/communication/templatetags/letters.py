"""Filters for mails: ``{% load letters %}``."""

from __future__ import annotations

from django import template

from werkstatt.communication.sentences import shortened

register = template.Library()
register.filter("shortened", shortened)


@register.filter
def indented(text: object, prefix: str = "  ") -> str:
    """Every line of the text behind ``prefix``, empty lines left out: nothing in it can look like the mail's own."""
    return "\n".join(f"{prefix}{line.strip()}" for line in str(text).splitlines() if line.strip())


@register.filter
def underlined(text: object) -> str:
    """A heading as mails have it: the words on one line, a row of hyphens below."""
    line = shortened(str(text), 74)
    return f"{line}\n{'-' * len(line)}"
