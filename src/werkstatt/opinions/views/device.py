"""Recognising a device by its cookie, and requests that come from our own pages.

The cookie is set with the first vote, never before: until then nothing at all is kept, on neither side. So the forms
carry no token that a cookie would have to match; instead a request must come from a page of ours (``from_here``), and
the cookie is not sent along with forms of other sites (``SameSite``).
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override

from werkstatt.core import clock
from werkstatt.opinions.models import OpinionMap

COOKIE = "stimme"


def secret_of(request: HttpRequest, opinion_map: OpinionMap) -> str:
    """The secret that this device was given for this map; "" if it has none, or none of ours."""
    try:
        return _signer(opinion_map).unsign(request.COOKIES.get(_name(get_language()), "")[:300])
    except BadSignature:
        return ""


def remember(response: HttpResponse, opinion_map: OpinionMap, secret: str) -> None:
    """Let the device be recognised until some weeks after the phase, on the pages of this map and nowhere else.

    The English pages stand below another path, so that there are two cookies with the same content.
    """
    left = int((opinion_map.secrets_until - clock.now()).total_seconds())
    for name, path in _places(opinion_map):
        response.set_cookie(
            name,
            _signer(opinion_map).sign(secret),
            max_age=left,
            path=path,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )


def forget(response: HttpResponse, opinion_map: OpinionMap) -> None:
    """Take the cookies back."""
    for name, path in _places(opinion_map):
        response.delete_cookie(name, path=path, samesite="Lax")


def from_here(request: HttpRequest) -> bool:
    """Whether a form was sent by a page of ours, as far as the browser says."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer")
    return sender is None or urlsplit(sender).netloc == request.get_host()


def _places(opinion_map: OpinionMap) -> list[tuple[str, str]]:
    places = []
    for language, _label in settings.LANGUAGES:
        with override(language):
            path = reverse("opinion", args=[opinion_map.municipality.slug, opinion_map.phase_id])
        places.append((_name(language), path))
    return places


def _name(language: str | None) -> str:
    return COOKIE if language in (None, settings.LANGUAGE_CODE) else f"{COOKIE}-{language}"


def _signer(opinion_map: OpinionMap) -> Signer:
    return Signer(salt=f"werkstatt.opinions.{opinion_map.pk}")
