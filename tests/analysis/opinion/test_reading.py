"""Tables in the form of Polis."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from werkstatt.analysis.opinion import clean_table, reading
from werkstatt.analysis.opinion.reading import (
    FaultyTableError,
    StatementRow,
    VoteTable,
    read_statements,
    read_votes,
    write_statements,
    write_votes,
)

pytestmark = pytest.mark.pure

HEADING = "timestamp,comment-id,voter-id,vote\n"


def read(body: str, **more) -> VoteTable:
    return read_votes((HEADING + body).encode(), **more)


def as_dict(table: VoteTable) -> dict[tuple, int]:
    voters, statements, values = (column.tolist() for column in table.votes.rows())
    rows = zip(voters, statements, values, strict=True)
    return {(table.people[voter], table.statements[statement]): value for voter, statement, value in rows}


def faults(data: bytes, **more) -> list[tuple[int, int, str]]:
    with pytest.raises(FaultyTableError) as caught:
        read_votes(data, **more)
    return [(fault.line, fault.column, fault.message) for fault in caught.value.faults]


def test_the_latest_vote_counts_by_time_and_then_by_row():
    table = read("300,1,7,1\n100,1,7,-1\n200,2,7,0\n200,2,7,1\n")
    assert as_dict(table) == {(7, 1): 1, (7, 2): 1}


def test_ids_that_are_texts_keep_their_names():
    assert as_dict(read("1,t-a,anna,1\n2,t-b,007,-1\n")) == {("anna", "t-a"): 1, ("007", "t-b"): -1}


def test_numbers_written_unlike_numbers_are_texts():
    assert as_dict(read("1,1,007,1\n2,1,7,-1\n")) == {("007", 1): 1, ("7", 1): -1}


@pytest.mark.parametrize(
    "text",
    [
        "\ufefftimestamp,comment-id,voter-id,vote\r\n5,1,2,-1\r\n",
        "vote,voter-id,datetime,comment-id,timestamp\n-1,2,whenever,1,5\n",
        "vote,voter-id,note,comment-id,timestamp\n-1,2,17,1,5",
        "timestamp;comment-id;voter-id;vote\n5;1;2;-1\n\n",
        'Timestamp, Comment-ID ,"voter-id",vote\n5, 1,"2",-1\n\n\n',
    ],
)
def test_headings_say_where_things_stand(text: str):
    assert as_dict(read_votes(text.encode())) == {(2, 1): -1}


FIELD = st.one_of(st.integers(0, 10**17).map(str), st.sampled_from(["0", "1", "-1", "2", "", "x", "1.0", "01", "-0"]))


@given(st.lists(st.lists(FIELD, min_size=3, max_size=5), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_the_fast_reading_says_the_same_as_the_careful_one(rows: list[list[str]], end: str):
    data = (HEADING.strip() + end + end.join(",".join(row) for row in rows) + end).encode()

    def outcome() -> object:
        try:
            table = read_votes(data)
        except FaultyTableError as error:
            return [(fault.line, fault.column, fault.message) for fault in error.faults]
        return as_dict(table)

    fast = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "whole_numbers", lambda *_: None)
        assert outcome() == fast


def test_blocks_are_put_together_again(monkeypatch: pytest.MonkeyPatch):
    body = "".join(f"{row},{row % 5},{row % 7},{row % 3 - 1}\n" for row in range(300))
    expected = as_dict(read(body))
    monkeypatch.setattr(clean_table, "_BYTES_AT_ONCE", 50)
    assert as_dict(read(body)) == expected


@pytest.mark.parametrize(
    ("body", "line", "column", "part"),
    [
        ("1,1,1,1\n2,1,1,5\n", 3, 7, "nicht „5“"),
        ("1,1,1,\n", 2, 7, "nicht „“"),
        ("heute,1,1,1\n", 2, 1, "Zeitpunkt"),
        ("1,,1,1\n", 2, 3, "These fehlt"),
        ("1,1,,1\n", 2, 5, "Person fehlt"),
        ("1,1,1\n", 2, 6, "Erwartet werden 4 Spalten, hier sind es 3"),
        ('1,"a ""b"",",1,9\n', 2, 16, "nicht „9“"),
        ("1,1,1,1\n\n\n2,1,1,x\n", 5, 7, "nicht „x“"),
    ],
)
def test_a_fault_says_where_it_is(body: str, line: int, column: int, part: str):
    [(found_line, found_column, message)] = faults((HEADING + body).encode())
    assert (found_line, found_column) == (line, column)
    assert part in message


def test_what_is_no_table_of_votes_says_so():
    assert faults(b"")[0][:2] == (1, 1)
    assert "leer" in faults(b"")[0][2]
    assert "fehlt vote" in faults(b"timestamp,comment-id,voter-id\n1,2,3\n")[0][2]
    assert faults(HEADING.encode() + b"1,1,1,\xff\n")[0][:2] == (2, 7)
    assert "keine Texttabelle" in faults(HEADING.encode() + b"1,\0,1,1\n")[0][2]


def test_a_heading_alone_is_a_conversation_without_votes():
    assert len(read("").votes) == 0


def test_only_the_first_faults_are_told():
    assert len(faults((HEADING + "1,1,1,7\n" * 1000).encode())) == reading.MOST_FAULTS


@pytest.mark.parametrize("statement", ["5", "fünf"])
def test_votes_on_statements_that_nobody_knows_are_faults(statement: str):
    [(line, column, message)] = faults(f"{HEADING}1,1,1,1\n2,{statement},1,1\n".encode(), known=[1, 2])
    assert (line, column) == (3, 3)
    assert f"Die These {statement} steht nicht" in message


def test_statements_have_a_text_and_may_be_moderated_out():
    data = 'comment-id,moderated,comment-body\r\n2,0,"Mehr, und\nbesser"\r\n1,-1,Werbung\r\n'
    assert read_statements(data.encode()) == {
        2: StatementRow(2, "Mehr, und\nbesser", False),
        1: StatementRow(1, "Werbung", True),
    }


def test_faulty_statements_say_where():
    data = 'comment-id,moderated,comment-body\n1,0,"a\nb"\n1,0,c\n,0,d\n2,x,e\n'
    with pytest.raises(FaultyTableError) as caught:
        read_statements(data.encode())
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(4, 1), (5, 1), (6, 3)]


@given(
    st.dictionaries(
        st.tuples(
            st.integers(0, 9), st.one_of(st.integers(0, 9), st.text("ab;,\"'\n ", min_size=1).map(lambda t: f"x{t}x"))
        ),
        st.sampled_from([1, -1, 0]),
        max_size=9,
    )
)
def test_what_is_written_is_read_again(votes: dict):
    rows = [(5, statement, voter, value) for (statement, voter), value in votes.items()]
    table = read_votes("".join(write_votes(rows)).encode())
    written = {(str(voter), str(statement)): value for (statement, voter), value in votes.items()}
    assert {(str(voter), str(statement)): value for (voter, statement), value in as_dict(table).items()} == written


def test_statements_are_written_as_they_are_read():
    rows = {3: StatementRow(3, 'Ein "Zitat", und mehr', False), 4: StatementRow(4, "Zwei\nZeilen", True)}
    assert read_statements("".join(write_statements(rows.values())).encode()) == rows


def test_a_million_rows_take_seconds():
    chance = np.random.default_rng(1)
    count = 1_000_000
    columns = [np.arange(count) + 10**12, chance.integers(0, 500, count), chance.integers(0, 20_000, count)]
    body = "".join(
        f"{time_},{statement},{voter},{(statement + voter) % 3 - 1}\n"
        for time_, statement, voter in zip(*(column.tolist() for column in columns), strict=True)
    )
    started = time.process_time()
    table = read(body)
    assert time.process_time() - started < 10
    assert len(table.votes) == len(set(zip(columns[1].tolist(), columns[2].tolist(), strict=True)))
