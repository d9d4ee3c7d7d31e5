"""What people type about opinion maps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.core.forms import Line, SentByAPerson, Words
from werkstatt.opinions.rules import MAX_QUESTION_LENGTH, MAX_SOURCE_NOTE_LENGTH, MAX_STATEMENT_LENGTH
from werkstatt.participation.forms import Wording


class ProposalForm(SentByAPerson):
    """A statement that somebody proposes."""

    text = Line(
        label=_("Ihre These"),
        widget=forms.Textarea(attrs={"rows": 3, "data-most": MAX_STATEMENT_LENGTH}),
        error_messages={"required": _("Schreiben Sie einen Satz, dem man zustimmen oder nicht zustimmen kann.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.open_with(data)


class MapForm(forms.Form):
    """What an opinion map asks."""

    question = Line(
        label=_("Frage"),
        help_text=_("Steht groß über dem Bild, etwa: Worin ist sich unsere Stadt einig?"),
        widget=forms.TextInput(attrs={"maxlength": MAX_QUESTION_LENGTH}),
        error_messages={"required": _("Schreiben Sie die Frage, um die es geht.")},
    )
    lead = Words(
        label=_("Worum es geht"),
        required=False,
        help_text=_("Ein, zwei Sätze. Sie stehen über der ersten These."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    takes_proposals = forms.BooleanField(
        label=_("Alle dürfen eigene Thesen vorschlagen. Sie sehen jede an, bevor andere darüber abstimmen."),
        required=False,
    )


class StatementsForm(forms.Form):
    """Statements to begin with, one a line, and perhaps the contribution they come from."""

    texts = Words(
        label=_("Thesen, jede in eine eigene Zeile"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Schreiben Sie mindestens eine These, jede in eine eigene Zeile.")},
    )
    source = Line(
        label=_("Aus Beitrag Nr."),
        required=False,
        help_text=_("Wenn die Thesen aus einem Beitrag stammen, steht seine Nummer dabei."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 8}),
    )


class StatementForm(forms.Form):
    """What a person decides about one statement. Which field is needed, the button says and the action knows."""

    text = Wording(label=_("Wortlaut"), widget=forms.Textarea(attrs={"rows": 3}))
    reason = Wording(
        label=_("Grund"),
        help_text=_("Alle können ihn lesen."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ImportForm(forms.Form):
    """Two files in the form that Polis gives out."""

    statements = forms.FileField(label=_("Thesen (comments.csv oder thesen.csv)"))
    votes = forms.FileField(label=_("Stimmen (votes.csv oder stimmen.csv)"))


class SourceForm(forms.Form):
    """What is told about votes that are brought in. How long it may be, the action knows."""

    source_note = Line(
        label=_("Woher die Stimmen sind"),
        required=False,
        help_text=_("Das steht beim Ergebnis, etwa: Gesammelt am Stand auf dem Markt, im Mai."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MAX_SOURCE_NOTE_LENGTH}),
    )
