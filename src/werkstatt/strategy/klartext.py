"""What Klartext says of a text, as pages show it: sentences with their level, marked passages, hints beside them.

No queries, no requests: words go in, words and HTML come out. The figures come from ``analysis.plain_language``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from werkstatt.analysis.plain_language.marks import RULES, Mark
from werkstatt.analysis.plain_language.report import Report, SentenceReport, analyse
from werkstatt.analysis.plain_language.score import level
from werkstatt.text.model import BlockKind

LEVEL_WORDS: dict[str, str | Promise] = {"green": _("grün"), "yellow": _("gelb"), "red": _("rot")}
LEVEL_MEANS: dict[str, str | Promise] = {
    "green": _("leicht zu lesen"),
    "yellow": _("geht leichter"),
    "red": _("schwer zu lesen"),
}
# A shape for each level, so that nobody needs the colour.
_SHAPES = {
    "green": '<circle cx="8" cy="8" r="6"/>',
    "yellow": '<path d="M8 1.2 14.8 8 8 14.8 1.2 8z"/>',
    "red": '<path d="M2 2h12v12H2z"/>',
}

LONG, BUILT, PASSIVE, WORD = "long", "built", "passive", "word"
"""How a passage is underlined, the outermost first: dashed where a sentence is too long, double where it is built in a
hard way, dotted where nobody acts, wavy at words."""

SCALE = (1.0, 7.0)
"""The ends of the scale on which people rated sentences: very easy, very hard."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A marked passage with its reason and the way out. ``start`` and ``end`` are offsets in the text looked at."""

    number: int
    rule: str
    style: str
    start: int
    end: int
    quote: str
    message: str
    way: str
    replacement: str

    @property
    def needs_quote(self) -> bool:
        """Whether the passage has to be named because the reason does not do it."""
        return self.quote not in self.message


@dataclass(frozen=True, slots=True)
class Score:
    """A level with its number: ``words`` is "gelb, 3,1", ``at`` the place on the drawing of the scale (0 to 120)."""

    level: str
    value: float
    words: str
    means: str
    at: float

    @property
    def sign(self) -> SafeString:
        """The shape of the level, as a picture without a name: the words stand beside it."""
        return level_sign(self.level)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its level, its words as HTML with the marked passages, and the hints that belong to them."""

    score: Score
    html: SafeString
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """A text that was looked at. ``paragraphs`` hold its sentences; ``counts`` how many are of each level."""

    score: Score
    paragraphs: tuple[tuple[Sentence, ...], ...]
    counts: tuple[tuple[Score, int], ...]
    hint_count: int
    sentence_count: int


def look_at(text: str, *, without: Collection[str] = ()) -> Result | None:
    """Everything Klartext has to say of ``text``, without the rules whose ids are in ``without``. None: no words."""
    if not has_words(text):
        return None
    report = analyse(text, without=frozenset(without))
    paragraphs: list[list[Sentence]] = []
    before, number = 0, 0
    for each in report.sentences:
        gap = text[before : each.start]
        if not paragraphs or "\n" in gap:
            paragraphs.append([])
        hints = tuple(hints_of(text, each.marks, first=number + 1))
        number += len(hints)
        words = marked(text, hints, each.start, each.end, numbered=True)
        paragraphs[-1].append(Sentence(score_of(each.level, each.score), _with_lead(gap, words), hints))
        before = each.end
    return Result(
        score=score_of(report.level, report.score),
        paragraphs=tuple(tuple(part) for part in paragraphs),
        counts=tuple(_counts(report.sentences)),
        hint_count=number,
        sentence_count=len(report.sentences),
    )


def has_words(text: str) -> bool:
    """Whether there is anything to read: a letter or a digit."""
    return any(map(str.isalnum, text))


READ = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.QUOTE})
"""Kinds of blocks that are sentences; cells, code and captions are something else."""


@dataclass(frozen=True, slots=True)
class Noted:
    """What Klartext notes about a paragraph of a draft."""

    report: Report
    score: Score
    hints: tuple[Hint, ...]


def note(text: str) -> Noted | None:
    """What Klartext has to say of a paragraph. None: no words."""
    if not has_words(text):
        return None
    report = _remembered(text)
    marks = [mark for sentence in report.sentences for mark in sentence.marks]
    return Noted(report, score_of(report.level, report.score), tuple(hints_of(text, marks)))


@lru_cache(maxsize=2048)
def _remembered(text: str) -> Report:
    """A chapter costs only what has changed in it since somebody looked at it."""
    return analyse(text)


def hints_in_source(source: str, text: str, hints: Iterable[Hint]) -> list[tuple[Hint, int, int]]:
    """Where the passages stand in what was typed, with its signs for bold, links and footnotes.

    Offsets count as a browser does (UTF-16 units). A passage with such signs inside is not found and left out.
    """
    found, begin, before = [], 0, 0
    for hint in hints:
        words = text[hint.start : hint.end]
        # A later mark may lie inside of an earlier one: the search starts where that one began.
        at = hint.start if source == text else source.find(words, begin if hint.start >= before else 0)
        if at < 0:
            continue
        begin, before = at, hint.start
        found.append((hint, _units(source[:at]), _units(source[: at + len(words)])))
    return found


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def hints_of(text: str, marks: Iterable[Mark], *, first: int = 1) -> Iterator[Hint]:
    """The marks of a text as hints with numbers, in the order of their places."""
    in_order = sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.rule))
    for number, mark in enumerate(in_order, start=first):
        yield Hint(
            number=number,
            rule=mark.rule,
            style=_STYLES[mark.rule],
            start=mark.start,
            end=mark.end,
            quote=_short(text[mark.start : mark.end]),
            message=mark.message,
            way=mark.hint,
            replacement=mark.replacement or "",
        )


def score_of(level: str, value: float) -> Score:
    """A level and its number in words. Numbers beyond the scale are shown as its end.

    The second decimal is cut off, not rounded: 2.46 is green, and "grün, 2,5" would look like a mistake.
    """
    low, high = SCALE
    shown = min(max(value, low), high)
    words = f"{LEVEL_WORDS[level]}, {number_format(shown, 1)}"
    return Score(level, value, words, str(LEVEL_MEANS[level]), round((shown - low) / (high - low) * 120, 1))


@dataclass(frozen=True, slots=True)
class Overall:
    """Several paragraphs together."""

    score: Score
    hint_count: int


def overall(notes: Iterable[Noted | None]) -> Overall | None:
    """The score of a chapter: the mean of its sentences, each weighted by its words, as in one text."""
    noted = [each for each in notes if each is not None]
    sentences = [sentence for each in noted for sentence in each.report.sentences]
    words = [len(sentence.text.split()) for sentence in sentences]
    if not sum(words):
        return None
    value = sum(each.score * count for each, count in zip(sentences, words, strict=True)) / sum(words)
    value = round(value, 2)
    return Overall(score_of(level(value), value), sum(len(each.hints) for each in noted))


def level_sign(level: str) -> SafeString:
    """The shape of a level as a small picture."""
    return mark_safe(  # noqa: S308 - our own drawing
        f'<svg class="lvl lvl--{level}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{_SHAPES[level]}</svg>'
    )


def marked(text: str, hints: Sequence[Hint], start: int, end: int, *, numbered: bool = False) -> SafeString:
    """The words from ``start`` to ``end`` as HTML, the passages of the hints underlined. Passages may overlap.

    With ``numbered`` each passage is followed by a link to its hint, and has an id for the link back.
    """
    edges = sorted({start, end, *(edge for hint in hints for edge in (hint.start, hint.end) if start < edge < end)})
    html, begun = [], set()
    for left, right in pairwise(edges):
        here = sorted((h for h in hints if h.start <= left and right <= h.end), key=lambda h: _DEPTH[h.style])
        opened = []
        for hint in here:
            place = ""
            if numbered and hint.number not in begun:
                begun.add(hint.number)
                place = f' id="stelle-{hint.number}"'
            opened.append(f'<span class="kt kt--{hint.style}"{place}>')
        html += [*opened, escape(text[left:right]), "</span>" * len(opened)]
        if numbered:
            html += [
                f'<a class="ktref" href="#hinweis-{hint.number}"><span class="sr">{_HINT} </span>{hint.number}</a>'
                for hint in sorted(hints, key=lambda h: h.number)
                if hint.end == right or (right == end and hint.end > end)
            ]
    return mark_safe("".join(html))  # noqa: S308 - every word is escaped


_DEPTH = {style: depth for depth, style in enumerate((LONG, BUILT, PASSIVE, WORD))}
_HINT = _("Hinweis")
_NOBODY_ACTS = frozenset({"passive", "no-actor", "is-to", "subjunctive"})
_BY_LAYER = {"sentence": LONG, "structure": BUILT, "words": WORD}
_STYLES = {rule.id: PASSIVE if rule.id in _NOBODY_ACTS else _BY_LAYER.get(rule.layer, BUILT) for rule in RULES}


def _counts(sentences: Sequence[SentenceReport]) -> Iterator[tuple[Score, int]]:
    for name, words in LEVEL_WORDS.items():
        count = sum(sentence.level == name for sentence in sentences)
        if count:
            yield Score(name, 0, str(words), str(LEVEL_MEANS[name]), 0), count


def _with_lead(gap: str, words: SafeString) -> SafeString:
    """What stands before a sentence and belongs to none, such as the dash of a list."""
    lead = " ".join(gap.split())
    return mark_safe(f"{escape(lead)} {words}") if lead else words  # noqa: S308 - escaped


def _short(quote: str) -> str:
    """A long passage by its first and last words."""
    words = quote.split()
    if len(quote) <= 60 or len(words) < 6:
        return Truncator(" ".join(words)).chars(80)
    return Truncator(f"{' '.join(words[:4])} … {' '.join(words[-2:])}").chars(80)
