"""Forms about what is kept of people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.core.forms import Words
from werkstatt.participation.forms import Address


class ContactsDayForm(forms.Form):
    """Another day on which a phase erases its addresses."""

    contacts_until = forms.DateField(label=_("Adressen löschen am"), widget=forms.DateInput)
    reason = Words(label=_("Warum?"), widget=forms.Textarea(attrs={"rows": 2}))


class LookUpForm(forms.Form):
    """The address somebody asks about."""

    email = Address(
        label=_("E-Mail-Adresse der Person"),
        error_messages={"required": _("Schreiben Sie die Adresse, um die es geht.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "maxlength": 254}),
    )


class EraseAddressForm(LookUpForm):
    """What is to be erased with an address, and that it is meant."""

    names = forms.BooleanField(label=_("Auch den Namen bei den Beiträgen entfernen"), required=False)
    words = forms.BooleanField(label=_("Auch die Worte löschen: Die Beiträge werden zurückgezogen"), required=False)
    sure = forms.BooleanField(
        label=_("Die Adresse gehört der Person, die das verlangt. Ich habe das geprüft."),
        error_messages={"required": _("Prüfen Sie das bitte: Gelöschtes kommt nicht wieder.")},
    )
