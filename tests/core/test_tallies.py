"""Rows that keep count."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import a_consultation
from werkstatt.core.tallies import count_up
from werkstatt.participation.models import StateTally

pytestmark = pytest.mark.django_db


def test_counts_are_added_in_one_statement_and_in_order():
    scene = a_consultation()
    names = {"town_id": scene.town.pk, "phase_id": scene.phase.pk}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        count_up(StateTally, "state", **names, changes={"published": 3, "assigned": 1})
        count_up(StateTally, "state", **names, changes={"published": -2, "assigned": 1, "closed": 0})
    assert dict(StateTally.objects.filter(phase=scene.phase).values_list("state", "count")) == {
        "published": 1,
        "assigned": 2,
    }
    assert len(asked) == 2
    sql = asked[0]["sql"]
    assert sql.index("assigned") < sql.index("published")


def test_nothing_to_count_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        count_up(StateTally, "state", town_id=1, phase_id=1, changes={"published": 0})
