"""Municipalities as tenants of one installation, their offices, and who does what for them."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from werkstatt.organisations.rules import DEFAULT_BRAND_COLOR, CircleKind, PageKind, Role


class Municipality(models.Model):
    """A town, village or district that runs its strategy here. Everything it owns carries its key."""

    class Kind(models.TextChoices):
        CITY = "city", _("Stadt")
        MUNICIPALITY = "municipality", _("Gemeinde")
        DISTRICT = "district", _("Landkreis")

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CITY)
    brand_name = models.CharField(max_length=120)
    claim = models.CharField(max_length=120, blank=True)
    brand_color = models.CharField(
        max_length=7, default=DEFAULT_BRAND_COLOR, validators=[RegexValidator(r"^#[0-9a-f]{6}$")]
    )
    logo_svg = models.TextField(blank=True)
    conduct_rules = models.TextField(blank=True)
    contact_email = models.EmailField(blank=True, help_text="where answers to mails of the town go")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(slug=""), name="municipality_has_slug")]

    def __str__(self) -> str:
        return self.name

    @property
    def municipality_id(self) -> int:
        """Its own key: so that a rule about an object of a town also works for the town itself."""
        return self.pk


class Unit(models.Model):
    """An office of the administration that answers contributions."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=120)
    position = models.PositiveIntegerField(default=0)
    dissolved_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors")

    class Meta:
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="unit_once_per_town")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What a person is in a town. One role per person and town; the unit says which office she answers for."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "user"], name="one_role_per_town")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_role_display()}"


class Circle(models.Model):
    """A group of people that may see more than others: staff council, steering group, committee, council group."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="circles")
    kind = models.CharField(max_length=20, choices=CircleKind)
    name = models.CharField(max_length=120)
    members = models.ManyToManyField(Membership, related_name="circles", blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["municipality", "name"], name="circle_once_per_town")]

    def __str__(self) -> str:
        return self.name


class TownPage(models.Model):
    """A page that every authority needs, in the town's own words. Markdown."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="pages")
    kind = models.CharField(max_length=20, choices=PageKind)
    text = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "kind"], name="page_once_per_town")]


class BarrierReport(models.Model):
    """Somebody could not use a page: the feedback path of the accessibility statement."""

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="barrier_reports")
    page = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    email = models.EmailField(blank=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at"]
