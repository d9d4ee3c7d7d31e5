"""The way from a sentence back to the voices, as the template draws it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from werkstatt.core.ui.pieces import diff
from werkstatt.participation.models import Contribution
from werkstatt.publishing.addresses import TownAddresses
from werkstatt.publishing.drawing.margin import shortened as shortened_text
from werkstatt.publishing.drawing.words import readable_change
from werkstatt.publishing.queries.trace import Judged, Step, Trace
from werkstatt.strategy.models import Block, Version

WORDS_LENGTH = 320
"""Characters of a contribution on the way back; the whole text is in its thread."""


@dataclass(frozen=True, slots=True)
class VoiceDrawing:
    """A contribution behind a change: its words, in short, and the way to its thread."""

    contribution: Contribution
    words: str
    wording: SafeString
    points: tuple[Judged, ...]
    url: str


@dataclass(frozen=True, slots=True)
class StepDrawing:
    """One change: before, after, and who caused it."""

    version: Version
    before: SafeString
    before_label: str
    after: SafeString
    after_label: str
    voices: tuple[VoiceDrawing, ...]


@dataclass(frozen=True, slots=True)
class TracePage:
    """What the template draws."""

    block: Block | None
    title: str
    text_url: str
    list_url: str
    count: int
    steps: tuple[StepDrawing, ...]


def trace_page(town: str, trace: Trace) -> TracePage:
    """Draw the way back."""
    addresses = TownAddresses(town)
    slug, version = trace.version.strategy.slug, trace.version
    text_url = ""
    label = trace.steps[0].change.section_label if trace.steps else ""
    if trace.block is not None:
        text_url = addresses.block(slug, version.number, trace.block.section.number, trace.block.uid)
        label = str(trace.block.section)
    return TracePage(
        block=trace.block,
        title=label,
        text_url=text_url,
        list_url=addresses.contributions_on(version, block=trace.block_uid),
        count=trace.count,
        steps=tuple(_step(step, addresses) for step in trace.steps),
    )


def _step(step: Step, addresses: TownAddresses) -> StepDrawing:
    words = readable_change(step.change.before, step.change.after)
    base = step.version.base
    return StepDrawing(
        version=step.version,
        before=diff(word for word in words if word.kind != "insert"),
        before_label=_("Vorher, %(version)s") % {"version": base.label} if base else _("Vorher"),
        after=diff(word for word in words if word.kind != "delete"),
        after_label=_("Nachher, %(version)s") % {"version": step.version.label},
        voices=tuple(
            VoiceDrawing(
                contribution=voice.contribution,
                words=shortened_text(voice.contribution.text, WORDS_LENGTH),
                wording=_wording(voice.contribution),
                points=voice.points,
                url=addresses.contribution(voice.contribution.number),
            )
            for voice in step.voices
        ),
    )


def _wording(contribution: Contribution) -> SafeString:
    suggestion = getattr(contribution, "suggestion", None)
    if suggestion is None:
        return SafeString("")
    return diff(readable_change(suggestion.quote, suggestion.replacement))
