"""Form fields as the design system draws them: label, hint, error, input, tied together for screen readers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import conditional_escape, escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from werkstatt.core.ui.pieces import icon

# Browsers bring their own picker for dates, and expect the ISO form whatever the language.
_PICKERS: tuple[tuple[type[forms.Field], str, str], ...] = (
    (forms.DateTimeField, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateField, "date", "%Y-%m-%d"),
    (forms.TimeField, "time", "%H:%M"),
)


def field(bound: BoundField, *, label: str = "", hint: str = "", serif: bool = False, rows: int = 0) -> SafeString:
    """A whole field: label with “(freiwillig)” where it may stay empty, hint, errors, input.

    ``label`` and ``hint`` replace those of the form; ``serif`` sets the input in the voice of the strategy; ``rows``
    is the height of a textarea. The ids of hint and error are those that Django puts into ``aria-describedby``.
    """
    if bound.is_hidden:
        return SafeString(str(bound))
    hint = hint or str(bound.help_text)
    if hint and not bound.help_text:
        bound.help_text = hint  # Django then ties the input to the hint
    text = conditional_escape(label or bound.label or "")
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _checkbox(bound, text, hint)
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _choices(bound, text, hint)
    before = f'<label for="{escape(bound.id_for_label)}">{text}{_optional(bound)}</label>'
    control = bound.as_widget(attrs=_attributes(bound, serif=serif, rows=rows))
    return mark_safe(f'<div class="field">{before}{_hint(bound, hint)}{_errors(bound)}{control}</div>')  # noqa: S308


def error_summary(form: BaseForm) -> SafeString:
    """All errors of a form at its top, each a link to its field; empty when there are none."""
    if not form.errors:
        return SafeString("")
    lines: list[str] = [_words(error) for error in form.non_field_errors()]
    for name in form.errors:
        if name in form.fields:
            bound = form[name]
            target = f"{bound.auto_id}_0" if _is_group(bound.field.widget) else bound.id_for_label or bound.auto_id
            lines += [f'<a href="#{escape(target)}">{_named(bound)}{_words(error)}</a>' for error in bound.errors]
    count = len(lines)
    title = ngettext("Eine Angabe stimmt noch nicht", "%(count)s Angaben stimmen noch nicht", count) % {"count": count}
    items = "".join(f"<li>{line}</li>" for line in lines)
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<div class="note note--stop errsum" role="alert"><div><b>{escape(title)}</b>'
        f'<ul class="plain">{items}</ul></div></div>'
    )


def _named(bound: BoundField) -> str:
    # A label may hold a link; inside the link to the field it must not.
    return f"{escape(strip_tags(str(bound.label)).rstrip('.:?!'))}: " if bound.label else ""


def _words(error: object) -> str:
    return conditional_escape(str(error))


def _is_group(widget: forms.Widget) -> bool:
    return isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def _attributes(bound: BoundField, *, serif: bool = False, rows: int = 0) -> dict[str, Any]:
    widget = bound.field.widget
    own = widget.attrs.get("class", "")
    attributes: dict[str, Any] = {"class": " ".join(part for part in ("inp", "text" if serif else "", own) if part)}
    if isinstance(widget, forms.Textarea) and (rows or widget.attrs.get("rows") == "10"):  # Django's default
        attributes["rows"] = rows or 4
    if isinstance(widget, forms.DateInput | forms.DateTimeInput | forms.TimeInput):
        for kind, input_type, format_ in _PICKERS:
            if isinstance(bound.field, kind):
                widget.input_type, widget.format, widget.is_localized = input_type, format_, False
    return attributes


def _checkbox(bound: BoundField, text: str, hint: str) -> SafeString:
    control = bound.as_widget()
    label = f'<label class="check" for="{escape(bound.id_for_label)}">{control}<span>{text}</span></label>'
    return mark_safe(f'<div class="field">{_errors(bound)}{label}{_hint(bound, hint)}</div>')  # noqa: S308


def _choices(bound: BoundField, text: str, hint: str) -> SafeString:
    options = "".join(
        f'<label class="check" for="{escape(option.id_for_label)}">{option.tag()}'
        f"<span>{conditional_escape(option.choice_label)}</span></label>"
        for option in bound.subwidgets
    )
    described = f' aria-describedby="{escape(bound.aria_describedby)}"' if bound.aria_describedby else ""
    legend = f"<legend>{text}{_optional(bound)}</legend>"
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<fieldset class="field"{described}>{legend}{_hint(bound, hint)}{_errors(bound)}{options}</fieldset>'
    )


def _optional(bound: BoundField) -> str:
    return "" if bound.field.required else f' <span class="opt">{escape(_("(freiwillig)"))}</span>'


def _hint(bound: BoundField, hint: str) -> str:
    return f'<span class="hint" id="{escape(bound.auto_id)}_helptext">{conditional_escape(hint)}</span>' if hint else ""


def _errors(bound: BoundField) -> str:
    if not bound.errors:
        return ""
    words = "<br>".join(_words(error) for error in bound.errors)
    return f'<span class="err" id="{escape(bound.auto_id)}_error">{icon("warn")} <span>{words}</span></span>'
