"""Letting people in who have never signed in."""

from __future__ import annotations

import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from werkstatt.accounts.models import Invitation, User
from werkstatt.accounts.queries import hash_of, open_invitation
from werkstatt.accounts.rules import INVITATION_HOLDS
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken


@transaction.atomic
def issue_link(*, user: User, by_mail: bool) -> str:
    """A new link for a first sign-in, as a path; the one before stops working. It works once, for seven days.

    Whoever has it becomes this person. Raises ValueError for somebody who has signed in already.
    """
    if user.has_joined:
        raise ValueError("this person has joined; only she herself may open her account")
    secret, now = secrets.token_urlsafe(32), clock.now()
    values = {
        "secret_hash": hash_of(secret),
        "sent_at": now,
        "expires_at": now + INVITATION_HOLDS,
        "by_mail": by_mail,
        "refused_at": None,
    }
    Invitation.objects.update_or_create(user=user, defaults=values)
    return reverse("invitation", args=[secret])


@transaction.atomic
def accept_with_password(*, secret: str, password: str) -> User:
    """The invited person, with the password she has chosen. The link is used up.

    Raises RuleBroken if the link does not work any more, or if the password is too easy to guess.
    """
    user = take_invitation(secret)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise RuleBroken(weak.messages[0], fields={"password1": " ".join(weak.messages)}) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


@transaction.atomic
def take_invitation(secret: str) -> User:
    """The invited person; the link is used up. Of two at once only one gets through; the other reads RuleBroken."""
    invitation = open_invitation(secret)
    if invitation is None or not Invitation.objects.filter(pk=invitation.pk).delete()[0]:
        raise RuleBroken(_("Dieser Link ist abgelaufen oder schon benutzt."))
    return invitation.user


@transaction.atomic
def withdraw_invitation(*, user: User) -> None:
    """The link stops working. Nothing happens if there is none."""
    Invitation.objects.filter(user=user).delete()


@transaction.atomic
def forget_uninvited(*, user: User) -> None:
    """Delete the account of somebody who never came and is not wanted any more: nobody else knows of it."""
    if not user.has_joined:
        user.delete()
