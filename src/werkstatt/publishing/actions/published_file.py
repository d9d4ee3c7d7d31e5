"""Making documents from published versions. A version never changes, so each file is made once and kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import override

from werkstatt.core.documents import pdf, writing
from werkstatt.core.documents.meta import Meta
from werkstatt.core.ui.days import words as date_words
from werkstatt.publishing.models import PublishedFile
from werkstatt.strategy.models import Picture, Version
from werkstatt.strategy.queries import document_of
from werkstatt.text.model import Document

Writer = Callable[[Document, Meta, Version], bytes]

_WRITERS: dict[str, Writer] = {
    "pdf": lambda document, meta, version: pdf.to_pdf(document, meta, brand_color=version.municipality.brand_color),
    "docx": lambda document, meta, _version: writing.to_docx(document, meta),
    "odt": lambda document, meta, _version: writing.to_odt(document, meta),
    "md": lambda document, meta, _version: writing.to_markdown(document, meta).encode(),
    "html": lambda document, meta, _version: writing.to_html(document, meta).encode(),
    "json": lambda document, _meta, _version: writing.to_json(document).encode(),
}


def file_of(*, version: Version, format: str) -> PublishedFile:
    """The version as a file, made now if nobody has made it yet.

    Raises KeyError for a format that does not exist, ValueError for a draft.
    """
    writer = _WRITERS[format]
    if version.is_draft:
        raise ValueError("a draft has no files")
    found = PublishedFile.objects.filter(version=version, format=format).first()
    if found is not None and found.file.name and found.file.storage.exists(found.file.name):
        return found
    content = writer(_with_pictures(version), _meta(version), version)
    name = f"{version.municipality_id}/{version.strategy.slug}-fassung-{version.number}.{format}"
    if found is not None:
        found.file.save(name, ContentFile(content))
        return found
    made = PublishedFile(municipality_id=version.municipality_id, version=version, format=format)
    made.file.save(name, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        # Somebody else was quicker; both files say the same, one is enough.
        made.file.delete(save=False)
        return PublishedFile.objects.get(version=version, format=format)
    return made


def _with_pictures(version: Version) -> Document:
    document = document_of(version)
    names = {block.image for block in document.blocks() if block.image}
    images: dict[str, bytes] = {}
    for picture in Picture.objects.filter(municipality_id=version.municipality_id, name__in=names):
        with picture.file.open("rb") as file:
            images[picture.name] = file.read()
    return replace(document, images=images)


def _meta(version: Version) -> Meta:
    assert version.published_at is not None  # noqa: S101 - the database demands it of every published version
    with override("de" if version.language.startswith("de") else "en"):
        return Meta(
            subtitle=version.municipality.brand_name or version.municipality.name,
            author=version.municipality.name,
            date=date_words(version.published_at, "long"),
            version_label=f"{version.label}, {version.get_state_display()}",
            content_hash=version.content_hash,
        )
