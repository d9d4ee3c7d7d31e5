"""Rate limits: how often somebody may do something, counted without knowing who it is."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from werkstatt.core import clock
from werkstatt.core.models import RateCount
from werkstatt.core.schedule import regularly


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` times in ``seconds``."""

    name: str
    most: int
    seconds: int


def wait_for(limit: Limit, who: str) -> int:
    """Count one more time, and say how many seconds ``who`` has to wait: 0 if it may go on now. One statement.

    ``who`` is an address or any other text; only a keyed hash that changes every day is stored.
    """
    most = _most(limit)
    if not most:
        return 0
    moment = int(clock.now().timestamp())
    window = moment // limit.seconds
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO core_ratecount (key, "window", count) VALUES (%s, %s, 1) ON CONFLICT (key) DO UPDATE SET '
            'count = CASE WHEN core_ratecount."window" = excluded."window" THEN core_ratecount.count + 1 ELSE 1 END, '
            '"window" = excluded."window" RETURNING count',
            [_key(limit, who, moment // 86_400), window],
        )
        (count,) = cursor.fetchone()
    return 0 if count <= most else (window + 1) * limit.seconds - moment


def is_on(limit: Limit) -> bool:
    """Whether anything is counted: an operator can switch a limit off, or all of them ("*")."""
    return bool(_most(limit))


def _most(limit: Limit) -> int:
    limits: dict[str, int] = settings.RATE_LIMITS
    return limits.get(limit.name, limits.get("*", limit.most))


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as rate limits need to know: an IPv4 address, or the /64 of an IPv6 one.

    Behind proxies (their number is ``WERKSTATT_PROXIES``) the address is what the outermost of them has seen.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    proxies = settings.PROXIES
    text: str = forwarded[-proxies] if proxies and len(forwarded) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(text)
    except ValueError:
        return text[:60]
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)


@regularly("core.rates.forget", every=timedelta(days=1))
def forget_old() -> int:
    """Start counting anew: keys of yesterday never come again. Returns how many counts went."""
    return RateCount.objects.all().delete()[0]


def _key(limit: Limit, who: str, day: int) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"rate|{limit.name}|{day}|{who}".encode(), sha256).hexdigest()
