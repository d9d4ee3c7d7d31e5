"""Keeping the figures of phases that are too large to be counted for every reader."""

from __future__ import annotations

from werkstatt.core import clock
from werkstatt.publishing.models import PhaseFigures
from werkstatt.publishing.queries.figures import count_phase, large_phases
from werkstatt.publishing.queries.phases import generation_of


def keep_figures() -> int:
    """Count every large phase again whose town has changed since; returns how many. For the worker, about each minute.

    A phase is counted at the generation read before: what changes meanwhile is counted the next time.
    """
    kept = dict(PhaseFigures.objects.values_list("phase_id", "generation"))
    counted = 0
    for phase in large_phases():
        generation = generation_of(phase.municipality_id)
        if kept.get(phase.pk) == generation:
            continue
        values = {
            "municipality_id": phase.municipality_id,
            "generation": generation,
            "data": count_phase(phase).as_data(),
            "made_at": clock.now(),
        }
        PhaseFigures.objects.update_or_create(phase=phase, defaults=values)
        counted += 1
    return counted
