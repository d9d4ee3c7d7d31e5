"""Adding people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.accounts.models import User
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line


@transaction.atomic
def add_person(*, email: str, name: str, password: str | None = None) -> User:
    """The person with this address, made if there is none yet. An existing person keeps name and password.

    Raises RuleBroken if the address cannot be one.
    """
    email = cleaned_line(email).lower()
    try:
        validate_email(email)
    except ValidationError:
        message = _("„%(email)s“ ist keine E-Mail-Adresse. Bitte prüfen Sie die Schreibweise.") % {"email": email}
        raise RuleBroken(message, fields={"email": message}) from None
    existing = User.objects.filter(email=email).first()
    return existing or User.objects.create_user(email, password, name=cleaned_line(name))
