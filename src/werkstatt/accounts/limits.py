"""How often somebody may try a password, without anybody being able to lock somebody else out."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from werkstatt.accounts.models import User
from werkstatt.core.rates import Limit, address_of, wait_for

# A whole town hall may stand behind one address.
FROM_ONE_PLACE = Limit("sign-in-place", most=60, seconds=600)
FOR_ONE_PERSON_FROM_ONE_PLACE = Limit("sign-in", most=8, seconds=300)
# Many machines trying one account. A device on which its owner has signed in before is not counted here:
# however many strangers try, she gets in.
FOR_ONE_PERSON = Limit("sign-in-person", most=100, seconds=3600)

COOKIE, SALT = "bekannt", "werkstatt.accounts.known_device"
COOKIE_AGE = 180 * 24 * 3600


def seconds_to_wait(request: HttpRequest, email: str) -> int:
    """Count one try to sign in with this address; how many seconds to wait, 0 if it may be tried now."""
    place, email = address_of(request), email.strip().lower()
    waits = [wait_for(FROM_ONE_PLACE, place), wait_for(FOR_ONE_PERSON_FROM_ONE_PLACE, f"{place}|{email}")]
    if not any(waits) and not knows(request, email):
        waits.append(wait_for(FOR_ONE_PERSON, email))
    return max(waits)


def knows(request: HttpRequest, email: str) -> bool:
    """Whether the person with this address has signed in on this device before."""
    try:
        key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return False
    return User.objects.filter(pk=key, email=email).exists()


def remember_device(response: HttpResponse, user: User) -> None:
    """Let the device know who signed in: a signed number, of no use to anybody else."""
    response.set_cookie(
        COOKIE,
        signing.dumps(user.pk, salt=SALT),
        max_age=COOKIE_AGE,
        path="/konto/",
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )
