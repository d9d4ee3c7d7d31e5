"""What people fill in when they settle several proposals for one place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from werkstatt.assessment.forms import Words
from werkstatt.assessment.queries.conflicts import Contest, Rival
from werkstatt.assessment.rules import MAX_REASON_LENGTH, Verdict
from werkstatt.core.errors import RuleBroken
from werkstatt.strategy.rules import MAX_BLOCK_LENGTH
from werkstatt.text.suggestions import Share, share_in

_VERDICTS: dict[Share, Verdict] = {
    "whole": Verdict.ADOPTED,
    "part": Verdict.ADOPTED_WITH_CHANGES,
    "none": Verdict.DECLINED,
}
_TO_COMPLETE = _("Der Grund:")


class PlaceForm(forms.Form):
    """The wording that the paragraph shall have."""

    text = Words(label=_("Der ganze Absatz, wie er im Entwurf stehen soll"), most=MAX_BLOCK_LENGTH)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    use_required_attribute = False


class RivalForm(forms.Form):
    """One of the proposals: whether it goes into the wording, its verdict and the reason."""

    take = forms.BooleanField(label=_("In den Wortlaut nehmen"), required=False)
    verdict = forms.ChoiceField(
        label=_("Urteil"),
        required=False,
        choices=[("", _("ergibt sich aus dem Wortlaut")), *((one.value, one.label) for one in _VERDICTS.values())],
    )
    reason = Words(label=_("Grund"), most=MAX_REASON_LENGTH, help_text=_("Steht öffentlich beim Beitrag."))
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    use_required_attribute = False

    def __init__(self, rival: Rival, data: Any = None) -> None:
        self.rival = rival
        super().__init__(data, prefix=f"n{rival.number}", initial={"seen": rival.seen})

    def verdict_for(self, ground: str, text: str) -> Verdict:
        """The chosen verdict, or the one that the wording gives it. After ``is_valid``."""
        chosen = self.cleaned_data.get("verdict")
        return Verdict(chosen) if chosen else _VERDICTS[share_in(self.rival.proposal, ground, text)]

    def check_reason(self, verdict: Verdict) -> None:
        """A verdict has a reason, and a reason that was begun is brought to an end."""
        reason = self.cleaned_data.get("reason", "")
        if not reason:
            self.add_error("reason", _("Jedes Urteil braucht einen Grund. Er steht öffentlich beim Beitrag."))
        elif reason.endswith(str(_TO_COMPLETE)):
            self.add_error("reason", _("Bitte ergänzen Sie den Grund."))


class SettleForms:
    """The forms of the whole page, for the proposals that are open."""

    def __init__(self, contest: Contest, data: Any = None, initial_text: str = "") -> None:
        self.contest = contest
        revision = contest.block.revision if contest.block else None
        self.place = PlaceForm(data, initial={"text": initial_text, "revision": revision})
        self.rivals: Sequence[RivalForm] = [RivalForm(rival, data) for rival in contest.rivals if rival.is_open]

    def is_valid(self) -> bool:
        """Whether everything can be sent; the reasons are checked against the verdicts that result."""
        if not all([self.place.is_valid(), *(form.is_valid() for form in self.rivals)]):
            return False
        for form, verdict in self.verdicts():
            form.check_reason(verdict)
        return not any(form.errors for form in self.rivals)

    def verdicts(self) -> list[tuple[RivalForm, Verdict]]:
        """Every proposal with its verdict, whatever else is wrong."""
        for form in (self.place, *self.rivals):
            form.is_valid()
        text = self.place.cleaned_data.get("text", "")
        return [(form, form.verdict_for(self.contest.ground, text)) for form in self.rivals]

    def drawn(self) -> SettleForms:
        """Ready to be shown: what every decision needs is not called voluntary."""
        self.verdicts()
        for field in [self.place.fields["text"], *(form.fields["reason"] for form in self.rivals)]:
            field.required = True
        return self

    def put(self, broken: RuleBroken) -> None:
        """Bring what an action has to say to its fields."""
        self.verdicts()
        forms_of = {form.prefix: form for form in self.rivals}
        told = False
        for name, message in broken.fields.items():
            prefix, _dash, field = name.partition("-")
            form: forms.Form | None = forms_of.get(prefix) if field else self.place
            name = field or name
            if form is not None and name in form.fields and message:
                form.add_error(name, message)
                told = True
        if not told:
            self.place.add_error(None, broken.message)


def begun_reason(verdict: Verdict, adopted: Sequence[str]) -> str:
    """How a reason may begin; a person brings it to an end. ``adopted``: the numbers that are taken over."""
    names = ", ".join(adopted)
    said: Any
    if verdict == Verdict.ADOPTED:
        return str(_("Der vorgeschlagene Wortlaut steht jetzt im Entwurf."))
    if verdict == Verdict.ADOPTED_WITH_CHANGES:
        said = _("Der Vorschlag ist mit anderen zu einem Wortlaut zusammengeführt.")
    elif names:
        said = _("An dieser Stelle steht jetzt der Wortlaut von %(numbers)s.") % {"numbers": names}
    else:
        said = _("Der Satz bleibt, wie er ist.")
    return f"{said} {_TO_COMPLETE}"
