"""How a mail of a town looks: plain text in lines a narrow window can show, who sends it, how to stop it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from werkstatt.communication.links import absolute, manage_url, stop_url
from werkstatt.communication.models import Subscription
from werkstatt.core.mail import Letter
from werkstatt.core.slots import filled
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import Contact

WIDTH = 74
"""Columns."""
_PREFIX = re.compile(r"^\s*(?:> |– |· )?")
_LAST_LEGAL = 29
"""Entries of the legal menu up to this place are named in mails: imprint, data protection."""


@dataclass
class Stationery:
    """What all mails of a town have in common. Made once for many mails, while their language is active."""

    town: Municipality

    @cached_property
    def brand(self) -> str:
        """The name under which the town speaks."""
        return self.town.brand_name or self.town.name

    @cached_property
    def legal(self) -> list[tuple[str, str]]:
        """Labels and addresses of the pages that say who is behind this."""
        entries = sorted(filled("legal", town=self.town), key=lambda entry: entry.order)
        return [(entry.label, absolute(entry.url)) for entry in entries if entry.order <= _LAST_LEGAL]

    @cached_property
    def home_url(self) -> str:
        """The town's front page."""
        return absolute(reverse("town-home", args=[self.town.slug]))

    def headers(self, row: Contact | Subscription | None = None) -> dict[str, str]:
        """Headers of a mail; with a way to stop it, if it is one of many."""
        address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
        found = {
            "From": formataddr((" ".join(self.brand.split()), address)),
            "List-Id": f"<{self.town.slug}.{host}>",
        }
        if self.town.contact_email:
            found["Reply-To"] = self.town.contact_email
        if row is not None:
            found["List-Unsubscribe"] = f"<{stop_url(self.town, row)}>"
            found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return found

    def letter(
        self,
        template: str,
        context: Mapping[str, Any],
        *,
        to: str,
        subject: str,
        kind: str,
        row: Contact | Subscription | None = None,
        key: str | None = None,
    ) -> Letter:
        """A mail made from a template. ``row`` is what its private links speak of; None: a mail that cannot go on."""
        return Letter(
            to=to,
            subject=f"{subject} – {self.brand}",
            text=self.text(template, context, row=row),
            kind=kind,
            town_id=self.town.pk,
            key=key,
            headers=self.headers(row),
        )

    def text(self, template: str, context: Mapping[str, Any], *, row: Contact | Subscription | None = None) -> str:
        """The words of a mail, in lines of at most 74 columns (addresses of pages are never broken)."""
        common = {
            "town": self.town,
            "brand": self.brand,
            "legal": self.legal,
            "home_url": self.home_url,
            "manage_url": manage_url(self.town, row) if row is not None else "",
        }
        return wrapped(render_to_string(f"communication/mail/{template}", {**common, **context}))


def wrapped(text: str) -> str:
    """The text in lines of at most 74 columns; indents and quotation signs are carried on; no three empty lines."""
    lines = [part for line in text.strip().splitlines() for part in _wrapped_line(line.rstrip())]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _wrapped_line(line: str) -> list[str]:
    if line == "--":
        return ["-- "]  # the sign for "what follows is the sender's card"
    if len(line) <= WIDTH:
        return [line]
    found = _PREFIX.match(line)
    prefix = found.group() if found else ""
    following = prefix if "> " in prefix else " " * len(prefix)
    return textwrap.wrap(
        line[len(prefix) :],
        width=WIDTH,
        initial_indent=prefix,
        subsequent_indent=following,
        break_long_words=False,
        break_on_hyphens=False,
    )
