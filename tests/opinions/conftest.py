"""What nearly every test of opinion maps begins with."""

from __future__ import annotations

import pytest

from tests.factories import Scene, a_consultation, an_opinion_map
from werkstatt.opinions.models import OpinionMap


@pytest.fixture
def scene() -> Scene:
    """A town with a phase that is open."""
    return a_consultation()


@pytest.fixture
def opinion_map(scene: Scene) -> OpinionMap:
    """Its opinion map, with statements to vote on."""
    return an_opinion_map(scene)
