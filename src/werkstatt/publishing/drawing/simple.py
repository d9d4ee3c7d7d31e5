"""The chapter in plain language: each section with what its words are worth today."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from werkstatt.publishing.addresses import TextAddresses
from werkstatt.publishing.drawing.chapter import older_than_text
from werkstatt.publishing.queries.chapter import Chapter
from werkstatt.strategy.drawing import easy_html
from werkstatt.strategy.models import Section
from werkstatt.strategy.plain_language import SentenceChange


@dataclass(frozen=True, slots=True)
class EasyPart:
    """A section of the plain-language view. What people say to it goes to the section of the original."""

    section: Section
    html: SafeString
    changes: tuple[SentenceChange, ...]
    older: str
    contribute: str
    count: int
    voices: str


def easy_parts_of(chapter: Chapter, addresses: TextAddresses) -> list[EasyPart]:
    """The sections of a chapter in order."""
    return [_part(chapter, section, addresses) for section in chapter.sections]


def _part(chapter: Chapter, section: Section, addresses: TextAddresses) -> EasyPart:
    changes = chapter.outdated.get(section.uid, ())
    contribute = addresses.contribute_section
    return EasyPart(
        section=section,
        html=easy_html(section.summary),
        changes=changes,
        older=older_than_text(changes) if changes else "",
        contribute=contribute(section.uid) if contribute else "",
        count=chapter.voices.count_of_section.get(section.uid, 0),
        voices=addresses.contributions_on(chapter.among.version, section=section.uid),
    )
