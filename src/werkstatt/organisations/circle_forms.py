"""What administrators type about the town's groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.organisations.forms import CleanLine
from werkstatt.organisations.models import Membership
from werkstatt.organisations.rules import CircleKind


class CircleNameForm(forms.Form):
    """The name of a group."""

    name = CleanLine(label=_("Name"))


class CircleForm(CircleNameForm):
    """A group to add."""

    kind = forms.ChoiceField(
        label=_("Was ist es?"), choices=CircleKind, widget=forms.RadioSelect, initial=CircleKind.STAFF_COUNCIL
    )
    field_order = ("kind", "name")


class MembersForm(forms.Form):
    """Who is in a group, from all who belong to the town."""

    members = forms.TypedMultipleChoiceField(
        label=_("Wer gehört dazu?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self._people = {person.pk: person for person in people}
        field = self.fields["members"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [
                (key, f"{person.user}, {person.get_role_display()}") for key, person in self._people.items()
            ]

    @property
    def chosen(self) -> list[Membership]:
        """The people that are ticked."""
        return [self._people[key] for key in self.cleaned_data["members"]]
