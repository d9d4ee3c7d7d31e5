"""What people fill in beside single contributions: text modules, saved filters, orders for many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.assessment.forms import Line, Words, unit_choices
from werkstatt.assessment.models import TextModule
from werkstatt.assessment.rules import MAX_MODULE_LENGTH, MAX_REASON_LENGTH, Verdict


class ModuleForm(forms.Form):
    """A text module: its name on the button, its words, for whom, and the verdict it goes with."""

    title = Line(label=_("Name auf der Taste"), most=60, needed=_("Der Textbaustein braucht einen Namen."))
    text = Words(
        label=_("Worte"),
        most=MAX_MODULE_LENGTH,
        needed=_("Bitte schreiben Sie die Worte des Textbausteins."),
    )
    unit = forms.TypedChoiceField(label=_("Für wen?"), coerce=int, required=False, empty_value=None)
    verdict = forms.ChoiceField(
        label=_("Schlägt dieses Urteil vor"), choices=[("", _("keines")), *Verdict.choices], required=False
    )

    def __init__(
        self, units: Mapping[int, str], *, for_all: bool, module: TextModule | None = None, data: Any = None
    ) -> None:
        initial: dict[str, Any] = {}
        if module is not None:
            initial = {
                "title": module.title,
                "text": module.text,
                "unit": module.unit_id or "",
                "verdict": module.verdict,
            }
        super().__init__(data, initial=initial)
        everybody: list[tuple[int | str, Any]] = [("", _("für alle"))] if for_all else []
        self.fields["unit"].choices = [*everybody, *units.items()]  # type: ignore[attr-defined]


class FilterForm(forms.Form):
    """The name of a saved filter."""

    name = Line(label=_("Name"), most=60, needed=_("Bitte geben Sie dem Filter einen Namen."))


class ManyForm(forms.Form):
    """One order for many contributions. Which fields are needed depends on what is to be done."""

    what = forms.ChoiceField(
        label=_("Was soll geschehen?"),
        choices=[
            ("assign", _("Einem Amt zuweisen")),
            ("verdict", _("Gleich beurteilen")),
            ("release", _("Antworten freigeben")),
            ("publish", _("Veröffentlichen")),
            ("merge", _("Zu einem zusammenführen")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, was geschehen soll.")},
    )
    unit = forms.TypedChoiceField(label=_("Amt"), coerce=int, required=False, empty_value=None)
    due_on = forms.DateField(label=_("Frist"), required=False)
    also_assigned = forms.BooleanField(label=_("Auch Punkte, die schon ein anderes Amt haben"), required=False)
    verdict = forms.ChoiceField(label=_("Urteil"), choices=Verdict, widget=forms.RadioSelect, required=False)
    reason = Words(label=_("Grund"), most=MAX_REASON_LENGTH)
    deferred_until = forms.DateField(label=_("Zurückgestellt bis"), required=False)
    release_too = forms.BooleanField(label=_("Antworten gleich freigeben"), required=False)
    target = forms.IntegerField(
        label=_("Nummer des Beitrags, der bleibt"), min_value=1, max_value=2_000_000_000, required=False
    )
    merge_reason = Words(label=_("Grund"), most=2_000, help_text=_("Steht öffentlich an der Stelle der anderen Texte."))

    def __init__(self, units: Mapping[int, str], due_on: date | None = None, what: str = "", data: Any = None) -> None:
        super().__init__(data, initial={"due_on": due_on, "what": what})
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]

    @property
    def releases(self) -> bool:
        """Whether answers go out with this order. Only of a form without faults."""
        data = self.cleaned_data
        return data["what"] == "release" or (data["what"] == "verdict" and bool(data["release_too"]))

    def drawn(self) -> ManyForm:
        """Ready to be shown: what is needed depends on what is to be done, so nothing is called voluntary."""
        self.is_valid()
        for name in ("unit", "reason", "target", "merge_reason"):
            self.fields[name].required = True
        return self

    use_required_attribute = False

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        match data.get("what"):
            case "assign" if "unit" in data and not data["unit"]:
                self.add_error("unit", _("Bitte wählen Sie ein Amt."))
            case "verdict":
                self._check_verdict(data)
            case "merge":
                if "target" in data and not data["target"]:
                    self.add_error("target", _("Bitte geben Sie die Nummer des Beitrags an, der bleibt."))
                if "merge_reason" in data and not data["merge_reason"]:
                    message = _("Bitte schreiben Sie den Grund. Er steht öffentlich an der Stelle des Textes.")
                    self.add_error("merge_reason", message)
        return data

    def _check_verdict(self, data: Mapping[str, Any]) -> None:
        if "verdict" in data and not data["verdict"]:
            self.add_error("verdict", _("Bitte wählen Sie ein Urteil."))
        if "reason" in data and not data["reason"]:
            self.add_error("reason", _("Jedes Urteil braucht einen Grund. Er steht öffentlich beim Beitrag."))
        if data.get("verdict") == Verdict.DEFERRED and "deferred_until" in data and not data["deferred_until"]:
            self.add_error("deferred_until", _("Bis wann ist der Punkt zurückgestellt? Bitte geben Sie ein Datum an."))
