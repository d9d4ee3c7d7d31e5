"""The record of who changed what."""

from __future__ import annotations

from typing import Any

from django.db import models

from werkstatt.core import clock
from werkstatt.core.actors import Actor
from werkstatt.core.models import AuditEntry


def record(actor: Actor, verb: str, subject: models.Model, **data: Any) -> AuditEntry:
    """Write down that ``actor`` did ``verb`` to ``subject``.

    Call it inside the transaction of the change. ``data`` must fit into JSON and must never hold contact data or
    anything that would make an anonymous contribution traceable.
    """
    return AuditEntry.objects.create(
        at=clock.now(),
        town_id=getattr(subject, "municipality_id", None),
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        object_type=subject._meta.model_name or "",
        object_id=subject.pk,
        data=data,
    )
