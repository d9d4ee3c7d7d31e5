"""What holds for the words of a contribution, when it is sent and when its author changes it."""

from __future__ import annotations

from django.utils import formats
from django.utils.translation import gettext as _

from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned
from werkstatt.participation.rules import MAX_ALIAS_LENGTH, MAX_TEXT_LENGTH, STILL_THE_OLD_WORDS, says_the_same


def checked_replacement(replacement: str, quote: str | None) -> str:
    """The proposed wording for ``quote``, cleaned; "" proposes to strike it.

    Raises RuleBroken without a quoted passage, and for a wording that is too long or says the same as before.
    """
    if quote is None:
        raise RuleBroken(_("Bitte wählen Sie zuerst die Stelle, die Sie anders formulieren möchten."))
    replacement = cleaned(replacement)
    if len(replacement) > MAX_TEXT_LENGTH:
        message = _too_long(len(replacement))
        raise RuleBroken(message, fields={"replacement": message})
    if says_the_same(replacement, quote):
        message = str(STILL_THE_OLD_WORDS)
        raise RuleBroken(message, fields={"replacement": message})
    return replacement


def check_words(text: str, alias: str, *, needs_text: bool) -> None:
    """Raise RuleBroken for words that are missing or too long, or a name that is. Both are cleaned already."""
    if needs_text and not text:
        message = _("Schreiben Sie bitte, was Sie sagen möchten.")
        raise RuleBroken(message, fields={"text": message})
    if len(text) > MAX_TEXT_LENGTH:
        message = _too_long(len(text))
        raise RuleBroken(message, fields={"text": message})
    if len(alias) > MAX_ALIAS_LENGTH:
        message = _("Der Name ist zu lang. Bitte kürzen Sie ihn auf %(most)s Zeichen.") % {"most": MAX_ALIAS_LENGTH}
        raise RuleBroken(message, fields={"alias": message})


def _too_long(length: int) -> str:
    return _(
        "Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(most)s. "
        "Bitte kürzen Sie ihn oder senden Sie mehrere Beiträge."
    ) % {
        "is": formats.number_format(length, force_grouping=True),
        "most": formats.number_format(MAX_TEXT_LENGTH, force_grouping=True),
    }
