"""Forgetting who voted: at somebody's own wish, and for everybody some weeks after the phase."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from werkstatt.core import clock
from werkstatt.core.audit import record
from werkstatt.core.events import announce
from werkstatt.opinions.actions.vote import COUNTS
from werkstatt.opinions.events import VoteCast
from werkstatt.opinions.models import OpinionMap, Participant, Statement, Vote
from werkstatt.opinions.rules import SECRETS_KEPT


@transaction.atomic
def erase_participant(*, participant: Participant) -> int:
    """Take back everything that somebody has said. Returns how many votes went; she is no participant any more."""
    current = Participant.objects.select_for_update().filter(pk=participant.pk).first()
    if current is None:
        return 0
    # The map is locked before its statements, as by those who join: two at once wait for each other, never crosswise.
    OpinionMap.objects.filter(pk=current.opinion_map_id).update(participant_count=F("participant_count") - 1)
    votes = list(Vote.objects.select_for_update().filter(participant=current).order_by("statement_id"))
    keys = [vote.statement_id for vote in votes]
    list(Statement.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    for value, name in COUNTS.items():
        said = [vote.statement_id for vote in votes if vote.value == value]
        Statement.objects.filter(pk__in=said).update(**{name: F(name) - 1})
    Vote.objects.filter(participant=current).delete()
    current.delete()
    announce(VoteCast(participant.opinion_map_id))
    return len(votes)


def forget_secrets() -> int:
    """Throw away what could tell which device has cast which votes, on maps whose phase ended long enough ago.

    The votes stay, and nobody can be told from anybody else any more, not even by us. Returns for how many maps.
    """
    due = OpinionMap.objects.filter(secrets_forgotten_at=None, phase__closes_at__lte=clock.now() - SECRETS_KEPT)
    return sum(_forget(key) for key in due.values_list("pk", flat=True))


@transaction.atomic
def _forget(key: int) -> bool:
    opinion_map = OpinionMap.objects.select_for_update(of=("self",)).select_related("phase").get(pk=key)
    if opinion_map.secrets_forgotten_at or opinion_map.secrets_until > clock.now():
        return False  # another worker was first, or the phase goes on after all
    known = Participant.objects.filter(opinion_map=opinion_map)
    count = known.filter(Q(secret_hash__isnull=False) | Q(proof_key__isnull=False)).update(
        secret_hash=None, proof_key=None
    )
    Statement.objects.filter(opinion_map=opinion_map, proof_key__isnull=False).update(proof_key=None)
    opinion_map.secrets_forgotten_at = clock.now()
    opinion_map.save(update_fields=["secrets_forgotten_at"])
    record(None, "forget_secrets", opinion_map, participants=count)
    return True
