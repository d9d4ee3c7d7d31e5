"""Taking in a contribution: the one action that anybody may do, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.db import IntegrityError, connection, transaction
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.core.ui.days import TIME, words
from werkstatt.participation import tally
from werkstatt.participation.events import ContributionReceived
from werkstatt.participation.models import Contribution, ParticipationPhase, Placement, WordingSuggestion
from werkstatt.participation.rules import (
    MAX_ALIAS_LENGTH,
    MAX_TEXT_LENGTH,
    STILL_THE_OLD_WORDS,
    Channel,
    ContributionState,
    Kind,
    Moderation,
    PhaseStage,
    PlacementStatus,
    Target,
    says_the_same,
)
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.queries.frozen import frozen_block, frozen_section
from werkstatt.strategy.storage import block_value
from werkstatt.text.anchors import Anchor, make_anchor, to_json


@dataclass(frozen=True, slots=True)
class Place:
    """What a contribution is about. Nothing: the whole text. Offsets in characters of the block's text."""

    section_uid: str = ""
    block_uid: str = ""
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A place that really exists in the version."""

    target: Target
    section: Section | None = None
    block: Block | None = None
    anchor: Anchor | None = None


def submit(
    *,
    phase: ParticipationPhase,
    place: Place,
    text: str,
    replacement: str | None = None,
    alias: str = "",
    actor: Actor = None,
    channel: str = Channel.WEB,
    event_name: str = "",
    received_at: datetime | None = None,
    form_key: str = "",
) -> Contribution:
    """Give a contribution its number and keep it for good.

    ``replacement`` makes it a suggestion for another wording of the quoted passage ("" proposes to strike it);
    ``text`` is then the reason and may be empty. Whoever notes down what came on another channel than the web must be
    allowed to; ``received_at`` is then the day of receipt, and what comes in late is flagged, not refused.

    ``form_key`` is a random text that a form carries: the same words sent twice with it are one contribution, and the
    second time answers with the first one. Other words are another contribution.

    Raises RuleBroken if the phase is not open, the place does not exist in its version, or the words are missing, too
    long, or the same as before.
    """
    key = _submission_key(form_key, phase, place, text, replacement, alias)
    if key and (earlier := _sent_before(phase, key)):
        return earlier
    try:
        return _take_in(phase, place, text, replacement, alias, actor, channel, event_name, received_at, key)
    except IntegrityError:
        # Both clicks of a double click were on their way at once, and the other one was first.
        if key and (earlier := _sent_before(phase, key)):
            return earlier
        raise


def _submission_key(
    form_key: str, phase: ParticipationPhase, place: Place, text: str, replacement: str | None, alias: str
) -> str | None:
    if not form_key:
        return None
    content = repr((form_key, phase.pk, place, cleaned(text), replacement and cleaned(replacement), alias))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def _sent_before(phase: ParticipationPhase, key: str) -> Contribution | None:
    sent = Contribution.objects.filter(municipality_id=phase.municipality_id, submission_key=key)
    # Nearly always there is none: ask cheaply.
    return sent.first() if sent.exists() else None


def _take_in(
    phase: ParticipationPhase,
    place: Place,
    text: str,
    replacement: str | None,
    alias: str,
    actor: Actor,
    channel: str,
    event_name: str,
    received_at: datetime | None,
    submission_key: str | None,
) -> Contribution:
    now = clock.now()
    is_late = _check_time(phase, actor, channel, received_at, now)
    found = _find(phase, place)
    text, alias = cleaned(text), cleaned_line(alias)
    if replacement is not None:
        replacement = _checked_replacement(replacement, found)
    _check_words(text, alias, needs_text=replacement is None)
    contribution = Contribution(
        municipality_id=phase.municipality_id,
        phase=phase,
        version_id=phase.version_id,
        kind=Kind.COMMENT if replacement is None else Kind.SUGGESTION,
        target=found.target,
        section_uid=found.section.uid if found.section else "",
        section_label=str(found.section) if found.section else "",
        block_uid=found.block.uid if found.block else "",
        anchor=to_json(found.anchor) if found.anchor else None,
        text=text,
        alias=alias,
        channel=channel,
        event_name=cleaned_line(event_name),
        recorded_by_id=actor.pk if actor is not None and channel != Channel.WEB else None,
        received_at=received_at or now,
        recorded_at=now,
        is_late=is_late,
        state=ContributionState.RECEIVED if phase.moderation == Moderation.BEFORE else ContributionState.PUBLISHED,
        changed_at=now,
        submission_key=submission_key,
    )
    return _write(actor, contribution, found.anchor, replacement)


@transaction.atomic
def _write(actor: Actor, contribution: Contribution, anchor: Anchor | None, replacement: str | None) -> Contribution:
    """Number and write what was checked before: many people post at once, so the transaction is kept short."""
    contribution.number = next_number(contribution.municipality_id)
    contribution.save(force_insert=True)
    if replacement is not None and anchor is not None:
        WordingSuggestion.objects.create(
            municipality_id=contribution.municipality_id,
            contribution=contribution,
            quote=anchor.quote,
            replacement=replacement,
        )
    placement = Placement.objects.create(
        municipality_id=contribution.municipality_id,
        contribution=contribution,
        version_id=contribution.version_id,
        section_uid=contribution.section_uid,
        block_uid=contribution.block_uid,
        start=anchor.start if anchor else None,
        end=anchor.end if anchor else None,
        status=PlacementStatus.ORIGINAL,
        in_margin=contribution.is_visible,
    )
    tally.change_state(contribution, None, contribution.state)
    if contribution.is_visible:
        tally.add(placement, contribution.number)
    record(actor, "submit", contribution, number=contribution.number, channel=contribution.channel)
    announce(ContributionReceived(contribution))
    pages.touch(contribution.municipality_id)
    return contribution


def _check_time(
    phase: ParticipationPhase, actor: Actor, channel: str, received_at: datetime | None, now: datetime
) -> bool:
    """Whether it came in late; raises RuleBroken if it may not come in at all."""
    if channel != Channel.WEB:
        require(actor, "participation.record_offline", phase)
        if received_at is not None and received_at > now:
            message = _("Der Eingang kann nicht in der Zukunft liegen.")
            raise RuleBroken(message, fields={"received_at": message})
        if phase.stage_at(now) is PhaseStage.PLANNED:
            raise RuleBroken(_("Die Beteiligung hat noch nicht begonnen."))
        return phase.stage_at(received_at or now) is PhaseStage.CLOSED
    match phase.stage_at(now):
        case PhaseStage.PLANNED:
            begin = words(localtime(phase.opens_at), TIME)
            raise RuleBroken(_("Die Beteiligung beginnt erst am %(begin)s.") % {"begin": begin})
        case PhaseStage.CLOSED:
            end = words(localtime(phase.closes_at), TIME)
            message = _("Die Beteiligung ist seit %(end)s beendet. Ihr Text wurde nicht gespeichert.")
            raise RuleBroken(message % {"end": end})
    return False


def _find(phase: ParticipationPhase, place: Place) -> _Found:
    gone = _("Diese Stelle gibt es in %(version)s nicht. Bitte wählen Sie die Stelle im Text noch einmal.")
    if place.block_uid:
        block = frozen_block(phase.version, place.block_uid)
        if block is None:
            raise RuleBroken(gone % {"version": phase.version.label})
        value = block_value(block)
        try:
            start = 0 if place.start is None else place.start
            anchor = make_anchor(value, start, len(value.text) if place.end is None else place.end)
        except ValueError:
            raise RuleBroken(gone % {"version": phase.version.label}) from None
        return _Found(Target.PASSAGE, block.section, block, anchor)
    if place.section_uid:
        section = frozen_section(phase.version, place.section_uid)
        if section is None:
            raise RuleBroken(gone % {"version": phase.version.label})
        return _Found(Target.SECTION, section)
    return _Found(Target.WHOLE)


def _checked_replacement(replacement: str, found: _Found) -> str:
    if found.anchor is None:
        raise RuleBroken(_("Bitte wählen Sie zuerst die Stelle, die Sie anders formulieren möchten."))
    replacement = cleaned(replacement)
    if len(replacement) > MAX_TEXT_LENGTH:
        message = _too_long(len(replacement))
        raise RuleBroken(message, fields={"replacement": message})
    if says_the_same(replacement, found.anchor.quote):
        message = str(STILL_THE_OLD_WORDS)
        raise RuleBroken(message, fields={"replacement": message})
    return replacement


def _check_words(text: str, alias: str, *, needs_text: bool) -> None:
    if needs_text and not text:
        message = _("Schreiben Sie bitte, was Sie sagen möchten.")
        raise RuleBroken(message, fields={"text": message})
    if len(text) > MAX_TEXT_LENGTH:
        message = _too_long(len(text))
        raise RuleBroken(message, fields={"text": message})
    if len(alias) > MAX_ALIAS_LENGTH:
        message = _("Der Name ist zu lang. Bitte kürzen Sie ihn auf %(most)s Zeichen.") % {"most": MAX_ALIAS_LENGTH}
        raise RuleBroken(message, fields={"alias": message})


def _too_long(length: int) -> str:
    return _(
        "Der Text ist zu lang: %(is)s Zeichen, erlaubt sind %(most)s. "
        "Bitte kürzen Sie ihn oder senden Sie mehrere Beiträge."
    ) % {
        "is": formats.number_format(length, force_grouping=True),
        "most": formats.number_format(MAX_TEXT_LENGTH, force_grouping=True),
    }


def next_number(town_id: int) -> int:
    """The town's next public number. Taken inside the transaction, it is given out once or not at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO participation_numberseries (municipality_id, last) VALUES (%s, 1) "
            "ON CONFLICT (municipality_id) DO UPDATE SET last = participation_numberseries.last + 1 RETURNING last",
            [town_id],
        )
        (number,) = cursor.fetchone()
    return int(number)
