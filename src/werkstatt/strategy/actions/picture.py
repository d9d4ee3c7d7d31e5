"""Putting a picture into a draft."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from werkstatt.core.actors import Actor, require
from werkstatt.core.errors import RuleBroken
from werkstatt.core.text_input import cleaned_line
from werkstatt.strategy.actions.block import add_block
from werkstatt.strategy.actions.importing import store_pictures
from werkstatt.strategy.actions.revisions import Shape
from werkstatt.strategy.models import Block, Section
from werkstatt.text.model import BlockKind, Document

MOST_BYTES = 10_000_000
"""Of one picture file."""


def add_picture(
    *, actor: Actor, section: Section, data: bytes, alt: str, caption: str = "", after: Block | None = None
) -> Block:
    """A new figure with this picture, behind ``after`` or at the beginning of the section.

    The picture is drawn anew, so that nothing of the file but what can be seen is kept (no place, no camera, no name).
    Raises RuleBroken if it cannot be read, or if nobody says what can be seen on it.
    """
    # The library is loaded when somebody brings a picture, not when the server starts.
    from werkstatt.core.documents.images import ImageError, cleaned_image

    require(actor, "strategy.edit_text", section)
    alt = cleaned_line(alt)
    if not alt:
        message = _("Bitte beschreiben Sie, was auf dem Bild zu sehen ist.")
        raise RuleBroken(message, fields={"alt": message})
    if len(data) > MOST_BYTES:
        message = _("Das Bild ist zu groß. Erlaubt sind %(n)s Megabyte.") % {"n": MOST_BYTES // 1_000_000}
        raise RuleBroken(message, fields={"file": message})
    try:
        name, clean = cleaned_image(data)
    except ImageError as error:
        message = _("Das Bild lässt sich nicht lesen. Bitte nehmen Sie eine Datei in PNG, JPEG, GIF oder WebP.")
        raise RuleBroken(message, fields={"file": message}) from error
    with transaction.atomic():
        store_pictures(section.municipality, Document(title="", images={name: clean}))
        return add_block(
            actor=actor,
            section=section,
            text=cleaned_line(caption),
            shape=Shape(BlockKind.FIGURE, alt=alt),
            image=name,
            after=after,
        )
