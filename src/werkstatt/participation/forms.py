"""What people type: contributions, and the dates of a phase."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.participation.rules import MAX_ALIAS_LENGTH, STILL_THE_OLD_WORDS, Kind, Moderation, says_the_same
from werkstatt.strategy.models import Version


class Words(forms.CharField):
    """A text of any length (actions know the limits), without what no database takes."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """The words, cleaned."""
        return cleaned(str(value)) if value not in self.empty_values else ""


class Wording(Words):
    """A wording that must be there, unless the passage is to be struck: which of both, the form says."""

    def validate(self, value: Any) -> None:
        """Nothing by itself."""


class Line(forms.CharField):
    """A single line, cleaned like :class:`Words`."""

    def to_python(self, value: Any) -> str:
        """The line, cleaned."""
        return cleaned_line(str(value)) if value not in self.empty_values else ""


class ContributionForm(forms.Form):
    """A comment, or another wording for ``passage``.

    ``form_key`` makes a second click recognisable. ``website`` is a trap: people do not see it, simple programs fill
    it in.
    """

    replacement = Wording(label=_("Ihr Wortlaut"))
    strike = forms.BooleanField(label=_("Diese Stelle soll ganz wegfallen"), required=False)
    text = Words(label=_("Ihr Kommentar"))
    alias = Line(
        label=_("Name, der öffentlich steht"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "maxlength": MAX_ALIAS_LENGTH}),
    )
    rules = forms.BooleanField(
        label=_("Netiquette"), error_messages={"required": _("Bestätigen Sie bitte, dass Sie sich daran halten.")}
    )
    form_key = Line(widget=forms.HiddenInput, required=False)
    website = Line(required=False, widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}))

    def __init__(self, data: Any = None, *, kind: Kind, passage: str = "", keep: bool = False) -> None:
        """``keep``: show what ``data`` says without judging it, for a look at the difference or a change of kind."""
        initial: dict[str, Any] = {"form_key": secrets.token_urlsafe(24), "replacement": passage}
        if keep and data is not None:
            initial |= {name: data[name] for name in ("replacement", "text", "alias", "form_key") if name in data}
            # Hidden, a box that is not ticked travels as "False".
            box = forms.CheckboxInput()
            initial |= {name: box.value_from_datadict(data, MultiValueDict(), name) for name in ("strike", "rules")}
        super().__init__(None if keep else data, initial=initial, label_suffix="")
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
        if data.get("website"):
            raise forms.ValidationError(
                _(
                    "Ein unsichtbares Feld war ausgefüllt. Das machen sonst nur Programme. "
                    "Ihre Worte sind noch da: Bitte senden Sie noch einmal."
                )
            )
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


class PhaseForm(forms.Form):
    """A new phase. The dates are times of the town's clock."""

    title = Line(label=_("Name"), max_length=None)
    purpose = Words(label=_("Worum geht es?"), widget=forms.Textarea(attrs={"rows": 3}))
    latitude = Words(label=_("Was ist noch offen, was nicht?"), widget=forms.Textarea(attrs={"rows": 3}))
    opens_at = forms.DateTimeField(label=_("Beginn"), widget=forms.DateTimeInput)
    closes_at = forms.DateTimeField(label=_("Ende"), widget=forms.DateTimeInput)
    answer_by = forms.DateField(label=_("Antworten bis"), widget=forms.DateInput)
    moderation = forms.ChoiceField(
        label=_("Wann werden Beiträge sichtbar?"), choices=Moderation, widget=forms.RadioSelect
    )

    @classmethod
    def with_defaults(cls, version: Version, now: datetime) -> PhaseForm:
        """A form that could be sent as it is but for its words: from tomorrow morning, four weeks, eight to answer."""
        morning = localtime(now).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=1)
        end = (morning + timedelta(weeks=4)).replace(hour=23, minute=59)
        return cls(
            initial={
                "title": gettext("%(version)s im Gespräch") % {"version": version.label},
                "opens_at": morning,
                "closes_at": end,
                "answer_by": (end + timedelta(weeks=8)).date(),
                "moderation": Moderation.AFTER,
            },
            label_suffix="",
        )


class PhaseEndForm(forms.Form):
    """Another end for a phase."""

    closes_at = forms.DateTimeField(label=_("Neues Ende"), widget=forms.DateTimeInput)
    answer_by = forms.DateField(label=_("Antworten bis"), widget=forms.DateInput)
    reason = Words(label=_("Warum?"), widget=forms.Textarea(attrs={"rows": 2}))
