"""What forms have in common: cleaned fields, trouble that programs do not take, the answer of an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.core import proof
from werkstatt.core.errors import RuleBroken
from werkstatt.core.proof import Proof
from werkstatt.core.text_input import cleaned, cleaned_line


def put_on(form: forms.BaseForm, broken: RuleBroken) -> None:
    """Show what a rule says at the fields it speaks of, or above the form."""
    for name, message in broken.fields.items() or [("", broken.message)]:
        form.add_error(name if name in form.fields else None, message or broken.message)


class Words(forms.CharField):
    """A text of any length (actions know the limits), without what no database takes."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The words, cleaned."""
        return cleaned(str(value)) if value not in self.empty_values else ""


class Line(forms.CharField):
    """A single line, cleaned like :class:`Words`."""

    def to_python(self, value: Any) -> str:
        """The line, cleaned."""
        return cleaned_line(str(value)) if value not in self.empty_values else ""


class SentByAPerson(forms.Form):
    """A form that anybody may send who has taken trouble (see ``core.proof``).

    ``website`` is a trap: people do not see it, simple programs fill it in.
    """

    website = Line(required=False, widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}))
    proof = Line(widget=forms.HiddenInput, required=False)
    opened = Line(widget=forms.HiddenInput, required=False)

    opened_at: str
    """When the form was opened, for its next sending."""
    taken_trouble: Proof | None

    def open_with(self, data: Any) -> None:
        """Take up when the form was opened, as far as ``data`` can be believed; else it is opened now."""
        opened = str(data.get("opened", "")) if data is not None else ""
        self.opened_at = opened if proof.still_good(opened) else proof.opened_now()
        self.taken_trouble = None

    def clean(self) -> dict[str, Any]:
        """Whether a person sends it."""
        data = super().clean() or {}
        if data.get("website"):
            raise forms.ValidationError(
                _(
                    "Ein unsichtbares Feld war ausgefüllt. Das machen sonst nur Programme. "
                    "Ihre Worte sind noch da: Bitte senden Sie noch einmal."
                )
            )
        try:
            self.taken_trouble = proof.check(data.get("proof", ""), data.get("opened", ""))
        except RuleBroken as broken:
            raise forms.ValidationError(broken.message) from None
        return data

    def renew(self) -> None:
        """The proof was used for something else: let the next sending begin anew."""
        self.opened_at = proof.opened_now()
