"""Towns and their offices."""

from __future__ import annotations

from django.db.models import QuerySet

from werkstatt.accounts.models import User
from werkstatt.organisations.models import Membership, Municipality, Unit


def towns_of(user: User) -> QuerySet[Membership]:
    """The person's memberships with their towns, by name."""
    return Membership.objects.filter(user=user).select_related("municipality", "unit").order_by("municipality__name")


def units_of(town: Municipality) -> QuerySet[Unit]:
    """The town's offices in their order."""
    return Unit.objects.filter(municipality=town)
