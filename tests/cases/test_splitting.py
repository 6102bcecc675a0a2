"""A case in parts: each part has its own unit and clock, and the whole follows them all."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions, queries
from portal.cases.actions import ContactGiven, PartAsked
from portal.cases.jobs import close_unopposed
from portal.cases.rules import CaseStatus, DeclineReason, Outcome, Solved, Step, Validity
from portal.cases.rules.together import BY_STRENGTH, outcome_of_whole, why_not_split
from portal.errors import NoLonger, NotAcceptable, NotAllowedNow
from portal.policy.queries import policy_on, work_calendar
from tests.cases.test_merging import mails_to
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_unit,
    resolved,
)

pytestmark = pytest.mark.usefixtures("app")


def in_force():
    return {"policy": policy_on(clock.today()), "calendar": work_calendar()}


def a_part(level=3, **given):
    kind = {2: UnitKind.COMMUNITY, 3: UnitKind.STREET_TEAM, 4: UnitKind.DEPARTMENT}[level]
    area = {2: COMMUNITY_CODE, 3: STREET_CODE, 4: DISTRICT_CODE}[level]
    unit = given.pop("unit", None) or a_unit(kind=kind, area_code=area)
    return PartAsked(
        matter=given.pop("matter", None) or a_matter(), level=level, unit=unit, **given
    )


def split(case, *parts, by=None):
    by = by or a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.split(case, parts or [a_part(), a_part()], by=by, now=clock.now(), **in_force())
    return case


def dispute(case):
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    actions.dispute(case, words="还在", by=worker, now=clock.now(), **in_force())


def say(rating, solved):
    actions.say_solved(rating, solved, now=clock.now(), **in_force())


def a_calendar_to(year):
    return replace(work_calendar(), last_year=year)


def later(**time):
    return clock.stopped_at(NOW + timedelta(**time))


def steps(case):
    return [event.step for event in case.events]


# rules


@pytest.mark.parametrize("weakest", BY_STRENGTH)
def test_the_weakest_answer_speaks_for_the_whole(weakest):
    stronger = BY_STRENGTH[: BY_STRENGTH.index(weakest) + 1]

    assert outcome_of_whole(stronger) is weakest
    assert outcome_of_whole(reversed(stronger)) is weakest


@pytest.mark.parametrize(
    ("new", "before", "may"),
    [
        pytest.param(1, 0, False, id="one part is no split"),
        pytest.param(2, 0, True, id="two"),
        pytest.param(10, 0, True, id="ten"),
        pytest.param(11, 0, False, id="eleven"),
        pytest.param(1, 2, True, id="one more"),
        pytest.param(1, 10, False, id="an eleventh"),
        pytest.param(0, 5, False, id="none"),
    ],
)
def test_a_case_has_two_to_ten_parts_in_all(new, before, may):
    assert (why_not_split(new, before, 10) is None) == may


# splitting


def test_each_part_is_a_case_of_its_own_with_its_own_unit_and_clock():
    case = a_case(words="路灯坏了，路面也破了", place_note="北门", language="en")

    split(case, a_part(2, note="先看看"), a_part(4))

    first, second = case.parts
    assert (case.status, case.closed_at) == (CaseStatus.SPLIT, None)
    assert [part.part for part in case.parts] == [1, 2]
    assert [part.status for part in case.parts] == [CaseStatus.DISPATCHED] * 2
    assert [part.due_on for part in case.parts] == [date(2026, 9, 24), date(2026, 10, 8)]
    assert len({case.number, first.number, second.number}) == 3
    assert (first.words, first.place_note, first.grid) == (case.words, "北门", case.grid)
    assert (first.source, first.language, first.contact) == (case.source, "en", None)
    assert steps(first) == [Step.SPLIT, Step.DISPATCH]
    assert first.events[-1].note == "先看看"
    assert case.validity is Validity.VALID


def test_a_report_that_no_unit_has_is_coordinated_by_the_streets_command_room():
    room = a_unit(kind=UnitKind.COMMAND_ROOM, area_code=STREET_CODE)

    case = split(a_case(), a_part(2), a_part(3))

    assert (case.unit, case.level) == (room, 3)
    assert case.due_on == max(part.due_on for part in case.parts)
    assert case.events[-1].due_on == case.due_on


def test_where_there_is_no_command_room_the_unit_of_the_highest_part_coordinates():
    high = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)

    case = split(a_case(), a_part(2), a_part(4, unit=high))

    assert (case.unit, case.level) == (high, 4)


@pytest.mark.parametrize(
    ("level", "due"),
    [
        pytest.param(2, date(2026, 9, 29), id="sooner parts leave it"),
        pytest.param(4, date(2026, 10, 8), id="a later part moves it"),
    ],
)
def test_the_whole_keeps_its_unit_and_its_date_unless_a_part_is_due_later(level, due):
    case = a_dispatched_case(level=3)
    unit = case.unit

    split(case, a_part(2), a_part(level))

    assert (case.unit, case.level) == (unit, 3)
    assert case.due_on == case.events[-1].due_on == due


def test_a_part_that_is_handed_up_moves_the_date_of_the_whole_and_the_history_says_so():
    bureau = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    case = split(a_case(), a_part(3, matter=a_matter(department=bureau.code)), a_part(2))
    before = case.due_on

    actions.hand_up(
        case.parts[0],
        words="需要区里",
        by=a_clerk(Role.UNIT_CLERK, unit=case.parts[0].unit),
        now=clock.now(),
        **in_force(),
    )

    assert case.due_on > before
    assert (case.events[-1].step, case.events[-1].due_on) == (Step.REDATE, case.due_on)


@pytest.mark.parametrize("count", [0, 1, 11])
def test_a_case_is_split_into_two_to_ten_parts(count):
    case = a_case()
    parts = [a_part()] * count
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)

    with pytest.raises(NotAcceptable):
        actions.split(case, parts, by=by, now=clock.now(), **in_force())

    assert (case.status, case.parts) == (CaseStatus.REPORTED, [])


def test_a_part_goes_only_to_a_unit_of_its_level():
    case = a_case()

    with pytest.raises(NotAcceptable, match="cases of this level"):
        split(case, a_part(3), PartAsked(matter=a_matter(), level=2, unit=a_unit()))

    assert case.parts == []


def test_a_part_is_not_split_and_not_declined():
    part = split(a_case()).parts[0]
    clerk = a_clerk(Role.UNIT_CLERK, unit=part.unit)
    actions.return_to_triage(part, words="不归我管", by=clerk, now=clock.now(), **in_force())

    with pytest.raises(NotAllowedNow):
        split(part)
    with pytest.raises(NotAllowedNow):
        actions.decline(part, reason=DeclineReason.TEST, words="测试", by=clerk, now=clock.now())


# the whole follows


def test_when_the_last_part_is_resolved_the_whole_is_and_the_reporter_is_asked_once():
    case = split(a_case(language="en"), a_part(3), a_part(4))
    resolved(case.parts[0], words="路灯修好了")
    assert case.status is CaseStatus.SPLIT
    assert case.ratings == []

    resolved(case.parts[1], words="路面补好了")

    assert (case.status, case.outcome, case.was_in_time) == (
        CaseStatus.RESOLVED,
        Outcome.DONE,
        True,
    )
    assert len(case.ratings) == 1
    assert [part.ratings for part in case.parts] == [[], []]
    said = case.events[-1].words
    assert said.splitlines()[0].endswith("路灯修好了")
    assert said.splitlines()[1].startswith("Part 2, ")
    assert said.splitlines()[1].endswith("路面补好了")


def test_the_whole_is_done_only_if_every_part_is():
    case = split(a_case())

    resolved(case.parts[0], outcome=Outcome.CANNOT_NOW)
    resolved(case.parts[1], outcome=Outcome.DONE)

    assert case.outcome is Outcome.CANNOT_NOW


def test_a_part_found_not_solved_takes_the_whole_back_and_the_question_is_void():
    case = split(a_case())
    for part in case.parts:
        resolved(part)
    first = case.ratings[0]

    dispute(case.parts[1])

    assert case.status is CaseStatus.SPLIT
    assert case.resolved_at is case.outcome is None
    with pytest.raises(NoLonger):
        queries.rating_by_token(first.token, clock.now())
    resolved(case.parts[1])
    assert case.status is CaseStatus.RESOLVED
    assert [rating.round for rating in case.ratings] == [1, 2]


def test_the_reporters_yes_closes_the_whole_and_its_parts():
    case = split(a_case())
    for part in case.parts:
        resolved(part)

    say(case.ratings[0], Solved.YES)

    assert {one.status for one in (case, *case.parts)} == {CaseStatus.CLOSED}
    assert {one.closed_by for one in (case, *case.parts)} == {Step.CONFIRM}


def test_the_reporters_no_gives_the_whole_back_to_who_coordinates_and_it_may_be_split_again():
    case = split(a_dispatched_case())
    unit = case.unit
    for part in case.parts:
        resolved(part)

    say(case.ratings[0], Solved.NO)
    assert (case.status, case.unit) == (CaseStatus.DISPATCHED, unit)

    split(case, a_part())
    assert case.status is CaseStatus.SPLIT
    assert [part.part for part in case.parts] == [1, 2, 3]

    resolved(case.parts[2])
    assert case.status is CaseStatus.RESOLVED
    assert [rating.round for rating in case.ratings] == [1, 2]


def test_there_are_at_most_ten_parts_in_all():
    case = split(a_dispatched_case(), *[a_part()] * 9)
    for part in case.parts:
        resolved(part)
    say(case.ratings[0], Solved.NO)

    with pytest.raises(NotAcceptable):
        split(case, a_part(), a_part())

    split(case, a_part())
    assert len(case.parts) == 10


def test_a_whole_is_not_resolved_over_the_head_of_an_open_part():
    case = split(a_dispatched_case())
    for part in case.parts:
        resolved(part)
    say(case.ratings[0], Solved.NO)
    dispute(case.parts[0])

    with pytest.raises(NotAllowedNow, match="not resolved yet"):
        resolved(case)


def test_a_whole_is_late_while_a_part_of_it_is():
    case = split(a_case(), a_part(2), a_part(4))

    with later(days=4):
        actions.expedite(case.parts[0], now=clock.now())
        assert case.is_overdue
        assert case.events[-1].step is Step.EXPEDITE

        resolved(case.parts[0])
    assert not case.is_overdue
    assert steps(case).count(Step.EXPEDITE) == 1


def test_a_whole_closes_by_silence_with_its_parts_and_no_part_before_it():
    case = split(a_case())
    resolved(case.parts[0])
    with later(days=10):
        resolved(case.parts[1])

    with later(days=16):
        close_unopposed()
        assert {one.status for one in (case, *case.parts)} == {CaseStatus.RESOLVED}
    with later(days=26):
        close_unopposed()

    assert {one.closed_by for one in (case, *case.parts)} == {Step.LAPSE}


def test_nobody_confirms_a_whole_of_which_they_resolved_a_part():
    worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE + "001")
    case = split(a_case())
    resolved(case.parts[0], by=worker)
    resolved(case.parts[1])

    with pytest.raises(NotAllowedNow):
        actions.verify(case, words="", by=worker, now=clock.now())

    assert case.status is CaseStatus.RESOLVED


def test_a_grid_worker_who_looked_closes_the_whole_with_its_parts():
    case = split(a_case())
    for part in case.parts:
        resolved(part)
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)

    actions.verify(case, words="", by=worker, now=clock.now())

    assert {one.closed_by for one in (case, *case.parts)} == {Step.VERIFY}
    assert {part.events[-1].by_id for part in case.parts} == {worker.id}


def test_the_first_answer_of_a_part_is_the_first_answer_to_the_reporter():
    case = split(a_case())

    with later(hours=2):
        clerk = a_clerk(Role.UNIT_CLERK, unit=case.parts[1].unit)
        actions.take(case.parts[1], words="", by=clerk, now=clock.now())

    assert case.first_response_at == NOW + timedelta(hours=2)


def test_the_reporter_alone_is_written_to_and_only_of_the_whole():
    case = a_case(contact=ContactGiven(email="lin@example.com"), language="en")
    split(case)
    for part in case.parts:
        resolved(part)

    said = mails_to("lin@example.com")
    assert len(said) == 3  # arrived, split, resolved
    assert all(part.number not in "".join(said) for part in case.parts)
    assert case.ratings[0].token in said[-1]


def test_a_part_that_no_row_takes_goes_to_the_command_room_like_any_case():
    room = a_unit(kind=UnitKind.COMMAND_ROOM, area_code=STREET_CODE)
    department = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    case = a_case()
    parts = [PartAsked(a_matter(), 2, room), a_part(4, unit=department)]

    split(case, *parts)

    assert [part.unit for part in case.parts] == [room, department]


def test_a_whole_is_provisional_as_long_as_an_open_part_is():
    with clock.stopped_at(clock.start_of(date(2026, 12, 28))):
        case = split(a_case())
        assert case.is_due_provisional
        for part in case.parts:
            actions.settle_dates(part, now=clock.now(), calendar=a_calendar_to(2027))

    assert not any(one.is_due_provisional for one in (case, *case.parts))
