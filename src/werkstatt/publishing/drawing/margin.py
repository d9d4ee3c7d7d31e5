"""What stands beside a paragraph: because of whom it was changed, and the newest remarks."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.assessment.queries.changes import Change
from werkstatt.assessment.rules import Verdict
from werkstatt.core.ui.days import words as date_words
from werkstatt.core.ui.language import german, in_german
from werkstatt.core.ui.pieces import diff
from werkstatt.participation.queries.contribution import GROUPS
from werkstatt.participation.queries.passage import Remark
from werkstatt.participation.rules import Kind
from werkstatt.publishing.addresses import TextAddresses
from werkstatt.publishing.queries.versions import VersionAmongOthers
from werkstatt.text.tokens import tokens
from werkstatt.text.worddiff import word_diff

MOST_NUMBERS = 3
"""Numbers named beside a changed paragraph; the others are behind the link."""
REMARK_LENGTH = 170
"""Characters of a remark in the margin."""


def because(change: Change, addresses: TextAddresses) -> str:
    """ "Geändert wegen Nr. 69", hanging on the line from the paragraph, with the way to the reasons."""
    numbers = change.numbers
    named = " ".join(number_tag(number, addresses) for number in numbers[:MOST_NUMBERS])
    more = len(numbers) - MOST_NUMBERS
    if more > 0:
        rest = ngettext("und %(count)s weiterer Beitrag", "und %(count)s weitere Beiträge", more) % {"count": more}
        named += f" {escape(rest)}"
    verdict = _said(change) if len(numbers) == 1 else ""
    why = escape(_("Warum?"))
    whose = escape(_("Der Weg von den Beiträgen zu diesem Absatz"))
    link = f'<a href="{addresses.trace(change.block_uid)}">{why}<span class="sr"> {whose}</span></a>'
    return (
        f'<div class="because"><b>{escape(_verb(change))}</b> {named}'
        f'<span class="muted why">{escape(verdict)} {link}</span></div>'
    )


def _verb(change: Change) -> str:
    if not change.before:
        return _("Neu wegen")
    if not change.after:
        return _("Gestrichen wegen")
    kept = iter(tokens(change.after))
    if all(token in kept for token in tokens(change.before)):
        return _("Ergänzt wegen")
    return _("Geändert wegen")


def _said(change: Change) -> str:
    verdicts = {cause.verdict for cause in change.causes}
    if verdicts == {Verdict.ADOPTED}:
        return _("Der Vorschlag wurde übernommen.")
    if verdicts == {Verdict.ADOPTED_WITH_CHANGES}:
        return _("Der Vorschlag wurde mit Änderungen übernommen.")
    return ""


def number_tag(number: int, addresses: TextAddresses) -> str:
    """The tag of a contribution's number, linked to its thread."""
    return (
        f'<a class="nr" href="{addresses.contribution(number)}">{escape(_("Nr. %(number)s") % {"number": number})}</a>'
    )


def remarks(found: Sequence[Remark], addresses: TextAddresses, among: VersionAmongOthers) -> list[str]:
    """The remarks of one place, newest first."""
    return [_remark(remark, addresses, among) for remark in found]


def all_of(count: int, address: str, place: str) -> str:
    """The link to the list of all contributions at a place."""
    text = ngettext("Der Beitrag dazu", "Alle %(count)s Beiträge", count) % {"count": count}
    return f'<p class="all"><a href="{escape(address)}">{escape(text)}<span class="sr"> {escape(place)}</span></a></p>'


def _remark(remark: Remark, addresses: TextAddresses, among: VersionAmongOthers) -> str:
    state = _("beantwortet") if remark.state in GROUPS["beantwortet"] else _("noch offen")
    author = _("Antrag: %(group)s") % {"group": remark.alias} if remark.kind == Kind.MOTION else remark.alias
    who = [author or _("Anonym"), date_words(localtime(remark.received_at)), state]
    if remark.version_id != among.version.pk:
        origin = among.number_of(remark.version_id)
        who.append(_("aus Fassung %(number)s") % {"number": origin} if origin else _("aus einer früheren Fassung"))
    return (
        f'<div class="remark">{number_tag(remark.number, addresses)} {_words(remark)} '
        f'<span class="who">{escape(", ".join(who))}</span></div>'
    )


def _words(remark: Remark) -> str:
    if remark.quote is None or remark.replacement is None:
        return in_german(shortened(remark.text, REMARK_LENGTH))
    if len(remark.quote) + len(remark.replacement) <= 2 * REMARK_LENGTH:
        return f'<span class="text"{german()}>{diff(word_diff(remark.quote, remark.replacement))}</span>'
    return escape(_("Anderer Wortlaut: „%(words)s“") % {"words": shortened(remark.replacement, REMARK_LENGTH)})


def shortened(text: str, most: int) -> str:
    """At most ``most`` characters in one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[most // 2 :] else cut}…"
