"""The link with which a new person sets her first password."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from werkstatt.accounts.models import User


def password_link(user: User) -> str:
    """The path of the page on which ``user`` sets a password. It works once, and for as long as a reset link does.

    Whoever has it can become this person: give it only for people who have never signed in.
    Raises ValueError for a person who has a password already.
    """
    if user.has_usable_password():
        raise ValueError("this person has a password; only she herself may reset it")
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
