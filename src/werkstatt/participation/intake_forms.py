"""What people type when they note down what others said: one voice by hand, or a table of them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from werkstatt.core.forms import Line
from werkstatt.participation.actions.checking import MAX_EVENT_LENGTH
from werkstatt.participation.columns import Column, recorded_choices
from werkstatt.participation.forms import Wording
from werkstatt.participation.models import IntakeTable, ParticipationPhase
from werkstatt.participation.rules import MAX_ALIAS_LENGTH, Channel, Kind

UPLOAD_MEGABYTES = settings.UPLOAD_LIMIT // 1_000_000
KEPT = ("phase", "channel", "event_name", "received_at", "where")
"""What stays for the next voice."""


def _phase_choices(phases: Sequence[ParticipationPhase]) -> list[tuple[str, str]]:
    return [(str(phase.pk), f"{phase.title} ({phase.version.label})") for phase in phases]


class _Of(forms.Form):
    """What both forms ask: for which phase, and on which way it came."""

    phase = forms.ChoiceField(label=_("Beteiligung"))
    channel = forms.ChoiceField(label=_("Kanal"), choices=recorded_choices, initial=Channel.EVENT)

    def __init__(self, data: Any = None, *, phases: Sequence[ParticipationPhase], **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)
        self.phases = {str(phase.pk): phase for phase in phases}
        self.fields["phase"].choices = _phase_choices(phases)  # type: ignore[attr-defined]

    def chosen_phase(self) -> ParticipationPhase | None:
        """The phase that is chosen now, whether the rest is in order or not; the first one if none is."""
        named = self.phases.get(str(self["phase"].value() or ""))
        return named or next(iter(self.phases.values()), None)


class RecordForm(_Of):
    """One voice. ``form_key`` makes a second click recognisable."""

    event_name = Line(label=_("Veranstaltung"), required=False, max_length=MAX_EVENT_LENGTH)
    received_at = forms.DateTimeField(label=_("Gesagt oder eingegangen"), widget=forms.DateTimeInput)
    where = Line(
        label=_("Abschnitt"),
        required=False,
        widget=forms.TextInput(attrs={"list": "abschnitte", "autocomplete": "off"}),
    )
    passage = Line(label=_("Stelle im Abschnitt"), required=False, widget=forms.Select)
    kind = forms.ChoiceField(
        label=_("Was ist es?"),
        choices=[(Kind.COMMENT, _("Anmerkung")), (Kind.SUGGESTION, _("anderer Wortlaut"))],
        initial=Kind.COMMENT,
        widget=forms.RadioSelect,
    )
    replacement = Wording(label=_("Neuer Wortlaut"))
    strike = forms.BooleanField(label=_("Die Stelle soll ganz wegfallen"), required=False)
    text = Wording(label=_("Was gesagt wurde"))
    alias = Line(
        label=_("Name, der öffentlich steht"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": MAX_ALIAS_LENGTH, "autocomplete": "off"}),
    )
    form_key = Line(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, phases: Sequence[ParticipationPhase], initial: Any = None, keep: bool = False
    ) -> None:
        """``keep``: show what ``data`` says without judging it, while somebody still chooses the place."""
        start: dict[str, Any] = {"form_key": secrets.token_urlsafe(24), **(initial or {})}
        if keep and data is not None:
            start |= {name: data[name] for name in self.base_fields if name in data}
        super().__init__(None if keep else data, phases=phases, initial=start)

    def clean(self) -> dict[str, Any]:
        """Another wording needs the passage that it replaces."""
        data = super().clean() or {}
        if data.get("kind") == Kind.SUGGESTION:
            if not data.get("passage") and "where" not in self.errors:
                self.add_error("passage", _("Wählen Sie den Abschnitt und darin den Satz, der anders lauten soll."))
            if data.get("strike"):
                data["replacement"] = ""
            elif not data.get("replacement"):
                message = _("Schreiben Sie den neuen Wortlaut. Soll die Stelle wegfallen, kreuzen Sie das darunter an.")
                self.add_error("replacement", message)
        elif not data.get("text"):
            self.add_error("text", _("Schreiben Sie bitte, was gesagt wurde."))
        if data.get("channel") != Channel.EVENT:
            data["event_name"] = ""
        return data


class TableForm(forms.Form):
    """A file with noted-down voices."""

    phase = forms.ChoiceField(label=_("Beteiligung"))
    file = forms.FileField(
        label=_("Tabelle"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        help_text=format_lazy(
            _("CSV oder Excel (XLSX), höchstens {n} Megabyte und 10.000 Zeilen. Sie können sie auch hierher ziehen."),
            n=UPLOAD_MEGABYTES,
        ),
        error_messages={"required": _("Wählen Sie bitte die Datei mit der Tabelle.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, phases: Sequence[ParticipationPhase]) -> None:
        super().__init__(data, files, label_suffix="")
        self.phases = {str(phase.pk): phase for phase in phases}
        self.fields["phase"].choices = _phase_choices(phases)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """The file must not be too large."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            message = _("Die Datei ist %(is)s Megabyte groß, erlaubt sind %(most)s. Teilen Sie die Tabelle.")
            sizes = {"is": -(-file.size // 1_000_000), "most": UPLOAD_MEGABYTES}
            raise forms.ValidationError(message, params=sizes)
        return file


class ColumnsForm(_Of):
    """What the columns of a table mean, and what holds for every row."""

    event = Line(label=_("Veranstaltung"), required=False, max_length=MAX_EVENT_LENGTH)
    received_at = forms.DateTimeField(label=_("Gesagt oder eingegangen"), required=False, widget=forms.DateTimeInput)

    def __init__(self, data: Any = None, *, table: IntakeTable, phases: Sequence[ParticipationPhase]) -> None:
        defaults: Mapping[str, Any] = table.defaults
        initial = {
            "phase": str(table.phase_id),
            "channel": defaults.get("channel", Channel.EVENT),
            "event": defaults.get("event", ""),
            "received_at": defaults.get("received_at", "")[:16],
        }
        super().__init__(data, phases=phases, initial=initial)
        meaning = {index: name for name, index in table.mapping.items()}
        self.indexes = shown_columns(table)
        for index in self.indexes:
            self.fields[f"spalte-{index}"] = forms.ChoiceField(
                choices=[("", _("nicht übernehmen")), *Column.choices],
                required=False,
                initial=meaning.get(index, ""),
                widget=forms.Select(attrs={"class": "inp"}),
            )

    def columns(self) -> list[Any]:
        """The bound fields of the columns, in the order of the table."""
        return [self[f"spalte-{index}"] for index in self.indexes]

    def clean(self) -> dict[str, Any]:
        """No two columns can be the same."""
        data = super().clean() or {}
        mapping: dict[str, int] = {}
        for index in self.indexes:
            if name := data.get(f"spalte-{index}"):
                if name in mapping:
                    message = _("Das ist schon eine andere Spalte. Wählen Sie für eine von beiden etwas anderes.")
                    self.add_error(f"spalte-{index}", message)
                mapping[name] = index
        data["mapping"] = mapping
        return data


def shown_columns(table: IntakeTable) -> list[int]:
    """The positions of the columns in which something stands."""
    head = table.rows[:200]
    return [
        index
        for index, name in enumerate(table.header)
        if name or any(index < len(cells) and cells[index] for _number, cells in head)
    ]
