"""What follows from a sign-in, from another password, from a mail that nobody takes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from werkstatt.accounts.actions import end_sign_ins
from werkstatt.accounts.models import Invitation, User
from werkstatt.accounts.rules import device_kind
from werkstatt.accounts.second_factor import SAFE
from werkstatt.accounts.sessions import DEVICE, STARTED, SessionStore
from werkstatt.core import clock
from werkstatt.core.events import on
from werkstatt.core.mail import MailRefused
from werkstatt.core.schedule import regularly


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_more: Any) -> None:
    """A sign-in gets what its owner recognises it by; who has signed in needs no invitation any more."""
    request.session[DEVICE] = device_kind(request.META.get("HTTP_USER_AGENT", ""))
    request.session[STARTED] = clock.now().isoformat()
    Invitation.objects.filter(user=user).delete()


@receiver([password_changed, password_set])
def end_other_sign_ins(request: HttpRequest, user: User, **_more: Any) -> None:
    """Whoever knew the old password is out."""
    end_sign_ins(user=user, but=request.session.session_key)


@receiver(password_reset)
def end_all_sign_ins(user: User, **_more: Any) -> None:
    """After a reset by mail everybody is out: nobody knows who was in."""
    end_sign_ins(user=user)


@receiver(authenticator_removed)
def ask_again(request: HttpRequest, **_more: Any) -> None:
    """Whether she still has a second factor is looked up anew."""
    request.session.pop(SAFE, None)


@on(MailRefused)
def note_refused(event: MailRefused) -> None:
    """An invitation that did not arrive says so in the list of people."""
    Invitation.objects.filter(user__email=event.address.lower(), by_mail=True).update(refused_at=clock.now())


@regularly("accounts.forget_sign_ins", every=timedelta(days=1))
def forget_sign_ins() -> None:
    """Delete the rows of sign-ins that are over."""
    SessionStore.clear_expired()
