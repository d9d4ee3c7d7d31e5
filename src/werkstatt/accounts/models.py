"""People who sign in. Citizens need no account to read, comment or follow what became of their contribution."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from werkstatt.accounts.rules import MAX_NAME_LENGTH
from werkstatt.core import clock


class UserManager(BaseUserManager["User"]):
    """Makes people by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A person with this address; without a password they can only come in by a link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an e-mail address. What they may do comes from their memberships, never from a flag here."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="de")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_address")]

    def __str__(self) -> str:
        if self.erased_at:
            return _("ehemalige Person")
        return self.name or self.email

    @property
    def has_joined(self) -> bool:
        """Whether she has ever had a way of her own to sign in: then no link of another person opens her account."""
        return self.last_login is not None or self.has_usable_password()

    @property
    def initials(self) -> str:
        """Up to two capital letters for the round sign beside the name."""
        letters = [word[0] for word in (self.name or self.email).split() if word[0].isalpha()]
        return "".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters).upper()


class Session(AbstractBaseSession):
    """A sign-in on a device, as the person herself can see and end it. No address of the network is kept.

    It is the session that the server reads with every request: what is not in this table is signed out.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="sessions")
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The engine that reads and writes these rows."""
        from werkstatt.accounts.sessions import SessionStore

        return SessionStore


class Invitation(models.Model):
    """The link with which a person who has never signed in comes in: once, and for some days. Only its hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="invitation")
    secret_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    by_mail = models.BooleanField(default=False)
    refused_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.expires_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether its link still works."""
        return clock.now() < self.expires_at


class KeptValue(models.Model):
    """What all processes remember for a while: counts of wrong codes, codes already used, a provider's metadata.

    The table of Django's database cache; nothing reads it but that.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_keptvalue"
