"""Lines for the log that give nobody away, whoever wrote them: no e-mail addresses, no private links."""

from __future__ import annotations

import logging
import re

_SECRET_PARTS = re.compile(
    r"(/(?:beleg|adresse/[a-z]+|auf-dem-laufenden/[a-z]+|einladung|confirm-email|reset/key|tabellen|einlesen)/)"
    r"[^/\s\"'?]+"
)
"""Parts of addresses with which anybody could do what only the receiver of a link may."""
_EMAIL = re.compile(r"[^\s@<>\"'(),;=:]+@[\w-]+(?:\.[\w-]+)+")


def discreet(line: str) -> str:
    """The line with an ellipsis in place of e-mail addresses and of what makes links private."""
    return _EMAIL.sub("…@…", _SECRET_PARTS.sub(r"\1…", line))


class DiscreetFormatter(logging.Formatter):
    """Writes a record and its traceback discreetly: a database names the values it refuses, a request its address."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole text of the record."""
        return discreet(super().format(record))
