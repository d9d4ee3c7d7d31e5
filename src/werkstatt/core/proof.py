"""Keeping programs out without a puzzle: a browser does a second of work for each form it sends.

The protocol is ALTCHA's, the library too; the solver is our own island (``js/proof.js``), and nobody else is asked.
A challenge is signed, belongs to no session and is good for an hour. Each proof counts once: ``Proof.key`` is for a
unique column. Where no script runs, a form says instead when it was opened, and a person looks at what it brings.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Literal, cast

from altcha.v1 import ChallengeOptions, Payload, create_challenge, verify_solution
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken

ALGORITHM: Literal["SHA-256"] = "SHA-256"
GOOD_FOR = timedelta(hours=1)
QUICKEST = timedelta(seconds=3)
SLOWEST = timedelta(hours=24)
"""Between opening a form and sending it without a script."""
LONGEST = 2_000
"""Characters of a proof; ours have about 300."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A form was sent by somebody who has taken trouble. ``key``: 64 signs, the same for the same proof."""

    key: str
    by_work: bool
    """False: only the time since the form was opened speaks for a person."""


def challenge() -> dict[str, Any]:
    """Work for a browser: find the number between 0 and ``maxNumber`` with SHA-256(salt + number) = challenge."""
    options = ChallengeOptions(
        algorithm=ALGORITHM, max_number=settings.PROOF_WORK, hmac_key=_secret(), expires=clock.now() + GOOD_FOR
    )
    return create_challenge(options).to_dict()


@never_cache
@require_safe
def challenge_page(request: HttpRequest) -> JsonResponse:
    """A fresh challenge for the island. Asks no database, sets no cookie."""
    return JsonResponse(challenge())


def opened_now() -> str:
    """What a form carries to say when it was opened, and that it was opened here."""
    return _signer().sign(f"{int(clock.now().timestamp())}-{secrets.token_urlsafe(9)}")


def still_good(opened: str) -> bool:
    """Whether a form that was opened then may be shown again as the same."""
    age = _age(opened)
    return age is not None and age < SLOWEST


def check(payload: str, opened: str) -> Proof:
    """The proof that came with a form: the work, or at least when the form was opened.

    Whether it was used before, its unique column says. Raises RuleBroken, with what to do, if it is none.
    """
    if payload:
        return Proof(_worked(payload), by_work=True)
    age = _age(opened)
    if age is None or age >= SLOWEST:
        raise RuleBroken(
            _("Die Seite war zu lange offen. Ihre Worte sind noch da: Senden Sie in ein paar Sekunden noch einmal.")
        )
    if age < QUICKEST:
        raise RuleBroken(
            _("Das ging sehr schnell, so schnell sind sonst nur Programme. Bitte senden Sie gleich noch einmal.")
        )
    return Proof(sha256(opened.encode()).hexdigest(), by_work=False)


def _worked(payload: str) -> str:
    """The challenge that was solved. Only what this installation has signed counts, and only for an hour."""
    outdated = RuleBroken(_("Die Seite war zu lange offen. Ihre Worte sind noch da: Bitte senden Sie noch einmal."))
    read = _read(payload)
    if read is None or read.algorithm != ALGORITHM:
        raise outdated
    try:
        _nonce, expires, _params = read.parse_salt()
        solved, _error = verify_solution(read, _secret(), check_expires=False)
    except ValueError:
        raise outdated from None
    if not solved or expires is None or not clock.now().timestamp() <= expires:
        raise outdated
    return read.challenge


def _read(payload: str) -> Payload | None:
    if len(payload) > LONGEST or not payload.isascii():
        return None
    try:
        data = json.loads(base64.b64decode(payload, validate=True))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or type(data.get("number")) is not int:
        return None
    if not all(type(data.get(name)) is str and data[name].isascii() for name in _TEXTS):
        return None
    return Payload.from_dict(cast(Any, data))


_TEXTS = ("algorithm", "challenge", "salt", "signature")


def _age(opened: str) -> timedelta | None:
    try:
        moment = int(_signer().unsign(opened[:200]).partition("-")[0])
    except (BadSignature, ValueError):
        return None
    return timedelta(seconds=clock.now().timestamp() - moment)


def _signer() -> Signer:
    return Signer(salt="werkstatt.form.opened", sep=".")


def _secret() -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"werkstatt.proof", sha256).digest()
