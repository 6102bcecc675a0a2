"""Marks, how long a pass lasts, where it counts, and the words on the screen of a meeting."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotAllowedNow
from portal.training.rules import (
    MOVES,
    Asked,
    CourseState,
    CourseStep,
    Held,
    after,
    counts,
    grade,
    is_good_word,
    is_open,
    may_renew,
    tidy,
    valid_until,
    why_not_published,
    why_not_question,
    word_at,
)

KEYS = st.lists(st.booleans(), min_size=2, max_size=6).filter(lambda key: any(key) and not all(key))
QUIZZES = st.lists(KEYS.map(lambda key: Asked(tuple(key))), min_size=1, max_size=20)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
MOMENTS = st.integers(1_767_225_600, 1_893_456_000).map(lambda n: datetime.fromtimestamp(n, UTC))
SECRETS = st.text(min_size=8, max_size=40)


def right_answers(quiz):
    return [{place for place, is_right in enumerate(asked.key) if is_right} for asked in quiz]


@given(QUIZZES, st.integers(1, 100))
def test_the_key_itself_is_everything(quiz, needed):
    marks = grade(quiz, right_answers(quiz), needed)

    assert (marks.percent, marks.passed, marks.wrong) == (100, True, ())


@given(QUIZZES, st.data())
def test_each_wrong_answer_is_named_and_costs_exactly_itself(quiz, data):
    answers = right_answers(quiz)
    spoilt = data.draw(st.sets(st.sampled_from(range(len(quiz)))))
    for place in spoilt:
        answers[place] = answers[place] ^ {data.draw(st.integers(0, len(quiz[place].key) - 1))}

    marks = grade(quiz, answers, 80)

    assert marks.wrong == tuple(place + 1 for place in sorted(spoilt))
    assert marks.right == len(quiz) - len(spoilt)
    assert marks.passed is (100 * marks.right >= 80 * len(quiz))


@given(QUIZZES)
def test_ticking_everything_passes_nothing(quiz):
    everything = [set(range(len(asked.key))) for asked in quiz]

    assert grade(quiz, everything, 1).right == 0


def test_a_quiz_with_an_answer_missing_is_not_marked():
    with pytest.raises(ValueError, match="each question"):
        grade([Asked((True, False))], [], 80)


@given(DAYS, st.integers(1, 60))
def test_a_pass_lasts_its_months_whatever_their_lengths(passed_on, months):
    until = valid_until(passed_on, months)

    assert 27 * months <= (until - passed_on).days <= 31 * months
    assert valid_until(passed_on, months + 1) > until


@given(DAYS, st.none() | st.integers(1, 60), st.integers(1, 9), st.integers(1, 9), DAYS)
def test_a_pass_counts_from_its_day_to_its_last_and_for_editions_that_take_it(
    passed_on, months, edition, counts_from, on
):
    until = valid_until(passed_on, months)
    held = Held(edition, passed_on, until)

    counted = counts(held, counts_from, on)

    is_in_time = passed_on <= on and (until is None or on <= until)
    assert counted is (is_in_time and edition >= counts_from)


def test_a_pass_is_renewed_only_shortly_before_its_end():
    end = date(2026, 12, 31)

    assert not may_renew(None, end, 60)
    assert not may_renew(end, end - timedelta(days=61), 60)
    assert may_renew(end, end - timedelta(days=60), 60)


@given(SECRETS, MOMENTS, st.integers(1, 10))
def test_the_word_on_the_screen_is_good_now_and_for_a_while(secret, moment, minutes):
    word, a_window = word_at(secret, moment, minutes), timedelta(minutes=minutes)

    assert is_good_word(secret, word, moment, minutes)
    assert is_good_word(secret, word, moment + 2 * a_window, minutes)
    assert not is_good_word(secret, word, moment + 3 * a_window, minutes)
    assert not is_good_word(secret, word, moment - a_window, minutes)
    assert not is_good_word(secret, word, moment + timedelta(days=1), minutes)


@given(SECRETS, SECRETS, MOMENTS)
def test_the_word_of_one_meeting_opens_no_other(secret, other, moment):
    if secret != other:
        assert not is_good_word(other, word_at(secret, moment, 3), moment, 3)


@given(st.text())
def test_whatever_is_sent_for_a_word_is_only_wrong(sent):
    moment = datetime(2026, 9, 21, tzinfo=UTC)

    assert is_good_word("secret", sent, moment, 3) is (
        sent in {word_at("secret", moment - ago * timedelta(minutes=3), 3) for ago in range(3)}
    )


def test_a_list_is_open_from_an_hour_before_to_an_hour_after():
    begins = datetime(2026, 9, 21, 6, tzinfo=UTC)
    ends, an_hour, a_second = begins + timedelta(hours=2), timedelta(hours=1), timedelta(seconds=1)

    assert is_open(begins, ends, begins - an_hour)
    assert not is_open(begins, ends, begins - an_hour - a_second)
    assert is_open(begins, ends, ends + an_hour)
    assert not is_open(begins, ends, ends + an_hour + a_second)


@pytest.mark.parametrize("state", list(CourseState), ids=str)
@pytest.mark.parametrize("step", list(CourseStep), ids=str)
def test_what_is_published_is_never_written_again(state, step):
    if (state, step) in MOVES:
        assert after(state, step) is MOVES[state, step]
        assert step is CourseStep.RETIRE or state is CourseState.DRAFT
    else:
        with pytest.raises(NotAllowedNow):
            after(state, step)


@pytest.mark.parametrize(
    ("key", "word"),
    [
        pytest.param((True,), "two answers", id="no choice"),
        pytest.param((False, False), "which answer is right", id="no right one"),
        pytest.param((True, True), "has to be wrong", id="nothing to get wrong"),
        pytest.param((True, *(False,) * 6), "too many", id="seven"),
    ],
)
def test_a_question_that_cannot_be_answered_is_not_asked(key, word):
    assert word in why_not_question(Asked(key))
    assert why_not_published(1, [Asked(key)])


def test_a_course_needs_a_step_and_a_question():
    good = Asked((True, False))

    assert "step" in why_not_published(0, [good])
    assert "question" in why_not_published(1, [])
    assert why_not_published(1, [good]) is None


@given(st.text())
def test_words_tidied_twice_are_tidied_once(words):
    assert tidy(tidy(words)) == tidy(words)
