"""What the columns of a table of noted-down contributions mean, and how people write days, times and channels. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, time

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from werkstatt.participation.rules import Channel


class Column(TextChoices):
    """What a column can hold."""

    NUMBER = "number", gettext_lazy("Nummer in der Tabelle")
    TEXT = "text", gettext_lazy("Was gesagt wurde")
    SECTION = "section", gettext_lazy("Abschnitt")
    QUOTE = "quote", gettext_lazy("Wortlaut alt")
    REPLACEMENT = "replacement", gettext_lazy("Wortlaut neu")
    ALIAS = "alias", gettext_lazy("Name")
    DAY = "day", gettext_lazy("Datum")
    TIME = "time", gettext_lazy("Uhrzeit")
    CHANNEL = "channel", gettext_lazy("Kanal")
    EVENT = "event", gettext_lazy("Veranstaltung")


_NAMES: dict[Column, str] = {
    Column.QUOTE: "wortlaut alt|alter wortlaut|alt|bisheriger wortlaut|bisher|zitat|textstelle|quote|old wording|old",
    Column.REPLACEMENT: (
        "wortlaut neu|neuer wortlaut|neu|vorgeschlagener wortlaut|formulierungsvorschlag|änderungsvorschlag|"
        "replacement|new wording|proposed wording|new"
    ),
    Column.TEXT: (
        "text|anmerkung|anmerkungen|kommentar|beitrag|rückmeldung|aussage|hinweis|was gesagt wurde|inhalt|notiz|"
        "begründung|comment|remark|contribution|feedback|note"
    ),
    Column.SECTION: "abschnitt|kapitel|gliederung|gliederungspunkt|ziffer|section|chapter",
    Column.NUMBER: "nummer|nr|kennung|lfd nr|laufende nummer|karte|karten nr|id|no|number|ref",
    Column.ALIAS: "name|pseudonym|absender|von|person|alias|author|from",
    Column.DAY: "datum|tag|eingang|eingegangen|eingegangen am|eingangsdatum|date|day|received|received on",
    Column.TIME: "uhrzeit|zeit|um|time",
    Column.CHANNEL: "kanal|weg|eingangsweg|channel",
    Column.EVENT: "veranstaltung|anlass|format|event|workshop|occasion",
}
_KNOWN = {column: names.split("|") for column, names in _NAMES.items()}
_SIGNS = re.compile(r"[\W_]+")

Mapping = dict[str, int]
"""Our column → the index of the table's column."""


def guessed(header: Sequence[str]) -> Mapping:
    """What the columns mean by their names, in German or English. Each meaning goes to one column at most."""
    names = [_SIGNS.sub(" ", name.casefold()).strip() for name in header]
    found: Mapping = {}
    # First the names that fit exactly, then those in which a known word stands.
    for fits in (_is_one, _holds_one):
        for column, known in _KNOWN.items():
            for index, name in enumerate(names):
                if name and column not in found and index not in found.values() and fits(name, known):
                    found[str(column)] = index
    return found


def _is_one(name: str, known: Sequence[str]) -> bool:
    return name in known


def _holds_one(name: str, known: Sequence[str]) -> bool:
    return any(f" {one} " in f" {name} " for one in known if len(one) > 2)


def header_position(rows: Sequence[Sequence[str]]) -> int:
    """Which row holds the headings: titles and notes may stand above them."""
    best = max(range(min(len(rows), 15)), key=lambda i: (len(guessed(rows[i])), -i), default=0)
    return best if len(guessed(rows[best])) >= 2 else 0


_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\S.*))?")
_GERMAN_DAY = re.compile(r"(?:[A-Za-z]{2,10}\.?,?\s+)?(\d{1,2})[./]\s?(\d{1,2})[./]\s?(\d{4}|\d{2})(?:[,\s]+(\S.*))?")
_TIME = re.compile(r"(?:um\s+)?(\d{1,2})(?:[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?)?\s*(?:uhr|h)?", re.IGNORECASE)


def read_day(cell: str) -> tuple[date, time | None]:
    """The day that a cell names, and its time if that stands there too. Raises ValueError with what is wrong."""
    text = cell.strip()
    year, month, day = "", "", ""
    rest: str | None = None
    if found := _ISO_DAY.fullmatch(text):
        year, month, day, rest = found.groups()
    elif found := _GERMAN_DAY.fullmatch(text):
        day, month, year, rest = found.groups()
    if not year:
        message = _("„%(cell)s“ ist kein Datum. Schreiben Sie es so: 16.11.2018.") % {"cell": shortened(cell)}
        raise ValueError(message)
    number = int(year) + (2000 if len(year) == 2 else 0)
    try:
        if not 1990 <= number <= 2100:
            raise ValueError
        return date(number, int(month), int(day)), read_time(rest) if rest else None
    except ValueError as error:
        if str(error).startswith("„"):
            raise
        raise ValueError(_("Den Tag „%(cell)s“ gibt es nicht.") % {"cell": shortened(cell)}) from None


def read_time(cell: str) -> time:
    """The time of day that a cell names. Raises ValueError with what is wrong."""
    found = _TIME.fullmatch(cell.strip())
    if found:
        hour, minute = int(found[1]), int(found[2] or 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    raise ValueError(_("„%(cell)s“ ist keine Uhrzeit. Schreiben Sie sie so: 16:00.") % {"cell": shortened(cell)})


_CHANNELS: dict[str, str] = {
    Channel.EVENT: "veranstaltung event workshop mündlich infostand stand gespräch tisch konferenz forum versammlung",
    Channel.PAPER: "papier brief postkarte karte zettel paper letter schriftlich post fragebogen",
    Channel.PHONE: "telefon anruf phone call telefonisch",
    Channel.MAIL: "e-mail email mail",
}


def read_channel(cell: str) -> Channel:
    """The channel that a cell names. Raises ValueError with the ones there are."""
    words = re.findall(r"[\w-]+", cell.casefold())
    for value, names in _CHANNELS.items():
        if any(word in names.split() for word in words):
            return Channel(value)
    message = _("„%(cell)s“ ist kein Kanal, der hier geht. Es gibt: %(names)s.")
    raise ValueError(message % {"cell": shortened(cell), "names": names_of(RECORDED)})


RECORDED: tuple[Channel, ...] = (Channel.EVENT, Channel.PAPER, Channel.PHONE, Channel.MAIL)
"""The ways on which somebody else's words are noted down."""


def names_of(choices: Iterable[Channel]) -> str:
    """Their names with commas between."""
    return ", ".join(str(choice.label) for choice in choices)


def recorded_choices() -> list[tuple[str, str | Promise]]:
    """The channels as a form offers them."""
    return [(str(channel), channel.label) for channel in RECORDED]


def shortened(cell: str) -> str:
    """A cell as a message may quote it."""
    cell = " ".join(cell.split())
    return cell if len(cell) <= 40 else f"{cell[:39]}…"
