"""Asks the measured database: ``phase`` (its number), ``texts`` (how often each posted text is there, as JSON), or
``session`` (the key of a session of somebody who runs the process and belongs to the first office)."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter

import django


def signed_in() -> str:
    """A session as the sign-in page makes it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from werkstatt.accounts.actions import add_person
    from werkstatt.core.actors import OPERATOR
    from werkstatt.organisations.actions import add_member
    from werkstatt.organisations.models import Municipality, Unit
    from werkstatt.organisations.rules import Role

    town = Municipality.objects.get(slug="messstadt")
    user = add_person(email="messung@example.org", name="Mess Person", password="ein-langes-Passwort-4711")
    unit = Unit.objects.filter(municipality=town).first()
    add_member(actor=OPERATOR, town=town, user=user, role=Role.DIGITAL_OFFICER, unit=unit)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "werkstatt.config.settings")
    django.setup()
    from werkstatt.participation.models import Contribution, ParticipationPhase

    if sys.argv[1] == "phase":
        print(ParticipationPhase.objects.values_list("pk", flat=True).get())
    elif sys.argv[1] == "session":
        print(signed_in())
    else:
        texts = Contribution.objects.filter(text__startswith="Beitrag ").values_list("text", flat=True)
        print(json.dumps(Counter(texts)))
