"""A text that somebody tries in Klartext, and the rules it is to be held against."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from werkstatt.analysis.plain_language.marks import RULES
from werkstatt.core.text_input import cleaned
from werkstatt.strategy.klartext import has_words

MOST_CHARACTERS = 10_000
"""About four pages."""


class Cleaned(forms.CharField):
    """Words without what cannot be seen."""

    def to_python(self, value: Any) -> str:
        """The words, cleaned."""
        return cleaned(str(value)) if value not in self.empty_values else ""


class KlartextForm(forms.Form):
    """The text; ``off`` are the ids of rules that are switched off."""

    text = Cleaned(
        label=_("Ihr Text"),
        strip=False,
        widget=forms.Textarea,
        error_messages={"required": _("Hier steht noch nichts. Fügen Sie bitte einen Text ein.")},
    )
    use_required_attribute = False

    def __init__(self, data: Any = None, *, off: Collection[str] = ()) -> None:
        super().__init__(data, label_suffix="")
        known = {rule.id for rule in RULES}
        self.off = known & set(off)

    @property
    def rules(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Every rule below what it is about: id, title, whether it is on."""
        return [
            (str(title), [(rule.id, rule.title, rule.id not in self.off) for rule in RULES if rule.layer == layer])
            for layer, title in _LAYERS.items()
        ]

    def clean_text(self) -> str:
        """At least one word, and not too many."""
        text: str = self.cleaned_data["text"]
        if not has_words(text):
            raise forms.ValidationError(gettext("Darin steht kein Wort."), code="no_words")
        if len(text) > MOST_CHARACTERS:
            message = gettext(
                "Der Text hat %(is)s Zeichen. Nehmen Sie bitte höchstens %(most)s, das sind etwa vier Seiten."
            )
            numbers = {"is": len(text), "most": MOST_CHARACTERS}
            shown = {name: number_format(value, force_grouping=True, use_l10n=True) for name, value in numbers.items()}
            raise forms.ValidationError(message % shown, code="max_length")
        return text


_LAYERS = {"sentence": _("Länge"), "structure": _("Satzbau"), "words": _("Wörter")}


def rules_off(ticked: Collection[str]) -> frozenset[str]:
    """The rules that are off where only these boxes are ticked."""
    return frozenset(rule.id for rule in RULES) - set(ticked)
