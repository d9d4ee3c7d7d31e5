"""What people fill in at the desk. Rules are the actions' matter; here is only what a single form can know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
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
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.participation.models import Contribution
from werkstatt.strategy.rules import MAX_BLOCK_LENGTH
from werkstatt.text.sentences import sentences

MOST_SENTENCES = 60
"""Sentences offered as ticks; longer contributions are split by marking words."""


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
    """The verdict on one point. Several of them stand in one HTML form; one left empty says nothing.

    ``typed`` shows what was typed without judging it yet.
    """

    verdict = forms.ChoiceField(label=_("Urteil"), choices=Verdict, widget=forms.RadioSelect, required=False)
    reason = Words(label=_("Grund"), most=MAX_REASON_LENGTH, widget=forms.Textarea(attrs={"class": "inp", "rows": 3}))
    deferred_until = forms.DateField(label=_("Zurückgestellt bis"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, point: Point, assessment: Assessment | None, data: Any = None, typed: Mapping[str, str] | None = None
    ) -> None:
        self.point, self.assessment = point, assessment
        prefix = f"p{point.position}"
        initial: dict[str, Any] = {}
        if typed is not None:
            names = ("verdict", "reason", "deferred_until", "seen")
            initial = {name: typed.get(f"{prefix}-{name}", "") for name in names}
        elif assessment:
            initial = {
                "verdict": assessment.verdict,
                "reason": assessment.reason,
                "deferred_until": assessment.deferred_until,
                "seen": assessment.revision,
            }
        super().__init__(data, initial=initial, prefix=prefix)

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
    """One more point, or more words for one that is there: from marked words, from ticked sentences, or the whole."""

    start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    sentence = forms.TypedMultipleChoiceField(
        label=_("Welche Sätze gehören dazu?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    title = Line(
        label=_("Kurze Überschrift"),
        most=MAX_POINT_TITLE,
        help_text=_("Bleibt sie leer, nehmen wir die ersten Worte."),
    )
    kind = forms.ChoiceField(label=_("Worum geht es?"), choices=PointKind, initial=PointKind.GENERAL)
    into = forms.TypedChoiceField(label=_("Wohin damit?"), coerce=int, required=False, empty_value=None)

    def __init__(self, contribution: Contribution, points: Iterable[Point] = (), data: Any = None) -> None:
        super().__init__(data, prefix="split")
        text = contribution.text
        self.ranges = sentences(text)[:MOST_SENTENCES]
        self.fields["sentence"].choices = [  # type: ignore[attr-defined]
            (index, text[start:end]) for index, (start, end) in enumerate(self.ranges)
        ]
        ranged: list[tuple[int | str, Any]] = [
            (point.position, _("zu Punkt %(n)s: %(title)s") % {"n": point.position, "title": point.title})
            for point in points
            if point.start is not None
        ]
        if ranged:
            self.fields["into"].choices = [("", _("neuer Punkt")), *ranged]  # type: ignore[attr-defined]
        else:
            del self.fields["into"]

    @property
    def range(self) -> tuple[int | None, int | None]:
        """The characters that the point takes up; nothing stands for the whole text. After ``is_valid``."""
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start is not None and end is not None:
            return start, end
        ticked = self.cleaned_data.get("sentence")
        if not ticked or len(ticked) == len(self.ranges):
            return None, None
        return self.ranges[min(ticked)][0], self.ranges[max(ticked)][1]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        nothing_chosen = not data.get("sentence") and self.range == (None, None)
        if data.get("into") and self.range == (None, None):
            self.add_error("sentence", _("Bitte wählen Sie, welche Sätze dazukommen."))
        elif "title" in data and not data["title"] and nothing_chosen:
            message = _("Bitte wählen Sie Sätze aus, oder schreiben Sie eine kurze Überschrift für den ganzen Text.")
            self.add_error("title", message)
        return data


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
    """Which office answers for points of a contribution, and until when. Without a choice: all that have no office."""

    unit = forms.TypedChoiceField(
        label=_("Amt"), coerce=int, error_messages={"required": _("Bitte wählen Sie ein Amt.")}
    )
    due_on = forms.DateField(label=_("Frist"), required=False)
    points = forms.TypedMultipleChoiceField(
        label=_("Welche Punkte?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, units: Mapping[int, str], due_on: date, open_points: Iterable[Point] = (), data: Any = None
    ) -> None:
        found = list(open_points)
        unassigned = [point.position for point in found if point.unit_id is None]
        super().__init__(data, initial={"due_on": due_on, "points": unassigned}, prefix="assign")
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]
        names = [(point.position, f"{point.position} {point.title}") for point in found]
        self.fields["points"].choices = names  # type: ignore[attr-defined]
        if len(names) < 2:
            self.fields["points"].widget = forms.MultipleHiddenInput()


class PointAssignForm(forms.Form):
    """Another office or deadline for one point."""

    unit = forms.TypedChoiceField(
        label=_("Amt"), coerce=int, error_messages={"required": _("Bitte wählen Sie ein Amt.")}
    )
    due_on = forms.DateField(label=_("Frist"), required=False)

    def __init__(self, point: Point, units: Mapping[int, str], due_on: date, data: Any = None) -> None:
        initial = {"unit": point.unit_id, "due_on": point.due_on or due_on}
        super().__init__(data, initial=initial, prefix=f"assign{point.position}")
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]
        _stands_elsewhere(self, f"zuweisen-{point.position}")


def unit_choices(units: Mapping[int, str]) -> list[tuple[int | str, Any]]:
    """Offices to choose from, none chosen."""
    return [("", _("bitte wählen")), *units.items()]


class MergePointForm(forms.Form):
    """Into which other point of the same contribution."""

    into = forms.TypedChoiceField(label=_("Zusammenführen mit"), coerce=int)

    def __init__(self, point: Point, others: Iterable[Point], data: Any = None) -> None:
        super().__init__(data, prefix=f"join{point.position}")
        choices = [(other.position, f"{other.position} {other.title}") for other in others]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]
        _stands_elsewhere(self, f"verbinden-{point.position}")


class ObjectionForm(forms.Form):
    """Whether an objection is right, and what its author hears."""

    uphold = forms.TypedChoiceField(
        label=_("Entscheidung"),
        coerce=lambda value: value == "ja",
        choices=[("ja", _("Berechtigt: wieder veröffentlichen")), ("nein", _("Zurückweisen: bleibt nicht öffentlich"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte entscheiden Sie, ob der Einspruch berechtigt ist.")},
    )
    answer = Words(
        label=_("Antwort"),
        most=2_000,
        needed=_("Bitte schreiben Sie eine Antwort an die Person, die widersprochen hat."),
        help_text=_("Bekommt nur die Person, die widersprochen hat."),
    )


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
