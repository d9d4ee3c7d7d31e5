"""What members of a council group type when they move."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.organisations.models import Circle
from werkstatt.participation.forms import WordingForm
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import Kind


class MotionForm(WordingForm):
    """Another wording with its reason, on behalf of a group. Who belongs to one group is not asked which."""

    group = forms.TypedChoiceField(label=_("Für welche Fraktion?"), coerce=int, widget=forms.RadioSelect)
    form_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(
        self,
        data: Any = None,
        *,
        passage: str,
        groups: Iterable[Circle] = (),
        initial: Any = None,
        keep: bool = False,
    ) -> None:
        """``keep``: show what ``data`` says without judging it, for a look at the difference."""
        start = {"replacement": passage, "form_key": secrets.token_urlsafe(24), **(initial or {})}
        if keep and data is not None:
            start |= {name: data[name] for name in ("replacement", "text", "group", "form_key") if name in data}
            start["strike"] = "strike" in data
        super().__init__(None if keep else data, kind=Kind.SUGGESTION, passage=passage, initial=start)
        del self.fields["alias"]
        self.fields["text"].label = _("Begründung")
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Bitte begründen Sie den Antrag.")
        self.fields["replacement"].label = _("Neuer Wortlaut")
        self._groups = {group.pk: group for group in groups}
        choice = self.fields["group"]
        if len(self._groups) < 2:
            del self.fields["group"]
        elif isinstance(choice, forms.TypedChoiceField):
            choice.choices = [(key, group.name) for key, group in self._groups.items()]

    @classmethod
    def of(cls, motion: Contribution, data: Any = None) -> MotionForm:
        """The form with what a motion says now."""
        suggestion = motion.suggestion
        initial = {"text": motion.text, "replacement": suggestion.replacement, "strike": not suggestion.replacement}
        return cls(data, passage=suggestion.quote, initial=initial)

    @property
    def chosen_group(self) -> Circle:
        """The group that moves."""
        return self._groups[self.cleaned_data["group"]] if "group" in self.fields else next(iter(self._groups.values()))
