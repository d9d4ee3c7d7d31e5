"""The demo towns as people find them: everything was done through the actions, so everything holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from werkstatt.accounts.models import User
from werkstatt.assessment.models import Assessment, Point, SavedFilter, TextChange, TextModule, Topic
from werkstatt.assessment.rules import Verdict
from werkstatt.communication.models import Subscription
from werkstatt.core.models import AuditEntry, OutgoingMail
from werkstatt.demo.loading import PASSWORD, load_missing, sign_ins
from werkstatt.opinions.figures import Figures
from werkstatt.opinions.models import OpinionMap, Vote
from werkstatt.opinions.queries.statements import proposals_of
from werkstatt.organisations.models import BarrierReport, Circle, Membership, TownPage, Unit
from werkstatt.participation.models import (
    Contact,
    Contribution,
    IntakeTable,
    Objection,
    ParticipationPhase,
    Placement,
    WordingSuggestion,
)
from werkstatt.participation.rules import WAITING, Channel, ContributionState, Kind, PhaseStage
from werkstatt.strategy.models import Version
from werkstatt.strategy.queries import verify_hashes

HERE = {"municipality__slug": "auenbrueck"}


@pytest.mark.django_db
def test_the_demo_shows_everything_that_a_city_has_after_months_of_work():
    # One test for all of it: loading takes seconds.
    assert load_missing() == ["Auenbrück", "Kleinwiesen"]
    the_text_and_its_versions()
    the_consultations()
    the_desk()
    those_who_belong()
    the_opinion_map()
    nothing_leaves_and_nothing_lies_in_the_future()
    assert load_missing() == []


def the_text_and_its_versions():
    first = Version.objects.filter(**HERE).order_by("strategy_id", "number")
    assert list(first.values_list("number", "state", "audience")) == [
        (1, "superseded", "public"),
        (2, "consultation", "public"),
        (3, "draft", "public"),
        (1, "consultation", "circles"),
    ]
    assert verify_hashes() == []
    assert Placement.objects.filter(**HERE, status__in=WAITING).count() == 2
    changes = TextChange.objects.filter(**HERE, points__contribution__number=69)
    assert [(change.version.number, "ohne Ausdrucken" in change.after) for change in changes] == [(2, True)]
    assert TextChange.objects.filter(**HERE, version__number=3, points__contribution__number__in=(133, 157)).exists()


def the_consultations():
    now = timezone.now()
    phases = ParticipationPhase.objects.filter(**HERE).order_by("opens_at")
    assert [(phase.kind, phase.stage_at(now)) for phase in phases] == [
        ("public", PhaseStage.CLOSED),
        ("public", PhaseStage.OPEN),
        ("internal", PhaseStage.OPEN),
        ("council", PhaseStage.OPEN),
    ]
    assert [phase.contributions.count() for phase in phases] == [120, 46, 3, 4]
    assert all(phase.rules for phase in phases)
    here = Contribution.objects.filter(**HERE)
    assert sorted(here.values_list("number", flat=True)) == list(range(1, 174))
    assert set(here.values_list("state", flat=True)) == set(ContributionState)
    assert set(here.values_list("channel", flat=True)) == set(Channel)
    assert set(here.filter(kind=Kind.MOTION).values_list("circle__name", flat=True)) == {
        "Bürgerliste Auenbrück",
        "Fraktion Stadt und Land",
    }
    assert here.filter(event_name="Strategie-Event", number=69).exists()
    assert here.exclude(edited_at=None).exists()
    assert IntakeTable.objects.filter(**HERE, state="imported").count() == 1
    assert set(Objection.objects.filter(**HERE).values_list("state", flat=True)) == {"open", "upheld"}
    assert here.get(number=145).state == ContributionState.PUBLISHED
    assert here.get(number=141).support_count == 38
    assert WordingSuggestion.objects.filter(**HERE, state="open").count() >= 3


def the_desk():
    assert set(Assessment.objects.filter(**HERE).values_list("verdict", flat=True)) == set(Verdict)
    waiting = Point.objects.filter(**HERE, assessment=None, due_on__isnull=False)
    today = timezone.localdate()
    assert waiting.filter(due_on__lt=today).exists()
    assert waiting.filter(due_on__range=(today, today + timedelta(days=3))).exists()
    assert waiting.values("unit").distinct().count() >= 6
    assert 6 <= TextModule.objects.filter(**HERE).count() <= 8
    assert SavedFilter.objects.filter(**HERE).count() == 3
    assert Topic.objects.filter(**HERE, is_rest=False).count() >= 5
    ideas = Assessment.objects.filter(**HERE, verdict=Verdict.BECOMES_IDEA).values_list("reason", flat=True)
    assert all("„" in reason for reason in ideas)


def those_who_belong():
    assert Circle.objects.filter(**HERE).values("kind").distinct().count() == 4
    gone = Unit.objects.get(**HERE, name="Stabsstelle Breitband")
    assert (gone.dissolved_on is not None, str(gone.successor)) == (True, "Wirtschaftsförderung")
    assert Point.objects.filter(unit=gone).exists()
    assert TownPage.objects.filter(**HERE).count() == 3
    assert BarrierReport.objects.filter(**HERE, done_at=None).count() == 1
    assert Membership.objects.filter(**HERE, user__password__startswith="!").count() == 3
    assert Contact.objects.filter(**HERE).exclude(confirmed_at=None).count() >= 8
    assert Subscription.objects.filter(**HERE, confirmed_at=None).count() == 1
    named = [line.split()[0] for line in sign_ins() if "@" in line]
    assert len(named) == 8
    assert all(User.objects.get(email=email).check_password(PASSWORD) for email in named[:1])


def the_opinion_map():
    opinion_map = OpinionMap.objects.select_related("phase", "result").get(**HERE)
    assert opinion_map.phase.stage_at(timezone.now()) is PhaseStage.OPEN
    states = list(opinion_map.statements.values_list("state", flat=True))
    assert [states.count(state) for state in ("published", "withheld", "proposed")] == [24, 1, 1]
    proposals = proposals_of(opinion_map)
    assert (proposals.waiting, proposals.published, len(proposals.withheld)) == (1, 1, 1)
    figures = Figures.from_json(opinion_map.result.figures)
    assert [group.letter for group in figures.groups] == ["A", "B", "C"]
    assert figures.people == 214
    assert figures.missing == 14
    assert {stand.direction for stand in figures.common[:5]} == {1, -1}
    assert len(figures.divisive) >= 5
    assert not Vote.objects.filter(**HERE, day__gt=timezone.localdate()).exists()


def nothing_leaves_and_nothing_lies_in_the_future():
    now = timezone.now()
    mails = OutgoingMail.objects.all()
    assert set(mails.values_list("state", flat=True)) == {OutgoingMail.State.SENT}
    assert {"answers", "news"} <= set(mails.values_list("kind", flat=True))
    assert not mails.filter(sent_at__gt=now).exists()
    assert not Contribution.objects.filter(recorded_at__gt=now).exists()
    assert not AuditEntry.objects.filter(at__gt=now).exists()
