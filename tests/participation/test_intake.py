"""Tables of noted-down contributions: looked at, mended, imported as a whole, taken back."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.factories import Scene, a_comment, a_consultation, an_answer, first_block
from werkstatt.assessment.actions import assess, whole_as_point
from werkstatt.assessment.rules import Verdict
from werkstatt.core import clock
from werkstatt.core.errors import RuleBroken
from werkstatt.participation.actions.checking import check_table
from werkstatt.participation.actions.intake import (
    arrange_table,
    clear_old_tables,
    discard_table,
    import_table,
    mend_rows,
    take_table,
)
from werkstatt.participation.actions.undoing import take_back_recording, undo_import
from werkstatt.participation.models import Contribution, IntakeTable, PassageTally, Placement, StateTally
from werkstatt.participation.queries import figures_of
from werkstatt.participation.queries.intake import imported_by
from werkstatt.participation.rules import Channel, ContributionState, IntakeState, Kind

pytestmark = pytest.mark.django_db

TABLE = """Nr.;Abschnitt;Anmerkung;Wortlaut alt;Wortlaut neu;Name;Datum;Uhrzeit
1;1.1;Das ist zu lang.;;;Lesebrille;16.11.2018;16:00
2;;Mehr Bänke!;;;;16.11.2018;
3;1;Klingt freundlicher.;Die Stadt bietet in Kapitel 1 ihre Dienste Nummer 1;Unsere Stadt bietet ihre Dienste;;;
"""


@pytest.fixture
def scene() -> Scene:
    now = timezone.now()
    return a_consultation(opens_at=now - timedelta(days=4000), closes_at=now + timedelta(days=7))


def taken(scene: Scene, text: str = TABLE, **more: object) -> IntakeTable:
    return take_table(
        actor=scene.moderator,
        phase=scene.phase,
        data=text.encode(),
        filename="karten.csv",
        **more,  # type: ignore[arg-type]
    )


def faults(scene: Scene, text: str) -> list[tuple[int, str, str]]:
    """Row, letters of the column and message of everything that is wrong with a table."""
    checked = check_table(actor=scene.moderator, table=taken(scene, text))
    return [(row.number, fault.letters, fault.message) for row in checked.faulty for fault in row.faults]


def many(count: int, start: int = 1) -> str:
    lines = (f"{n};1.1;Anmerkung Nummer {n};16.11.2018" for n in range(start, start + count))
    return "Nr.;Abschnitt;Text;Datum\n" + "\n".join(lines)


def test_a_table_becomes_contributions_with_consecutive_numbers_and_their_own_dates(scene: Scene):
    table = import_table(actor=scene.moderator, table=taken(scene))
    said = list(Contribution.objects.order_by("number"))
    assert [one.number for one in said] == [1, 2, 3]
    assert [one.source_ref for one in said] == ["1", "2", "3"]
    first, second, third = said
    assert first.section_label == "1.1 Erste Schritte"
    assert (first.alias, first.channel, first.recorded_by) == ("Lesebrille", Channel.EVENT, scene.moderator)
    assert f"{timezone.localtime(first.received_at):%d.%m.%Y %H:%M}" == "16.11.2018 16:00"
    assert second.section_uid == ""
    assert third.kind == Kind.SUGGESTION
    assert third.suggestion.quote == "Die Stadt bietet in Kapitel 1 ihre Dienste Nummer 1"
    assert third.block_uid == first_block(scene).uid
    assert (table.state, table.rows, table.row_count) == (IntakeState.IMPORTED, [], 3)
    assert imported_by(table).last == 3


def test_counts_and_margins_are_the_same_as_if_each_had_come_by_itself(scene: Scene):
    import_table(actor=scene.moderator, table=taken(scene))
    kept = set(PassageTally.objects.values_list("section_uid", "block_uid", "start", "end", "count", "latest_number"))
    margin = set(Placement.objects.filter(in_margin=True).values_list("pk", flat=True))
    states = set(StateTally.objects.values_list("state", "count"))
    from werkstatt.participation import tally

    tally.rebuild(scene.version.pk, scene.town.pk)
    assert kept == set(
        PassageTally.objects.values_list("section_uid", "block_uid", "start", "end", "count", "latest_number")
    )
    assert margin == set(Placement.objects.filter(in_margin=True).values_list("pk", flat=True))
    assert states == {("published", 3)}


def test_one_faulty_row_keeps_everything_out(scene: Scene):
    table = taken(scene, TABLE + "4;9.9;Wo ist das?;;;;;\n")
    with pytest.raises(RuleBroken, match=r"Zeile 5: Einen Abschnitt „9\.9“ gibt es in Fassung 1 nicht"):
        import_table(actor=scene.moderator, table=table)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("1;9.9;Text;;;;;", "B", "Abschnitt „9.9“ gibt es"),
        ("1;2018-01-02;Text;;;;;", "B", "ist ein Datum"),
        ("1;Erste Schritte;Text;;;;;", "B", "heißen mehrere Abschnitte: 1.1, 2.1"),
        ("1;;;;;;;", "C", "In dieser Zeile fehlen die Worte."),
        ("1;1;Text;Das steht nirgends;neu;;;", "D", "steht so nicht in 1 Feld 1"),
        ("1;1;Text;Die Stadt;neu;;;", "D", "steht mehrmals"),
        ("1;1;Text;;Neuer Satz;;;", "D", "fehlt der alte"),
        ("1;1;Text;;;;31.2.2018;", "G", "Den Tag „31.2.2018“ gibt es nicht"),
        ("1;1;Text;;;;gestern;", "G", "ist kein Datum"),
        ("1;1;Text;;;;16.11.2099;", "G", "nicht in der Zukunft"),
        ("1;1;Text;;;;16.11.2018;25:00", "H", "ist keine Uhrzeit"),
        ("1;1;Text;;;;;16:00", "G", "Zur Uhrzeit fehlt der Tag"),
        ("1;1;Text;;;" + "N" * 61 + ";;", "F", "Der Name ist zu lang"),
        ("1;1;Text; mit Semikolon;;;;16.11.2018;16:00", "", "verrutscht"),
        ("1" * 41 + ";1;Text;;;;;", "A", "Nummer ist zu lang"),
    ],
)
def test_what_is_wrong_is_said_with_row_column_and_what_to_do(scene: Scene, row: str, column: str, message: str):
    found = faults(scene, TABLE.splitlines()[0] + "\n" + row + "\n")
    assert [(number, letters) for number, letters, said in found if message in said] == [(2, column)], found


def test_the_same_number_twice_is_a_fault_and_the_same_words_are_a_note(scene: Scene):
    table = taken(scene, "Nr.;Text\n7;Mehr Bänke!\n7;Mehr Licht!\n8;Mehr Bänke!\n")
    checked = check_table(actor=scene.moderator, table=table)
    assert [fault.message for fault in checked.faulty[0].faults] == ["Die Nummer „7“ steht schon in Zeile 2."]
    assert checked.noted[0].notes == ["Derselbe Text steht in Zeile 2."]


def test_a_number_that_came_in_before_is_named_with_the_number_it_got(scene: Scene):
    import_table(actor=scene.moderator, table=taken(scene, "Nr.;Text\n7;Mehr Bänke!\n"))
    again = check_table(actor=scene.moderator, table=taken(scene, "Nr.;Text\n7;Mehr Licht!\n9;Mehr Bänke!\n"))
    assert again.faulty[0].faults[0].message == "Die Nummer „7“ ist schon eingelesen, als Nr. 1."
    assert again.noted[0].notes == ["Denselben Text gibt es schon als Nr. 1."]


def test_what_came_after_the_end_is_late_and_what_came_before_and_was_noted_later_is_not(scene: Scene):
    day = timezone.localdate()
    scene.phase.closes_at = timezone.now() - timedelta(days=2)
    scene.phase.save()
    table = taken(
        scene, f"Text;Datum\nzu spät;{day - timedelta(days=1):%d.%m.%Y}\npünktlich;{day - timedelta(days=3):%d.%m.%Y}\n"
    )
    assert [row.number for row in check_table(actor=scene.moderator, table=table).late] == [2]
    import_table(actor=scene.moderator, table=table)
    assert list(Contribution.objects.order_by("number").values_list("is_late", flat=True)) == [True, False]


def test_what_holds_for_every_row_gives_way_to_what_the_row_says(scene: Scene):
    table = taken(scene, "Text;Kanal;Veranstaltung;Uhrzeit\nA;;;\nB;Brief;;\nC;;Tisch 3;15:30\n")
    moment = timezone.localtime(timezone.now()).replace(year=2018, month=11, day=16, hour=16, minute=0)
    table = arrange_table(
        actor=scene.moderator,
        table=table,
        phase=scene.phase,
        mapping=table.mapping,
        channel=Channel.EVENT,
        event="Strategie-Event",
        received_at=moment,
    )
    import_table(actor=scene.moderator, table=table)
    said = list(Contribution.objects.order_by("number"))
    assert [(one.channel, one.event_name) for one in said] == [
        ("event", "Strategie-Event"),
        ("paper", ""),
        ("event", "Tisch 3"),
    ]
    assert [f"{timezone.localtime(one.received_at):%H:%M}" for one in said] == ["16:00", "16:00", "15:30"]


def test_faulty_cells_can_be_mended_in_place_and_rows_left_out(scene: Scene):
    table = taken(scene, "Nr.;Text;Abschnitt\n1;Gut;1\n2;Schlecht;9\nSumme: 2;;\n")
    table = mend_rows(actor=scene.moderator, table=table, cells={(3, 2): "2.1"}, dropped=[4])
    assert not check_table(actor=scene.moderator, table=table).faulty
    import_table(actor=scene.moderator, table=table)
    assert Contribution.objects.get(number=2).section_label == "2.1 Erste Schritte"


def test_the_second_click_on_import_imports_nothing_again(scene: Scene):
    table = taken(scene)
    import_table(actor=scene.moderator, table=IntakeTable.objects.get(pk=table.pk))
    assert import_table(actor=scene.moderator, table=table).state == IntakeState.IMPORTED
    assert Contribution.objects.count() == 3


def test_undo_withdraws_everything_erases_the_words_and_keeps_the_numbers(scene: Scene):
    table = import_table(actor=scene.moderator, table=taken(scene))
    assert undo_import(actor=scene.moderator, table=table) == 3
    for one in Contribution.objects.all():
        assert (one.state, one.text, one.alias) == (ContributionState.WITHDRAWN, "", "")
        assert one.state_reason == "Import zurückgenommen"
        assert not hasattr(one, "suggestion")
    assert figures_of(scene.town)[ContributionState.WITHDRAWN] == 3
    assert figures_of(scene.town)[ContributionState.PUBLISHED] == 0
    assert not PassageTally.objects.filter(count__gt=0).exists()
    assert undo_import(actor=scene.moderator, table=table) == 0


def test_after_undo_the_mended_table_may_bring_the_same_numbers_again(scene: Scene):
    table = import_table(actor=scene.moderator, table=taken(scene))
    undo_import(actor=scene.moderator, table=table)
    import_table(actor=scene.moderator, table=taken(scene))
    assert [one.number for one in Contribution.objects.filter(state="published").order_by("number")] == [4, 5, 6]


def test_undo_takes_back_nothing_once_one_is_answered(scene: Scene):
    table = import_table(actor=scene.moderator, table=taken(scene))
    an_answer(scene, Contribution.objects.get(number=2))
    with pytest.raises(RuleBroken, match=r"nichts zurückgenommen.*Nr\. 2"):
        undo_import(actor=scene.moderator, table=table)
    assert not Contribution.objects.filter(state=ContributionState.WITHDRAWN).exists()


def test_undo_takes_back_nothing_once_one_has_a_verdict(scene: Scene):
    table = import_table(actor=scene.moderator, table=taken(scene))
    point = whole_as_point(actor=scene.moderator, contribution=Contribution.objects.get(number=3))
    assess(actor=scene.moderator, point=point, verdict=Verdict.DECLINED, reason="Zu teuer.")
    with pytest.raises(RuleBroken, match=r"Nr\. 3"):
        undo_import(actor=scene.moderator, table=table)


def test_five_hundred_rows_take_less_than_three_seconds_of_work(scene: Scene):
    # Processor time: what else the machine does is not the import's fault.
    began = time.process_time()
    table = import_table(actor=scene.moderator, table=taken(scene, many(500)))
    spent = time.process_time() - began
    assert table.row_count == Contribution.objects.count() == 500
    assert spent < 3


def test_only_those_who_may_note_down_can_take_a_table(scene: Scene):
    other = a_consultation()
    for stranger in (
        scene.editor,
        other.moderator,
        scene.lead,
    ):
        with pytest.raises(PermissionDenied):
            take_table(actor=stranger, phase=scene.phase, data=TABLE.encode(), filename="x.csv")


def test_a_table_that_nobody_imports_is_gone_after_a_week(scene: Scene):
    taken(scene)
    imported = import_table(actor=scene.moderator, table=taken(scene, many(2, start=50)))
    with clock.at(timezone.now() + timedelta(days=8)):
        clear_old_tables()
    assert list(IntakeTable.objects.all()) == [imported]


def test_a_table_can_be_thrown_away_but_not_once_it_is_imported(scene: Scene):
    table = taken(scene)
    discard_table(actor=scene.moderator, table=table)
    assert not IntakeTable.objects.exists()
    table = import_table(actor=scene.moderator, table=taken(scene))
    with pytest.raises(RuleBroken, match="schon eingelesen"):
        discard_table(actor=scene.moderator, table=table)


def test_what_was_noted_by_hand_can_be_taken_back_by_the_same_person_until_the_work_begins(scene: Scene):
    said = a_comment(scene, actor=scene.moderator, channel=Channel.EVENT, event_name="Strategie-Event")
    with pytest.raises(RuleBroken, match="wer es notiert hat"):
        take_back_recording(actor=scene.officer, contribution=said)
    gone = take_back_recording(actor=scene.moderator, contribution=said)
    assert (gone.state, gone.text) == (ContributionState.WITHDRAWN, "")
    assert take_back_recording(actor=scene.moderator, contribution=said).state == ContributionState.WITHDRAWN
