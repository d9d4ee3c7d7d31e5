"""Who votes, as far as anybody needs to know, and the votes.

Nothing here says who somebody is. A participant is a random number in a cookie, of which only a keyed hash is kept,
and that only until some weeks after the phase. No row has a time of day: a day says nothing about a person.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from werkstatt.opinions.models.opinion_map import OpinionMap
from werkstatt.opinions.models.statement import Statement
from werkstatt.opinions.rules import Opinion
from werkstatt.organisations.models import Municipality
from werkstatt.strategy.models import OfTown


class Participant(OfTown):
    """Somebody who has voted at least once. Made with the first vote, never before."""

    opinion_map = models.ForeignKey(OpinionMap, on_delete=models.CASCADE, related_name="participants")
    secret_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    proof_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    shuffle = models.BigIntegerField(help_text="random: their order in the open data, which tells nothing")


class Vote(OfTown):
    """What somebody thinks of a statement. Changing one's mind changes the row.

    The open data show the state of the last midnight, so that nobody can watch them and see who votes when. For
    that a vote that was changed today keeps what it said before, and since when.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+", db_index=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="votes", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="votes")
    value = models.SmallIntegerField(choices=Opinion)
    day = models.DateField()
    value_before = models.SmallIntegerField(choices=Opinion, null=True)
    day_before = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="one_vote_per_statement"),
            models.CheckConstraint(condition=Q(value__in=Opinion.values), name="vote_is_an_opinion"),
        ]
