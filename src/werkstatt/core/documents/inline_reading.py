"""Reading the notation for one block, in time linear to its length, without ever failing.

Four steps: cut the source into tokens, pair the brackets, pair the signs inside them, write out text and marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from werkstatt.core.documents.marks import safe_address, tidy
from werkstatt.text.model import Mark, MarkKind

CLASSES = {
    "strong": MarkKind.STRONG,
    "em": MarkKind.EMPHASIS,
    "strike": MarkKind.STRIKE,
    "sup": MarkKind.SUPERSCRIPT,
    "sub": MarkKind.SUBSCRIPT,
    "code": MarkKind.CODE,
}
"""The names in ``[text]{.em}``."""

_CLASS_LIST = "|".join(CLASSES)
_TOKEN = re.compile(
    rf"""
      (?P<escape>\\[^\w\s])
    | (?P<ticks>`+)
    | (?P<note>\^\[(?:[^\[\]\\]|\\.|\\$|\[(?:[^\[\]\\]|\\.)*\])*\])
    | (?P<target>\]\((?:[^()\\\s]|\\[()\\]|\((?:[^()\\\s]|\\[()\\])*\))+\))
    | (?P<classes>\]\{{\.(?:{_CLASS_LIST})(?:\ \.(?:{_CLASS_LIST}))*\}})
    | (?P<open>\[)
    | (?P<close>\])
    | (?P<sign>\*+|~+|\^)
    """,
    re.VERBOSE | re.DOTALL,
)
_UNESCAPE = re.compile(r"\\([^\w\s])")
_SIGN_KINDS = {
    "*": (MarkKind.EMPHASIS,),
    "**": (MarkKind.STRONG,),
    "***": (MarkKind.STRONG, MarkKind.EMPHASIS),
    "~~": (MarkKind.STRIKE,),
    "~": (MarkKind.SUBSCRIPT,),
    "^": (MarkKind.SUPERSCRIPT,),
}
_WITHOUT_BLANKS = frozenset({MarkKind.SUBSCRIPT, MarkKind.SUPERSCRIPT})


@dataclass(slots=True)
class _Token:
    """A piece of the source. ``text`` is what it stands for as long as no meaning is found for it."""

    sort: str
    text: str
    value: str = ""
    kinds: tuple[MarkKind, ...] = ()
    opens: bool = False
    closes: bool = False
    # What pairing found: marks that begin and end here, in the order of the source.
    begins: list[int] = field(default_factory=list)
    ends: list[tuple[int, MarkKind, str]] = field(default_factory=list)
    signs_used: int = 0


def from_markdown(source: str) -> tuple[str, tuple[Mark, ...]]:
    """Plain text and tidy marks of one block. Never fails; what is no notation is text."""
    tokens = _tokens(source)
    _pair_brackets(tokens)
    _pair_signs(tokens)
    return _written_out(tokens)


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    fences = _fences(source)
    place = 0
    while match := _TOKEN.search(source, place):
        start, end = match.span()
        if start > place:
            tokens.append(_Token("text", source[place:start]))
        sort, text = match.lastgroup or "text", match.group()
        if sort == "escape":
            tokens.append(_Token("text", text[1]))
        elif sort == "ticks" and (closing := fences.get(start)):
            tokens.append(_Token("code", _inside(source[end:closing])))
            end = closing + len(text)
        elif sort == "note":
            note = _UNESCAPE.sub(r"\1", text[2:-1])
            tokens.append(_Token("note", "", note) if note.strip() else _Token("text", text))
        elif sort == "target":
            address = safe_address(_UNESCAPE.sub(r"\1", text[2:-1]))
            tokens.append(_Token("target" if address else "close", text, address))
        elif sort == "sign":
            tokens.append(_sign(source, start, end))
        else:
            tokens.append(_Token(sort, text))
        place = end
    tokens.append(_Token("text", source[place:]))
    return tokens


def _fences(source: str) -> dict[int, int]:
    """For every run of backticks that another run of the same length follows: where that one begins.

    Found once from the end, so that a text full of backticks takes no longer than another.
    """
    next_of_length: dict[int, int] = {}
    result: dict[int, int] = {}
    for match in reversed(list(re.finditer("`+", source))):
        length = len(match.group())
        if length in next_of_length:
            result[match.start()] = next_of_length[length]
        next_of_length[length] = match.start()
    return result


def _inside(code: str) -> str:
    """The content of code without the blanks that keep backticks apart."""
    if len(code) > 2 and code[0] == code[-1] == " " and code.strip(" "):
        return code[1:-1]
    return code


def _sign(source: str, start: int, end: int) -> _Token:
    """A run of signs with what it may do: open before something that is not blank, close after it.

    A single star does neither between two letters: it is the one in „Bürger*innen“.
    """
    text = source[start:end]
    before, after = source[start - 1 : start] or " ", source[end : end + 1] or " "
    opens, closes = not after.isspace(), not before.isspace()
    if text == "*":
        opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
    elif text in ("~", "^"):
        opens = opens and closes
    return _Token("sign", text, kinds=_SIGN_KINDS.get(text, ()), opens=opens, closes=closes)


def _pair_brackets(tokens: list[_Token]) -> None:
    """Find the opening bracket of every link and every ``]{.class}``. The inner link wins over an outer one."""
    open_brackets: list[int] = []
    link_floor = 0
    for place, token in enumerate(tokens):
        if token.sort == "open":
            open_brackets.append(place)
        elif token.sort in ("close", "target", "classes") and open_brackets:
            opener = open_brackets.pop()
            if token.sort == "close" or (token.sort == "target" and len(open_brackets) < link_floor):
                continue
            tokens[opener].sort = "opened"
            tokens[opener].begins.append(place)
            if token.sort == "target":
                token.ends.append((opener, MarkKind.LINK, token.value))
                link_floor = len(open_brackets)
            else:
                names = token.text[2:-1].replace(".", "").split()
                token.ends += [(opener, CLASSES[name], "") for name in names]
        link_floor = min(link_floor, len(open_brackets))


def _pair_signs(tokens: list[_Token]) -> None:
    """Find the opening sign of every closing one, never across the border of a link or a bracketed span."""
    levels: list[_Openers] = [_Openers()]
    for place, token in enumerate(tokens):
        if token.sort == "opened":
            levels.append(_Openers())
        elif token.ends:
            levels.pop()
        elif token.sort == "sign":
            levels[-1].meet(tokens, place)
        elif token.sort in ("text", "code") and re.search(r"\s", token.text):
            levels[-1].forget(_WITHOUT_BLANKS)


class _Openers:
    """The signs of one level that still wait for their partner."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, MarkKind]] = []
        self._count: dict[MarkKind, int] = {}

    def meet(self, tokens: list[_Token], place: int) -> None:
        """Close what this sign can close, then let it wait with the rest of its kinds."""
        token = tokens[place]
        left = list(token.kinds)
        while token.closes and (kind := self._nearest(left)):
            opener = self._take(kind)
            if tokens[opener].sort == "sign" and opener + 1 < place:
                left.remove(kind)
                token.ends.append((opener, kind, ""))
                tokens[opener].signs_used += _width(kind)
                token.signs_used += _width(kind)
        if token.opens:
            for kind in left:
                self._waiting.append((place, kind))
                self._count[kind] = self._count.get(kind, 0) + 1

    def forget(self, kinds: frozenset[MarkKind]) -> None:
        """These kinds can no longer be closed."""
        if any(self._count.get(kind) for kind in kinds):
            self._waiting = [(place, kind) for place, kind in self._waiting if kind not in kinds]
            for kind in kinds:
                self._count[kind] = 0

    def _nearest(self, kinds: list[MarkKind]) -> MarkKind | None:
        """Which of the kinds was opened last."""
        wanted = [kind for kind in kinds if self._count.get(kind)]
        if len(wanted) < 2:
            return wanted[0] if wanted else None
        return next(kind for _, kind in reversed(self._waiting) if kind in wanted)

    def _take(self, kind: MarkKind) -> int:
        """The opener of this kind; what was opened after it stays what was typed.

        The other half of the same ``***`` goes on waiting: which half is the outer one shows only at the end.
        """
        skipped: list[tuple[int, MarkKind]] = []
        while True:
            place, found = self._waiting.pop()
            self._count[found] -= 1
            if found is kind:
                break
            skipped.append((place, found))
        for other, found in skipped:
            if other == place:
                self._waiting.append((other, found))
                self._count[found] += 1
        return place


def _width(kind: MarkKind) -> int:
    return 2 if kind in (MarkKind.STRONG, MarkKind.STRIKE) else 1


def _written_out(tokens: list[_Token]) -> tuple[str, tuple[Mark, ...]]:
    """The text without the signs that found a partner, and the marks they stand for."""
    parts: list[str] = []
    marks: list[Mark] = []
    after: list[int] = []  # per token: the offset where the text after it begins
    length = 0
    for token in tokens:
        if token.sort == "note":
            marks.append(Mark(length, length, MarkKind.FOOTNOTE, token.value))
        for opener, kind, value in token.ends:
            marks.append(Mark(after[opener], length, kind, value))
        shown = token.text
        if token.sort == "opened" or (token.ends and token.sort != "sign"):
            shown = ""
        elif token.sort == "sign":
            shown = token.text[token.signs_used :]
        elif token.sort == "code":
            marks.append(Mark(length, length + len(shown), MarkKind.CODE))
        parts.append(shown)
        length += len(shown)
        after.append(length)
    text = "".join(parts)
    return text, tidy(text, marks)
