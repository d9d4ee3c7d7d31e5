"""Blocks of a draft as the staff pages draw them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from werkstatt.core.documents.html import block_html, footnotes
from werkstatt.organisations.models import Municipality
from werkstatt.strategy.plain_language import easy_parts
from werkstatt.text.model import Block, BlockKind


@dataclass(frozen=True, slots=True)
class Drawn:
    """A block with the inner HTML of its element. ``number`` counts the items of a numbered list."""

    block: Block
    html: SafeString
    notes: tuple[tuple[str, str], ...]
    number: int = 0


def picture_address(town: Municipality) -> Callable[[str], str]:
    """Where staff find a picture of the town by its name."""
    return lambda name: reverse("draft-picture", args=[town.slug, name])


def drawn(blocks: Iterable[Block], image_url: Callable[[str], str]) -> list[Drawn]:
    """The blocks of one section, in order."""
    blocks = list(blocks)
    return [
        # The text is escaped there; only tags of our own remain.
        Drawn(block, mark_safe(block_html(block, image_url=image_url)), footnotes(block), number)  # noqa: S308
        for block, number in zip(blocks, _numbers(blocks), strict=True)
    ]


def _numbers(blocks: Sequence[Block]) -> list[int]:
    """The number of each item of a numbered list, 0 for everything else. Deeper items do not interrupt a list."""
    counters: dict[int, int] = {}
    numbers = []
    for block in blocks:
        if block.kind is not BlockKind.ITEM:
            counters = {}
            numbers.append(0)
            continue
        counters = {level: count for level, count in counters.items() if level <= block.level}
        if not block.ordered:
            counters.pop(block.level, None)
            numbers.append(0)
            continue
        counters[block.level] = counters.get(block.level, 0) + 1
        numbers.append(counters[block.level])
    return numbers


def easy_html(summary: str) -> SafeString:
    """A plain-language version as paragraphs and lists."""
    html = []
    for part in easy_parts(summary):
        lines = [escape(line) for line in part.lines]
        if part.is_list:
            html.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        else:
            html.append(f"<p>{'<br>'.join(lines)}</p>")
    return mark_safe("".join(html))  # noqa: S308 - every line is escaped
