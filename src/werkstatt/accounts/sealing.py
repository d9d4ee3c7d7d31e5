"""Sealing secrets that must be read again, such as the key of a code app."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """The text in a form that only this installation can read: the key is made from ``SECRET_KEY``."""
    return _keys().encrypt(text.encode()).decode()


def reveal(sealed: str) -> str:
    """The text again. "" if it was sealed with a key that is gone: it then fits nothing any more."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(urlsafe_b64encode(sha256(f"werkstatt.accounts.sealing|{one!s}".encode()).digest())) for one in secrets]
    )
