"""The page of a phase: figures that add up and lead to the lists behind them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import Scene, a_comment, a_consultation, a_scene, a_suggestion, an_answer
from tests.publishing.helpers import changed_text, close_phase, page
from werkstatt.assessment.actions import assign, whole_as_point
from werkstatt.core import pages
from werkstatt.participation.actions import Place, merge_into, withhold
from werkstatt.participation.models import Contribution, StateTally
from werkstatt.participation.rules import Channel, ContributionState
from werkstatt.publishing import rules
from werkstatt.publishing.actions.figures import keep_figures
from werkstatt.publishing.drawing.figures import axis_labels
from werkstatt.publishing.models import PhaseFigures
from werkstatt.publishing.queries import figures
from werkstatt.publishing.queries.figures import Counts, count_phase

pytestmark = pytest.mark.django_db

RESTING = [state for state in ContributionState if state not in (ContributionState.MERGED, ContributionState.ANSWERED)]


def _page(scene: Scene) -> str:
    return page(reverse("phase", args=[scene.town.slug, scene.phase.pk]))


def test_the_answer_comes_first_and_the_sum_is_explained():
    scene = a_consultation()
    first, second, third, fourth = (a_comment(scene, f"Satz {n}.") for n in range(4))
    an_answer(scene, first)
    withhold(actor=scene.moderator, contribution=second, reason="Nennt eine Person.", conduct_rule="3")
    merge_into(actor=scene.moderator, contribution=third, target=fourth, reason="Dasselbe.")

    html = _page(scene)

    assert "4 Beiträge sind eingegangen. 1 ist beantwortet." in html
    assert "4 Nummern = 2 mit Text + 2 mit Hinweis statt Text" in html
    assert "1 nicht veröffentlicht, 1 mit einem anderen zusammengeführt" in html
    assert "Wir wollen wissen, was fehlt." in html
    assert "Alles außer dem Haushalt." in html


def test_every_figure_leads_to_a_list_of_as_many():
    scene = a_consultation()
    changed_text(scene, a_suggestion(scene))
    other = a_comment(scene, "Andere Stelle.", place=Place(section_uid=_section(scene, "2")))
    point = whole_as_point(actor=scene.moderator, contribution=other)
    assign(actor=scene.moderator, point=point, unit=scene.unit)
    a_comment(
        scene,
        "Auf dem Markt.",
        actor=scene.moderator,
        channel="event",
        event_name="Markt",
        received_at=scene.phase.opens_at + timedelta(hours=30),
    )

    html = _page(scene)
    lines = re.findall(r'<li><a href="([^"]+)">([^<]+)</a><svg.*?</svg><b>(\d+)</b>', html)
    lines += [(url, "figure", count) for url, count in re.findall(r'<a href="([^"]+)"><b>(\d+)</b><span>', html)]
    days = r'<th scope="row"><a href="([^"]+tag=[^"]+)">.*?</a></th><td class="num">(\d+)</td>'
    lines += [(url, "day", count) for url, count in re.findall(days, html)]

    assert len(lines) >= 11
    for url, name, count in lines:
        listed = page(url.replace("&amp;", "&"))
        assert len(re.findall(r'<div class="voiceline__nr">', listed)) == int(count), name


def test_a_phase_to_come_and_one_without_a_voice_say_so():
    planned = a_consultation()
    now = timezone.now()
    type(planned.phase).objects.filter(pk=planned.phase.pk).update(
        opens_at=now + timedelta(days=2), closes_at=now + timedelta(days=9)
    )
    assert "Die Beteiligung beginnt am" in _page(planned)
    running = a_consultation()
    assert "Noch hat niemand etwas gesagt." in _page(running)
    assert "Lesen und mitreden" in _page(running)
    close_phase(running)
    html = _page(running)
    assert "Niemand hat etwas gesagt." in html
    assert "Lesen und mitreden" not in html


def test_charts_speak_and_have_a_table():
    scene = a_consultation()
    for n in range(3):
        a_comment(scene, f"Satz {n}.")
    html = _page(scene)
    charts = re.findall(r'<svg class="chart[^>]*>', html)
    assert len(charts) >= 4
    assert all('role="img"' in chart and 'aria-label="' in chart for chart in charts)
    assert html.count("<table") >= 3
    assert " style=" not in html


def test_the_page_takes_the_same_number_of_queries_for_one_and_for_three():
    def queries(count: int) -> int:
        scene = a_consultation()
        for _ in range(count):
            an_answer(scene, a_comment(scene))
        with CaptureQueriesContext(connection) as captured:
            _page(scene)
        return len(captured)

    assert queries(1) == queries(3) <= 12


def test_a_large_phase_is_counted_by_the_worker_and_read_from_there(monkeypatch):
    monkeypatch.setattr(figures, "COUNTED_UP_TO", 2)
    scene = a_consultation()
    for n in range(2):
        a_comment(scene, f"Satz {n}.")
    assert keep_figures() == 0
    a_comment(scene, "Noch einer.")
    assert keep_figures() == 1
    assert keep_figures() == 0

    a_comment(scene, "Danach.")
    assert "3 Beiträge sind eingegangen." in _page(scene)
    assert keep_figures() == 1
    assert "4 Beiträge sind eingegangen." in _page(scene)
    kept = PhaseFigures.objects.get()
    assert Counts.of_data(kept.data) == count_phase(scene.phase)

    a_scene()
    pages.touch(scene.town.pk)
    assert keep_figures() == 1


def test_what_is_not_public_is_not_counted():
    scene = a_consultation()
    rows = [a_comment(scene, f"Satz {n}.") for n in range(3)]
    Contribution.objects.filter(pk=rows[0].pk).update(is_public=False)
    Contribution.objects.filter(pk=rows[1].pk).update(state=ContributionState.RECEIVED)
    html = _page(scene)
    assert "1 Beitrag ist eingegangen." in html
    assert "Ein Beitrag wird noch geprüft und ist nicht mitgezählt." in html


def test_an_unreleased_verdict_is_not_counted():
    scene = a_consultation()
    from tests.publishing.helpers import adopt

    adopt(scene, a_suggestion(scene))
    counts = count_phase(scene.phase)
    assert (counts.verdicts, counts.adopted, counts.changed, counts.answered) == ({}, 0, 0, 0)
    (share,) = counts.units.values()
    assert (share.points, share.judged) == (1, 0)


def test_the_files_and_figures_have_sane_limits():
    assert rules.AT_ONCE_UP_TO <= rules.STREAMED_UP_TO <= rules.COUNTED_UP_TO


class AddingUp(TestCase):
    """Whatever happens to the contributions, every way of counting them comes to the same total."""

    def setUp(self) -> None:
        self.scene = a_consultation()
        self.sections = [*self.scene.version.sections.values_list("uid", flat=True), ""]
        for n in range(8):
            a_comment(self.scene, f"Satz {n}.")

    @settings(max_examples=25, deadline=None)
    @given(st.data())
    def test_all_parts_sum_up_to_the_total(self, data: st.DataObject) -> None:
        states: Counter[str] = Counter()
        now = timezone.now()
        for row in Contribution.objects.filter(phase=self.scene.phase):
            row.state = data.draw(st.sampled_from(RESTING))
            row.state_reason = "Grund."
            row.channel = data.draw(st.sampled_from(Channel.values))
            row.section_uid = data.draw(st.sampled_from(self.sections))
            row.received_at = now - timedelta(hours=data.draw(st.integers(0, 24 * 90)))
            row.save()
            states[row.state] += 1
        counts = count_phase(self.scene.phase)

        shown = sum(states.values()) - states[ContributionState.RECEIVED]
        assert counts.total == shown == counts.visible + counts.stubs
        assert counts.received == states[ContributionState.RECEIVED]
        for shares in (counts.sections.values(), counts.channels.values()):
            assert sum(share.total for share in shares) == counts.total
            assert sum(share.stubs for share in shares) == counts.stubs
            assert sum(share.answered for share in shares) == counts.answered
        assert sum(count for _day, count in counts.days) == counts.total
        assert Counts.of_data(counts.as_data()) == counts
        view = figures.read_phase(self.scene.town, self.scene.phase.pk, now)
        assert view is not None
        tops = [line.share.total for line in view.sections if line.section is None or line.section.depth == 1]
        assert sum(tops) == counts.total


def _section(scene: Scene, number: str) -> str:
    return str(scene.version.sections.get(number=number).uid)


def test_another_towns_phase_is_not_found():
    scene = a_consultation()
    assert StateTally.objects.filter(phase=scene.phase).count() == 0
    address = reverse("phase", args=[a_scene().town.slug, scene.phase.pk])
    assert Client().get(address).status_code == 404


def test_the_days_below_a_chart_name_the_year_where_one_could_be_mistaken():
    def below(first: date, last: date, step: int = 7) -> list[str]:
        days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, step)]
        labels = axis_labels(days, 12)
        assert len(labels) == len(days)
        return [label for label in labels if label]

    assert below(date(2026, 5, 4), date(2026, 5, 8), 1)[0] == "4. Mai"
    assert not any("2026" in label for label in below(date(2026, 1, 5), date(2026, 12, 28)))
    turn = below(date(2025, 11, 3), date(2026, 3, 2))
    assert [label for label in turn if "20" in label] == [turn[0], next(label for label in turn if "Jan" in label)]
    assert turn[0].endswith("2025")
    long = below(date(2024, 5, 6), date(2026, 8, 3))
    assert all(label[-4:] in ("2024", "2025", "2026") for label in long)
    assert len(long) <= 12
    assert axis_labels([], 3) == []
