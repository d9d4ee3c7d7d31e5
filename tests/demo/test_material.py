"""The demo's content fits together: every quote is found, every number is answered for, every year can be shifted."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import count

import pytest

from werkstatt.core.documents.reading import read
from werkstatt.demo.everyday import Everyday
from werkstatt.demo.material import TOWNS, load, problems
from werkstatt.demo.opinion_content import ballots_of_the_browsers, ballots_of_the_stand, opinion_problems
from werkstatt.demo.passages import Edit, EditKind, PointRef
from werkstatt.demo.records import Contribution, State, Target, TownMaterial, Verdict
from werkstatt.opinions.rules import MAX_STATEMENT_LENGTH
from werkstatt.text.model import numbered


@cache
def material(town: str = "auenbrueck", year: int = 2019) -> TownMaterial:
    """Read once: every test looks at the same frozen records."""
    return load(town, year)


def contribution(number: int) -> Contribution:
    return next(entry for entry in material().contributions if entry.number == number)


def with_contribution(changed: Contribution) -> TownMaterial:
    """Auenbrück with one contribution exchanged."""
    phases = tuple(
        replace(
            phase,
            contributions=tuple(changed if entry.number == changed.number else entry for entry in phase.contributions),
        )
        for phase in material().phases
    )
    return replace(material(), phases=phases)


@pytest.mark.parametrize("year", [2019, 2026])
@pytest.mark.parametrize("town", TOWNS)
def test_the_material_of_a_town_has_no_problems(town: str, year: int) -> None:
    assert problems(material(town, year)) == []


@pytest.mark.parametrize("town", TOWNS)
def test_the_importer_reads_the_same_plain_text_as_the_checker(town: str) -> None:
    ids = count()
    imported = read(material(town).markdown.encode(), "fassung-1.md", new_id=lambda: f"b{next(ids)}")
    theirs = {
        number: (section.title, tuple(block.text for block in section.blocks))
        for number, _, section in numbered(imported.document.sections)
    }
    ours = {section.number: (section.title, section.blocks) for section in material(town).sections(1)}
    assert theirs == ours


def test_the_strategy_has_eight_fields_of_action_between_vision_and_decision() -> None:
    chapters = [section.title for section in material().sections(1) if "." not in section.number]
    assert chapters[0] == "Wohin wir wollen"
    assert chapters[-1] == "Wie wir entscheiden"
    assert len(chapters[1:-1]) == 8


def test_the_strategy_is_as_long_as_a_real_one() -> None:
    words = sum(len(block.split()) for section in material().sections(1) for block in section.blocks)
    assert 9_000 <= words <= 12_000


def test_every_chapter_and_half_of_the_sections_have_a_summary() -> None:
    numbers = [section.number for section in material().sections(1)]
    chapters = {number for number in numbers if "." not in number}
    parts = set(numbers) - chapters
    assert chapters <= set(material().summaries)
    assert len(parts & set(material().summaries)) >= len(parts) / 2


def test_both_consultations_are_complete_and_show_every_state() -> None:
    first, second = material().phases
    assert (len(first.contributions), len(second.contributions)) == (120, 34)
    states = Counter(entry.state for entry in first.contributions)
    assert (states[State.PUBLISHED], states[State.WITHHELD], states[State.MERGED], states[State.WITHDRAWN]) == (
        6,
        3,
        5,
        1,
    )
    assert {entry.state for entry in material().contributions} == set(State)


def test_every_verdict_occurs_often_and_no_one_kind_rules() -> None:
    verdicts = Counter(point.verdict for entry in material().phases[0].contributions for point in entry.points)
    del verdicts[None]
    assert set(verdicts) == set(Verdict)
    assert min(verdicts.values()) >= 8
    assert max(verdicts.values()) <= sum(verdicts.values()) / 4


def test_number_69_is_the_story_of_the_thread() -> None:
    entry = contribution(69)
    assert (entry.event, entry.received_time, entry.received_day) == ("Strategie-Event", "16:00", -210)
    assert [point.verdict for point in entry.points] == [Verdict.ADOPTED_WITH_CHANGES, Verdict.BECOMES_IDEA]
    sentence = (
        "Die Stadt stellt ihre Dienste so über ein zentrales Portal bereit, "
        "dass man sie ohne Ausdrucken und ohne fremde Hilfe erledigen kann."
    )
    chapter = {section.number: section for section in material().sections(2)}["2.1"]
    assert len(chapter.places(sentence)) == 1


def test_the_reason_of_69_counts_its_fellows_correctly() -> None:
    idea = contribution(69).points[1].idea
    fellows = [
        entry.number
        for entry in material().contributions
        if entry.number != 69 and any(point.idea == idea for point in entry.points)
    ]
    assert len(fellows) == 6
    assert "sechs ähnlichen" in contribution(69).points[1].reason


def test_two_open_suggestions_compete_for_the_sentence_about_displays() -> None:
    rivals = [
        entry
        for entry in material().phases[1].contributions
        if entry.replacement and "Echtzeitanzeigen" in entry.target.quote and entry.state == State.ASSIGNED
    ]
    assert len(rivals) == 2
    assert len({entry.target for entry in rivals}) == 1


def test_a_deleted_paragraph_carries_remarks_whose_place_must_be_confirmed() -> None:
    deleted = next(edit for edit in material().changes if edit.kind is EditKind.DELETE)
    blocks = {section.number: section for section in material().sections(1)}[deleted.section].blocks
    gone = next(block for block in blocks if deleted.passage in block)
    remarks = [entry for entry in material().contributions if entry.target.quote and entry.target.quote in gone]
    assert len(remarks) >= 2


def test_every_kind_of_edit_happens_between_the_versions() -> None:
    assert {edit.kind for edit in material().changes} == set(EditKind)
    assert any(not edit.because for edit in material().changes)
    assert len(material().draft_changes) == 6


def test_years_move_with_today_and_other_numbers_stay() -> None:
    then, now = material().markdown, material(year=2026).markdown
    assert "Bis Ende 2021 sind die 30 meistgenutzten Dienste" in then
    assert "Bis Ende 2028 sind die 30 meistgenutzten Dienste" in now
    assert "48.200 Einwohnerinnen" in now


@pytest.mark.parametrize("town", TOWNS)
def test_there_is_no_filler_and_no_address_outside_the_example_domains(town: str) -> None:
    loaded = material(town)
    words = [loaded.markdown, loaded.conduct_rules, *loaded.summaries.values()]
    words += [f"{entry.text} {entry.replacement}" for entry in loaded.contributions]
    words += [point.reason for entry in loaded.contributions for point in entry.points]
    words += [loaded.cards, loaded.internal_text, *loaded.pages.values(), str(loaded.everyday)]
    everything = "\n".join(words)
    assert not re.search(r"lorem|ipsum|dolor sit|TODO|XXX", everything, re.IGNORECASE)
    addresses = re.findall(r"https?://([^/\s)]+)|@([\w.-]+\w)", everything)
    assert {host or domain for host, domain in addresses} <= {"example.org", loaded.town.domain}


def test_no_two_people_said_or_heard_the_same() -> None:
    texts = Counter(entry.text for entry in material().contributions)
    reasons = Counter(point.reason for entry in material().contributions for point in entry.points if point.reason)
    assert [text for text, times in (texts + reasons).items() if times > 1] == []


def everyday_slips() -> dict[str, tuple[Everyday, str]]:
    """Auenbrück's everyday life, each time with one slip, and a sign of its being found."""
    right = material().everyday
    motion, address = right.motions[0], right.addresses[0]
    assert right.settled
    return {
        "a motion on words that are not in the text": (
            replace(right, motions=(replace(motion, quote="Das steht hier nicht."), *right.motions[1:])),
            "0 places in 10.2",
        ),
        "a motion of a group that does not exist": (
            replace(right, motions=(replace(motion, group="mars"), *right.motions[1:])),
            "no group 'mars'",
        ),
        "a member who does not exist": (
            replace(right, groups=(replace(right.groups[0], members=("niemand",)), *right.groups[1:])),
            "no person niemand",
        ),
        "an address that could be somebody's": (
            replace(right, addresses=(replace(address, email="jemand@auenbrueck.example"),)),
            "could be somebody's",
        ),
        "support for a number that nobody has": (replace(right, supports={999: 1}), "no contribution 999"),
        "a number given twice": (
            replace(right, motions=(replace(motion, number=150), *right.motions[1:])),
            "given twice",
        ),
        "a conflict about words that are not there": (
            replace(right, settled=replace(right.settled, passage="Das steht hier nicht.")),
            "conflict: 0 places",
        ),
    }


@pytest.mark.parametrize("slip", list(everyday_slips()))
def test_the_checker_finds_in_everyday_life(slip: str) -> None:
    changed, sign = everyday_slips()[slip]
    assert any(sign in problem for problem in problems(replace(material(), everyday=changed)))


WRONG_POINT = replace(contribution(69).points[0], excerpt="Das hat niemand gesagt.")
SLIPS = {
    "a quote that is not in the text": (
        replace(contribution(4), target=Target("1.3", "Das steht hier nicht.")),
        "0 places",
    ),
    "a quote that occurs twice": (replace(contribution(4), target=Target("1.3", "Die Stadt")), "places in 1.3"),
    "a section that does not exist": (replace(contribution(16), target=Target("2.9")), "no section 2.9"),
    "an excerpt nobody said": (
        replace(contribution(69), points=(WRONG_POINT, contribution(69).points[1])),
        "excerpt not once",
    ),
    "an answer without a verdict": (
        replace(contribution(4), points=(replace(contribution(4).points[0], verdict=None),)),
        "has no verdict",
    ),
    "an office that does not exist": (
        replace(contribution(4), points=(replace(contribution(4).points[0], unit="mars"),)),
        "no unit 'mars'",
    ),
    "a person who does not exist": (replace(contribution(16), recorded_by="niemand"), "no person niemand"),
    "an adopted point without a change": (
        replace(contribution(4), points=(replace(contribution(4).points[0], verdict=Verdict.ADOPTED),)),
        "needs either a change",
    ),
    "a change caused by what was declined": (
        replace(contribution(3), points=(replace(contribution(3).points[0], verdict=Verdict.DECLINED),)),
        "was not adopted",
    ),
    "a merger into a merged one": (replace(contribution(9), merged_into=47), "cannot be merged"),
    "a rule that does not exist": (replace(contribution(26), withheld_rule=99), "no rule 99"),
    "a number left out": (replace(contribution(4), number=500), "gaps"),
    "an early receipt": (replace(contribution(4), received_day=-300), "received outside"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_the_checker_finds(slip: str) -> None:
    changed, sign = SLIPS[slip]
    if slip == "a number left out":
        first = material().phases[0]
        spoilt = replace(first, contributions=(*first.contributions[:3], changed, *first.contributions[4:]))
        broken = replace(material(), phases=(spoilt, material().phases[1]))
    else:
        broken = with_contribution(changed)
    assert any(sign in problem for problem in problems(broken))


def test_the_checker_finds_a_change_that_does_not_fit() -> None:
    lost = Edit(EditKind.REPLACE, "2.1", "Das steht hier nicht.", "Neu", because=(PointRef(69),))
    assert problems(replace(material(), changes=(*material().changes, lost))) == [
        "changes: 0 places in 2.1 for 'Das steht hier nicht.'"
    ]


# The opinion map


def test_statements_are_short_enough_to_be_voted_on_and_enough_to_tell_people_apart() -> None:
    found = material().opinions
    assert found is not None
    assert len(found.to_vote) == 24
    assert all(len(one.text) <= MAX_STATEMENT_LENGTH for one in (*found.first, *found.proposals))


def test_the_same_people_vote_the_same_every_time() -> None:
    found = material().opinions
    assert found is not None
    stand, browsers = ballots_of_the_stand(found), ballots_of_the_browsers(found)
    assert (stand, browsers) == (ballots_of_the_stand(found), ballots_of_the_browsers(found))
    assert len(stand) + len(browsers) == 214
    assert sum(len(ballot) < 7 for ballot in stand) == found.seldom
    assert min(len(ballot) for ballot in stand) >= 5
    assert {value for ballot in stand for value in ballot.values()} == {-1, 0, 1}


def test_slips_in_an_opinion_map_are_told() -> None:
    found = material().opinions
    assert found is not None
    first, withheld = found.first[0], found.proposals[0]
    wrong = replace(
        found,
        phase="fassung-9",
        first=(first, first, replace(found.first[1], shares={"a": (90, 20)}), replace(found.first[2], shares={})),
        proposals=(replace(withheld, shares=first.shares),),
    )
    assert list(opinion_problems(wrong, {"fassung-2"})) == [
        "opinion map: no such phase fassung-9",
        f"said twice: {first.text}",
        f"more than everybody: {found.first[1].text}",
        f"somebody has no opinion: {found.first[1].text}",
        f"withheld, and yet people vote on it: {withheld.text}",
        f"nobody can vote on it: {found.first[2].text}",
    ]
