"""Groups of people, and who is in them."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from werkstatt.organisations.models import Circle, Membership, Municipality
from werkstatt.organisations.rules import CircleKind


def circles_in(town: Municipality) -> QuerySet[Circle]:
    """The town's groups with ``people``, the number of members in each; by kind and name."""
    return Circle.objects.filter(municipality=town).annotate(people=Count("members")).order_by("kind", "name")


def council_groups_in(town: Municipality) -> QuerySet[Circle]:
    """The town's council groups, by name."""
    return Circle.objects.filter(municipality=town, kind=CircleKind.COUNCIL_GROUP)


def find_circle(town: Municipality, key: int) -> Circle | None:
    """The town's group with this key."""
    return Circle.objects.filter(municipality=town, pk=key).first()


def members_in(circle: Circle) -> list[int]:
    """The keys of the memberships in a group."""
    return list(Membership.objects.filter(circles=circle).values_list("pk", flat=True))
