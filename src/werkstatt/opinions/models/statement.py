"""Statements to agree or disagree with."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from werkstatt.opinions.models.opinion_map import OpinionMap
from werkstatt.opinions.rules import COUNTED, MAX_STORED_LENGTH, StatementState
from werkstatt.participation.models import Contribution
from werkstatt.strategy.models import OfTown


class Statement(OfTown):
    """A short statement with a number that is never given out twice within its map.

    The three counts are kept when somebody votes (``actions.vote``): nobody counts votes to show a page.
    """

    opinion_map = models.ForeignKey(OpinionMap, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    text = models.CharField(max_length=MAX_STORED_LENGTH, blank=True)
    original_text = models.CharField(
        max_length=MAX_STORED_LENGTH, blank=True, help_text="the proposer's words, if staff mended the spelling"
    )
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.PROPOSED)
    reason = models.TextField(blank=True, help_text="why it is withheld or retired; everybody can read it")
    is_seed = models.BooleanField(default=False, help_text="written by staff, not proposed by a participant")
    source = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.PROTECT, related_name="opinion_statements"
    )
    agree_count = models.PositiveIntegerField(default=0)
    disagree_count = models.PositiveIntegerField(default=0)
    pass_count = models.PositiveIntegerField(default=0)
    extremity = models.FloatField(
        default=0.0,
        help_text="how far one who agrees moves on the map, as last computed: it helps to choose what to ask",
    )
    proof_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "number"]
        constraints = [
            models.UniqueConstraint(fields=["opinion_map", "number"], name="statement_number_once"),
            models.CheckConstraint(
                condition=~Q(state=StatementState.WITHHELD) | ~Q(reason=""), name="withheld_statement_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state=StatementState.WITHHELD) | ~Q(text=""), name="statement_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def label(self) -> str:
        """What people call it: "These 7"."""
        return _("These %(number)s") % {"number": self.number}

    @property
    def is_counted(self) -> bool:
        """Everybody may read it, and its votes count."""
        return self.state in COUNTED

    @property
    def vote_count(self) -> int:
        """How many people have said something about it, "don't know" included."""
        return self.agree_count + self.disagree_count + self.pass_count
