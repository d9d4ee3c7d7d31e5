"""Taking in an existing text: convert, look at it, then make it a draft."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction

from werkstatt.core import clock
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.organisations.models import Municipality
from werkstatt.strategy.actions.version import begin_strategy
from werkstatt.strategy.models import ImportPreview, Picture, Version
from werkstatt.text.ids import new_id
from werkstatt.text.model import Document

PREVIEWS_LIVE = timedelta(hours=24)


def preview_import(*, actor: Actor, town: Municipality, data: bytes, filename: str) -> ImportPreview:
    """Convert a file and keep the result for a day, so that a person can look at it first.

    Raises RuleBroken with what is wrong with the file and how to mend it. The conversion, which may take seconds,
    runs outside any transaction.
    """
    # The converters are loaded when somebody converts, not when the server starts.
    from werkstatt.core.documents.reading import DocumentError, read
    from werkstatt.core.documents.writing import to_json

    require(actor, "strategy.import_text", town)
    try:
        imported = read(data, filename, new_id=new_id)
    except DocumentError as error:
        raise RuleBroken(f"{error} {error.hint}".strip(), fields={"file": str(error)}) from error
    with transaction.atomic():
        store_pictures(town, imported.document)
        return ImportPreview.objects.create(
            municipality=town,
            token=secrets.token_urlsafe(24),
            filename=PurePath(filename).name[:200],
            document=to_json(imported.document),
            notices=list(imported.notices),
            created_by_id=actor.pk if actor is not None else None,
        )


@transaction.atomic
def accept_import(*, actor: Actor, preview: ImportPreview, title: str = "") -> Version:
    """Make the looked-at text the first draft of a new strategy. Returns the draft."""
    from werkstatt.core.documents.writing import from_json

    require(actor, "strategy.import_text", preview)
    draft = begin_strategy(actor=actor, town=preview.municipality, document=from_json(preview.document), title=title)
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
    count, _each = ImportPreview.objects.filter(created_at__lt=clock.now() - PREVIEWS_LIVE).delete()
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
