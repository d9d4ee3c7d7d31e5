"""Texts as they occur: German sentences, tables, and everything odd that Unicode allows."""

from __future__ import annotations

from hypothesis import strategies as st

from werkstatt.text.model import Block, BlockKind, Document, Section

_WORDS = (
    "die Stadt baut bis 2030 ein schnelles Netz und der Kreis hilft dabei Bürger:innen Ämter § 5 Abs. 2 Nr. 3 z. B. "
    "E-Government Größe Straße 1.500,50 Euro Verwaltung Online-Dienste Wir wollen dass alle mitreden können"
).split()
_ODD = (
    "e\u0301",
    "a\u0308\u0323",
    "\u200fשלום\u200e",
    "👩‍👩‍👧",
    "🇩🇪",
    "👍🏽",
    "\u0007",
    "\ufeff",
    "\u00adtrennen",
    "ﬁ",
    "İ",
    "\u2028",
    "_",
    "ß",
)
_SIGNS = (" ", " ", " ", " ", ", ", ". ", "\t", "\n", "  ", "-", "–", "…", "", "\u00a0")

word = st.sampled_from(_WORDS) | st.sampled_from(_ODD)
sign = st.sampled_from(_SIGNS)

text = st.lists(st.tuples(word, sign), max_size=25).map(lambda pairs: "".join(w + s for w, s in pairs))
wild_text = st.text(max_size=40) | text
sentence_words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=12)


@st.composite
def edited(draw: st.DrawFn, base: str) -> str:
    """A text after a few edits in whole words: insertions, deletions, replacements."""
    pieces = base.split(" ")
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(pieces)))
        gone = draw(st.integers(0, 3))
        pieces[at : at + gone] = draw(st.lists(word, max_size=3))
    return " ".join(pieces)


@st.composite
def three_versions(draw: st.DrawFn) -> tuple[str, str, str]:
    """A text and two edits of it."""
    base = draw(text)
    return base, draw(edited(base)), draw(edited(base))


@st.composite
def blocks(draw: st.DrawFn, prefix: str = "b", max_size: int = 6) -> tuple[Block, ...]:
    """Blocks with ids of their own, some tables among them."""
    texts = draw(st.lists(text, max_size=max_size))
    kinds = draw(st.lists(st.sampled_from(list(BlockKind)), min_size=len(texts), max_size=len(texts)))
    return tuple(Block(f"{prefix}{i}", kind, t) for i, (kind, t) in enumerate(zip(kinds, texts, strict=True)))


@st.composite
def documents(draw: st.DrawFn, prefix: str = "") -> Document:
    """A document of a few chapters with sections below."""

    def section(name: str, depth: int) -> Section:
        children = draw(st.integers(0, 2)) if depth < 2 else 0
        return Section(
            name,
            " ".join(draw(sentence_words)[:4]),
            draw(blocks(prefix=f"{name}-", max_size=4)),
            tuple(section(f"{name}.{i}", depth + 1) for i in range(children)),
            summary=draw(st.sampled_from(["", "Kurz gesagt.", "Das ist neu."])),
        )

    return Document("Digitale Agenda", tuple(section(f"{prefix}s{i}", 1) for i in range(draw(st.integers(0, 3)))))


@st.composite
def revised(draw: st.DrawFn, document: Document) -> Document:
    """The document with blocks edited, dropped, added and shuffled, and sections shuffled."""
    counter = 0

    def changed(section: Section) -> Section:
        nonlocal counter
        result: list[Block] = []
        for block in draw(st.permutations(section.blocks)):
            fate = draw(st.sampled_from(["keep", "keep", "edit", "drop", "add"]))
            if fate == "drop":
                continue
            new_text = draw(edited(block.text)) if fate == "edit" else block.text
            result.append(Block(block.id, block.kind, new_text))
            if fate == "add":
                counter += 1
                result.append(
                    Block(
                        f"n{section.id}{counter}",
                        BlockKind.PARAGRAPH,
                        draw(text),
                        origins=draw(st.sampled_from([(), (block.id,)])),
                    )
                )
        children = tuple(changed(child) for child in draw(st.permutations(section.sections)))
        return Section(section.id, section.title, tuple(result), children, section.summary)

    return Document(document.title, tuple(changed(s) for s in draw(st.permutations(document.sections))))
