"""What administrators type: brand, rules, offices, people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.organisations.models import Membership, Municipality, Unit
from werkstatt.organisations.queries import open_units_of
from werkstatt.organisations.rules import Role


class CleanLine(forms.CharField):
    """A single line without what no database takes."""

    def to_python(self, value: Any) -> str:
        """The line, cleaned."""
        return cleaned_line(str(value)) if value not in self.empty_values else ""


class CleanText(forms.CharField):
    """Several lines without what no database takes."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The text, cleaned."""
        return cleaned(str(value)) if value not in self.empty_values else ""


class BrandForm(forms.Form):
    """Name, claim and colour of the town's umbrella brand."""

    brand_name = CleanLine(label=_("Name der Marke"))
    claim = CleanLine(label=_("Unterzeile"), required=False)
    brand_color = CleanLine(label=_("Farbe"), widget=forms.TextInput(attrs={"type": "color"}))

    @classmethod
    def of(cls, town: Municipality) -> BrandForm:
        """The form with what holds now."""
        values = {"brand_name": town.brand_name, "claim": town.claim, "brand_color": town.brand_color}
        return cls(initial=values, label_suffix="")


class ConductRulesForm(forms.Form):
    """The rules for taking part."""

    conduct_rules = CleanText(label=_("Netiquette"), required=False)


class UnitForm(forms.Form):
    """The name of an office."""

    name = CleanLine(label=_("Name des Amtes"))


class RoleForm(forms.Form):
    """What a person is in the town."""

    # Whoever does not choose gives away as little as possible.
    role = forms.ChoiceField(label=_("Rolle"), choices=Role, initial=Role.STAFF_MEMBER)
    unit = forms.ModelChoiceField(
        label=_("Amt"), queryset=Unit.objects.none(), required=False, empty_label=_("keines, oder alle")
    )

    def __init__(self, *args: Any, town: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        units = self.fields["unit"]
        if isinstance(units, forms.ModelChoiceField):
            units.queryset = open_units_of(town)

    @classmethod
    def of(cls, membership: Membership, town: Municipality) -> RoleForm:
        """The form with what holds now."""
        return cls(initial={"role": membership.role, "unit": membership.unit_id}, town=town)


class PersonForm(RoleForm):
    """A person to add."""

    name = CleanLine(label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = CleanLine(
        label=_("Dienstliche E-Mail-Adresse"), widget=forms.TextInput(attrs={"type": "email", "autocomplete": "off"})
    )
    field_order = ("name", "email", "role", "unit")


class PageForm(forms.Form):
    """A page in the town's own words."""

    text = CleanText(label=_("Text der Seite"), required=False)


class ContactForm(forms.Form):
    """The address that the town's pages name."""

    email = CleanLine(
        label=_("E-Mail-Adresse der Stadt"), required=False, widget=forms.TextInput(attrs={"type": "email"})
    )


class BarrierForm(forms.Form):
    """Something that cannot be used."""

    text = CleanText(label=_("Was geht nicht?"), error_messages={"required": _("Schreiben Sie bitte, was nicht geht.")})
    page = CleanLine(label=_("Auf welcher Seite?"), required=False)
    email = CleanLine(
        label=_("Ihre E-Mail-Adresse"),
        required=False,
        widget=forms.TextInput(attrs={"type": "email", "autocomplete": "email"}),
    )


class DissolveForm(forms.Form):
    """Where the work of an office goes that is closed."""

    successor = forms.ModelChoiceField(
        label=_("Welches Amt übernimmt?"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("keines: zurück an die Moderation"),
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        units = self.fields["successor"]
        if isinstance(units, forms.ModelChoiceField):
            units.queryset = open_units_of(unit.municipality).exclude(pk=unit.pk)
