"""Rules of points are tried, looked at, put in force and withdrawn by those who may."""

import re

import pytest

from portal.accounts.rules import Role
from portal.db import db
from portal.policy.queries import policy_on
from portal.policy.rules import DRAFT
from portal.rewards.jobs import try_rules
from portal.rewards.models import RuleTrial
from portal.rewards.rules import point_values
from tests.factories import DISTRICT_CODE, STREET_CODE, a_clerk, a_grid, a_volunteer, signed_in
from tests.rewards.test_trials import LATER, did

RULES = "/staff/points/rules"


@pytest.fixture
def lead(client):
    person = a_clerk(Role.LEAD, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def typed(**changes):
    values = {name: getattr(DRAFT, name) for name in point_values()} | changes
    plain = {
        name: " ".join(map(str, content)) if isinstance(content, tuple) else content
        for name, content in values.items()
    }
    return plain | {"from_day": LATER.isoformat(), "reason": "Fairer", "key": "k1"}


def tried(client, **changes):
    page = client.post(f"{RULES}/try", data=typed(**changes))
    assert page.status_code == 303
    trial = db.session.query(RuleTrial).one()
    try_rules(trial.id)
    db.session.commit()
    return trial, f"/staff/points/trials/{trial.request_key}"


def test_every_value_is_shown_with_its_state(client, lead):
    page = client.get(RULES).text

    assert "Points for a valid report" in page
    assert "60 · 120 · 240 · 400 · 600" in page
    assert "Working days to triage" not in page


def test_values_are_tried_then_set_then_withdrawn(client, lead):
    person = a_volunteer(a_grid())
    did(person, 11)
    trial, address = tried(client, star_points=(60, 110, 240, 400, 600))

    page = client.get(address).text
    assert "1 would rise, 0 would fall and 0 would keep" in page
    assert person.name in page
    assert trial.changes == {"star_points": [60, 110, 240, 400, 600]}

    assert client.post(f"{address}/put-in-force").status_code == 303
    assert policy_on(LATER).star_points[1] == 110
    assert "Fairer" in client.get(RULES).text

    assert client.post(f"{address}/withdraw", data={"reason": ""}).status_code == 422
    assert client.post(f"{address}/withdraw", data={"reason": "Too early"}).status_code == 303
    assert policy_on(LATER).star_points[1] == 120


def test_a_trial_that_still_runs_shows_how_far_it_is_and_cannot_be_set(client, lead):
    a_volunteer()
    client.post(f"{RULES}/try", data=typed(report_points=12))
    address = "/staff/points/trials/k1"

    assert "0 of 1 volunteers" in client.get(address).text
    assert client.post(f"{address}/put-in-force").status_code == 409


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "at least one value"),
        ({"report_points": "many"}, "Not a valid integer"),
        ({"star_points": (60, 120)}, "Enter 5 whole numbers"),
        ({"star_gates": (30, 40, 50, 60, 700)}, "100 percent"),
    ],
)
def test_what_cannot_be_meant_is_said_and_what_was_typed_stays(client, lead, changes, says):
    page = client.post(f"{RULES}/try", data=typed(**changes) | {"reason": "Kept words"})

    assert page.status_code == 422
    assert says in page.text
    assert "Kept words" in page.text
    assert db.session.query(RuleTrial).count() == 0


def test_a_day_in_the_past_is_refused(client, lead):
    page = client.post(f"{RULES}/try", data=typed(report_points=12) | {"from_day": "2026-09-20"})

    assert page.status_code == 422
    assert "today or later" in page.text


def test_whoever_only_looks_may_neither_try_nor_set(client, lead):
    _trial, address = tried(client, report_points=12)
    clerk = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    signed_in(client, clerk)

    assert client.get(RULES).status_code == 200
    assert "put-in-force" not in client.get(address).text
    assert client.get(f"{RULES}/try").status_code == 403
    assert client.post(f"{address}/put-in-force").status_code == 403


def test_names_are_shown_in_reach_only(client, lead):
    person = a_volunteer(a_grid())
    did(person, 11)
    _trial, address = tried(client, star_points=(60, 110, 240, 400, 600))
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108003"))

    page = client.get(address).text

    assert re.search("1 would rise", page)
    assert person.name not in page
