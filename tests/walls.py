"""The walls between towns, looked at in the database; and the forms of a page, to be filled with what is not ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db.models import F, ForeignKey, ManyToManyField, Model

from werkstatt.organisations.models import Municipality


def models_of_towns() -> list[type[Model]]:
    """Every model whose rows belong to a town."""
    return [
        model
        for model in apps.get_models()
        if any(isinstance(each, ForeignKey) and each.name == "municipality" for each in model._meta.get_fields())
    ]


def rows_across() -> list[str]:
    """Rows of one town that point at a row of another one. There must be none."""
    of_towns = set(models_of_towns())
    found = []
    for model in of_towns:
        for each in model._meta.get_fields():
            if not isinstance(each, ForeignKey | ManyToManyField) or each.related_model not in of_towns:
                continue
            rows = model._default_manager.filter(**{f"{each.name}__isnull": False})
            across = rows.exclude(**{f"{each.name}__municipality": F("municipality")})
            found += [f"{model.__name__} {row.pk}.{each.name}" for row in across]
    return found


def everything_of(town: Municipality) -> dict[str, list[Any]]:
    """All that belongs to a town, to see whether anything of it changed."""
    kept = {
        model.__name__: list(model._default_manager.filter(municipality=town).order_by("pk").values_list())
        for model in models_of_towns()
    }
    return kept | {"Municipality": list(Municipality.objects.filter(pk=town.pk).values_list())}


@dataclass
class Form:
    """A form as it stands on a page. ``ids`` are the fields that name something: chosen, hidden or ticked."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class FormReader(HTMLParser):
    """The forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        if self._form is None or name == "csrfmiddlewaretoken":
            return
        match tag, given.get("type", "text"):
            case "input", "hidden" | "radio" | "checkbox":
                if given.get("type") == "hidden" or "checked" in given:
                    self._form.values[name] = value
                self._form.ids.add(name)
            case "input", "file" | "submit":
                pass
            case "input" | "textarea", _ if name:
                self._form.values[name] = value or "Wort"
                if given.get("type") == "number" or value.isdigit():
                    self._form.ids.add(name)
            case "button", _ if name:
                self._form.buttons.append((name, value))
            case "select", _:
                self._select = name
                self._form.ids.add(name)
            case "option", _ if self._select and ("selected" in given or self._select not in self._form.values):
                self._form.values[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
