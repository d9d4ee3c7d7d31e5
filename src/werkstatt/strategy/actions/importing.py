"""Taking in an existing text: convert, look at it, then make it a draft."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.organisations.models import Municipality
from werkstatt.strategy.actions.version import begin_strategy
from werkstatt.strategy.models import ImportPreview, Picture, Version
from werkstatt.strategy.rules import MAX_ALT_LENGTH, MAX_TITLE_LENGTH
from werkstatt.text.ids import new_id
from werkstatt.text.model import Block, BlockKind, Document, Section

PREVIEWS_LIVE = timedelta(hours=24)


def preview_import(*, actor: Actor, town: Municipality, data: bytes, filename: str, title: str = "") -> ImportPreview:
    """Convert a file and keep the result for a day, so that a person can look at it first.

    ``title`` is what the person wants to call it, whatever the file says. Raises RuleBroken with what is wrong with
    the file and how to mend it. The conversion, which may take seconds, runs outside any transaction.
    """
    from werkstatt.core.documents.writing import to_json

    require(actor, "strategy.import_text", town)
    document, notices = converted(data, filename)
    with transaction.atomic():
        store_pictures(town, document)
        return ImportPreview.objects.create(
            municipality=town,
            token=secrets.token_urlsafe(24),
            filename=cleaned_line(PurePath(filename).name)[:200],
            title=cleaned_line(title)[:MAX_TITLE_LENGTH],
            document=to_json(document, images=False),
            notices=notices,
            created_by_id=actor.pk if actor is not None else None,
        )


def import_document(
    *, actor: Actor, town: Municipality, data: bytes, filename: str, title: str = ""
) -> tuple[Version, list[str]]:
    """Convert a file and make it a draft at once. Returns the draft and notices about what did not come along.

    Raises RuleBroken like ``preview_import``; nothing is written then.
    """
    require(actor, "strategy.import_text", town)
    document, notices = converted(data, filename)
    with transaction.atomic():
        store_pictures(town, document)
        draft = begin_strategy(actor=actor, town=town, document=document, title=title)
        record(actor, "accept_import", draft, filename=cleaned_line(PurePath(filename).name)[:200])
    return draft, notices


def converted(data: bytes, filename: str) -> tuple[Document, list[str]]:
    """The file as a document that fits, and notices. Raises RuleBroken."""
    # The converters are loaded when somebody converts, not when the server starts.
    from werkstatt.core.documents.reading import DocumentError, read

    try:
        imported = read(data, filename, new_id=new_id)
    except DocumentError as error:
        raise RuleBroken(str(error), fields={"file": str(error)}) from error
    document, shortened = fitting(imported.document)
    return document, [*imported.notices, *shortened]


@transaction.atomic
def accept_import(*, actor: Actor, preview: ImportPreview, title: str = "") -> Version:
    """Make the looked-at text the first draft of a new strategy. Returns the draft."""
    from werkstatt.core.documents.writing import from_json

    require(actor, "strategy.import_text", preview)
    document = from_json(preview.document)
    draft = begin_strategy(actor=actor, town=preview.municipality, document=document, title=title or preview.title)
    record(actor, "accept_import", draft, filename=preview.filename)
    preview.delete()
    return draft


@transaction.atomic
def discard_preview(*, actor: Actor, preview: ImportPreview) -> None:
    """Throw a converted file away unused."""
    require(actor, "strategy.import_text", preview)
    record(actor, "discard_import", preview, filename=preview.filename)
    preview.delete()


def discard_old_previews() -> int:
    """Clear away previews nobody accepted within a day. Returns how many."""
    count, _kinds = ImportPreview.objects.filter(created_at__lt=clock.now() - PREVIEWS_LIVE).delete()
    return count


def store_pictures(town: Municipality, document: Document) -> None:
    """Keep the pictures of a document under their names; a name is the hash of the bytes, so none is kept twice."""
    known = set(Picture.objects.filter(municipality=town, name__in=document.images).values_list("name", flat=True))
    for name, data in document.images.items():
        if name not in known:
            kind = "image/jpeg" if name.endswith((".jpg", ".jpeg")) else f"image/{name.rpartition('.')[2]}"
            picture = Picture(municipality=town, name=name, content_type=kind)
            picture.file.save(f"{town.pk}-{name}", ContentFile(data), save=False)
            picture.save()


def fitting(document: Document) -> tuple[Document, list[str]]:
    """The document with titles and picture descriptions of a length that has a place, and notices about each cut.

    No words are lost: what a heading could not hold becomes a paragraph below it.
    """
    notices: list[str] = []

    def fit_block(block: Block) -> Block:
        if len(block.alt) <= MAX_ALT_LENGTH:
            return block
        notices.append(
            _("Eine Bildbeschreibung war zu lang und wurde gekürzt: „%(text)s …“") % {"text": block.alt[:60]}
        )
        return replace(block, alt=block.alt[: MAX_ALT_LENGTH - 1] + "…")

    def fit(section: Section) -> Section:
        title, blocks = section.title.strip() or _("Ohne Überschrift"), [fit_block(block) for block in section.blocks]
        if len(title) > MAX_TITLE_LENGTH:
            notices.append(
                _("Eine Überschrift war zu lang und steht jetzt im Text: „%(text)s …“") % {"text": title[:60]}
            )
            blocks.insert(0, Block(id=new_id(), kind=BlockKind.PARAGRAPH, text=title))
            start = title[: MAX_TITLE_LENGTH - 60]
            title = (start.rpartition(" ")[0] or start) + " …"
        children = tuple(fit(child) for child in section.sections)
        return replace(section, title=title, blocks=tuple(blocks), sections=children)

    sections = tuple(fit(section) for section in document.sections)
    language = document.language if len(document.language) <= 12 else document.language.partition("-")[0]
    title = document.title if len(document.title) <= MAX_TITLE_LENGTH else document.title[: MAX_TITLE_LENGTH - 1] + "…"
    return replace(document, title=title, language=language, sections=sections), notices
