"""Who may read a version: the part of a form that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.organisations.models import Circle
from werkstatt.strategy.models import Version
from werkstatt.strategy.rules import Audience, is_wider

AUDIENCES = [
    (Audience.PUBLIC, _("Alle, im Internet")),
    (Audience.STAFF, _("Alle Beschäftigten, angemeldet")),
    (Audience.CIRCLES, _("Nur die Gruppen, die Sie auswählen")),
]


class AudienceForm(forms.Form):
    """Everybody, the staff, or some groups. Without groups nobody is asked about them.

    With ``version`` the form only offers what opens it wider.
    """

    audience = forms.ChoiceField(
        label=_("Wer darf den Text lesen?"),
        widget=forms.RadioSelect,
        choices=AUDIENCES,
        initial=Audience.PUBLIC,
    )
    circles = forms.TypedMultipleChoiceField(
        label=_("Diese Gruppen lesen außerdem mit"),
        help_text=_("Gilt nur, solange der Text nicht öffentlich ist."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any = None, *, circles: Iterable[Circle], version: Version | None = None, **more: Any
    ) -> None:
        given = {circle.pk for circle in version.circles.all()} if version is not None else set()
        super().__init__(data, initial=_initial(version), label_suffix="", **more)
        self._circles = {circle.pk: circle for circle in circles if circle.pk not in given}
        groups, audience = self.fields["circles"], self.fields["audience"]
        if isinstance(groups, forms.TypedMultipleChoiceField):
            groups.choices = [
                (key, f"{circle.name} ({circle.get_kind_display()})") for key, circle in self._circles.items()
            ]
        if not self._circles:
            del self.fields["circles"]
        if isinstance(audience, forms.ChoiceField):
            audience.choices = [choice for choice in AUDIENCES if self._is_offered(choice[0], version)]

    def _is_offered(self, audience: str, version: Version | None) -> bool:
        if audience == Audience.CIRCLES and not self._circles:
            return False
        return version is None or audience == version.audience or is_wider(audience, version.audience)

    @property
    def chosen(self) -> list[Circle]:
        """The groups that are ticked."""
        return [self._circles[key] for key in self.cleaned_data.get("circles", ())]


def _initial(version: Version | None) -> dict[str, str]:
    return {"audience": version.audience} if version is not None else {}
