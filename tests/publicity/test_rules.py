"""What is true of publicity, in microseconds."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.rules import CaseStatus, Outcome, Step, Validity
from portal.errors import NotAllowedNow
from portal.publicity.rules import (
    LINK_HOURS,
    StoryState,
    StoryStep,
    after,
    as_address,
    holds_phone,
    link_expires_at,
    may_ask_again,
    may_release,
    tidy,
    why_no_story,
)

NOW = datetime(2026, 9, 21, 2, tzinfo=UTC)
GOOD = {
    "status": CaseStatus.CLOSED,
    "outcome": Outcome.DONE,
    "closed_by": Step.CONFIRM,
    "validity": Validity.VALID,
    "is_private": False,
    "is_part": False,
}


@given(st.lists(st.sampled_from(StoryStep), max_size=30))
def test_no_story_is_ever_released_but_out_of_the_hands_of_somebody_who_waited_for_it(steps):
    state = StoryState.DRAFT
    for step in steps:
        before = state
        try:
            state = after(state, step)
        except NotAllowedNow:
            continue
        if state is StoryState.RELEASED:
            assert (before, step) == (StoryState.WAITING, StoryStep.RELEASE)
        if step is StoryStep.WRITE:
            assert state is StoryState.DRAFT, "other words are looked at again"


def test_a_released_story_is_not_written_again_before_it_is_withdrawn():
    with pytest.raises(NotAllowedNow):
        after(StoryState.RELEASED, StoryStep.WRITE)


@given(st.sets(st.integers(1, 20)), st.integers(1, 20))
def test_nobody_releases_what_they_have_written(writers, by):
    assert may_release(writers, by) == (by not in writers)


def test_a_confirmed_case_may_be_told():
    assert why_no_story(**GOOD) is None
    assert why_no_story(**GOOD | {"closed_by": Step.VERIFY}) is None


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"status": CaseStatus.RESOLVED}, id="the unit only says so"),
        pytest.param({"status": CaseStatus.IN_HAND}, id="open again"),
        pytest.param({"closed_by": Step.LAPSE}, id="nobody has confirmed it"),
        pytest.param({"closed_by": None}, id="closed by nobody"),
        pytest.param({"outcome": Outcome.CANNOT_NOW}, id="not done"),
        pytest.param({"outcome": Outcome.EXPLAINED}, id="only explained"),
        pytest.param({"validity": Validity.INVALID}, id="invalid"),
        pytest.param({"validity": Validity.NOT_JUDGED}, id="not judged"),
        pytest.param({"is_private": True}, id="about a household"),
        pytest.param({"is_part": True}, id="part of another"),
    ],
)
def test_other_cases_are_not_told_and_it_is_said_why(other):
    assert why_no_story(**GOOD | other)


@given(st.text())
def test_kept_words_hold_nothing_that_cannot_be_seen_or_turns_the_writing(words):
    kept = tidy(words)

    assert tidy(kept) == kept
    assert not any(unicodedata.category(c) == "Cc" for c in kept.replace("\n", ""))
    assert not set(kept) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b")
    assert "\n\n\n" not in kept


def test_rare_characters_and_paragraphs_stay():
    assert tidy("䶮㛃𬭎\n\n第二段") == "䶮㛃𬭎\n\n第二段"


@pytest.mark.parametrize("words", ["打 13812345678 找他", "0571-87654321", "电话 138 1234 5678"])
def test_a_phone_number_is_seen(words):
    assert holds_phone(words)


def test_a_date_and_a_count_are_no_phone_number():
    assert not holds_phone("2026-09-21 换了 12 个井盖")


def test_a_link_is_good_for_two_days_and_asked_for_again_after_an_hour():
    assert link_expires_at(NOW) == NOW + timedelta(hours=LINK_HOURS)
    assert not may_ask_again(NOW, NOW + timedelta(minutes=59))
    assert may_ask_again(NOW, NOW + timedelta(minutes=60))


def test_the_same_address_is_known_again_however_it_is_typed():
    assert as_address(" Lin＠Example.COM ") == "lin@example.com"
