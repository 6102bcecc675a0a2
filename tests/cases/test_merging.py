"""Joining reports of one problem: every reporter is kept, told at each step, and asked once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions, queries
from portal.cases.actions import ContactGiven, PartAsked
from portal.cases.models import Rating
from portal.cases.rules import CaseStatus, DeclineReason, Outcome, Solved, Step
from portal.db import db
from portal.errors import NoLonger, NotAcceptable, NotAllowedNow
from portal.messages import Mail, Notice
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_resolved_case,
    a_unit,
    resolved,
)

pytestmark = pytest.mark.usefixtures("app")


def in_force():
    return {"policy": policy_on(clock.today()), "calendar": work_calendar()}


def merge(case, main, by=None):
    by = by or a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    policy = policy_on(clock.today())
    actions.merge(case, main, by=by, now=clock.now(), policy=policy)


def unmerge(case):
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.unmerge(case, note="是另一处", by=by, now=clock.now(), **in_force())


def say(rating, solved):
    actions.say_solved(rating, solved, now=clock.now(), **in_force())


def decline(case):
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.decline(case, reason=DeclineReason.TEST, words="测试", by=by, now=clock.now())


def split(case):
    part = PartAsked(matter=a_matter(), level=3, unit=a_unit())
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.split(case, [part, part], by=by, now=clock.now(), **in_force())


def later(**time):
    return clock.stopped_at(NOW + timedelta(**time))


def mails_to(address):
    """Return what was written to an address, each with how it ends."""
    rows = select(Mail.body, Mail.standing).where(Mail.to == address).order_by(Mail.id)
    return ["\n".join(mail) for mail in db.session.execute(rows)]


def written_by(email):
    return {"contact": ContactGiven(email=email), "language": "en"}


def is_open(rating):
    try:
        return queries.rating_by_token(rating.token, clock.now()) is rating
    except NoLonger:
        return False


# joining


@pytest.mark.parametrize(
    "make", [a_case, a_dispatched_case], ids=["waiting for triage", "with a unit"]
)
def test_a_joined_report_leaves_the_open_lists_and_stays_in_the_history(make):
    case, main = make(), a_dispatched_case()

    merge(case, main)

    assert case.status is CaseStatus.MERGED
    assert case.merged_into is main
    assert (case.closed_at, case.closed_by) == (NOW, Step.MERGE)
    assert case.events[-1].step is Step.MERGE
    assert (main.events[-1].step, main.events[-1].note) == (Step.MERGE, case.number)
    assert main.status is CaseStatus.DISPATCHED


def test_joining_to_a_joined_report_goes_to_the_one_that_speaks():
    first, second, third = a_case(), a_case(), a_case()
    merge(second, first)

    merge(third, second)

    assert third.merged_into is first


def test_whoever_was_joined_goes_along_when_their_main_case_is_joined():
    first, second, third = a_case(), a_case(), a_case()
    merge(third, second)

    merge(second, first)

    assert [one.merged_into for one in (second, third)] == [first, first]
    assert third.events[-1].step is Step.MERGE


def test_a_report_is_not_joined_to_itself_also_not_in_a_circle():
    first, second = a_case(), a_case()
    merge(second, first)

    for other in (first, second):
        with pytest.raises(NotAcceptable, match="this very case"):
            merge(first, other)


def test_a_declined_case_speaks_for_no_other():
    declined = a_case()
    decline(declined)

    with pytest.raises(NotAcceptable, match="was declined"):
        merge(a_case(), declined)


@pytest.mark.parametrize(("days", "may"), [(7, True), (8, False)], ids=["lately", "long ago"])
def test_a_case_closed_long_ago_is_another_problem(days, may):
    main, case = a_resolved_case(matter=a_matter(same_within_days=7)), a_case()
    say(main.ratings[0], Solved.YES)

    with later(days=days):
        if may:
            merge(case, main)
        else:
            with pytest.raises(NotAcceptable, match="too long ago"):
                merge(case, main)

    assert (case.status is CaseStatus.MERGED) == may


def test_parts_are_neither_joined_nor_joined_to():
    whole, case = a_case(), a_case()
    split(whole)

    with pytest.raises(NotAcceptable, match="a part of a case"):
        merge(whole.parts[0], case)
    with pytest.raises(NotAcceptable, match="a part of a case"):
        merge(case, whole.parts[0])

    merge(case, whole)
    assert case.merged_into is whole


@pytest.mark.parametrize("make", [a_resolved_case], ids=["resolved"])
def test_what_is_resolved_is_no_longer_joined(make):
    case = make()

    with pytest.raises(NotAllowedNow):
        merge(case, a_case())

    assert case.status is CaseStatus.RESOLVED


def test_the_units_of_both_are_told():
    before, ours = a_unit(), a_unit()
    clerks = [a_clerk(Role.UNIT_CLERK, unit=unit) for unit in (before, ours)]
    case, main = a_dispatched_case(unit=before), a_dispatched_case(unit=ours)

    merge(case, main)

    told = dict(db.session.execute(select(Notice.person_id, Notice.kind).order_by(Notice.id)).all())
    assert [told[clerk.id] for clerk in clerks] == ["merged", "joined"]


# each is told


def test_every_reporter_is_told_at_each_step_in_their_language():
    main = a_case(**written_by("main@example.com"))
    case = a_case(contact=ContactGiven(email="joined@example.com"), language="zh")
    merge(case, main)
    unit = a_unit(name_en="The Team", name="长河队")

    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.dispatch(main, level=3, unit=unit, note="", by=by, now=NOW, **in_force())
    resolved(main)

    ours, theirs = mails_to("joined@example.com"), mails_to("main@example.com")
    assert len(ours) == 4  # arrived, joined, dispatched, resolved
    assert len(theirs) == 3
    assert case.ratings[0].token in ours[-1]
    assert main.ratings[0].token in theirs[-1]
    assert main.ratings[0].token not in "".join(ours)
    assert main.follow_token not in "".join(ours)
    assert "长河队" in ours[2]
    assert "The Team" in theirs[1]


def test_who_was_joined_is_told_when_the_main_case_is_declined():
    main, case = a_case(), a_case(**written_by("joined@example.com"))
    merge(case, main)

    decline(main)

    assert "测试" in mails_to("joined@example.com")[-1]


# each is asked once


def test_each_reporter_is_asked_once_a_round():
    main, cases = a_dispatched_case(), [a_case(), a_case()]
    for case in cases:
        merge(case, main)

    resolved(main)
    say(main.ratings[-1], Solved.NO)
    resolved(main)

    for case in (main, *cases):
        assert [rating.round for rating in case.ratings] == [1, 2]
        assert [is_open(rating) for rating in case.ratings] == [False, True]
        assert queries.open_rating(case, clock.now()) is case.ratings[1]


def test_a_grid_workers_report_that_is_joined_is_asked_nothing():
    main = a_dispatched_case()
    case = a_case(by=a_clerk(Role.GRID_WORKER, area_code=main.grid.code))
    merge(case, main)

    resolved(main)

    assert case.ratings == []
    assert len(main.ratings) == 1


def test_residents_are_asked_about_a_case_that_a_grid_worker_reported():
    worker = a_clerk(Role.GRID_WORKER, area_code="330108002021001")
    main, case = a_dispatched_case(by=worker), a_case()
    merge(case, main)

    resolved(main)

    assert main.ratings == []
    assert len(case.ratings) == 1


def test_who_had_rounds_of_their_own_before_is_asked_anew():
    main, case = a_dispatched_case(), a_resolved_case()
    say(case.ratings[0], Solved.NO)
    merge(case, main)

    resolved(main)

    assert [rating.round for rating in case.ratings] == [1, 2]
    assert (case.ratings[1].main, case.ratings[1].main_round) == (main, 1)


def test_who_reports_it_again_after_it_was_resolved_is_asked_at_once():
    main, case = a_resolved_case(), a_case()

    merge(case, main)
    say(case.ratings[0], Solved.NO)

    assert main.status is CaseStatus.DISPATCHED
    assert main.events[-1].step is Step.REOPEN


def test_the_first_no_opens_it_again_and_a_later_one_of_the_round_counts_only():
    main, cases = a_dispatched_case(), [a_case(), a_case()]
    for case in cases:
        merge(case, main)
    resolved(main)

    say(cases[0].ratings[0], Solved.NO)
    say(cases[1].ratings[0], Solved.PARTLY)
    say(main.ratings[0], Solved.NO)

    assert main.reopened == 1
    assert [e.step for e in main.events if e.step in {Step.REOPEN, Step.ESCALATE}] == [Step.REOPEN]
    assert cases[1].ratings[0].solved is Solved.PARTLY


def test_a_no_of_another_reporter_in_the_next_round_is_the_second_no():
    main, case = a_dispatched_case(), a_case()
    merge(case, main)
    resolved(main)
    say(main.ratings[0], Solved.NO)
    resolved(main)

    say(case.ratings[1], Solved.NO)

    assert main.events[-1].step is Step.ESCALATE


def test_a_yes_closes_it_and_somebody_elses_no_opens_it_again():
    main, case = a_dispatched_case(), a_case()
    merge(case, main)
    resolved(main)

    say(case.ratings[0], Solved.YES)
    assert (main.status, main.closed_by) == (CaseStatus.CLOSED, Step.CONFIRM)

    say(main.ratings[0], Solved.NO)
    assert main.status is CaseStatus.DISPATCHED


def test_a_yes_after_somebody_elses_no_counts_and_closes_nothing():
    main, case = a_dispatched_case(), a_case()
    merge(case, main)
    resolved(main)
    say(main.ratings[0], Solved.NO)

    say(case.ratings[0], Solved.YES)

    assert main.status is CaseStatus.DISPATCHED
    assert case.ratings[0].solved is Solved.YES


def test_after_a_grid_workers_objection_nobody_is_asked_any_more():
    main, case = a_dispatched_case(), a_case()
    merge(case, main)
    resolved(main)

    worker = a_clerk(Role.GRID_WORKER, area_code=main.grid.code)
    actions.dispute(main, words="还在", by=worker, now=clock.now(), **in_force())

    assert not any(is_open(one.ratings[0]) for one in (main, case))


def test_an_answer_counts_in_the_grid_whose_case_was_closed():
    main, case = a_dispatched_case(), a_case()
    merge(case, main)

    resolved(main)

    rows = db.session.scalars(select(Rating.grid_id).where(Rating.case_id == case.id)).all()
    assert rows == [main.grid_id]


# parting


def test_a_parted_report_waits_for_triage_again_and_keeps_the_date_it_had():
    case, main = a_dispatched_case(), a_dispatched_case()
    due = case.due_on
    merge(case, main)

    with later(days=1):
        unmerge(case)

    assert (case.status, case.merged_into, case.unit) == (CaseStatus.REPORTED, None, None)
    assert case.triage_due_on == date(2026, 9, 23)
    assert case.due_on == due
    assert case.closed_at is case.closed_by is None
    assert (main.events[-1].step, main.events[-1].note) == (Step.UNMERGE, case.number)


def test_what_a_parted_reporter_was_asked_is_void_unless_they_have_answered():
    main, silent, quick = a_dispatched_case(), a_case(), a_case()
    for case in (silent, quick):
        merge(case, main)
    resolved(main)
    say(quick.ratings[0], Solved.YES)

    for case in (silent, quick):
        unmerge(case)

    assert not is_open(silent.ratings[0])
    assert queries.open_rating(silent, clock.now()) is None
    assert quick.ratings[0].solved is Solved.YES
    assert main.status is CaseStatus.CLOSED


def test_a_parted_report_is_asked_about_its_own_closing():
    main, case = a_dispatched_case(), a_case()
    merge(case, main)
    resolved(main)
    unmerge(case)
    by, unit = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE), a_unit()
    actions.dispatch(case, level=3, unit=unit, note="", by=by, now=NOW, **in_force())

    resolved(case)

    assert [is_open(rating) for rating in case.ratings] == [False, True]
    say(case.ratings[1], Solved.NO)
    assert (case.status, main.status) == (CaseStatus.DISPATCHED, CaseStatus.RESOLVED)


def test_a_parted_reporter_is_told_and_hears_no_more_of_the_other_case():
    main, case = a_dispatched_case(), a_case(**written_by("joined@example.com"))
    merge(case, main)
    unmerge(case)
    before = len(mails_to("joined@example.com"))

    resolved(main)

    assert "by itself" in mails_to("joined@example.com")[-1]
    assert len(mails_to("joined@example.com")) == before


def test_only_a_joined_report_is_parted_and_with_a_reason():
    with pytest.raises(NotAllowedNow):
        unmerge(a_case())
    main, case = a_case(), a_case()
    merge(case, main)
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    with pytest.raises(NotAcceptable):
        actions.unmerge(case, note="", by=by, now=clock.now(), **in_force())


# on a reporter's own word


def join(case, other):
    return actions.join_on_word(case, other, now=clock.now(), policy=policy_on(clock.today()))


def test_a_reporter_joins_their_own_report_by_a_word():
    main, case = a_dispatched_case(), a_case()

    assert join(case, main)
    assert join(case, main)  # the same button twice

    assert case.merged_into is main
    assert case.events[-1].by_id is None


@pytest.mark.parametrize("why", ["held", "with a unit", "declined"])
def test_where_a_word_is_not_enough_the_report_stands_and_staff_read_what_was_said(why):
    main = a_case()
    case = a_dispatched_case() if why == "with a unit" else a_case(is_held=why == "held")
    if why == "declined":
        decline(main)
    status = case.status

    assert not join(case, main)

    assert case.status is status
    assert case.events[-1].step is Step.NOTE
    assert main.number in case.events[-1].note


def test_an_outcome_other_than_done_is_asked_of_everybody_too():
    main, case = a_dispatched_case(), a_case()
    merge(case, main)

    resolved(main, outcome=Outcome.EXPLAINED)

    assert len(case.ratings) == 1
