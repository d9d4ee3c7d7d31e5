"""Taking in a contribution: the one action that anybody may do, without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from django.db import IntegrityError, connection, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from werkstatt.core import clock, pages
from werkstatt.core.actors import Actor, require
from werkstatt.core.audit import record
from werkstatt.core.errors import RuleBroken
from werkstatt.core.events import announce
from werkstatt.core.text_input import cleaned, cleaned_line
from werkstatt.core.ui.days import TIME, words
from werkstatt.organisations.models import Circle
from werkstatt.organisations.rules import CircleKind
from werkstatt.participation import tally
from werkstatt.participation.actions.contact import checked_address, keep_address
from werkstatt.participation.actions.wording import check_words, checked_replacement
from werkstatt.participation.events import ContributionReceived
from werkstatt.participation.models import (
    Contribution,
    IntakeTable,
    ParticipationPhase,
    Placement,
    WordingSuggestion,
)
from werkstatt.participation.rules import (
    USED_BEFORE,
    Channel,
    ContributionState,
    Kind,
    Moderation,
    PhaseKind,
    PhaseStage,
    PlacementStatus,
    Target,
)
from werkstatt.participation.search import hand_over
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.queries.frozen import frozen_block, frozen_section
from werkstatt.strategy.rules import Audience
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody says, and on which way it came. The fields are those of ``submit``."""

    phase: ParticipationPhase
    place: Place
    text: str
    replacement: str | None = None
    alias: str = ""
    channel: str = Channel.WEB
    event_name: str = ""
    received_at: datetime | None = None
    hold: bool = False
    batch: IntakeTable | None = None
    source_ref: str = ""
    circle: Circle | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A contribution that has passed every check and only lacks its number."""

    contribution: Contribution
    anchor: Anchor | None
    replacement: str | None

    def suggestion(self) -> WordingSuggestion | None:
        """The wording it proposes, unsaved; None for a comment."""
        if self.replacement is None or self.anchor is None:
            return None
        return WordingSuggestion(
            municipality_id=self.contribution.municipality_id,
            contribution=self.contribution,
            quote=self.anchor.quote,
            replacement=self.replacement,
        )

    def placement(self) -> Placement:
        """Where it stands in its own version, unsaved."""
        return Placement(
            municipality_id=self.contribution.municipality_id,
            contribution=self.contribution,
            version_id=self.contribution.version_id,
            section_uid=self.contribution.section_uid,
            block_uid=self.contribution.block_uid,
            start=self.anchor.start if self.anchor else None,
            end=self.anchor.end if self.anchor else None,
            status=PlacementStatus.ORIGINAL,
            in_margin=self.contribution.is_visible,
        )


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
    proof_key: str = "",
    hold: bool = False,
    email: str = "",
    language: str = "de",
    batch: IntakeTable | None = None,
    source_ref: str = "",
    circle: Circle | None = None,
) -> Contribution:
    """Give a contribution its number and keep it for good.

    ``replacement`` makes it a suggestion for another wording of the quoted passage ("" proposes to strike it);
    ``text`` is then the reason and may be empty. Whoever notes down what came on another channel than the web must be
    allowed to; ``received_at`` is then the day of receipt, and what comes in late is flagged, not refused.

    ``form_key`` is a random text that a form carries: the same words sent twice with it are one contribution, and the
    second time answers with the first one. Other words are another contribution. ``proof_key`` names the proof of work
    or the form that was opened: each is good for one contribution. ``hold``: a person looks at it before it is visible.
    ``email`` is asked by mail, in ``language``, whether it wants to hear what becomes of the contribution.

    In an internal phase ``actor`` must be allowed to read the text; who it was is not kept. ``circle`` is the council
    group that moves (see ``actions.motion``).

    Raises RuleBroken if the phase is not open, the place does not exist in its version, the words are missing, too
    long, or the same as before, the address cannot be one, or the proof was used before.
    """
    key = _submission_key(form_key, phase, place, text, replacement, alias)
    said = Submission(
        phase=phase,
        place=place,
        text=text,
        replacement=replacement,
        alias=alias,
        channel=channel,
        event_name=event_name,
        received_at=received_at,
        hold=hold,
        batch=batch,
        source_ref=source_ref,
        circle=circle,
    )
    try:
        prepared = prepare(actor, said)
        prepared.contribution.submission_key = key
        prepared.contribution.proof_key = proof_key or None
        return _write(actor, prepared, checked_address(email) if email else "", language)
    except (IntegrityError, RuleBroken) as refused:
        # Nearly nobody sends twice: whether this is a second click is asked only when something stands in the way.
        if key and (earlier := _sent_before(phase, key)):
            return earlier
        if isinstance(refused, RuleBroken) or not proof_key:
            raise
        if Contribution.objects.filter(proof_key=proof_key).exists():
            raise RuleBroken(str(USED_BEFORE)) from None
        raise


def _submission_key(
    form_key: str, phase: ParticipationPhase, place: Place, text: str, replacement: str | None, alias: str
) -> str | None:
    if not form_key:
        return None
    content = repr((form_key, phase.pk, place, cleaned(text), replacement and cleaned(replacement), alias))
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def _sent_before(phase: ParticipationPhase, key: str) -> Contribution | None:
    return Contribution.objects.filter(municipality_id=phase.municipality_id, submission_key=key).first()


def prepare(actor: Actor, said: Submission) -> Prepared:
    """Check what somebody says by every rule, without writing anything. Raises what ``submit`` raises."""
    now = clock.now()
    phase = said.phase
    check_speaker(phase, actor, said.channel, said.circle)
    is_late = _check_time(phase, actor, said.channel, said.received_at, now)
    found = _find(phase, said.place)
    text, alias, replacement = cleaned(said.text), cleaned_line(said.alias), said.replacement
    if replacement is not None:
        replacement = checked_replacement(replacement, found.anchor.quote if found.anchor else None)
    check_words(text, alias, needs_text=replacement is None)
    held = said.hold or phase.moderation == Moderation.BEFORE
    contribution = Contribution(
        municipality_id=phase.municipality_id,
        phase=phase,
        version_id=phase.version_id,
        kind=Kind.MOTION if said.circle else Kind.COMMENT if replacement is None else Kind.SUGGESTION,
        is_public=phase.kind != PhaseKind.INTERNAL and phase.version.audience == Audience.PUBLIC,
        circle=said.circle,
        target=found.target,
        section_uid=found.section.uid if found.section else "",
        section_label=str(found.section) if found.section else "",
        block_uid=found.block.uid if found.block else "",
        anchor=to_json(found.anchor) if found.anchor else None,
        text=text,
        alias=alias,
        channel=said.channel,
        event_name=cleaned_line(said.event_name),
        recorded_by_id=actor.pk if actor is not None and said.channel != Channel.WEB else None,
        received_at=said.received_at or now,
        recorded_at=now,
        is_late=is_late,
        batch=said.batch,
        source_ref=said.source_ref,
        state=ContributionState.RECEIVED if held else ContributionState.PUBLISHED,
        changed_at=now,
    )
    return Prepared(contribution, found.anchor, replacement)


@transaction.atomic
def _write(actor: Actor, prepared: Prepared, email: str, language: str) -> Contribution:
    """Number and write what was checked before: many people post at once, so the transaction is kept short."""
    contribution = prepared.contribution
    contribution.number = next_number(contribution.municipality_id)
    hand_over(contribution, prepared.replacement or "")
    contribution.save(force_insert=True)
    if suggestion := prepared.suggestion():
        suggestion.save(force_insert=True)
    placement = prepared.placement()
    placement.save(force_insert=True)
    tally.change_state(contribution, None, contribution.state)
    if contribution.is_visible:
        tally.add(placement, contribution.number)
    # Whoever speaks for herself stays unknown, also when she had to sign in for it.
    spoke_for_herself = contribution.channel == Channel.WEB and contribution.circle_id is None
    who = None if spoke_for_herself else actor
    record(who, "submit", contribution, number=contribution.number, channel=contribution.channel)
    if email:
        keep_address(contribution, email, language)
    announce(ContributionReceived(contribution))
    pages.touch(contribution.municipality_id)
    return contribution


def check_speaker(phase: ParticipationPhase, actor: Actor, channel: str, circle: Circle | None) -> None:
    """Raise PermissionDenied or RuleBroken unless the phase is for this speaker. What others note down is theirs."""
    if (circle is not None) != (phase.kind == PhaseKind.COUNCIL):
        raise RuleBroken(_("In dieser Phase sprechen nur Fraktionen, und nur in ihr."))
    if circle is not None:
        if circle.municipality_id != phase.municipality_id or circle.kind != CircleKind.COUNCIL_GROUP:
            raise RuleBroken(_("Diese Fraktion gibt es hier nicht."))
        require(actor, "participation.move", circle)
    if phase.kind != PhaseKind.PUBLIC and channel == Channel.WEB:
        require(actor, "participation.take_part", phase)


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


def next_number(town_id: int, count: int = 1) -> int:
    """The first of the town's next ``count`` public numbers. Taken inside the transaction, each is given out once or
    not at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO participation_numberseries (municipality_id, last) VALUES (%s, %s) ON CONFLICT "
            "(municipality_id) DO UPDATE SET last = participation_numberseries.last + excluded.last RETURNING last",
            [town_id, count],
        )
        (last,) = cursor.fetchone()
    return int(last) - count + 1
