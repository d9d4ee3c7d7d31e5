"""Recognising who votes, and what she has said so far."""

from __future__ import annotations

from werkstatt.opinions.devices import hash_of
from werkstatt.opinions.models import OpinionMap, Participant


def find_participant(opinion_map: OpinionMap, secret: str) -> Participant | None:
    """Who holds this secret; None if nobody does, or not any more. One query."""
    if not secret:
        return None
    return Participant.objects.filter(opinion_map=opinion_map, secret_hash=hash_of(opinion_map.pk, secret)).first()
