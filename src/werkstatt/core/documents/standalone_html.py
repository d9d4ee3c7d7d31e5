"""A whole document as one HTML file that needs nothing else: contents, numbered headings, footnotes, pictures."""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _
from django.utils.translation import override

from werkstatt.core.documents.html import block_html, footnotes
from werkstatt.core.documents.layout import ItemList, grouped
from werkstatt.core.documents.meta import Meta
from werkstatt.core.documents.pandoc_tree import embedded
from werkstatt.text.model import Block, BlockKind, Document, Section

_STYLE = """
:root { color-scheme: light dark; --line: #8b98a3; --brand: #0b5566; }
@media (prefers-color-scheme: dark) { :root { --brand: #8fd3e3; } }
body { font: 1.0625rem/1.6 Georgia, "Libertinus Serif", serif; }
body { max-width: 44rem; margin: 0 auto; padding: 2rem 1.25rem; }
h1, h2, h3, h4, h5, h6, nav, th, figcaption, .meta { font-family: system-ui, sans-serif; line-height: 1.3; }
h1, h2, h3, h4, h5, h6 { color: var(--brand); margin: 2em 0 .6em; break-after: avoid; }
h1 { font-size: 2rem; margin-top: 0; } h2 { font-size: 1.5rem; } h3 { font-size: 1.25rem; }
h4, h5, h6 { font-size: 1.0625rem; }
a { color: var(--brand); } a:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
nav ol { list-style: none; padding-left: 1.25rem; } nav > ol { padding-left: 0; }
blockquote { margin: 1em 0; padding-left: 1rem; border-left: .25rem solid var(--brand); }
.table { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
th { border-bottom-width: 2px; } figure { margin: 1.5em 0; break-inside: avoid; } img { max-width: 100%; height: auto; }
figcaption, .meta { font-size: .9375rem; } pre { overflow-x: auto; } sup, sub { line-height: 0; }
""".strip()


def to_html(document: Document, meta: Meta) -> str:
    """The document as an accessible, self-contained HTML file in its own language."""
    language = meta.language_of(document)
    title = escape(meta.title_of(document))
    with override(language):
        labels = {"contents": _("Inhalt"), "notes": _("Fußnoten"), "back": _("zurück zum Text")}
    writer = _Writer(document, labels["back"])
    body = "\n".join(writer.section(section, str(n)) for n, section in enumerate(document.sections, start=1))
    notes = (
        f'<section aria-labelledby="fussnoten" role="doc-endnotes"><h2 id="fussnoten">{escape(labels["notes"])}</h2>'
        f"<ol>{''.join(writer.notes)}</ol></section>"
        if writer.notes
        else ""
    )
    lines = [meta.subtitle, meta.author, meta.date, meta.version_label]
    front = "".join(f'<p class="meta">{escape(line)}</p>' for line in lines if line)
    seal = f'<p class="meta">SHA-256 {escape(meta.content_hash)}</p>' if meta.content_hash else ""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<header><h1>{title}</h1>{front}</header>\n"
        f'<nav aria-labelledby="inhalt"><h2 id="inhalt">{escape(labels["contents"])}</h2>{_contents(document)}</nav>\n'
        f"<main>\n{body}\n{notes}\n</main>\n<footer>{seal}</footer>\n</body>\n</html>\n"
    )


def _contents(document: Document) -> str:
    """Links to all sections, nested as they are."""

    def level(sections: tuple[Section, ...], prefix: str) -> str:
        if not sections:
            return ""
        entries = "".join(
            f'<li><a href="#s-{prefix}{n}">{prefix}{n} {escape(s.title)}</a>{level(s.sections, f"{prefix}{n}.")}</li>'
            for n, s in enumerate(sections, start=1)
        )
        return f"<ol>{entries}</ol>"

    return level(document.sections, "")


class _Writer:
    """Writes sections and collects their footnotes, numbered through the whole document."""

    def __init__(self, document: Document, back: str) -> None:
        self.notes: list[str] = []
        self._images = document.images
        self._back = escape(back)

    def section(self, section: Section, number: str) -> str:
        heading = f"h{min(number.count('.') + 2, 6)}"
        parts = [
            f'<section id="s-{number}" aria-labelledby="h-{number}">'
            f'<{heading} id="h-{number}">{number} {escape(section.title)}</{heading}>'
        ]
        parts += [
            self._list(group) if isinstance(group, ItemList) else self._block(group)
            for group in grouped(section.blocks)
        ]
        parts += [self.section(child, f"{number}.{n}") for n, child in enumerate(section.sections, start=1)]
        return "\n".join([*parts, "</section>"])

    def _block(self, block: Block) -> str:
        inner = self._inner(block)
        match block.kind:
            case BlockKind.QUOTE:
                return f"<blockquote><p>{inner}</p></blockquote>"
            case BlockKind.TABLE:
                return f'<div class="table"><table>{inner}</table></div>'
            case BlockKind.FIGURE:
                return f"<figure>{inner}</figure>"
            case BlockKind.CODE:
                return f"<pre>{inner}</pre>"
        return f"<p>{inner}</p>"

    def _list(self, items: ItemList) -> str:
        tag = "ol" if items.ordered else "ul"
        entries = "".join(
            f"<li>{self._inner(entry.block)}{''.join(self._list(below) for below in entry.lists)}</li>"
            for entry in items.entries
        )
        return f"<{tag}>{entries}</{tag}>"

    def _inner(self, block: Block) -> str:
        html = block_html(block, image_url=self._address, next_note=len(self.notes) + 1)
        for name, note in footnotes(block):
            reference = name.replace("fn-", "fnref-", 1)
            self.notes.append(
                f'<li id="{escape(name)}">{escape(note)} '
                f'<a href="#{escape(reference)}" role="doc-backlink" aria-label="{self._back}">↩</a></li>'
            )
        return html

    def _address(self, name: str) -> str:
        data = self._images.get(name, b"")
        return embedded(name, data) if data else ""
