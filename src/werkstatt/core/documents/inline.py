r"""The notation for one block in a plain text field: ``**bold**``, ``*emphasis*``, ``[text](https://…)``,
``^[footnote]``, ``~~strike~~``, `` `code` ``, ``CO~2~``, ``m^2^``; a backslash takes the meaning from what follows.

Whatever is no complete notation stays what was typed: a lone ``*``, the star in ``Bürger*innen``, ``[1]``, a link
to an address that is not http, https or mailto. Where a mark cannot be written in the short form (emphasis inside a
word, crossing marks), ``[text]{.em}`` says the same.

``from_markdown(to_markdown(text, marks))`` gives back the text and its tidy marks, for every text: ``to_markdown``
reads what it wrote and takes the longer, unmistakable form where the short one would be read differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from werkstatt.core.documents.inline_reading import CLASSES, from_markdown
from werkstatt.core.documents.marks import Run, runs, tidy
from werkstatt.core.documents.nesting import nested
from werkstatt.text.model import Mark, MarkKind

__all__ = ["Run", "from_markdown", "runs", "to_markdown"]

_SIGNS = {
    MarkKind.STRONG: "**",
    MarkKind.EMPHASIS: "*",
    MarkKind.STRIKE: "~~",
    MarkKind.SUPERSCRIPT: "^",
    MarkKind.SUBSCRIPT: "~",
}
_NAMES = {kind: name for name, kind in CLASSES.items()}
_SPECIAL = re.compile(r"[\\*`\[\]^~]")
# What can be left as it is in the short form: a star between letters or with white space around it, brackets that
# nothing follows, a backslash before a letter.
_MISTAKABLE = re.compile(
    r"\\(?=[^\w\s]|$)|(?<!\w)\*(?!\s)|(?<!\s)\*(?!\w)|\*(?=\*)|`|\](?=[({]|$)|\^|(?<=\S)~|~(?=~)|~$"
)
_IN_ADDRESS = re.compile(r"[\\()]")


def to_markdown(text: str, marks: Iterable[Mark]) -> str:
    """Text and marks of one block in the notation; the short form wherever it is read back unchanged."""
    tidied = tidy(text, marks)
    short = _short(text, tidied)
    if from_markdown(short) == (text, tidied):
        return short
    return _unmistakable(text, tidied)


def _short(text: str, marks: Sequence[Mark]) -> str:
    """The form people would type. Not every combination of marks survives it."""
    parts: list[str] = []
    done = 0
    in_code = in_link = False
    for place, opens, mark in nested(sorted(marks, key=_outermost_first)):
        parts.append(_escaped(text[done:place], in_code=in_code, in_link=in_link))
        done = place
        match mark.kind:
            case MarkKind.FOOTNOTE:
                parts.append(_note(mark) if opens else "")
            case MarkKind.LINK:
                parts.append("[" if opens else _target(mark))
                in_link = opens
            case MarkKind.CODE:
                in_code = opens
            case _:
                parts.append(_SIGNS[mark.kind])
    parts.append(_escaped(text[done:], in_code=False, in_link=False))
    return "".join(parts)


def _outermost_first(mark: Mark) -> int:
    """Among marks on the same characters the link is outside and code is inside, as its content is taken literally."""
    return {MarkKind.LINK: 0, MarkKind.CODE: 2}.get(mark.kind, 1)


def _escaped(text: str, *, in_code: bool, in_link: bool) -> str:
    """Plain text that is read as itself; with backticks around it where it is code."""
    if in_code:
        return _code(text) if text else ""
    if in_link:
        return _SPECIAL.sub(r"\\\g<0>", text)
    return _MISTAKABLE.sub(r"\\\g<0>", text)


def _code(text: str) -> str:
    """Code between as many backticks as it takes, with a blank inside where the content begins or ends with one."""
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    edges = text[0] + text[-1]
    pad = " " if "`" in edges or (edges == "  " and text.strip(" ")) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _note(mark: Mark) -> str:
    return "^[" + re.sub(r"[\\\[\]]", r"\\\g<0>", mark.value) + "]"


def _target(mark: Mark) -> str:
    return "](" + _IN_ADDRESS.sub(r"\\\g<0>", mark.value) + ")"


def _unmistakable(text: str, marks: Sequence[Mark]) -> str:
    """Every run on its own, its marks named, every sign escaped."""
    parts: list[str] = []
    for run in runs(text, marks):
        if run.footnote is not None:
            parts.append(_note(run.marks[0]))
            continue
        part = _SPECIAL.sub(r"\\\g<0>", run.text)
        names = [f".{_NAMES[mark.kind]}" for mark in run.marks if mark.kind in _NAMES]
        if names:
            part = f"[{part}]{{{' '.join(names)}}}"
        link = next((mark for mark in run.marks if mark.kind is MarkKind.LINK), None)
        parts.append(f"[{part}{_target(link)}" if link else part)
    return "".join(parts)
