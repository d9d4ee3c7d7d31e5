"""What the page for contributing shows: the place one speaks about, in its phase and version."""

from __future__ import annotations

from dataclasses import dataclass

from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase
from werkstatt.strategy.models import Block, Section
from werkstatt.strategy.queries.frozen import frozen_block, frozen_section


@dataclass(frozen=True, slots=True)
class Spot:
    """A block, a section or (with neither) the whole text, and the phase in which one can speak about it."""

    phase: ParticipationPhase
    section: Section | None = None
    block: Block | None = None

    @property
    def uids(self) -> tuple[str, str]:
        """The ids of section and block; empty where there is none."""
        return self.section.uid if self.section else "", self.block.uid if self.block else ""


def find_phase(town: Municipality, key: int) -> ParticipationPhase | None:
    """The town's phase with this key, with its version and the version's strategy."""
    return ParticipationPhase.objects.filter(municipality=town, pk=key).select_related("version__strategy").first()


def find_spot(town: Municipality, phase_key: int, *, section_uid: str = "", block_uid: str = "") -> Spot | None:
    """The spot that an address names; None if the town has no such phase, or its version no such section or block."""
    phase = find_phase(town, phase_key)
    if phase is None:
        return None
    if block_uid:
        block = frozen_block(phase.version, block_uid)
        return Spot(phase, block.section, block) if block is not None else None
    if section_uid:
        section = frozen_section(phase.version, section_uid)
        return Spot(phase, section) if section is not None else None
    return Spot(phase)
