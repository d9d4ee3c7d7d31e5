"""What people do with their own account."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.accounts.events import PersonErased
from werkstatt.accounts.models import Invitation, Session, User
from werkstatt.accounts.queries import hash_of, sessions_of
from werkstatt.accounts.rules import ERASED_DOMAIN, MAX_NAME_LENGTH
from werkstatt.core import clock
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned_line


@transaction.atomic
def change_profile(*, user: User, name: str, language: str) -> User:
    """Another name, another language. Raises RuleBroken if the name is missing or too long."""
    name = cleaned_line(name)
    if not name or len(name) > MAX_NAME_LENGTH:
        message = _("Bitte schreiben Sie den Namen, höchstens %(n)s Zeichen.") % {"n": MAX_NAME_LENGTH}
        raise RuleBroken(message, fields={"name": message})
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    return user


@transaction.atomic
def end_sign_in(*, user: User, handle: str) -> bool:
    """Sign one of the person's devices out. False if there was none of this name (any more)."""
    for session in sessions_of(user):
        if hash_of(session.pk)[:20] == handle:
            session.delete()
            return True
    return False


@transaction.atomic
def end_sign_ins(*, user: User, but: str | None = None) -> int:
    """Sign the person out everywhere, but in the session with the key ``but``. Returns how many ended."""
    return Session.objects.filter(user=user).exclude(pk=but or "").delete()[0]


@transaction.atomic
def erase(*, user: User) -> None:
    """Erase a person: address, name, ways to sign in and sign-ins go at once. What she did stays, by a former person.

    Raises RuleBroken if somebody cannot let her go yet, such as a town whose only manager she is.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.erased_at is not None:
        return
    record(user, "erase_person", user)
    announce(PersonErased(user.pk))
    for model in (EmailAddress, Authenticator, SocialAccount, Invitation, Session):
        model.objects.filter(user=user).delete()
    user.email = f"{user.pk}@{ERASED_DOMAIN}"
    # Stored in German: it stands where her name stood, also in places that take the name as it is.
    user.name = "Ehemalige Person"
    user.is_active, user.erased_at, user.last_login = False, clock.now(), None
    user.set_unusable_password()
    user.save()
