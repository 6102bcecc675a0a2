"""What is true of a case, asked of the rules alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.accounts.rules import UnitKind
from portal.cases.rules import (
    DONE,
    LEVELS,
    MOVES,
    ON_THE_SPOT,
    CaseStatus,
    Light,
    Outcome,
    Solved,
    Step,
    after,
    amber_until,
    asked_terms,
    case_number,
    check_digit,
    days_late,
    due_on,
    index_terms,
    is_case_number,
    level_above,
    light,
    masked,
    may_serve,
    needs_after_photo,
    promised_on,
    reopening,
    respond_by,
    restarts_clock,
    starts_clock,
    steps_from,
    takes_answers,
)
from portal.errors import NotAllowedNow
from portal.policy.rules import DRAFT
from tests.policy.test_rules import CALENDAR

levels = st.sampled_from(LEVELS)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
statuses, steps = st.sampled_from(CaseStatus), st.sampled_from(Step)
counts = st.integers(1, 99_999)
NOON = datetime(2026, 9, 21, 4, tzinfo=UTC)


def day(text):
    return date.fromisoformat(f"2026-{text}")


# the life of a case


@given(statuses, steps)
def test_a_step_leads_on_or_is_refused(status, step):
    if step in steps_from(status):
        assert after(status, step) is MOVES[status, step]
    else:
        with pytest.raises(NotAllowedNow):
            after(status, step)


def test_no_step_of_a_case_page_goes_from_a_report_to_resolved():
    assert Step.RESOLVE not in steps_from(CaseStatus.REPORTED)
    assert not set(ON_THE_SPOT) & set(MOVES)
    assert after(CaseStatus.REPORTED, Step.RESOLVE, ON_THE_SPOT) is CaseStatus.RESOLVED


def test_every_status_is_reached_from_a_report():
    reached = {CaseStatus.REPORTED}
    for _ in CaseStatus:
        reached |= {to for (status, _step), to in MOVES.items() if status in reached}

    assert reached == set(CaseStatus)


CLOSED = CaseStatus.CLOSED


def test_a_declined_report_is_over_and_every_open_one_can_go_on():
    assert steps_from(CaseStatus.DECLINED) == [Step.RECALL, Step.UNSAY, Step.NOTE]
    assert all(steps_from(status) for status in CaseStatus if status.is_open)


def test_a_closed_case_is_opened_only_by_its_reporter():
    opening = {
        step for (status, step), to in MOVES.items() if status is CLOSED and to is not CLOSED
    }
    assert opening == {Step.REOPEN, Step.ESCALATE}


def test_only_a_resolved_case_closes():
    leading = {
        status for (status, _step), to in MOVES.items() if to is CLOSED and status is not CLOSED
    }
    assert leading == {CaseStatus.RESOLVED}


def test_every_step_can_be_said():
    assert set(DONE) == set(Step)


# clocks


@pytest.mark.parametrize(
    ("level", "started", "due"),
    [
        pytest.param(1, "09-18", "09-20", id="the next day is a worked Sunday"),
        pytest.param(1, "11-20", "11-23", id="over a plain weekend"),
        pytest.param(2, "09-24", "09-30", id="over Mid-Autumn"),
        pytest.param(2, "09-17", "09-21", id="through a worked Sunday"),
        pytest.param(3, "09-21", "09-29", id="a week with a holiday"),
        pytest.param(3, "09-29", "10-12", id="over National Day, through a worked Saturday"),
        pytest.param(4, "02-12", "02-28", id="over the Spring Festival"),
        pytest.param(4, "04-29", "05-12", id="over Labour Day"),
        pytest.param(2, "06-18", "06-24", id="over Dragon Boat"),
        pytest.param(2, "04-03", "04-09", id="over Tomb-Sweeping"),
    ],
)
def test_a_case_is_due_after_its_levels_working_days(level, started, due):
    assert due_on(level, day(started), DRAFT, CALENDAR) == day(due)


def test_a_case_of_the_last_days_of_a_year_is_due_in_the_next():
    assert due_on(1, date(2026, 12, 31), DRAFT, CALENDAR) == date(2027, 1, 1)


@given(levels, days)
def test_a_due_date_lies_after_the_start_on_a_working_day(level, started):
    due = due_on(level, started, DRAFT, CALENDAR)

    assert due > started
    assert CALENDAR.is_working(due)


@given(levels, days)
def test_a_promise_is_kept_by_whoever_triages_in_time(level, reported):
    promise = promised_on(level, reported, DRAFT, CALENDAR)
    last_day_of_triage = CALENDAR.add(reported, DRAFT.triage_days)

    assert due_on(level, reported, DRAFT, CALENDAR) <= promise
    assert due_on(level, last_day_of_triage, DRAFT, CALENDAR) == promise


@given(levels, levels, days)
def test_a_higher_level_never_has_less_time(one, other, started):
    low, high = sorted((one, other))

    assert due_on(low, started, DRAFT, CALENDAR) <= due_on(high, started, DRAFT, CALENDAR)


@pytest.mark.parametrize(
    ("today", "shows"),
    [
        pytest.param("11-23", Light.GREEN, id="the day of dispatch"),
        pytest.param("11-26", Light.GREEN, id="three of five working days"),
        pytest.param("11-27", Light.AMBER, id="four of five, which is 80 percent"),
        pytest.param("11-29", Light.AMBER, id="the weekend before the last day"),
        pytest.param("11-30", Light.AMBER, id="the last day"),
        pytest.param("12-01", Light.RED, id="the day after"),
    ],
)
def test_the_light_of_five_working_days(today, shows):
    assert light(day("11-23"), day("11-30"), day(today), DRAFT, CALENDAR) is shows


@given(levels, days, st.integers(0, 60))
def test_a_light_is_red_exactly_when_the_date_has_passed(level, started, later):
    due, today = due_on(level, started, DRAFT, CALENDAR), started + timedelta(days=later)

    shows = light(started, due, today, DRAFT, CALENDAR)

    assert (shows is Light.RED) == (today > due)


@given(levels, days, st.integers(0, 60))
def test_a_light_never_turns_back(level, started, later):
    due = due_on(level, started, DRAFT, CALENDAR)
    order = list(Light)
    lights = [
        light(started, due, started + timedelta(days=n), DRAFT, CALENDAR)
        for n in (later, later + 1)
    ]

    assert order.index(lights[0]) <= order.index(lights[1])


@given(levels, days, st.integers(0, 60))
def test_whatever_is_amber_is_due_no_later_than_the_list_of_amber_looks(level, started, later):
    due, today = due_on(level, started, DRAFT, CALENDAR), started + timedelta(days=later)

    if light(started, due, today, DRAFT, CALENDAR) is Light.AMBER:
        assert due <= amber_until(today, DRAFT, CALENDAR)


@pytest.mark.parametrize(
    ("due", "today", "late"),
    [
        pytest.param("09-30", "09-30", 0, id="on the day"),
        pytest.param("09-30", "10-07", 0, id="in the holiday after it"),
        pytest.param("09-30", "10-10", 3, id="on the worked Saturday after it"),
        pytest.param("09-30", "09-28", 0, id="before it"),
    ],
)
def test_lateness_is_counted_in_working_days(due, today, late):
    assert days_late(day(due), day(today), CALENDAR) == late


@pytest.mark.parametrize(
    ("dispatched", "returned", "restarts"),
    [
        pytest.param("11-20", "11-20", True, id="the same day"),
        pytest.param("11-20", "11-23", True, id="the next working day"),
        pytest.param("11-20", "11-24", False, id="two working days on"),
        pytest.param("09-30", "10-08", True, id="the first day after National Day"),
    ],
)
def test_only_an_early_return_restarts_the_clock(dispatched, returned, restarts):
    assert restarts_clock(day(dispatched), day(returned), DRAFT, CALENDAR) is restarts


@pytest.mark.parametrize(
    ("due", "before", "level", "starts"),
    [
        pytest.param(None, None, 2, True, id="the first dispatch"),
        pytest.param(None, 3, 2, True, id="after an early return"),
        pytest.param(date(2026, 9, 30), 2, 3, True, id="going up"),
        pytest.param(date(2026, 9, 30), 3, 3, False, id="after a late return, on the same level"),
        pytest.param(date(2026, 9, 30), 3, 2, False, id="after a late return, going down"),
    ],
)
def test_a_dispatch_starts_the_clock_or_keeps_it(due, before, level, starts):
    assert starts_clock(due, before, level) is starts


@pytest.mark.parametrize(
    ("hours", "until"),
    [(2, NOON + timedelta(hours=2)), (72, NOON + timedelta(days=3)), (None, None), (0, None)],
)
def test_the_first_answer_is_due_after_hours_that_run_without_a_stop(hours, until):
    assert respond_by(NOON, hours) == until


# levels


@given(levels)
def test_the_level_above_is_one_more_and_never_beyond_the_district(level):
    assert level_above(level) == (level + 1 if level < 4 else 4)


@given(levels, st.sampled_from(UnitKind))
def test_a_unit_serves_its_own_levels(level, kind):
    serves = {
        UnitKind.COMMUNITY: {1, 2},
        UnitKind.STREET_TEAM: {3},
        UnitKind.COMMAND_ROOM: {3},
        UnitKind.DEPARTMENT: {4},
        UnitKind.COMMAND_CENTRE: {4},
    }

    assert may_serve(level, kind) is (level in serves[kind])


# what a rating does


@given(st.sampled_from(Solved), st.integers(0, 9))
def test_the_first_no_reopens_and_every_later_one_goes_up(solved, before):
    step = reopening(solved, before)

    if solved is Solved.YES:
        assert step is None
    else:
        assert step is (Step.ESCALATE if before else Step.REOPEN)


answered = st.one_of(st.none(), st.sampled_from(Solved))


@given(st.integers(1, 9), st.integers(1, 9), statuses, answered)
def test_answers_are_taken_in_their_own_round_only(asked, rounds, status, solved):
    assume(asked != rounds)

    assert not takes_answers(asked, rounds, status, solved)


@given(statuses, answered)
def test_an_answer_waits_for_a_closing_or_follows_the_reporters_own(status, solved):
    is_closing = status in {CaseStatus.RESOLVED, CaseStatus.CLOSED}

    assert takes_answers(1, 1, status, solved) is (is_closing or solved is not None)


@given(st.sampled_from([CaseStatus.RESOLVED, CaseStatus.CLOSED]), st.sampled_from(Solved))
def test_every_answer_that_is_taken_has_a_move(status, solved):
    step = reopening(solved, 0)

    assert step is None or (status, step) in MOVES


# numbers


@given(days, counts)
def test_a_number_knows_itself_and_tells_its_day(on, count):
    number = case_number(on, count)

    assert is_case_number(number)
    assert number[2:10] == f"{on:%Y%m%d}"
    assert int(number[10:15]) == count


@given(days, counts, counts)
def test_two_cases_of_a_day_differ(on, one, other):
    assert (case_number(on, one) == case_number(on, other)) is (one == other)


@given(days, counts, st.integers(2, 15), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(on, count, place, more):
    number = case_number(on, count)
    wrong = str((int(number[place]) + more) % 10)

    assert not is_case_number(number[:place] + wrong + number[place + 1 :])


@given(days, counts, st.integers(2, 14))
def test_two_swapped_neighbours_are_found_unless_they_are_next_in_counting(on, count, place):
    """MOD 11,10 misses 20 of the 900 swaps, all of digits such as 4 and 5, or 0 and 9."""
    number = case_number(on, count)
    one, other = number[place : place + 2]
    assume((int(one) - int(other)) % 10 not in {0, 1, 9})

    assert not is_case_number(number[:place] + other + one + number[place + 2 :])


def test_the_check_digit_of_the_standards_own_example():
    assert check_digit("0794") == "5"  # ISO/IEC 7064, MOD 11,10


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("BJ2026092100001", id="a digit short"),
        pytest.param("BJ202609210000100", id="a digit long"),
        pytest.param("HZ20260921000010", id="another city's letters"),
        pytest.param("bj20260921000010", id="small letters"),
        pytest.param("BJ2026092100001٠", id="a digit of another script"),
        pytest.param("BJ20260921000010\n", id="a line break after it"),
    ],
)
def test_what_has_another_shape_is_no_number(text):
    assert not is_case_number(text)


# words


@given(st.text("路灯坏了春江ab1 ，。", max_size=30), st.integers(0, 29), st.integers(1, 6))
def test_whatever_stands_in_a_text_is_found_by_a_search_for_it(text, start, length):
    kept = index_terms(text)

    assert len(kept) == len(set(kept))
    asked = "".join(char for char in text[start : start + length] if char >= "\u4e00")
    if asked and asked in text:
        assert all(term in kept for term, _begins in asked_terms(asked))


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        pytest.param("路灯坏了", ["路", "路灯", "灯", "灯坏", "坏", "坏了", "了"], id="Chinese"),
        pytest.param("灯", ["灯"], id="one character"),
        pytest.param("灯，灯", ["灯"], id="each once"),
        pytest.param("Café LAMP", ["cafe", "lamp"], id="small letters without accents"),
        pytest.param("……", [], id="nothing to search"),
    ],
)
def test_words_are_kept_under_their_characters_and_pairs(text, terms):
    assert index_terms(text) == terms


@pytest.mark.parametrize(
    ("outcome", "evidence", "needed"),
    [
        pytest.param(Outcome.DONE, "现场照片、文字说明", True, id="done, and a photo is asked for"),
        pytest.param(Outcome.DONE, "文字说明", False, id="words are enough"),
        pytest.param(Outcome.DONE, "文字说明，不要求照片", False, id="no photo is asked for"),
        pytest.param(Outcome.EXPLAINED, "现场照片", False, id="explained"),
        pytest.param(Outcome.CANNOT_NOW, "现场照片", False, id="cannot be done now"),
        pytest.param(Outcome.NOT_FOUND, "现场照片", False, id="nothing to photograph"),
    ],
)
def test_an_after_photo_is_needed_where_one_was_asked_for(outcome, evidence, needed):
    assert needs_after_photo(outcome, evidence) is needed


@given(st.text("0123456789", min_size=1, max_size=20))
def test_a_masked_phone_shows_at_most_seven_digits(phone):
    hidden = masked(phone)

    assert sum(char.isdigit() for char in hidden) <= min(7, len(phone) - 1)
    assert hidden != phone


@given(st.emails())
def test_a_masked_address_shows_one_letter_and_the_host(email):
    name, _, host = email.rpartition("@")
    assume("@" not in name)

    assert masked(email) == f"{name[0]}**@{host}"
