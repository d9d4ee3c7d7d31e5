"""Proofs of work: only what was worked for here, only for an hour, whatever is sent instead."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from altcha import ChallengeOptionsV1, create_challenge_v1
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.proofs import a_proof
from werkstatt.core import clock, proof
from werkstatt.core.errors import RuleBroken

NOW = timezone.now()
FIELDS = ["algorithm", "challenge", "salt", "signature", "number"]


def changed(payload: str, **more: object) -> str:
    """A proof with other fields."""
    return base64.b64encode(json.dumps(json.loads(base64.b64decode(payload)) | more).encode()).decode()


def test_a_solved_challenge_is_a_proof_with_a_key_of_its_own():
    one, other = (proof.check(a_proof(), "") for _ in range(2))
    assert one.by_work
    assert len(one.key) == len(other.key) == 64
    assert one.key != other.key


def test_the_same_proof_has_the_same_key_however_it_is_written():
    payload = a_proof()
    assert proof.check(payload, "").key == proof.check(changed(payload, extra="x"), "").key


def test_the_answer_is_where_the_protocol_says():
    task = proof.challenge()
    solved = json.loads(base64.b64decode(a_proof(task)))
    assert sha256(f"{task['salt']}{solved['number']}".encode()).hexdigest() == task["challenge"]
    assert 0 <= solved["number"] <= task["maxNumber"]


def test_a_proof_is_good_for_an_hour_and_not_longer():
    with clock.at(NOW):
        payload = a_proof()
    with clock.at(NOW + timedelta(minutes=59)):
        assert proof.check(payload, "").by_work
    with clock.at(NOW + timedelta(minutes=61)), pytest.raises(RuleBroken, match="zu lange offen"):
        proof.check(payload, "")


def test_a_longer_life_cannot_be_written_into_a_proof():
    with clock.at(NOW - timedelta(hours=2)):
        payload = a_proof()
    data = json.loads(base64.b64decode(payload))
    salt = data["salt"].split("expires=")[0] + "expires=9999999999&"
    for forged in (salt, salt + data["salt"], data["salt"].replace("?", "?expires=9999999999&")):
        with pytest.raises(RuleBroken):
            proof.check(changed(payload, salt=forged), "")


def test_digits_cannot_wander_from_the_time_into_the_number():
    data = json.loads(base64.b64decode(a_proof()))
    salt = data["salt"].rstrip("&")
    with pytest.raises(RuleBroken):
        proof.check(
            changed(a_proof(), **(data | {"salt": salt[:-1], "number": int(f"{salt[-1]}{data['number']}")})), ""
        )


def test_a_challenge_of_somebody_else_is_worth_nothing():
    options = ChallengeOptionsV1(max_number=10, hmac_key="other", expires=NOW + timedelta(hours=1))
    with pytest.raises(RuleBroken):
        proof.check(a_proof(create_challenge_v1(options).to_dict()), "")


def test_a_challenge_without_an_end_is_worth_nothing():
    options = ChallengeOptionsV1(max_number=10, hmac_key=proof._secret())
    with pytest.raises(RuleBroken):
        proof.check(a_proof(create_challenge_v1(options).to_dict()), "")


@pytest.mark.parametrize(
    "payload",
    [
        "x",
        "ä",
        "e30=",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b"[" * 1_000).decode(),
        base64.b64encode(b'{"number": ' + b"9" * 1_200 + b"}").decode(),
        base64.b64encode(b"\xff\xfe").decode(),
        "A" * 3_000,
    ],
)
def test_whatever_is_no_proof_is_refused_in_words(payload):
    with pytest.raises(RuleBroken, match="noch einmal"):
        proof.check(payload, "")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", [None, 1.5, True, [], {}, "", "ä", "\x00", 10**400, -1])
def test_no_field_can_be_anything_else(field, value):
    with pytest.raises(RuleBroken):
        proof.check(changed(a_proof(), **{field: value}), "")


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["algorithm", "challenge", "salt", "signature", "number"]), st.text() | st.integers()
    )
)
def test_random_fields_never_break_anything(fields):
    with pytest.raises(RuleBroken):
        proof.check(base64.b64encode(json.dumps(fields).encode()).decode(), "")


def test_without_work_the_time_since_the_form_was_opened_speaks_for_a_person():
    with clock.at(NOW):
        opened = proof.opened_now()
    for seconds, good in ((0, False), (2, False), (4, True), (86_000, True), (86_500, False)):
        with clock.at(NOW + timedelta(seconds=seconds)):
            if good:
                found = proof.check("", opened)
                assert not found.by_work
                assert len(found.key) == 64
            else:
                with pytest.raises(RuleBroken):
                    proof.check("", opened)


@pytest.mark.parametrize("opened", ["", "1", "1.x", "x" * 5_000, "\x00", "1700000000-abc.def"])
def test_a_forged_time_is_none(opened):
    with pytest.raises(RuleBroken):
        proof.check("", opened)
    assert not proof.still_good(opened)


def test_two_forms_opened_at_once_are_two():
    with clock.at(NOW):
        opened = [proof.opened_now() for _ in range(2)]
    with clock.at(NOW + timedelta(seconds=10)):
        assert proof.check("", opened[0]).key != proof.check("", opened[1]).key


@pytest.mark.django_db
def test_a_challenge_is_never_kept_and_asks_no_database(django_assert_num_queries):
    client = Client()
    with django_assert_num_queries(0):
        answers = [client.get("/nachweis") for _ in range(2)]
    assert answers[0].json()["challenge"] != answers[1].json()["challenge"]
    assert "no-store" in answers[0]["Cache-Control"]
    assert not client.cookies
    assert client.post("/nachweis").status_code == 405


def test_how_much_work_it_is_can_be_set():
    with override_settings(PROOF_WORK=7):
        assert proof.challenge()["maxNumber"] == 7
