from __future__ import annotations

import time
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.documents.test_inline import marked_texts
from werkstatt.core.documents.html import Span, block_html, footnotes, inline_html
from werkstatt.text.model import Block, BlockKind, Mark, MarkKind


class _Checker(HTMLParser):
    """Reads HTML back, insisting that tags nest properly."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.seen: set[str] = set()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag == "br":
            self.parts.append("\n")
        elif tag != "img":
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def read_back(html: str) -> _Checker:
    checker = _Checker()
    checker.feed(html)
    checker.close()
    assert checker.stack == []
    return checker


OUR_TAGS = {"strong", "em", "a", "sup", "sub", "s", "code", "br", "mark", "ins"}


@settings(max_examples=300, deadline=None)
@given(marked_texts(), st.data())
def test_whatever_the_text_only_our_tags_appear_and_they_nest(marked: tuple[str, tuple[Mark, ...]], data) -> None:
    text, marks = marked
    places = st.integers(0, len(text))
    spans = []
    for tag in ("mark", "ins", "mark"):
        start, end = sorted((data.draw(places), data.draw(places)))
        spans.append(Span(start, end, f"<{tag}>", f"</{tag}>"))
    without_notes = [m for m in marks if m.kind is not MarkKind.FOOTNOTE]
    checker = read_back(inline_html(text, without_notes, spans))
    assert checker.seen <= OUR_TAGS
    assert "".join(checker.parts) == text


def test_crossing_annotations_are_split_where_they_cross() -> None:
    html = inline_html("abcdef", [Mark(0, 4, MarkKind.STRONG)], [Span(2, 6, '<mark class="said">', "</mark>")])
    assert (
        html == ('<strong>ab</strong><mark class="said"><strong>cd</strong>ef</mark>')
        or html == '<strong>ab<mark class="said">cd</mark></strong><mark class="said">ef</mark>'
    )


def test_script_and_quotes_are_text() -> None:
    html = inline_html("<script>alert('x')</script> & \"", [])
    assert html == "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;"


def test_a_link_with_an_unsafe_address_is_plain_text() -> None:
    assert inline_html("hier", [Mark(0, 4, MarkKind.LINK, "javascript:alert(1)")]) == "hier"


def test_footnotes_lead_to_their_notes_and_back() -> None:
    block = Block(
        "b7", BlockKind.PARAGRAPH, "ab", (Mark(1, 1, MarkKind.FOOTNOTE, "eins"), Mark(2, 2, MarkKind.FOOTNOTE, "zwei"))
    )
    html = block_html(block, next_note=5)
    assert 'a<sup><a href="#fn-b7-1" id="fnref-b7-1" role="doc-noteref">5</a></sup>b' in html
    assert 'href="#fn-b7-2"' in html
    assert footnotes(block) == (("fn-b7-1", "eins"), ("fn-b7-2", "zwei"))


def test_a_table_has_headings_and_annotations_are_cut_at_its_cells() -> None:
    block = Block("t", BlockKind.TABLE, "A\tB\n1\t2<", header_rows=1, marks=(Mark(0, 1, MarkKind.STRONG),))
    html = block_html(block, spans=[Span(2, 7, "<mark>", "</mark>")])
    assert html == (
        '<thead><tr><th scope="col"><strong>A</strong></th><th scope="col"><mark>B</mark></th></tr></thead>'
        "<tbody><tr><td><mark>1</mark></td><td><mark>2</mark>&lt;</td></tr></tbody>"
    )


def test_a_table_heading_without_words_is_an_ordinary_cell() -> None:
    block = Block("t", BlockKind.TABLE, "\tHeute\nBusse\t12", header_rows=1)
    assert block_html(block) == (
        '<thead><tr><td></td><th scope="col">Heute</th></tr></thead><tbody><tr><td>Busse</td><td>12</td></tr></tbody>'
    )


def test_a_figure_shows_its_picture_with_alternative_text_and_caption() -> None:
    block = Block("f", BlockKind.FIGURE, "Haus & Hof", image="a.png", alt='Ein "Haus"')
    html = block_html(block, image_url=lambda name: f"/bilder/{name}?a=1&b=2")
    assert html == (
        '<img src="/bilder/a.png?a=1&amp;b=2" alt="Ein &quot;Haus&quot;" loading="lazy">'
        "<figcaption>Haus &amp; Hof</figcaption>"
    )
    assert block_html(replace(block, image="")) == "<p>Ein &quot;Haus&quot;</p><figcaption>Haus &amp; Hof</figcaption>"


def test_code_keeps_its_lines() -> None:
    assert block_html(Block("c", BlockKind.CODE, "a\n<b>")) == "<code>a\n&lt;b&gt;</code>"


def test_a_thousand_annotations_side_by_side_are_drawn_quickly() -> None:
    text = "Wort " * 20_000
    spans = [Span(i * 50, i * 50 + 30, "<mark>", "</mark>") for i in range(1_000)]
    began = time.process_time()
    for _ in range(10):
        inline_html(text, (), spans)
    assert time.process_time() - began < 1
