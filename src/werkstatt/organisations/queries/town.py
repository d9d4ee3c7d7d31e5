"""Towns and their offices."""

from __future__ import annotations

from django.db.models import Count, F, QuerySet

from werkstatt.accounts.models import User
from werkstatt.organisations.models import Membership, Municipality, Unit


def towns_of(user: User) -> QuerySet[Membership]:
    """The person's memberships with their towns, by name."""
    return Membership.objects.filter(user=user).select_related("municipality", "unit").order_by("municipality__name")


def units_of(town: Municipality) -> QuerySet[Unit]:
    """The town's offices in their order, those that are closed too."""
    return Unit.objects.filter(municipality=town)


def open_units_of(town: Municipality) -> QuerySet[Unit]:
    """The town's offices that were not dissolved."""
    return units_of(town).filter(dissolved_on=None)


def all_towns() -> QuerySet[Municipality]:
    """The towns of this installation, by name."""
    return Municipality.objects.order_by("name")[:200]


def units_with_people(town: Municipality) -> QuerySet[Unit]:
    """The town's offices with ``people``, the number of members in each; closed ones last, with who followed."""
    offices = Unit.objects.filter(municipality=town).select_related("successor")
    return offices.order_by(F("dissolved_on").asc(nulls_first=True), "position", "name").annotate(
        people=Count("memberships")
    )


def find_unit(town: Municipality, key: int) -> Unit | None:
    """The town's office with this key."""
    return Unit.objects.filter(municipality=town, pk=key).first()


def members_of(town: Municipality) -> QuerySet[Membership]:
    """Who belongs to the town, by name, with office, account and an invitation that is still open."""
    people = Membership.objects.filter(municipality=town).select_related("user__invitation", "unit")
    return people.order_by("user__name", "pk")


def find_member(town: Municipality, key: int) -> Membership | None:
    """The town's membership with this key, with office and account."""
    return members_of(town).filter(pk=key).first()
