"""How long a 200-page strategy takes to become a PDF/UA: in a fresh process and warm; against WeasyPrint if installed.

Run with ``python -m bench.pdf``. The text is made up from building blocks of our own, the same every time.
"""

from __future__ import annotations

import importlib.util
import io
import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from werkstatt.core.documents.images import cleaned_image
from werkstatt.core.documents.meta import Meta
from werkstatt.text.model import Block, BlockKind, Document, Mark, MarkKind, Section

SOURCE = Path(__file__).parent.parent / "src"
META = Meta(
    subtitle="Entwurf zur Beteiligung",
    author="Stadt Seebruck an der Lohe",
    date="22. November 2026",
    version_label="Fassung 3",
    content_hash="5e" * 32,
)
_SUBJECTS = "Die Verwaltung|Das Bürgerbüro|Die Stadtbücherei|Der Bauhof|Die Schule am Anger|Das Ordnungsamt".split("|")
_VERBS = "prüft|erneuert|öffnet|verknüpft|erklärt|veröffentlicht|betreibt|erprobt".split("|")
_OBJECTS = (
    "den Antrag auf Wohngeld|die Karte der Baustellen|das gemeinsame Dokumentenablagesystem|die Sprechzeiten|"
    "den Terminkalender|die Haushaltsdaten|das Beteiligungsportal|die Netzanbindung der Ortsteile"
).split("|")
_ENDS = (
    "bis zum Ende des nächsten Jahres|zusammen mit den Nachbargemeinden|ohne zusätzliche Kosten|Schritt für Schritt|"
    "nach Rücksprache mit dem Personalrat|und berichtet darüber im Ausschuss|in einfacher Sprache"
).split("|")


def strategy(chapters: int = 14, parts: int = 6) -> Document:
    """A strategy of about ten pages a chapter, with tables, figures, lists, quotes and footnotes."""
    chance = random.Random(7)
    images = dict(_chart(chance, number) for number in range(4))
    names = sorted(images)
    count = 0

    def new_id() -> str:
        nonlocal count
        count += 1
        return f"n{count}"

    def sentence() -> str:
        return " ".join(chance.choice(words) for words in (_SUBJECTS, _VERBS, _OBJECTS, _ENDS)) + "."

    def paragraph() -> Block:
        text = " ".join(sentence() for _ in range(7))
        first = len(text.split(" ")[0])
        note = Mark(len(text), len(text), MarkKind.FOOTNOTE, sentence())
        marks = (Mark(0, first, MarkKind.STRONG), *((note,) if chance.random() < 0.25 else ()))
        return Block(new_id(), BlockKind.PARAGRAPH, text, marks)

    def table() -> Block:
        rows = ["Vorhaben\tZuständig\tBeginn\tKosten"]
        rows += [
            f"{sentence()}\t{chance.choice(_SUBJECTS)}\t{2026 + row % 5}\t{chance.randrange(5, 90)}.000 €"
            for row in range(8)
        ]
        return Block(new_id(), BlockKind.TABLE, "\n".join(rows), header_rows=1)

    def part(number: int) -> Section:
        blocks = [paragraph() for _ in range(6)]
        blocks += [Block(new_id(), BlockKind.ITEM, sentence(), level=level) for level in (0, 0, 1, 1, 0)]
        blocks += [Block(new_id(), BlockKind.QUOTE, sentence()), table()]
        if number % 2:
            caption, alt = sentence(), "Balken zeigen die Zahl der Anträge in sechs Jahren"
            blocks.append(Block(new_id(), BlockKind.FIGURE, caption, image=chance.choice(names), alt=alt))
        blocks += [paragraph() for _ in range(3)]
        return Section(new_id(), chance.choice(_OBJECTS).rsplit(" ", 1)[1], tuple(blocks))

    tree = tuple(
        Section(new_id(), f"Handlungsfeld {chapter}", (paragraph(),), tuple(part(number) for number in range(parts)))
        for chapter in range(1, chapters + 1)
    )
    return Document("Digitalstrategie Seebruck", tree, images=images)


def _chart(chance: random.Random, number: int) -> tuple[str, bytes]:
    """A picture of six bars."""
    picture = Image.new("RGB", (900, 420), "white")
    draw = ImageDraw.Draw(picture)
    for bar in range(6):
        height = chance.randrange(60, 380)
        draw.rectangle((60 + bar * 140, 400 - height, 150 + bar * 140, 400), fill=(11, 85 + 20 * number, 102))
    output = io.BytesIO()
    picture.save(output, "PNG")
    return cleaned_image(output.getvalue())


def _fresh(tool: str) -> dict[str, float]:
    """What one run in a new process measured: seconds from its start, pages and seconds of a second run."""
    began = time.perf_counter()
    path = f"{SOURCE}:{SOURCE.parent}"
    output = subprocess.run(
        [sys.executable, "-m", "bench.pdf", tool], capture_output=True, check=True, env={"PYTHONPATH": path}, text=True
    ).stdout
    return {**json.loads(output.splitlines()[-1]), "process": time.perf_counter() - began}


def _measure(tool: str) -> None:
    """Run in the new process: build the text, write the PDF, change a paragraph, write it again."""
    document = strategy()
    began = time.perf_counter()
    write = {"typst": _typst, "weasyprint": _weasyprint}[tool]
    data = write(document)
    first = time.perf_counter() - began
    edited = _edited(document)
    warm = []
    for each in (document, edited):
        began = time.perf_counter()
        write(each)
        warm.append(time.perf_counter() - began)
    print(json.dumps({"first": first, "same": warm[0], "edited": warm[1], "pages": _pages(data)}))


def _edited(document: Document) -> Document:
    """The document with one more sentence in the first paragraph of the middle chapter."""
    sections = list(document.sections)
    middle = len(sections) // 2
    first, *others = sections[middle].blocks
    longer = replace(first, text=f"{first.text} Auch das gehört dazu.")
    sections[middle] = replace(sections[middle], blocks=(longer, *others))
    return replace(document, sections=tuple(sections))


def _typst(document: Document) -> bytes:
    from werkstatt.core.documents.pdf import to_pdf

    return to_pdf(document, META)


def _weasyprint(document: Document) -> bytes:
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(LANGUAGE_CODE="de", USE_I18N=False)
        django.setup()
    from weasyprint import HTML

    from werkstatt.core.documents.writing import to_html

    written: bytes = HTML(string=to_html(document, META)).write_pdf(pdf_variant="pdf/ua-1")
    return written


def _pages(data: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(data)).pages)


def run() -> list[dict[str, object]]:
    """The figures of the benchmark as rows {"name", "value", "unit", "target", "ok"}."""
    runs = [_fresh("typst") for _ in range(3)]
    fresh = statistics.median(each["first"] for each in runs)
    warm = statistics.median(each["same"] for each in runs)
    edited = statistics.median(each["edited"] for each in runs)
    rows = [
        _row("PDF/UA: pages", runs[0]["pages"], "pages", "≥ 200", runs[0]["pages"] >= 200),
        _row("PDF/UA: 200 pages, fresh process", fresh, "s", "≤ 3", fresh <= 3),
        _row("PDF/UA: the same text again", warm, "s", "", warm <= fresh),
        _row("PDF/UA: one sentence added, warm", edited, "s", "", edited <= fresh),
    ]
    if importlib.util.find_spec("weasyprint"):
        other = _fresh("weasyprint")
        for name, ratio, target in (
            ("fresh", other["first"] / fresh, 5),
            ("warm", other["same"] / warm, 20),
        ):
            rows.append(_row(f"PDF/UA: faster than WeasyPrint, {name}", ratio, "×", f"≥ {target}", ratio >= target))
    return rows


def _row(name: str, value: float, unit: str, target: str, ok: bool) -> dict[str, object]:
    return {"name": name, "value": round(value, 3), "unit": unit, "target": target, "ok": ok}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measure(sys.argv[1])
    else:
        for row in run():
            print(row)
