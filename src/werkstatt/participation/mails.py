"""The two mails of taking part: is this your address, and here is your receipt.

The first one goes to an address that anybody may have typed. So it carries no words of the contributor, and nothing
that gives power over a contribution. Both come with the second, when the address is confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.core.mail import post
from werkstatt.organisations.models import Municipality
from werkstatt.participation.links import contact_confirm_url, contact_stop_url, receipt_url
from werkstatt.participation.models import Contact

MOST_WORDS = 400
"""Characters of a contribution that a mail repeats."""


def absolute(path: str) -> str:
    """A path as people can click on it from anywhere."""
    return f"{settings.SITE_ADDRESS}{path}"


def stop_headers(town: Municipality, contact: Contact) -> dict[str, str]:
    """Headers with which mail programs offer to end mails to this contact, with one click."""
    return {
        "List-Unsubscribe": f"<{absolute(contact_stop_url(town, contact))}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def send_question(contact: Contact) -> None:
    """Ask an address whether it wants to hear what becomes of a contribution."""
    town = contact.municipality
    with translation.override(contact.language):
        context = {
            "town": town,
            "contribution": contact.contribution,
            "confirm_url": absolute(contact_confirm_url(town, contact)),
            "stop_url": absolute(contact_stop_url(town, contact)),
        }
        _post(
            town,
            contact,
            _("%(brand)s: Bitte bestätigen Sie Ihre Adresse") % {"brand": town.brand_name},
            render_to_string("participation/mails/question.txt", context),
            "confirmation",
        )


def send_receipts(contacts: Sequence[Contact]) -> None:
    """Tell a confirmed address number, words, private link and what happens next, for one or several contributions."""
    first = contacts[0]
    town = first.municipality
    with translation.override(first.language):
        lines = []
        for contact in contacts:
            said = contact.contribution
            suggestion = getattr(said, "suggestion", None)
            lines.append(
                {
                    "contribution": said,
                    "quote": _short((said.anchor or {}).get("quote", "")),
                    "replacement": _short(suggestion.replacement) if suggestion else None,
                    "words": _short(said.text),
                    "url": absolute(receipt_url(town, said)),
                    "stop_url": absolute(contact_stop_url(town, contact)),
                }
            )
        numbers = ", ".join(str(contact.contribution.number) for contact in contacts[:5])
        subject = ngettext("Ihr Beitrag Nr. %(numbers)s", "Ihre Beiträge Nr. %(numbers)s", len(contacts))
        context = {"town": town, "lines": lines, "phase": first.contribution.phase}
        text = render_to_string("participation/mails/receipts.txt", context)
        _post(town, first, f"{town.brand_name}: {subject % {'numbers': numbers}}", text, "receipt")


def _post(town: Municipality, contact: Contact, subject: str, text: str, kind: str) -> None:
    headers = {"Auto-Submitted": "auto-generated", **stop_headers(town, contact)}
    if town.contact_email:
        headers["Reply-To"] = town.contact_email
    post(to=contact.email, subject=subject, text=text, kind=kind, town_id=town.pk, headers=headers)


def _short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(MOST_WORDS)
