"""What holds for people who sign in, without the database."""

from __future__ import annotations

from datetime import timedelta

MAX_NAME_LENGTH = 120
"""Characters of a person's name."""

INVITATION_HOLDS = timedelta(days=7)
"""How long the link of an invitation can be used. A new one can be sent at any time."""

FRESH_FOR = timedelta(minutes=10)
"""How exactly a sign-in knows when it was last used: often enough to recognise it, too seldom to follow a person."""

ERASED_DOMAIN = "geloescht.invalid"
"""Where the address of an erased person leads: nowhere, by the meaning of ``.invalid``."""

_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_kind(user_agent: str) -> str:
    """What a person recognises her device by: “Firefox, Windows”, without versions and models; "" if unknown."""
    found = (next((name for sign, name in table if sign in user_agent), "") for table in (_BROWSERS, _SYSTEMS))
    return ", ".join(name for name in found if name)
