"""Signals are noted once, with their evidence, from what was stored anyway; no point changes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.models import SignIn
from portal.accounts.rules import Device, Role
from portal.cases.models import CaseEvent, Photo
from portal.cases.rules import Step
from portal.cases.rules.duplicates import Position
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.files import Kept
from portal.rewards import actions
from portal.rewards.jobs import notice_signals
from portal.rewards.models import FairSignal, PointEntry
from portal.rewards.rules import SignalKind
from portal.volunteers.models import Relative
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_matter,
    a_patrol,
    a_resolved_case,
    a_volunteer,
)
from tests.plans import GROWING, listening, scans_of, without_scans

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HERE = Position(30.2, 120.2)
MARK = "0123456789abcdef"


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def volunteer(grid):
    return a_volunteer(grid)


@pytest.fixture
def clerk(app):
    return a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)


def noticed(now=NOW):
    while actions.notice_next(now):
        pass
    return db.session.scalars(select(FairSignal).order_by(FairSignal.id)).all()


def reported(by, grid, times, **given):
    matter = given.pop("matter", None) or a_matter()
    return [a_case(grid=grid, by=by, matter=matter, now=at, **given) for at in times]


def a_burst(by, grid):
    return reported(by, grid, [NOW - HOUR + n * MINUTE for n in range(6)])


def happened(case, step, by):
    """Let somebody have done something with a case, as its history tells it."""
    told = {"at": NOW, "words": "", "note": "", "status": case.status}
    db.session.add(CaseEvent(case_id=case.id, step=step, by_id=by.id, **told))
    db.session.flush()


def signed_in_at(person, began, ended=None):
    db.session.add(
        SignIn(
            key=f"{person.id}-{began.timestamp()}",
            person_id=person.id,
            started_at=began,
            ended_at=ended,
            from_address="10.0.0.7",
            device=Device.PHONE,
        )
    )
    db.session.flush()


def test_a_burst_is_noted_once_with_its_reports_and_changes_no_point(volunteer, grid):
    cases = a_burst(volunteer, grid)

    [one] = [signal for signal in noticed() if signal.kind is SignalKind.BURST]
    noticed()
    noticed(NOW + HOUR)

    assert one.person_id == volunteer.id
    assert one.community_id == grid.community_id
    assert one.evidence == {"groups": [[case.id for case in cases]]}
    kinds = db.session.scalars(select(FairSignal.kind)).all()
    assert kinds.count(SignalKind.BURST) == 1
    assert db.session.scalar(select(func.count(PointEntry.id))) == 0


def test_evidence_grows_until_somebody_has_looked(volunteer, grid, clerk):
    a_burst(volunteer, grid)
    [one] = [signal for signal in noticed() if signal.kind is SignalKind.BURST]
    reported(volunteer, grid, [NOW - 50 * MINUTE])
    noticed()
    assert len(one.evidence["groups"][0]) == 7

    actions.look_at(one, words="一场暴雨", by=clerk, now=NOW)
    reported(volunteer, grid, [NOW - 49 * MINUTE])
    noticed()

    assert len(one.evidence["groups"][0]) == 7
    assert (one.seen_by_id, one.words) == (clerk.id, "一场暴雨")


def test_what_residents_and_staff_report_is_no_signal(grid):
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    a_burst(worker, grid)
    a_burst(None, grid)

    assert noticed() == []


def test_one_spot_told_three_times_is_noted(volunteer, grid):
    times = [NOW - 3 * HOUR + n * 15 * MINUTE for n in range(3)]
    cases = reported(volunteer, grid, times, place=HERE)

    [one] = noticed()

    assert one.kind is SignalKind.SPLIT
    assert one.evidence == {"groups": [[case.id for case in cases]]}


def test_the_same_photo_for_another_case_is_noted_with_both(volunteer, grid):
    old = a_case(grid=grid, photos=[Kept("photos/a", 400, 300, MARK)])
    new = a_case(grid=grid, by=volunteer, photos=[Kept("photos/b", 400, 300, MARK)])

    [one] = noticed()

    first, second = (
        db.session.scalar(select(Photo.id).where(Photo.case_id == case.id)) for case in (old, new)
    )
    assert one.kind is SignalKind.SAME_PHOTO
    assert one.evidence == {"photos": [[second, first, True]]}


def test_whoever_sent_it_first_is_not_meant(volunteer, grid):
    a_case(grid=grid, by=volunteer, photos=[Kept("photos/a", 400, 300, MARK)])
    a_case(grid=grid, photos=[Kept("photos/b", 400, 300, MARK)])

    assert noticed() == []


def test_two_who_mostly_look_at_each_others_reports_are_one_signal(volunteer, grid):
    friend = a_volunteer(grid)
    days = [NOW - n * DAY for n in range(1, 9)]
    for case in reported(volunteer, grid, days):
        happened(case, Step.VERIFY, friend)
    for case in reported(friend, grid, days[:3]):
        happened(case, Step.VERIFY, volunteer)

    [one] = noticed()
    noticed(NOW + DAY)

    assert one.kind is SignalKind.SELF_CLOSED
    assert one.evidence["people"] == [volunteer.id, friend.id]
    assert (one.evidence["there"], one.evidence["back"]) == ([8, 8], [3, 3])
    assert db.session.scalar(select(func.count(FairSignal.id))) == 1


def test_many_who_look_are_no_pair(volunteer, grid):
    others = [a_volunteer(grid), a_volunteer(grid)]
    for n, case in enumerate(reported(volunteer, grid, [NOW - n * DAY for n in range(1, 17)])):
        happened(case, Step.VERIFY, others[n % 2])

    assert noticed() == []


def test_whoever_solves_all_that_they_report_is_noted(volunteer, grid):
    for case in reported(volunteer, grid, [NOW - n * DAY for n in range(1, 11)]):
        happened(case, Step.RESOLVE, volunteer)

    [one] = noticed()

    assert one.kind is SignalKind.SELF_CLOSED
    assert one.evidence["own"] == [10, 10]


def test_a_patrol_on_wheels_and_a_copied_way_are_noted_with_the_other_one(volunteer, grid):
    ridden = [(120.2, 30.2 + n * 0.001, 15 * n) for n in range(40)]
    walked = [(120.2, 30.2 + n * 0.00015, 15 * n) for n in range(40)]
    fast = a_patrol(grid, volunteer, begun=NOW - 20 * HOUR, route=ridden)
    first = a_patrol(grid, volunteer, begun=NOW - 10 * HOUR, route=walked)
    again = a_patrol(grid, volunteer, begun=NOW - 5 * HOUR, route=walked)

    found = {one.kind: one.evidence for one in noticed()}

    assert set(found) == {SignalKind.TOO_FAST, SignalKind.COPIED_WAY}
    assert found[SignalKind.TOO_FAST]["patrol"] == fast.id
    assert found[SignalKind.TOO_FAST]["kmh"] == pytest.approx(26.7, abs=0.1)
    assert found[SignalKind.COPIED_WAY] == {"patrol": again.id, "other": first.id, "percent": 100}


def test_a_corrected_patrol_is_no_copy_of_itself(volunteer, grid):
    walked = [(120.2, 30.2 + n * 0.00015, 15 * n) for n in range(40)]
    first = a_patrol(grid, volunteer, begun=NOW - 5 * HOUR, route=walked)
    second = a_patrol(grid, volunteer, begun=NOW - 4 * HOUR, replaces=first)
    third = a_patrol(grid, volunteer, begun=NOW - 3 * HOUR, replaces=second)
    assert third.route == first.route

    assert noticed() == []


def test_three_volunteers_in_one_browser_are_noted_and_staff_at_one_desk_are_not(grid):
    people = [a_volunteer(grid) for _ in range(3)]
    for n, person in enumerate(people):
        began = NOW - HOUR + n * 5 * MINUTE
        signed_in_at(person, began, began + 5 * MINUTE if n < 2 else None)
    for n in range(3):
        began = NOW - 3 * HOUR + n * MINUTE
        signed_in_at(a_clerk(Role.GRID_WORKER, area_code=grid.code), began, began + MINUTE)

    [one] = noticed()
    noticed(NOW + HOUR)

    assert one.kind is SignalKind.ONE_DEVICE
    assert one.evidence["people"] == sorted(person.id for person in people)
    assert one.evidence["one_browser"] == 2
    assert "10.0.0.7" not in str(one.evidence)
    assert db.session.scalar(select(func.count(FairSignal.id))) == 1


def test_a_look_needs_words_happens_once_and_never_at_ones_own(volunteer, grid, clerk):
    a_burst(volunteer, grid)
    one = noticed()[0]
    aunt = a_clerk(Role.STREET_CLERK, area_code=DISTRICT_CODE)
    db.session.add(Relative(person_id=aunt.id, other_id=volunteer.id, said_at=NOW))
    db.session.flush()

    for somebody in (volunteer, aunt):
        with pytest.raises(NotAllowedNow, match="relative"):
            actions.look_at(one, words="没事", by=somebody, now=NOW)
    with pytest.raises(NotAcceptable):
        actions.look_at(one, words="", by=clerk, now=NOW)
    actions.look_at(one, words="没事", by=clerk, now=NOW)
    with pytest.raises(NotAllowedNow, match="already"):
        actions.look_at(one, words="没事", by=clerk, now=NOW)


def test_noticing_reads_no_growing_table_from_end_to_end(volunteer, grid):
    without_scans()
    friend = a_volunteer(grid)
    for case in a_burst(volunteer, grid):
        happened(case, Step.VERIFY, friend)
    a_case(grid=grid, by=volunteer, photos=[Kept("photos/b", 400, 300, MARK)])
    a_resolved_case(grid=grid, by=None)
    a_patrol(grid, volunteer, route=[(120.2, 30.2 + n * 0.001, 15 * n) for n in range(40)])
    signed_in_at(volunteer, NOW - HOUR)

    with listening() as sent:
        notice_signals()

    assert len(sent) > 10
    found = [scan for said, given in sent for scan in scans_of(said, given, GROWING)]
    assert found == []
