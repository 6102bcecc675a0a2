"""A patrol that a supervision team found never took place is made up, once that stands."""

import pytest
from sqlalchemy import func, select

from portal.db import db
from portal.rewards import actions
from portal.rewards.models import FakeCall, PointEntry
from portal.supervision import actions as supervision
from portal.supervision.rules import FrameKind, Verdict
from tests.conftest import NOW
from tests.factories import a_patrol, a_volunteer
from tests.supervision.finding_cast import (
    a_cast,
    a_community,
    a_drawn_check,
    looked_at,
    signed,
)

WALK = ((120.2, 30.2, 0), (120.201, 30.2, 60))


@pytest.fixture
def cast(app):
    cast = a_cast()
    cast.volunteer = a_volunteer(cast.grid)
    cast.community = a_community(cast)
    cast.patrol = a_patrol(cast.grid, cast.volunteer, route=WALK)
    pull()
    return cast


def pull():
    actions.pull_next(NOW)
    actions.pull_findings(NOW)


def points(person):
    rows = select(func.coalesce(func.sum(PointEntry.points), 0))
    return db.session.scalar(rows.where(PointEntry.person_id == person.id))


def found(cast, verdict):
    check = a_drawn_check(cast.team, FrameKind.PATROLS, "CC-2026-905")
    sampled = looked_at(cast, f"P{cast.patrol.id:06}", cast.patrol.id, check=check)
    return signed(cast, verdict, "当天没有人来过", sampled=sampled)


def test_it_costs_nothing_while_it_can_be_rebutted_and_points_once_it_stands(cast):
    before = points(cast.volunteer)
    finding = found(cast, Verdict.FALSE_PATROL)
    pull()
    assert points(cast.volunteer) == before

    supervision.accept(finding, by=cast.clerk, now=NOW)
    pull()
    pull()

    assert before > 0
    assert points(cast.volunteer) == -50
    assert db.session.scalar(select(FakeCall)).words == "当天没有人来过"


def test_what_is_unlocked_is_given_back(cast):
    before = points(cast.volunteer)
    finding = found(cast, Verdict.FALSE_PATROL)
    supervision.accept(finding, by=cast.clerk, now=NOW)
    pull()

    supervision.unlock(finding, words="日期看错了", by=cast.lead, now=NOW)
    pull()

    assert points(cast.volunteer) == before


def test_an_idle_patrol_is_not_made_up(cast):
    before = points(cast.volunteer)
    finding = found(cast, Verdict.IDLE_PATROL)

    supervision.accept(finding, by=cast.clerk, now=NOW)
    pull()

    assert points(cast.volunteer) == before
    assert db.session.scalar(select(func.count(FakeCall.id))) == 0
