"""What every form here does with the answer of an action."""

from __future__ import annotations

from django import forms

from werkstatt.core.errors import RuleBroken


def put_on(form: forms.BaseForm, broken: RuleBroken) -> None:
    """Show what a rule says at the fields it speaks of, or above the form."""
    for name, message in broken.fields.items() or [("", broken.message)]:
        form.add_error(name if name in form.fields else None, message or broken.message)
