"""The random number by which a device is recognised, and the little that is kept of it."""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings


def secret_from(opened: str) -> str:
    """The secret of whoever answers a page that carries the signed, random mark ``opened`` (``core.proof``).

    Somebody who clicks twice before the first answer is there sends the same mark twice, and is one participant.
    The mark is no secret for a program that reads the page, but it is for everybody else, as the page is.
    """
    return hmac.new(settings.SECRET_KEY.encode(), f"opinions|{opened}".encode(), sha256).hexdigest()


def hash_of(opinion_map_id: int, secret: str) -> str:
    """What is stored of a secret: it opens nothing, and is another one on every map."""
    about = f"opinions|{opinion_map_id}|{secret}"
    return hmac.new(settings.SECRET_KEY.encode(), about.encode("utf-8", "surrogatepass"), sha256).hexdigest()
