"""Voting: the one thing that most people do here, without an account."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.ui.days import TIME, words
from werkstatt.opinions.devices import hash_of
from werkstatt.opinions.events import VoteCast
from werkstatt.opinions.models import OpinionMap, Participant, Statement, Vote
from werkstatt.opinions.queries.participants import find_participant
from werkstatt.opinions.rules import Opinion, StatementState
from werkstatt.participation.rules import PhaseStage

# The public pages are not touched by a vote: the picture is computed by a job, and says of when it is.

COUNTS = {Opinion.AGREE: "agree_count", Opinion.DISAGREE: "disagree_count", Opinion.PASS: "pass_count"}


def cast_vote(*, opinion_map: OpinionMap, secret: str, number: int, value: int, proof_key: str = "") -> Vote:
    """Say what the holder of ``secret`` thinks of the statement with this number. Said again, the last word counts.

    Her first vote makes her a participant; ``proof_key`` then names what speaks for a person (``core.proof``), and
    is good for one participant. Whoever clicks twice votes once.

    Raises RuleBroken if the phase is not open, there is no such statement to vote on, or the proof was used before.
    """
    now = clock.now()
    _check_time(opinion_map)
    if value not in Opinion.values:
        raise RuleBroken(_("Bitte wählen Sie eine der drei Antworten."))
    statement = Statement.objects.filter(opinion_map=opinion_map, number=number).first()
    if statement is None or statement.state != StatementState.PUBLISHED:
        raise RuleBroken(_("Über diese These wird nicht mehr abgestimmt. Hier ist die nächste."))
    with transaction.atomic():
        participant = find_participant(opinion_map, secret) or _join(opinion_map, secret, proof_key)
        vote = _keep(participant, statement, Opinion(value), localdate(now))
        announce(VoteCast(opinion_map.pk))
    return vote


def _check_time(opinion_map: OpinionMap) -> None:
    phase = opinion_map.phase
    match opinion_map.stage_at(clock.now()):
        case PhaseStage.PLANNED:
            begin = words(localtime(phase.opens_at), TIME)
            raise RuleBroken(_("Die Abstimmung beginnt erst am %(begin)s.") % {"begin": begin})
        case PhaseStage.CLOSED:
            end = words(localtime(phase.closes_at), TIME)
            raise RuleBroken(
                _("Die Abstimmung ist seit %(end)s beendet. Diese eine Stimme kam zu spät, alle vorher zählen.")
                % {"end": end}
            )


def _join(opinion_map: OpinionMap, secret: str, proof_key: str) -> Participant:
    """Make the holder of the secret a participant. Of two clicks at once only one does."""
    try:
        with transaction.atomic():
            participant = Participant.objects.create(
                municipality_id=opinion_map.municipality_id,
                opinion_map=opinion_map,
                secret_hash=hash_of(opinion_map.pk, secret),
                proof_key=proof_key or None,
                shuffle=secrets.randbits(62),
            )
            OpinionMap.objects.filter(pk=opinion_map.pk).update(participant_count=F("participant_count") + 1)
    except IntegrityError:
        if earlier := find_participant(opinion_map, secret):
            return earlier
        raise RuleBroken(_("Das hat noch nicht gezählt. Bitte klicken Sie noch einmal.")) from None
    return participant


def _keep(participant: Participant, statement: Statement, value: Opinion, day: date) -> Vote:
    """Write the vote and its counts. Locks the vote, then the statement, always in this order."""
    mine = Vote.objects.filter(participant=participant, statement=statement)
    vote = mine.select_for_update().first()
    if vote is None:
        try:
            with transaction.atomic():
                vote = Vote.objects.create(
                    municipality_id=participant.municipality_id,
                    participant=participant,
                    statement=statement,
                    value=value,
                    day=day,
                )
        except IntegrityError:  # the other tab, or the other click
            vote = mine.select_for_update().get()
        else:
            name = COUNTS[value]
            Statement.objects.filter(pk=statement.pk).update(**{name: F(name) + 1})
            return vote
    if vote.value != value:
        _change(vote, value, day)
    return vote


def _change(vote: Vote, value: Opinion, day: date) -> None:
    old, new = COUNTS[Opinion(vote.value)], COUNTS[value]
    if vote.day != day:
        # What the open data of today say stays what was said until midnight.
        vote.value_before, vote.day_before = vote.value, vote.day
    vote.value, vote.day = value, day
    vote.save(update_fields=["value", "day", "value_before", "day_before"])
    Statement.objects.filter(pk=vote.statement_id).update(**{old: F(old) - 1, new: F(new) + 1})
