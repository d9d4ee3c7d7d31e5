"""How allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ByInvitationOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are for staff and are given out by their town; nobody can open one for themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
