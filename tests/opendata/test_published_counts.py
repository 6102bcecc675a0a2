"""Which counts are published as they are, and which only as few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.assessment.rules import Counts, published
from portal.policy.rules import DRAFT

ANSWERS = ("answered", "satisfied", "stars")


@pytest.mark.parametrize(
    ("answered", "shown"),
    [pytest.param(0, 0, id="nobody"), (1, "<5"), (4, "<5"), pytest.param(5, 5, id="enough")],
)
def test_fewer_than_five_answers_are_only_few(answered, shown):
    assert published(Counts(answered=answered), DRAFT)["answered"] == shown


def test_that_none_of_two_was_satisfied_is_not_told_either():
    given_out = published(Counts(answered=2, satisfied=0, stars=3), DRAFT)

    assert {given_out[name] for name in ANSWERS} == {"<5"}


def test_enough_answers_are_given_with_their_small_parts():
    given_out = published(Counts(answered=12, satisfied=3, stars=30, said=9, solved=1), DRAFT)

    assert [given_out[name] for name in (*ANSWERS, "said", "solved")] == [12, 3, 30, 9, 1]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_work_is_published_as_it_was_counted(reported, resolved, on_time):
    counts = Counts(reported=reported, resolved=resolved, on_time=on_time, asked=resolved)
    given_out = published(counts, DRAFT)

    assert (given_out["reported"], given_out["resolved"]) == (reported, resolved)
    assert (given_out["on_time"], given_out["asked"]) == (on_time, resolved)
