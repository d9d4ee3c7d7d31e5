"""The demo towns, loaded through the actions."""

from __future__ import annotations

import pytest
from django.utils import timezone

from werkstatt.assessment.models import Assessment, TextChange
from werkstatt.assessment.rules import Verdict
from werkstatt.core.models import AuditEntry
from werkstatt.demo.loading import load_missing, sign_ins
from werkstatt.participation.models import Contribution, ParticipationPhase, Placement
from werkstatt.participation.rules import WAITING, ContributionState, PhaseStage
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import verify_hashes


@pytest.mark.django_db
def test_the_demo_shows_a_finished_and_a_running_consultation_in_all_states():
    assert load_missing() == ["Auenbrück", "Kleinwiesen"]
    here = {"municipality__slug": "auenbrueck"}
    now = timezone.now()

    phases = ParticipationPhase.objects.filter(**here).order_by("opens_at")
    assert [phase.stage_at(now) for phase in phases] == [PhaseStage.CLOSED, PhaseStage.OPEN]
    assert [phase.contributions.count() for phase in phases] == [120, 34]
    states = set(Contribution.objects.filter(**here).values_list("state", flat=True))
    assert states >= set(ContributionState) - {ContributionState.RECEIVED}
    assert set(Assessment.objects.filter(**here).values_list("verdict", flat=True)) == set(Verdict)

    states = Version.objects.filter(**here).order_by("number").values_list("number", "state")
    assert list(states) == [(1, "superseded"), (2, "consultation"), (3, "draft")]
    assert verify_hashes() == []
    assert Placement.objects.filter(**here, status__in=WAITING).count() == 2

    changes = TextChange.objects.filter(**here, points__contribution__number=69)
    assert [(change.version.number, "ohne Ausdrucken" in change.after) for change in changes] == [(2, True)]

    assert not Contribution.objects.filter(recorded_at__gt=now).exists()
    assert not AuditEntry.objects.filter(at__gt=timezone.now()).exists()
    assert any("j.ostermann@auenbrueck.example" in line for line in sign_ins())
    assert load_missing() == []
