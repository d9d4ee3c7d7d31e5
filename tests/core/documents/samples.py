"""Documents to try everything on: one with every kind of block and mark, one of any length."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from dataclasses import replace

from PIL import Image

from werkstatt.core.documents.images import cleaned_image
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section


def ids() -> Callable[[], str]:
    """A source of ids: n0, n1, n2 …"""
    counter = itertools.count()
    return lambda: f"n{next(counter)}"


def picture(size: tuple[int, int] = (240, 120), color: str = "teal", kind: str = "PNG", **options: object) -> bytes:
    """A small picture of one colour."""
    output = io.BytesIO()
    Image.new("RGB", size, color).save(output, kind, **options)
    return output.getvalue()


def marked(text: str, *marks: tuple[str, MarkKind, str]) -> tuple[str, tuple[Mark, ...]]:
    """Text and its marks, each given by the words it covers (a footnote by the words it follows)."""
    result = []
    for words, kind, value in marks:
        start = text.index(words)
        end = start + len(words)
        result.append(Mark(end if kind is MarkKind.FOOTNOTE else start, end, kind, value))
    return text, tuple(result)


def rich_document() -> Document:
    """A small strategy with every kind of block and mark."""
    name, data = cleaned_image(picture())
    new_id = ids()

    def block(kind: BlockKind, text: str, marks: tuple[Mark, ...] = (), **more: object) -> Block:
        return replace(Block(new_id(), kind, text, marks), **more)

    text, marks = marked(
        "Wir öffnen die Dienste im Netz für alle, Schritt für Schritt. H2O und m2 bleiben lesbar, alt fällt weg.",
        ("Dienste", MarkKind.STRONG, ""),
        ("im Netz", MarkKind.EMPHASIS, ""),
        ("für alle", MarkKind.LINK, "https://musterstadt.example/dienste?a=1&b=2"),
        ("Schritt.", MarkKind.FOOTNOTE, "Beschlossen im Mai."),
        ("alt", MarkKind.STRIKE, ""),
    )
    marks = (
        *marks,
        Mark(text.index("H2O") + 1, text.index("H2O") + 2, MarkKind.SUBSCRIPT),
        Mark(text.index("m2") + 1, text.index("m2") + 2, MarkKind.SUPERSCRIPT),
    )
    table, table_marks = marked(
        "Dienst\tStart\tStand\nWohngeld\t2027\tläuft\nParken\t\tgeplant",
        ("Wohngeld", MarkKind.STRONG, ""),
        ("geplant", MarkKind.FOOTNOTE, "Vorbehaltlich der Mittel."),
    )
    services = Section(
        new_id(),
        "Dienste im Netz",
        (
            block(BlockKind.PARAGRAPH, text, marks),
            block(BlockKind.ITEM, "Anträge"),
            block(BlockKind.ITEM, "Wohngeld", level=1),
            block(BlockKind.ITEM, "Parken", level=1),
            block(BlockKind.ITEM, "Auskünfte"),
            block(BlockKind.ITEM, "Prüfen", ordered=True),
            block(BlockKind.ITEM, "Freigeben", ordered=True),
            block(BlockKind.QUOTE, "Ich möchte abends vom Sofa aus antworten können."),
            block(BlockKind.TABLE, table, table_marks, header_rows=1),
            block(BlockKind.FIGURE, "So wird ein Antrag bearbeitet", image=name, alt="Ablauf in drei Kästen"),
            block(BlockKind.CODE, "a = 1\n  b = 2"),
            block(BlockKind.PARAGRAPH, "Erste Zeile\nzweite Zeile"),
        ),
    )
    administration = Section(
        new_id(),
        "Verwaltung",
        (block(BlockKind.PARAGRAPH, "Bürger*innen zahlen 5 $ [1] für *nichts* & <mehr>."),),
        (services, Section(new_id(), "Personal", (block(BlockKind.PARAGRAPH, "Alle lernen mit."),))),
    )
    outlook = Section(new_id(), "2030 im Blick", (block(BlockKind.PARAGRAPH, "Danach geht es weiter."),))
    return Document("Digitalstrategie Musterstadt", (administration, outlook), images={name: data})


def shape(document: Document) -> list[object]:
    """Everything but the ids, in reading order, to compare two documents by."""

    def section(each: Section) -> list[object]:
        blocks = [
            (b.kind, b.text, tuple(sorted(b.marks)), b.level, b.ordered, b.header_rows, b.image, b.alt)
            for b in each.blocks
        ]
        return [each.title, blocks, [section(child) for child in each.sections]]

    return [document.title, document.language, [section(each) for each in document.sections]]
