"""What people type: contributions, and the dates of a phase."""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from werkstatt.core.errors import RuleBroken
from werkstatt.core.forms import Line, SentByAPerson, Words
from werkstatt.core.text_input import cleaned
from werkstatt.participation.actions.contact import checked_address
from werkstatt.participation.actions.phase import contacts_until_by_default
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import (
    MAX_ALIAS_LENGTH,
    STILL_THE_OLD_WORDS,
    Kind,
    Moderation,
    PhaseKind,
    says_the_same,
)
from werkstatt.strategy.models import Version
from werkstatt.strategy.rules import Audience


class Wording(Words):
    """A wording that must be there, unless the passage is to be struck: which of both, the form says."""

    def validate(self, value: Any) -> None:
        """Nothing by itself."""


class Address(Line):
    """An e-mail address that may be left out. What one may look like, the action knows."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "maxlength": 254})

    def clean(self, value: Any) -> str:
        """The address as it is kept."""
        email = super().clean(value)
        try:
            return checked_address(email) if email else ""
        except RuleBroken as broken:
            raise forms.ValidationError(broken.message) from None


class WordingForm(forms.Form):
    """What a contribution says: a comment, or another wording for ``passage`` with a reason."""

    replacement = Wording(label=_("Ihr Wortlaut"))
    strike = forms.BooleanField(label=_("Diese Stelle soll ganz wegfallen"), required=False)
    text = Words(label=_("Ihr Kommentar"))
    alias = Line(
        label=_("Name, der öffentlich steht"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "maxlength": MAX_ALIAS_LENGTH}),
    )

    def __init__(self, data: Any = None, *, kind: Kind, passage: str = "", initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="")
        self.kind, self.passage = kind, passage
        if kind == Kind.SUGGESTION:
            self.fields["text"].label = _("Warum?")
            self.fields["text"].required = False
        else:
            self.fields["text"].error_messages["required"] = _("Schreiben Sie bitte, was Sie sagen möchten.")
            self.fields["replacement"].widget = forms.HiddenInput()
            self.fields["strike"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Whether a missing wording is meant."""
        data = super().clean() or {}
        if self.kind == Kind.SUGGESTION:
            self._check_wording(data)
        return data

    def _check_wording(self, data: dict[str, Any]) -> None:
        words, strike = data.get("replacement", ""), data.get("strike")
        if strike and words in ("", cleaned(self.passage)):
            data["replacement"] = ""
        elif strike:
            self.add_error(
                "strike",
                _("Oben steht ein neuer Wortlaut. Leeren Sie das Feld, oder nehmen Sie das Häkchen wieder weg."),
            )
        elif words and says_the_same(words, self.passage):
            self.add_error("replacement", STILL_THE_OLD_WORDS)
        elif not words:
            self.add_error(
                "replacement",
                _("Schreiben Sie Ihren Wortlaut. Soll die Stelle ganz wegfallen, kreuzen Sie das darunter an."),
            )


class ContributionForm(SentByAPerson, WordingForm):
    """What somebody says. ``form_key`` makes a second click recognisable."""

    email = Address(label=_("E-Mail, nicht öffentlich"), required=False)
    rules = forms.BooleanField(
        label=_("Netiquette"), error_messages={"required": _("Bestätigen Sie bitte, dass Sie sich daran halten.")}
    )
    form_key = Line(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, kind: Kind, passage: str = "", keep: bool = False) -> None:
        """``keep``: show what ``data`` says without judging it, for a look at the difference or a change of kind."""
        initial: dict[str, Any] = {"form_key": secrets.token_urlsafe(24), "replacement": passage}
        if keep and data is not None:
            names = ("replacement", "text", "alias", "email", "form_key")
            initial |= {name: data[name] for name in names if name in data}
            # Hidden, a box that is not ticked travels as "False".
            box = forms.CheckboxInput()
            initial |= {name: box.value_from_datadict(data, MultiValueDict(), name) for name in ("strike", "rules")}
        super().__init__(None if keep else data, kind=kind, passage=passage, initial=initial)
        self.open_with(data)


class OwnWordsForm(WordingForm):
    """The author changes what she said."""

    @classmethod
    def of(cls, contribution: Contribution, data: Any = None) -> OwnWordsForm:
        """The form with what the contribution says now."""
        suggestion = getattr(contribution, "suggestion", None)
        initial: dict[str, Any] = {"text": contribution.text, "alias": contribution.alias}
        if suggestion is None:
            return cls(data, kind=Kind.COMMENT, initial=initial)
        initial |= {"replacement": suggestion.replacement, "strike": not suggestion.replacement}
        return cls(data, kind=Kind.SUGGESTION, passage=suggestion.quote, initial=initial)


class AddressForm(forms.Form):
    """An address to hear what becomes of a contribution."""

    email = Address(
        label=_("E-Mail, nicht öffentlich"), error_messages={"required": _("Schreiben Sie bitte Ihre E-Mail-Adresse.")}
    )


class ObjectionForm(forms.Form):
    """Why a withheld contribution should be public after all."""

    text = Words(
        label=_("Warum soll Ihr Beitrag öffentlich stehen?"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Schreiben Sie bitte, warum der Beitrag öffentlich stehen soll.")},
    )


class LastMinute(forms.DateTimeField):
    """The end of a phase as people say it: up to and including a day.

    A phase is stored with the moment at which it is over. Midnight is shown as the last minute of the day before; a
    bare day and its last minute both mean that the whole day belongs to the phase.
    """

    widget = forms.DateTimeInput

    def prepare_value(self, value: Any) -> Any:
        """Midnight as 23:59 of the day before."""
        shown = super().prepare_value(value)
        if isinstance(shown, datetime) and shown.time() == time.min:
            return shown - timedelta(minutes=1)
        return shown

    def to_python(self, value: Any) -> datetime | None:
        """The moment at which the phase is over."""
        day = None
        if isinstance(value, str):
            with suppress(forms.ValidationError):
                day = _DAY.to_python(value.strip())
        if day is not None:
            return self._after(day)
        moment = super().to_python(value)
        if moment is not None and (local := localtime(moment)).time() == _LAST_MINUTE:
            return self._after(local.date())
        return moment

    def _after(self, day: date) -> datetime:
        try:
            return make_aware(datetime.combine(day + timedelta(days=1), time.min))
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


_DAY = forms.DateField(required=False)
_LAST_MINUTE = time(23, 59)


class PhaseForm(forms.Form):
    """A new phase. The dates are times of the town's clock."""

    title = Line(label=_("Name"), max_length=None)
    purpose = Words(label=_("Worum geht es?"), widget=forms.Textarea(attrs={"rows": 3}))
    latitude = Words(label=_("Was ist noch offen, was nicht?"), widget=forms.Textarea(attrs={"rows": 3}))
    rules = Words(label=_("Was hier gilt"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    kind = forms.ChoiceField(label=_("Wer redet mit?"), choices=PhaseKind, widget=forms.RadioSelect)
    opens_at = forms.DateTimeField(label=_("Beginn"), widget=forms.DateTimeInput)
    closes_at = LastMinute(label=_("Ende"))
    answer_by = forms.DateField(label=_("Antworten bis"), widget=forms.DateInput)
    moderation = forms.ChoiceField(
        label=_("Wann werden Beiträge sichtbar?"), choices=Moderation, widget=forms.RadioSelect
    )
    contacts_until = forms.DateField(label=_("Adressen löschen am"), required=False, widget=forms.DateInput)

    @classmethod
    def with_defaults(cls, version: Version, now: datetime) -> PhaseForm:
        """A form that could be sent as it is but for its words: from tomorrow morning, four weeks, eight to answer."""
        morning = localtime(now).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
        end = (morning + timedelta(weeks=4)).replace(hour=23, minute=59)
        answer_by = (end + timedelta(weeks=8)).date()
        return cls(
            initial={
                "title": gettext("%(version)s im Gespräch") % {"version": version.label},
                "opens_at": morning,
                "closes_at": end,
                "answer_by": answer_by,
                "rules": "",
                "kind": PhaseKind.PUBLIC if version.audience == Audience.PUBLIC else PhaseKind.INTERNAL,
                "moderation": Moderation.AFTER,
                "contacts_until": contacts_until_by_default(answer_by),
            },
            label_suffix="",
        )


class PhaseEndForm(forms.Form):
    """Another end for a phase."""

    closes_at = LastMinute(label=_("Neues Ende"))
    answer_by = forms.DateField(label=_("Antworten bis"), widget=forms.DateInput)
    reason = Words(label=_("Warum?"), widget=forms.Textarea(attrs={"rows": 2}))
