"""Pieces that repeat up to a thousand times on a page: built as plain text, because templates would be too slow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from werkstatt.core.ui.days import words

ICONS = frozenset(
    {"adapt", "arrow", "back", "cal", "check", "clock", "cut", "diff", "easy", "flag", "idea", "key", "minus", "more"}
    | {"near", "pen", "people", "print", "same", "say", "search", "vs", "warn"}
)

# Code of a verdict → variant of the pill, icon, words
VERDICTS = {
    "adopted": ("yes", "check", gettext_lazy("Übernommen")),
    "adopted_with_changes": ("adapt", "adapt", gettext_lazy("Mit Änderungen übernommen")),
    "already_covered": ("same", "same", gettext_lazy("Schon enthalten")),
    "becomes_idea": ("idea", "idea", gettext_lazy("Wird Projektidee")),
    "referred": ("fwd", "arrow", gettext_lazy("Weitergeleitet")),
    "deferred": ("later", "clock", gettext_lazy("Zurückgestellt")),
    "declined": ("no", "minus", gettext_lazy("Nicht übernommen")),
    "open": ("open", "clock", gettext_lazy("Noch kein Urteil")),
}

# Traffic light → words and the shape inside the disc, triangle, octagon or ring
_LIGHTS = {
    "go": (
        gettext_lazy("im Plan"),
        '<circle cx="12" cy="12" r="10" fill="currentColor"/><path class="in" d="m7 12.5 3.5 3.5L17 9"/>',
    ),
    "slow": (
        gettext_lazy("verzögert"),
        '<path d="M12 2.5 22.5 21h-21z" fill="currentColor"/><path class="in" d="M12 9v5.5M12 17.6v.2"/>',
    ),
    "stop": (
        gettext_lazy("stockt"),
        '<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" fill="currentColor"/><path class="in" d="m8.5 8.5 7 7m0-7-7 7"/>',
    ),
    "rest": (
        gettext_lazy("pausiert"),
        '<circle class="out" cx="12" cy="12" r="9"/><path class="out" d="M9.5 8.5v7M14.5 8.5v7"/>',
    ),
}


class Change(Protocol):
    """A stretch of a word difference, as ``werkstatt.text.worddiff`` makes them."""

    @property
    def kind(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Step:
    """A knot of a short thread. ``state``: voice (a person spoke), done, todo (still to come)."""

    text: str
    when: str = ""
    url: str = ""
    state: Literal["voice", "done", "todo"] = "done"


def icon(name: str, label: str = "") -> SafeString:
    """An icon in the colour of the text; with a label, words for those who do not see it. ValueError if unknown."""
    if name not in ICONS:
        raise ValueError(f"no such icon: {name}")
    words_for_ears = f'<span class="sr">{conditional_escape(label)}</span>' if label else ""
    return mark_safe(f'<span class="i i-{name}" aria-hidden="true"></span>{words_for_ears}')  # noqa: S308


def number(value: int | str, url: str = "", *, big: bool = False) -> SafeString:
    """The tag of a public number (“Nr. 69”); with an address it links to its thread."""
    classes = "nr nr--h1" if big else "nr"
    text = _("Nr. %(number)s") % {"number": escape(value)}
    if url:
        return mark_safe(f'<a class="{classes}" href="{escape(url)}">{text}</a>')  # noqa: S308
    return mark_safe(f'<span class="{classes}">{text}</span>')  # noqa: S308


def verdict(code: str, until: date | None = None) -> SafeString:
    """The pill of a verdict: sign, word, colour; ``until`` for deferred ones. ValueError for an unknown code."""
    try:
        variant, sign, label = VERDICTS[code]
    except KeyError:
        raise ValueError(f"no such verdict: {code!r}") from None
    text = str(label)
    if until is not None and code == "deferred":
        text = _("Zurückgestellt bis %(day)s") % {"day": words(until)}
    return mark_safe(f'<span class="verdict verdict--{variant}">{icon(sign)}{escape(text)}</span>')  # noqa: S308


def light(state: str, label: str = "") -> SafeString:
    """A traffic light (go, slow, stop, rest): shape, word, colour. ValueError for an unknown state."""
    try:
        text, shape = _LIGHTS[state]
    except KeyError:
        raise ValueError(f"no such light: {state!r}") from None
    drawing = f'<svg viewBox="0 0 24 24" aria-hidden="true">{shape}</svg>'
    return mark_safe(f'<span class="light light--{state}">{drawing}{escape(label or text)}</span>')  # noqa: S308


def diff(changes: Iterable[Change]) -> SafeString:
    """A word difference as running text with ``ins`` and ``del``.

    Screen readers pass over both elements in silence, so each begins with a word that only they get. What was deleted
    does not count as text (``data-skip``): positions in the new text stay right.
    """
    new, gone = escape(_("neu:")), escape(_("gestrichen:"))
    marks = {
        "equal": ("", ""),
        "insert": (f'<ins><span class="sr" data-skip>{new} </span>', "</ins>"),
        "delete": (f'<del data-skip><span class="sr">{gone} </span>', "</del>"),
    }
    parts = []
    for kind, text in _without_blank_ends([(change.kind, change.text) for change in changes]):
        before, after = marks[kind]
        parts.append(f"{before}{escape(text)}{after}")
    return mark_safe("".join(parts))  # noqa: S308 - every text is escaped


def _without_blank_ends(changes: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Marks end with their last word: blanks that follow both the old and the new words are set behind the mark.

    The new text stays the same character by character.
    """
    result: list[tuple[str, str]] = []
    for kind, text in changes:
        if kind == "insert" and (blank := text[len(text.rstrip()) :]) and text != blank:
            if result and result[-1][0] == "delete" and (old := result[-1][1]).endswith(blank) and old != blank:
                result[-1] = ("delete", old.removesuffix(blank))
            result += [(kind, text.removesuffix(blank)), ("equal", blank)]
        else:
            result.append((kind, text))
    return result


def mini(steps: Iterable[Step], extra: str = "") -> SafeString:
    """A short thread as a list of knots. ``extra``: another class, “mini--paper” or “mini--side”."""
    classes = {"voice": ' class="v"', "done": "", "todo": ' class="todo"'}
    lines = []
    for step in steps:
        when = f'<span class="when">{conditional_escape(step.when)}</span> ' if step.when else ""
        text: str = conditional_escape(step.text)
        if step.url:
            text = f'<a href="{escape(step.url)}">{text}</a>'
        lines.append(f"<li{classes[step.state]}>{when}{text}</li>")
    return mark_safe(f'<ol class="mini {escape(extra)}">{"".join(lines)}</ol>')  # noqa: S308


def entries(menu: Iterable[object]) -> SafeString:
    """The lines of a menu: objects with label, url and perhaps current; or tuples of the same."""
    lines = []
    for entry in menu or ():
        if isinstance(entry, tuple | list):
            label, url, current = (*entry, False)[:3]
        else:
            label, url, current = entry.label, entry.url, getattr(entry, "current", False)  # type: ignore[attr-defined]
        here = ' aria-current="page"' if current else ""
        lines.append(f'<li><a href="{escape(url)}"{here}>{conditional_escape(label)}</a></li>')
    return mark_safe("".join(lines))  # noqa: S308


def crumbs(*steps: str) -> SafeString:
    """Breadcrumbs from label, address, label, address … and at last the label of this page."""
    pairs = zip(steps[:-1:2], steps[1::2], strict=True)
    lines = [f'<li><a href="{escape(url)}">{conditional_escape(label)}</a></li>' for label, url in pairs]
    lines.append(f'<li aria-current="page">{conditional_escape(steps[-1])}</li>')
    label = escape(_("Sie sind hier"))
    return mark_safe(f'<nav class="crumbs" aria-label="{label}"><ol>{"".join(lines)}</ol></nav>')  # noqa: S308


def pager(previous: str, following: str) -> SafeString:
    """Links to the page before and after; nothing when there is neither."""
    if not previous and not following:
        return SafeString("")
    back = f'<a rel="prev" href="{escape(previous)}">{icon("back")} {escape(_("Vorherige Seite"))}</a>'
    on = f'<a rel="next" href="{escape(following)}">{escape(_("Nächste Seite"))} {icon("arrow")}</a>'
    label = escape(_("Seiten"))
    links = f"{back if previous else '<span></span>'}{on if following else ''}"
    return mark_safe(f'<nav class="pages" aria-label="{label}">{links}</nav>')  # noqa: S308
