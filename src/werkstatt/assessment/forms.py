"""What people fill in at the desk. Rules are the actions' matter; here is only what a single form can know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.assessment.models import Assessment, Point
from werkstatt.assessment.rules import (
    MAX_POINT_TITLE,
    MAX_REASON_LENGTH,
    MAX_REPLY_LENGTH,
    PointKind,
    Verdict,
)
from werkstatt.core import clock
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.organisations.models import Unit
from werkstatt.participation.models import Contribution
from werkstatt.strategy.rules import MAX_BLOCK_LENGTH
from werkstatt.text.sentences import sentences

MOST_SENTENCES = 60
"""Sentences offered as ticks; longer contributions are split by marking words."""
USUAL_DEADLINE = timedelta(days=14)


class Words(forms.CharField):
    """Text of several lines as people type or paste it, cleaned. ``needed``: the message when it is missing."""

    def __init__(self, *, most: int, needed: Any = None, **more: Any) -> None:
        more.setdefault("widget", forms.Textarea)
        messages = {"required": needed} if needed else {}
        super().__init__(max_length=most, strip=False, required=bool(needed), error_messages=messages, **more)

    def to_python(self, value: Any) -> str:
        return cleaned(str(value)) if value else ""


class Line(Words):
    """The same on one line."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.TextInput, **more)

    def to_python(self, value: Any) -> str:
        return cleaned_line(str(value)) if value else ""


def _stands_elsewhere(form: forms.Form, name: str) -> None:
    """Tie the fields to the HTML form with this id, because they are drawn inside another one."""
    for field in form.fields.values():
        field.widget.attrs["form"] = name


class VerdictForm(forms.Form):
    """The verdict on one point. Several of them stand in one HTML form; one left empty says nothing."""

    verdict = forms.ChoiceField(label=_("Urteil"), choices=Verdict, widget=forms.RadioSelect, required=False)
    reason = Words(label=_("Grund"), most=MAX_REASON_LENGTH, widget=forms.Textarea(attrs={"class": "inp", "rows": 3}))
    deferred_until = forms.DateField(label=_("Zurückgestellt bis"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, point: Point, assessment: Assessment | None, data: Any = None) -> None:
        self.point, self.assessment = point, assessment
        initial: dict[str, Any] = {}
        if assessment:
            initial = {
                "verdict": assessment.verdict,
                "reason": assessment.reason,
                "deferred_until": assessment.deferred_until,
                "seen": assessment.revision,
            }
        super().__init__(data, initial=initial, prefix=f"p{point.position}")

    @classmethod
    def was_sent(cls, point: Point, data: Any) -> bool:
        """Whether the page had this form."""
        return f"p{point.position}-seen" in data

    @property
    def says_something(self) -> bool:
        """Whether a verdict is given, or the present one is another than the form says. After ``is_valid``."""
        data = self.cleaned_data
        if self.assessment is None:
            return bool(data["verdict"] or data["reason"])
        present = (self.assessment.verdict, self.assessment.reason, self.assessment.deferred_until)
        return present != (data["verdict"], data["reason"], data["deferred_until"])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        verdict, reason = data.get("verdict"), data.get("reason")
        if "verdict" in data and not verdict and reason:
            self.add_error("verdict", _("Bitte wählen Sie ein Urteil."))
        if verdict and "reason" in data and not reason:
            self.add_error("reason", _("Jedes Urteil braucht einen Grund. Er steht öffentlich beim Beitrag."))
        if verdict == Verdict.DEFERRED and "deferred_until" in data and not data["deferred_until"]:
            message = _("Bis wann ist der Punkt zurückgestellt? Bitte geben Sie ein Datum an.")
            self.add_error("deferred_until", message)
        return data


class SplitForm(forms.Form):
    """One more point: from words marked with the mouse, from ticked sentences, or from the whole contribution."""

    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    sentence = forms.TypedMultipleChoiceField(
        label=_("Welche Sätze gehören dazu?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    title = Line(
        label=_("Kurze Überschrift"), most=MAX_POINT_TITLE, needed=_("Jeder Punkt braucht eine kurze Überschrift.")
    )
    kind = forms.ChoiceField(label=_("Worum geht es?"), choices=PointKind, initial=PointKind.GENERAL)

    def __init__(self, contribution: Contribution, data: Any = None) -> None:
        super().__init__(data, prefix="split")
        text = contribution.text
        self.ranges = sentences(text)[:MOST_SENTENCES]
        self.fields["sentence"].choices = [  # type: ignore[attr-defined]
            (index, text[start:end]) for index, (start, end) in enumerate(self.ranges)
        ]

    @property
    def range(self) -> tuple[int | None, int | None]:
        """The characters that the point takes up; nothing stands for the whole text. After ``is_valid``."""
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        if start is not None and end is not None:
            return start, end
        ticked = self.cleaned_data["sentence"]
        if not ticked or len(ticked) == len(self.ranges):
            return None, None
        return self.ranges[min(ticked)][0], self.ranges[max(ticked)][1]


class PointForm(forms.Form):
    """Another title or kind for a point."""

    title = Line(
        label=_("Kurze Überschrift"), most=MAX_POINT_TITLE, needed=_("Jeder Punkt braucht eine kurze Überschrift.")
    )
    kind = forms.ChoiceField(label=_("Worum geht es?"), choices=PointKind)

    def __init__(self, point: Point, data: Any = None) -> None:
        super().__init__(data, initial={"title": point.title, "kind": point.kind}, prefix=f"point{point.position}")
        _stands_elsewhere(self, f"aendern-{point.position}")


class AssignForm(forms.Form):
    """Which office answers for a point, and until when."""

    unit = forms.TypedChoiceField(
        label=_("Amt"), coerce=int, error_messages={"required": _("Bitte wählen Sie ein Amt.")}
    )
    due_on = forms.DateField(label=_("Frist"), required=False)

    def __init__(self, point: Point, units: Iterable[Unit], data: Any = None) -> None:
        last = point.contribution.phase.answer_by
        due = point.due_on or min(clock.now().date() + USUAL_DEADLINE, last)
        super().__init__(data, initial={"unit": point.unit_id, "due_on": due}, prefix=f"assign{point.position}")
        names: list[tuple[int | str, Any]] = [(unit.pk, unit.name) for unit in units]
        self.fields["unit"].choices = [("", _("bitte wählen")), *names]  # type: ignore[attr-defined]
        _stands_elsewhere(self, f"zuweisen-{point.position}")


class ReleaseForm(forms.Form):
    """A few words around the verdicts, if wished."""

    text = Words(
        label=_("Ein paar Worte dazu"),
        most=MAX_REPLY_LENGTH,
        help_text=_("Stehen öffentlich über den Urteilen, etwa ein Dank."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class WithholdForm(forms.Form):
    """Why a text is not shown."""

    reason = Words(
        label=_("Grund"),
        most=2_000,
        needed=_("Bitte schreiben Sie den Grund. Er steht öffentlich an der Stelle des Textes."),
        help_text=_("Steht öffentlich an der Stelle des Textes. Nennen Sie keine Namen."),
    )
    conduct_rule = Line(label=_("Verletzter Punkt der Netiquette"), most=20, help_text=_("Zum Beispiel „Punkt 3“."))


class MergeForm(forms.Form):
    """Into which other contribution, and why."""

    target = forms.IntegerField(
        label=_("Nummer des anderen Beitrags"),
        min_value=1,
        max_value=2_000_000_000,
        error_messages={"required": _("Bitte geben Sie die Nummer des anderen Beitrags an.")},
    )
    reason = Words(
        label=_("Grund"),
        most=2_000,
        needed=_("Bitte schreiben Sie den Grund. Er steht öffentlich an der Stelle des Textes."),
        help_text=_("Steht öffentlich an der Stelle des Textes."),
    )


class WithdrawForm(forms.Form):
    """The second look before words are erased for good."""

    sure = forms.BooleanField(
        label=_("Die Person hat selbst darum gebeten. Der Text wird gelöscht und lässt sich nicht zurückholen."),
        error_messages={"required": _("Bitte bestätigen Sie, dass die Person selbst darum gebeten hat.")},
    )


class WordingForm(forms.Form):
    """The new wording of a paragraph of the draft, and why."""

    text = Words(label=_("Eigener Wortlaut"), most=MAX_BLOCK_LENGTH)
    reason = Words(label=_("Grund"), most=MAX_REASON_LENGTH, help_text=_("Steht öffentlich beim Beitrag."))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def drawn(self) -> WordingForm:
        """Ready to be shown: which field is needed depends on the button, so none is called voluntary."""
        self.is_valid()
        for field in self.fields.values():
            field.required = True
        return self
