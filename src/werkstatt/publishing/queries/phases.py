"""Finding a phase, its generation, and the files about it."""

from __future__ import annotations

from django.db.models import QuerySet, Sum

from werkstatt.core.models import AuditEntry, PageGeneration
from werkstatt.organisations.models import Municipality
from werkstatt.participation.models import ParticipationPhase, StateTally
from werkstatt.participation.rules import PhaseKind
from werkstatt.publishing.models import PhaseFile
from werkstatt.publishing.rules import LAYOUT, FileState
from werkstatt.strategy.models import Strategy
from werkstatt.strategy.rules import Audience, VersionState


def _phases(town: Municipality) -> QuerySet[ParticipationPhase]:
    return ParticipationPhase.objects.filter(municipality=town).select_related(
        "strategy", "version__strategy", "municipality"
    )


def open_to_all(phases: QuerySet[ParticipationPhase]) -> QuerySet[ParticipationPhase]:
    """Of these phases the ones that everybody may know of: held in public, on a text that everybody may read."""
    return (
        phases.filter(version__audience=Audience.PUBLIC)
        .exclude(kind=PhaseKind.INTERNAL)
        .exclude(version__state=VersionState.DRAFT)
    )


def public_phase(town: Municipality, key: int) -> ParticipationPhase | None:
    """The town's phase with this key, if everybody may know of it. One query."""
    return open_to_all(_phases(town)).filter(pk=key).first()


def any_phase(town: Municipality, key: int) -> ParticipationPhase | None:
    """The town's phase with this key, for staff. One query."""
    return _phases(town).filter(pk=key).first()


def phases_to_export(strategy: Strategy, *, public: bool) -> list[ParticipationPhase]:
    """The phases of a strategy, or those that everybody may know of, the one that began last in front."""
    found = _phases(strategy.municipality).filter(strategy=strategy).order_by("-opens_at")
    return list((open_to_all(found) if public else found)[:50])


def generation_of(town_id: int) -> int:
    """Counts the changes to the town's public pages."""
    return PageGeneration.objects.filter(town_id=town_id).values_list("generation", flat=True).first() or 0


def fingerprint_of(phase: ParticipationPhase, *, is_internal: bool) -> str:
    """The same text as long as nothing has changed that a file about the phase could show. Two queries at most.

    It speaks of the whole town: a change elsewhere makes a file anew that would not have to be, never the other way.
    """
    mark = f"{LAYOUT}.{generation_of(phase.municipality_id)}"
    if is_internal:
        entries = AuditEntry.objects.filter(town_id=phase.municipality_id).order_by("-at", "-pk")
        mark = f"{mark}.{entries.values_list('pk', flat=True).first() or 0}"
    return mark


def count_of(phase: ParticipationPhase) -> int:
    """Contributions of the phase in all states, as kept. One query over a handful of rows."""
    return StateTally.objects.filter(phase=phase).aggregate(sum=Sum("count"))["sum"] or 0


def files_of(phase: ParticipationPhase, *, is_internal: bool, language: str) -> QuerySet[PhaseFile]:
    """The files about the phase, the latest order first."""
    return PhaseFile.objects.filter(phase=phase, is_internal=is_internal, language=language).order_by(
        "-requested_at", "-pk"
    )


def finished_file(
    phase: ParticipationPhase, kind: str, format: str, *, is_internal: bool, language: str
) -> PhaseFile | None:
    """The newest finished file of this sort. One query."""
    files = files_of(phase, is_internal=is_internal, language=language)
    return files.filter(kind=kind, format=format, state=FileState.DONE).order_by("-made_at").first()


def find_file(town: Municipality, key: int) -> PhaseFile | None:
    """An order by its key, with its phase."""
    return (
        PhaseFile.objects.filter(municipality=town, pk=key)
        .select_related("phase__version__strategy", "phase__municipality")
        .first()
    )
