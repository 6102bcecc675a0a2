"""A trial counts a past quarter anew, its values are set as tried, and withdrawn in time."""

from datetime import date, timedelta

import pytest

from portal.accounts.rules import Role
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.i18n import speaking
from portal.policy.actions import set_value
from portal.policy.queries import policy_on
from portal.rewards import actions
from portal.rewards.jobs import try_rules
from portal.rewards.models import PointFact
from portal.rewards.queries import Policies, years_to
from portal.rewards.rules import FactKind, WhyNot
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_clerk, a_grid, a_volunteer

TODAY = date(2026, 9, 21)
QUARTER = date(2026, 4, 1)
LATER = TODAY + timedelta(days=10)


def did(person, count, *, source=1, level=1, why_not=None):
    """Let somebody have so many reports in the last quarter, one a day."""
    for n in range(count):
        at = NOW.replace(month=4, day=1) + timedelta(days=n)
        db.session.add(
            PointFact(
                kind=FactKind.REPORT,
                source_id=source * 1000 + n,
                person_id=person.id,
                at=at,
                day=at.date(),
                month=at.date().replace(day=1),
                level=level,
                subject="BJ",
                worth=10,
                stands_against=why_not,
                why_not=why_not,
                policy_version=0,
                noted_at=NOW,
            )
        )
    db.session.flush()
    months = {(person.id, QUARTER.replace(month=month)) for month in (4, 5, 6)}
    actions.settle(months, Policies(), now=NOW)


@pytest.fixture
def by(app):
    return a_clerk(Role.LEAD, area_code=DISTRICT_CODE)


def asked(by, changes, from_day=LATER, key="trial-1"):
    return actions.ask_trial(
        changes, from_day=from_day, reason="Fairer", request_key=key, by=by, now=NOW
    )


def tried(by, changes, **given):
    trial = asked(by, changes, **given)
    try_rules(trial.id)
    return trial


def test_a_trial_shows_who_would_rise_and_who_would_stay(by):
    grid = a_grid()
    near, far = a_volunteer(grid), a_volunteer(grid)
    did(near, 11)  # 110 points: one star, ten short of two
    did(far, 1, source=2)

    trial = tried(by, {"star_points": [60, 110, 240, 400, 600]})

    assert trial.ended_at
    assert trial.done_count == trial.all_count == 2
    assert trial.result["matrix"][1][2] == 1
    assert trial.result["matrix"][0][0] == 1
    assert trial.result["communities"] == {str(grid.community_id): [1, 1, 0]}
    assert trial.result["moved"] == [[near.id, grid.community_id, 1, 2, 110, 110]]


def test_a_worth_that_is_tried_is_counted_from_the_facts_with_caps(by):
    person = a_volunteer()
    did(person, 11)

    trial = tried(by, {"report_points": 30, "day_points": 25})

    assert trial.result["moved"][0][2:] == [1, 3, 110, 275]


def test_what_does_not_count_earns_nothing_under_other_values_either(by):
    person = a_volunteer()
    did(person, 5)
    did(person, 5, source=3, why_not=WhyNot.NOT_FIRST)

    trial = tried(by, {"report_points": 13, "star_points": [10, 20, 30, 40, 5000]})

    assert trial.result["moved"][0][4:] == [50, 65]


def test_trying_the_same_values_moves_nobody(by):
    person = a_volunteer()
    did(person, 20)

    trial = tried(by, {"report_points": 10})

    assert trial.result["moved"] == []
    assert years_to(QUARTER)[person.id].points == 200


def test_many_people_are_counted_in_turns(by, monkeypatch):
    monkeypatch.setattr("portal.rewards.actions.trials.PEOPLE_AT_ONCE", 2)
    for _n in range(5):
        a_volunteer()
    trial = asked(by, {"report_points": 11})

    turns = 0
    while trial.ended_at is None:
        try_rules(trial.id)
        turns += 1

    assert turns == 3
    assert trial.done_count == trial.all_count == 5
    assert sum(map(sum, trial.result["matrix"])) == 5


def test_tried_values_take_force_on_their_day_and_not_before(by):
    trial = tried(by, {"report_points": 12, "star_gates": [20, 30, 40, 50, 60]})

    actions.put_in_force(trial, by=by, now=NOW)

    assert policy_on(TODAY).report_points == 10
    assert policy_on(LATER).report_points == 12
    assert policy_on(LATER).star_gates == (20, 30, 40, 50, 60)


def test_values_are_withdrawn_until_their_day_comes(by):
    trial = tried(by, {"report_points": 12})
    actions.put_in_force(trial, by=by, now=NOW)

    actions.withdraw_rules(trial, reason="A mistake", by=by, now=NOW + timedelta(days=1))

    assert policy_on(LATER).report_points == 10
    with pytest.raises(NotAllowedNow):
        actions.withdraw_rules(trial, reason="Again", by=by, now=NOW)


def test_nothing_is_withdrawn_once_it_is_in_force(by):
    trial = tried(by, {"report_points": 12}, from_day=TODAY)
    actions.put_in_force(trial, by=by, now=NOW)

    with speaking("en"), pytest.raises(NotAllowedNow, match="in force since"):
        actions.withdraw_rules(trial, reason="A mistake", by=by, now=NOW)


def test_only_a_finished_trial_is_put_in_force_and_only_once(by):
    a_volunteer()
    trial = asked(by, {"report_points": 12})
    with pytest.raises(NotAllowedNow, match="not finished"):
        actions.put_in_force(trial, by=by, now=NOW)
    try_rules(trial.id)
    actions.put_in_force(trial, by=by, now=NOW)

    with pytest.raises(NotAllowedNow, match="already"):
        actions.put_in_force(trial, by=by, now=NOW)


def test_a_trial_against_older_rules_does_not_take_force(by):
    trial = tried(by, {"report_points": 12})
    set_value("day_points", 50, from_day=LATER, why="Else", by="Zhao", now=NOW)
    db.session.flush()

    with pytest.raises(NotAllowedNow, match="changed since"):
        actions.put_in_force(trial, by=by, now=NOW)


def test_a_trial_whose_day_has_passed_does_not_take_force(by):
    trial = tried(by, {"report_points": 12})

    with pytest.raises(NotAllowedNow, match="has passed"):
        actions.put_in_force(trial, by=by, now=NOW + timedelta(days=11))


def test_rules_never_reach_back(by):
    with pytest.raises(NotAcceptable, match="today or later"):
        asked(by, {"report_points": 12}, from_day=TODAY - timedelta(days=1))
