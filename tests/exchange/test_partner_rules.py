"""How partners' answers are read: whatever comes, nothing breaks, and nothing odd is kept."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import NotAcceptable
from portal.exchange.rules.partners import (
    NUMBER,
    Heard,
    Meaning,
    PushState,
    Update,
    found_in,
    meaning_of,
    plain_words,
    read_push,
    services_in,
    services_said,
    statuses_said,
    updates_in,
)
from portal.exchange.rules.reasons import read_reason, reason
from portal.troubles import Trouble

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["service_request_id", "token", "status", "description", "x"]), inner
        )
    ),
    max_leaves=12,
)


@given(st.one_of(ANY_JSON.map(json.dumps), st.text()), st.sampled_from([None, 200, 400, 500, 503]))
@settings(max_examples=150)
def test_whatever_a_partner_answers_is_read_as_something(body, status):
    heard = Heard(status, body, reason(Trouble.IN_TIME))

    state, said = read_push(heard)

    if status == 200 and state in {PushState.SENT, PushState.TOKEN}:
        assert NUMBER.fullmatch(said)
    else:
        assert state in {PushState.QUEUED, PushState.REFUSED, PushState.LOOKING}
        _why, facts = read_reason(said)
        assert len(str(facts.get("said", ""))) <= 200
    assert set(updates_in(body, {"1"}) or ()) <= {"1"}
    assert all(NUMBER.fullmatch(one["code"]) for one in services_in(body) or ())
    assert found_in(body, "JA-1") is None or "[JA-1]" in body


@pytest.mark.parametrize(
    ("status", "why", "state"),
    [
        pytest.param(None, Trouble.NO_LINE, PushState.QUEUED, id="nobody was there"),
        pytest.param(None, Trouble.IN_TIME, PushState.LOOKING, id="it may have arrived"),
        pytest.param(None, Trouble.BROKE_OFF, PushState.LOOKING, id="cut in the middle"),
        pytest.param(None, Trouble.NOT_ALLOWED, PushState.QUEUED, id="never asked"),
        pytest.param(429, "", PushState.QUEUED, id="too many"),
        pytest.param(502, "", PushState.LOOKING, id="a proxy between"),
        pytest.param(302, "", PushState.REFUSED, id="led elsewhere"),
        pytest.param(403, "", PushState.REFUSED, id="a wrong key"),
        pytest.param(201, "", PushState.LOOKING, id="taken without a word"),
    ],
)
def test_only_what_surely_was_not_taken_goes_again_by_itself(status, why, state):
    assert read_push(Heard(status, "", why and reason(why)))[0] is state


def test_what_was_kept_in_words_is_taken_for_the_safe_side():
    assert read_push(Heard(None, "", "Connection refused"))[0] is PushState.LOOKING


def test_words_are_short_plain_and_without_phones():
    said = plain_words("a\x00\u202eb\r\n 13812345678 " + "很" * 5000)

    assert said.startswith("ab *** 很")
    assert len(said) == 500
    assert [plain_words(odd) for odd in (None, 7, ["x"], {})] == ["", "", "", ""]


def test_a_row_that_looks_at_the_notes_comes_first_and_an_unknown_status_means_nothing():
    table = statuses_said("closed = done\nClosed: duplicate = not_theirs")

    assert meaning_of(Update("closed", "a Duplicate"), table) is Meaning.NOT_THEIRS
    assert meaning_of(Update("closed", ""), table) is Meaning.DONE
    assert meaning_of(Update("open", ""), table) is None
    assert meaning_of(Update("open", ""), []) is Meaning.OPEN


@pytest.mark.parametrize("line", ["B1", "= x", "B1 = ", "B1 = a,b", "B1 = x; lane", "B1=x\nB1=y"])
def test_a_line_of_the_table_that_says_nothing_is_refused(line):
    with pytest.raises(NotAcceptable):
        services_said(line)


@pytest.mark.parametrize("line", ["closed", "closed = finished", "= done"])
def test_a_line_of_statuses_that_says_nothing_is_refused(line):
    with pytest.raises(NotAcceptable):
        statuses_said(line)
