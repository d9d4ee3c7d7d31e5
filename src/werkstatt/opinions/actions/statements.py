"""Statements: those that staff begin with, those that participants propose, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.opinions.events import StatementMoved
from werkstatt.opinions.models import OpinionMap, Statement
from werkstatt.opinions.rules import (
    MAX_REASON_LENGTH,
    MAX_STATEMENT_LENGTH,
    MAX_STATEMENTS,
    StatementState,
    may_become,
)
from werkstatt.participation.models import Contribution
from werkstatt.participation.rules import PhaseStage


@transaction.atomic
def add_statements(
    *, actor: Actor, opinion_map: OpinionMap, texts: Iterable[str], source: Contribution | None = None
) -> list[Statement]:
    """Put statements to the vote at once, in this order. ``source``: a public contribution of the town that says so.

    Raises RuleBroken if one is too long, is there already or stands there twice; then none is added.
    """
    require(actor, "opinions.moderate", opinion_map)
    lines = [line for line in (cleaned_line(text) for text in texts) if line]
    if not lines:
        raise _wrong("texts", _("Schreiben Sie mindestens eine These, jede in eine eigene Zeile."))
    if source is not None and (source.municipality_id != opinion_map.municipality_id or not source.is_public):
        raise _wrong("source", _("Diesen Beitrag gibt es nicht, oder er ist nicht öffentlich."))
    _check_lines(opinion_map, lines)
    first = _next_number(opinion_map, len(lines))
    now = clock.now()
    added = [
        Statement(
            municipality_id=opinion_map.municipality_id,
            opinion_map=opinion_map,
            number=number,
            position=number,
            text=line,
            state=StatementState.PUBLISHED,
            is_seed=True,
            source=source,
            changed_at=now,
        )
        for number, line in enumerate(lines, first)
    ]
    Statement.objects.bulk_create(added)
    record(actor, "add_statements", opinion_map, first=first, count=len(added))
    for statement in added:
        announce(StatementMoved(statement, ""))
    pages.touch(opinion_map.municipality_id)
    return added


def propose_statement(*, opinion_map: OpinionMap, text: str, proof_key: str = "") -> Statement:
    """Propose a statement, as anybody may. A person looks at it before others vote on it.

    ``proof_key`` names what speaks for a person (``core.proof``); sent twice with it, it is one proposal. Raises
    RuleBroken if the phase is not open, the map takes no proposals, or the words are missing, too long or known.
    """
    stage = opinion_map.stage_at(clock.now())
    if stage is not PhaseStage.OPEN:
        message = (
            _("Die Abstimmung hat noch nicht begonnen.")
            if stage is PhaseStage.PLANNED
            else _("Die Abstimmung ist beendet. Ihre These wurde nicht gespeichert.")
        )
        raise RuleBroken(message)
    if not opinion_map.takes_proposals:
        raise RuleBroken(_("Hier werden keine eigenen Thesen gesammelt."))
    line = _checked_text(text)
    if earlier := _sent_before(opinion_map, proof_key, line):
        return earlier
    _check_room(opinion_map, 1)
    if twin := _same(opinion_map, line):
        raise _wrong("text", _("Diese These gibt es schon: Nummer %(number)s.") % {"number": twin.number})
    try:
        return _write_proposal(opinion_map, line, proof_key)
    except IntegrityError:
        if earlier := _sent_before(opinion_map, proof_key, line):
            return earlier
        raise RuleBroken(
            _("Mit diesem Formular ist schon eine These gesendet worden. Bitte senden Sie noch einmal.")
        ) from None


@transaction.atomic
def publish_statement(*, actor: Actor, statement: Statement, text: str | None = None) -> Statement:
    """Put a proposal to the vote, or a statement that was taken out before. ``text``: its spelling, mended.

    Raises RuleBroken if it is to the vote already, or its words may not change any more.
    """
    current = _current(actor, statement)
    if text is not None and cleaned_line(text) != current.text:
        _mend(current, text)
    if not current.text:
        raise RuleBroken(_("Von dieser These gibt es keinen Text."))
    return _move(actor, current, StatementState.PUBLISHED, "")


@transaction.atomic
def edit_statement(*, actor: Actor, statement: Statement, text: str) -> Statement:
    """Mend the spelling before anybody has voted. Raises RuleBroken once the words are public."""
    current = _current(actor, statement)
    _mend(current, text)
    current.save(update_fields=["text", "original_text"])
    record(actor, "edit_statement", current, number=current.number)
    pages.touch(current.municipality_id)
    return current


@transaction.atomic
def withhold_statement(*, actor: Actor, statement: Statement, reason: str) -> Statement:
    """Take a statement out of the vote and out of sight. The number stays, with the reason. Votes on it count no more.

    Raises RuleBroken without a reason.
    """
    return _move(actor, _current(actor, statement), StatementState.WITHHELD, _checked_reason(reason))


@transaction.atomic
def retire_statement(*, actor: Actor, statement: Statement, reason: str) -> Statement:
    """Ask nobody about it any more. What people said so far stays and counts. Raises RuleBroken without a reason."""
    return _move(actor, _current(actor, statement), StatementState.RETIRED, _checked_reason(reason))


@transaction.atomic
def move_statement(*, actor: Actor, statement: Statement, up: bool) -> None:
    """Let it change places with the one before or after it in the list."""
    current = _current(actor, statement)
    others = list(Statement.objects.select_for_update().filter(opinion_map=current.opinion_map_id))
    place = next(place for place, other in enumerate(others) if other.pk == current.pk)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(others):
        return
    others.insert(target, others.pop(place))
    for position, other in enumerate(others, 1):
        if other.position != position:
            Statement.objects.filter(pk=other.pk).update(position=position)
    record(actor, "move_statement", current, number=current.number, up=up)
    pages.touch(current.municipality_id)


def _current(actor: Actor, statement: Statement) -> Statement:
    """The statement as it is now, locked. Two moderators at once decide one after the other."""
    require(actor, "opinions.moderate", statement)
    return Statement.objects.select_for_update().get(pk=statement.pk)


def _move(actor: Actor, current: Statement, then: StatementState, reason: str) -> Statement:
    before = current.state
    if not may_become(before, then):
        raise RuleBroken(
            _("%(label)s ist inzwischen „%(state)s“. Laden Sie die Seite neu.")
            % {"label": current.label, "state": current.get_state_display()}
        )
    current.state, current.reason, current.changed_at = then, reason, clock.now()
    current.save(update_fields=["state", "reason", "text", "original_text", "changed_at"])
    record(actor, f"statement_{then.value}", current, number=current.number, before=before)
    announce(StatementMoved(current, before))
    pages.touch(current.municipality_id)
    return current


def _mend(current: Statement, text: str) -> None:
    """Other words than the proposer's, as long as nobody has read them."""
    is_new = current.state == StatementState.PROPOSED
    if not is_new and not (current.is_seed and not current.vote_count and _is_planned(current)):
        raise _wrong("text", _("Darüber können Menschen schon abstimmen: Der Wortlaut bleibt, wie er ist."))
    line = _checked_text(text)
    twin = _same(current.opinion_map, line)
    if twin is not None and twin.pk != current.pk:
        raise _wrong("text", _("Diese These gibt es schon: Nummer %(number)s.") % {"number": twin.number})
    if not current.is_seed and not current.original_text:
        current.original_text = current.text
    current.text = line


def _is_planned(statement: Statement) -> bool:
    return statement.opinion_map.stage_at(clock.now()) is PhaseStage.PLANNED


@transaction.atomic
def _write_proposal(opinion_map: OpinionMap, line: str, proof_key: str) -> Statement:
    number = _next_number(opinion_map, 1)
    statement = Statement.objects.create(
        municipality_id=opinion_map.municipality_id,
        opinion_map=opinion_map,
        number=number,
        position=number,
        text=line,
        proof_key=proof_key or None,
        changed_at=clock.now(),
    )
    record(None, "propose_statement", statement, number=number)
    announce(StatementMoved(statement, ""))
    return statement


def _sent_before(opinion_map: OpinionMap, proof_key: str, line: str) -> Statement | None:
    if not proof_key:
        return None
    return Statement.objects.filter(opinion_map=opinion_map, proof_key=proof_key, text=line).first()


def _next_number(opinion_map: OpinionMap, count: int) -> int:
    """The first of the next ``count`` numbers. Inside a transaction: each is given out once or not at all."""
    OpinionMap.objects.filter(pk=opinion_map.pk).update(last_number=F("last_number") + count)
    opinion_map.refresh_from_db(fields=["last_number"])
    return opinion_map.last_number - count + 1


def _check_lines(opinion_map: OpinionMap, lines: list[str]) -> None:
    _check_room(opinion_map, len(lines))
    known = {
        text.casefold() for text in Statement.objects.filter(opinion_map=opinion_map).values_list("text", flat=True)
    }
    for place, line in enumerate(lines, 1):
        if len(line) > MAX_STATEMENT_LENGTH:
            message = _("Zeile %(line)s ist zu lang: %(length)s Zeichen. Höchstens %(n)s sind möglich.")
            raise _wrong("texts", message % {"line": place, "length": len(line), "n": MAX_STATEMENT_LENGTH})
        if line.casefold() in known:
            raise _wrong("texts", _("Zeile %(line)s gibt es schon: „%(text)s“.") % {"line": place, "text": line})
        known.add(line.casefold())


def _check_room(opinion_map: OpinionMap, count: int) -> None:
    if Statement.objects.filter(opinion_map=opinion_map).count() + count > MAX_STATEMENTS:
        raise RuleBroken(_("Mehr als %(n)s Thesen hat ein Stimmungsbild nicht.") % {"n": MAX_STATEMENTS})


def _same(opinion_map: OpinionMap, line: str) -> Statement | None:
    found = Statement.objects.filter(opinion_map=opinion_map, state=StatementState.PUBLISHED)
    return next((statement for statement in found if statement.text.casefold() == line.casefold()), None)


def _checked_text(text: str) -> str:
    line = cleaned_line(text)
    if not line:
        raise _wrong("text", _("Schreiben Sie einen Satz, dem man zustimmen oder nicht zustimmen kann."))
    if len(line) > MAX_STATEMENT_LENGTH:
        message = _("Das sind %(length)s Zeichen. Bitte kürzen Sie auf %(n)s: ein Gedanke, ein Satz.")
        raise _wrong("text", message % {"length": len(line), "n": MAX_STATEMENT_LENGTH})
    return line


def _checked_reason(reason: str) -> str:
    reason = cleaned(reason)
    if not reason:
        raise _wrong("reason", _("Schreiben Sie bitte den Grund. Alle können ihn lesen."))
    if len(reason) > MAX_REASON_LENGTH:
        raise _wrong("reason", _("Der Grund ist zu lang. Höchstens %(n)s Zeichen.") % {"n": MAX_REASON_LENGTH})
    return reason


def _wrong(field: str, message: str) -> RuleBroken:
    return RuleBroken(message, fields={field: message})
