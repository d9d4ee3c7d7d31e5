"""What people type to hear of something."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from werkstatt.communication.actions.subscription import Wanted
from werkstatt.communication.queries.subscriptions import Offer
from werkstatt.communication.rules import Topic
from werkstatt.core.text_input import cleaned_line

ONE_SECTION = "abschnitt"


class SubscribeForm(forms.Form):
    """An address, and what it wants to hear of. ``website`` is a trap: people do not see it."""

    topic = forms.ChoiceField(label=gettext_lazy("Wovon möchten Sie hören?"), widget=forms.RadioSelect)
    section = forms.ChoiceField(label=gettext_lazy("Welcher Abschnitt?"), required=False)
    email = forms.CharField(
        label=gettext_lazy("Ihre E-Mail-Adresse"),
        max_length=300,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": gettext_lazy("Ohne Adresse können wir Ihnen nichts schicken.")},
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}))

    def __init__(self, offer: Offer, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        self.wanted: dict[str, Wanted] = {}
        topics: list[tuple[str, str]] = []
        sections: list[Any] = [("", _("Bitte wählen"))]
        for version in offer.versions:
            key = f"strategie:{version.strategy.slug}"
            self.wanted[key] = Wanted(Topic.STRATEGY, version.strategy)
            topics.append((key, _("Alles zu „%(title)s“") % {"title": version.strategy.title}))
            group = []
            for section in offer.sections[version.strategy_id]:
                key = f"{version.strategy.slug}:{section.uid}"
                self.wanted[key] = Wanted(Topic.SECTION, version.strategy, section_uid=section.uid)
                group.append((key, str(section)))
            sections.append((version.strategy.title, group))
        for phase in offer.phases:
            key = f"phase:{phase.pk}"
            self.wanted[key] = Wanted(Topic.PHASE, phase.strategy, phase=phase)
            topics.append((key, _("Nur die Beteiligung „%(title)s“") % {"title": phase.title}))
        if len(sections) > 1:
            topics.append((ONE_SECTION, _("Nur ein Abschnitt")))
        chosen = {"topic": topics[0][0] if topics else "", **(initial or {})}
        super().__init__(data, initial=chosen, label_suffix="")
        self.fields["topic"].choices = topics  # type: ignore[attr-defined]
        self.fields["section"].choices = sections  # type: ignore[attr-defined]

    def clean_email(self) -> str:
        """The address on one line; whether it can be one, the action knows."""
        return cleaned_line(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """What is wanted, as ``cleaned_data["wanted"]``."""
        data = super().clean() or {}
        if data.get("website"):
            raise forms.ValidationError(
                _("Ein unsichtbares Feld war ausgefüllt. Das machen sonst nur Programme. Bitte senden Sie noch einmal.")
            )
        if data.get("topic") == ONE_SECTION:
            if not data.get("section"):
                if "section" not in self.errors:
                    self.add_error("section", _("Bitte wählen Sie den Abschnitt."))
                return data
            data["wanted"] = self.wanted[data["section"]]
        elif data.get("topic"):
            data["wanted"] = self.wanted[data["topic"]]
        return data


def initial_from(offer: Offer, query: Any) -> dict[str, str]:
    """What an address such as ``?strategie=…&abschnitt=…`` chooses beforehand; what is not there chooses nothing."""
    slug, section, phase = (str(query.get(name, ""))[:80] for name in ("strategie", "abschnitt", "phase"))
    for version in offer.versions:
        uids = {row.uid for row in offer.sections[version.strategy_id]}
        if section in uids and slug in ("", version.strategy.slug):
            return {"topic": ONE_SECTION, "section": f"{version.strategy.slug}:{section}"}
    if any(str(row.pk) == phase for row in offer.phases):
        return {"topic": f"phase:{phase}"}
    if any(version.strategy.slug == slug for version in offer.versions):
        return {"topic": f"strategie:{slug}"}
    return {}
