"""The demo's content fits together: every quote is found, every number is answered for, every year can be shifted."""

from __future__ import annotations

import pytest

from werkstatt.demo.material import TOWNS, load, problems


@pytest.mark.parametrize("town", TOWNS)
def test_the_material_of_a_town_has_no_problems(town: str) -> None:
    assert problems(load(town)) == []
