"""The pages of a check: planned with its cost, drawn in order, seen by its own team alone."""

import pytest

from portal import jobs
from portal.accounts.rules import Role
from portal.db import db
from portal.jobs import WantedJob
from portal.supervision import jobs as supervision_jobs
from portal.supervision import queries
from portal.supervision.models import SpotCheck
from portal.supervision.rules import CheckStatus
from tests.factories import a_clerk, a_grid, signed_in
from tests.supervision.cast import (
    a_check,
    a_keeper,
    a_team,
    closed_cases,
    drawn,
    frozen,
    lead_of,
    published,
    second_of,
)

CHECKS = "/staff/supervision/checks"
PLAN = {
    "key": "one-form",
    "frame": "closed_cases",
    "area": "330108",
    "period_from": "2026-09-01",
    "period_to": "2026-09-20",
    "strata_by": "street_level",
    "size_by": "margin",
    "margin": "20",
    "confidence": "950",
    "expected": "50",
    "level_one_times": "2",
    "inspection_level": "II",
    "aql": "2.5",
    "severity": "normal",
    "visits_a_day": "10",
}


@pytest.fixture
def team(app):
    return a_team()


@pytest.fixture
def cases(app):
    grid = a_grid()
    return closed_cases(grid, 20) + closed_cases(grid, 8, level=1)


@pytest.fixture
def lead(client, team, cases):
    signed_in(client, lead_of(team))
    client.set_cookie("lang", "en")
    return lead_of(team)


def run_jobs():
    assert supervision_jobs.freeze_list
    for row in db.session.query(WantedJob).filter_by(name="freeze_list", done_at=None):
        jobs.prepare(row.id)
        jobs.do(row.id)


def step(client, check, name, **typed):
    return client.post(f"{CHECKS}/{check.code}/{name}", data=typed)


def test_a_check_goes_from_its_plan_to_its_sample_through_the_pages(client, lead, team, cases):
    made = client.post(CHECKS, data=PLAN)
    check = db.session.query(SpotCheck).one()
    page = client.get(made.location)
    assert "Interval to expect" in page.text
    assert "Days of one pair" in page.text

    step(client, check, "freeze")
    run_jobs()
    assert check.list_sha256 in client.get(made.location).text
    step(client, check, "publish", seed_from="three dice")
    step(client, check, "seed", seed="３ 1 4")
    assert step(client, check, "confirm", seed="3 1 4").status_code == 422
    signed_in(client, second_of(team))
    assert "It was typed as" in client.get(made.location).text
    assert step(client, check, "confirm", seed="3 1 4").status_code == 303
    signed_in(client, lead)
    assert step(client, check, "draw").status_code == 303

    sizes = {one.name: one.size for one in check.strata if not one.merged_into}
    assert check.status is CheckStatus.DRAWN
    assert len(queries.sampled_in(check)) == sum(sizes.values())


def test_the_same_plan_sent_twice_is_one_check(client, lead):
    one, two = client.post(CHECKS, data=PLAN), client.post(CHECKS, data=PLAN)

    assert one.location == two.location


def test_a_bad_plan_keeps_what_was_typed(client, lead):
    page = client.post(CHECKS, data=PLAN | {"margin": "90", "visits_a_day": "17"})

    assert page.status_code == 422
    assert "between 0.5 and 40" in page.text
    assert 'value="17"' in page.text


def test_a_refused_plan_says_why(client, lead):
    page = client.post(CHECKS, data=PLAN | {"frame": "places"})

    assert page.status_code == 422
    assert "Only cases have a level" in page.text


def test_a_gate_takes_its_size_from_the_standard(client, lead):
    client.post(CHECKS, data=PLAN | {"size_by": "plan", "level_one_times": "1"})
    check = frozen(db.session.query(SpotCheck).one())

    assert (check.plan_letter, check.accept_at, check.refuse_at) != ("", None, None)
    assert sum(one.size for one in check.strata) >= 5


def test_a_plan_is_changed_until_it_is_frozen(client, lead, team):
    check = a_check(team)
    assert 'value="30"' in client.get(f"{CHECKS}/{check.code}/plan").text

    assert step(client, check, "plan", **PLAN).status_code == 303
    assert check.margin_permille == 200
    frozen(check)
    assert step(client, check, "plan", **PLAN).status_code == 409


@pytest.mark.parametrize("name", ["publish", "seed", "draw", "close"])
def test_a_step_out_of_order_changes_nothing(client, lead, team, name):
    check = a_check(team)

    answer = step(client, check, name, seed_from="dice", seed="1")

    assert answer.status_code == 409
    assert check.status is CheckStatus.DRAFT


def test_streets_are_given_out_and_urgent_cases_added(client, lead, team, cases):
    cases[0].reopened = 2
    drawn(check := a_check(team))
    street = queries.sampled_in(check)[0].street_code

    page = client.get(f"{CHECKS}/{check.code}")
    assert "Urgent cases beside the draw" in page.text
    assert step(client, check, "urgent").status_code == 422
    assert step(client, check, "urgent", numbers=[cases[0].number]).status_code == 303
    answer = step(client, check, "assign", street=street, member=team.members[1].id)

    assert answer.status_code == 303
    assert {one.inspector for one in queries.sampled_in(check)} == {second_of(team)}


def test_a_check_given_up_says_why(client, lead, team):
    check = published(a_check(team))

    assert step(client, check, "give-up").status_code == 422
    assert step(client, check, "give-up", why="Wrong period").status_code == 303
    assert "Wrong period" in client.get(f"/supervision/{check.code}").text


def test_a_member_sees_and_does_not_plan(client, lead, team):
    check = a_check(team)
    signed_in(client, second_of(team))

    assert client.get(f"{CHECKS}/{check.code}").status_code == 200
    assert client.get(f"{CHECKS}/new").status_code == 403
    assert step(client, check, "freeze").status_code == 403


def test_another_teams_check_is_not_there(client, lead, team):
    other = a_check(a_team("JD-2"))

    assert client.get(f"{CHECKS}/{other.code}").status_code == 404
    assert step(client, other, "freeze").status_code == 404


def test_an_administrator_sees_checks_and_changes_none(client, lead, team):
    check = a_check(team)
    signed_in(client, a_keeper())

    assert check.code in client.get(CHECKS).text
    assert client.get(f"{CHECKS}/{check.code}").status_code == 200
    assert step(client, check, "freeze").status_code == 403


def test_who_left_the_team_sees_nothing_more(client, lead, team):
    check, member = a_check(team), team.members[1]
    member.ended_on = member.started_on
    signed_in(client, member.person)

    assert client.get(f"{CHECKS}/{check.code}").status_code == 403


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.LEAD])
def test_the_district_has_no_part_in_it(client, lead, team, role):
    check = a_check(team)
    signed_in(client, a_clerk(role, area_code="330108"))

    assert client.get(f"{CHECKS}/{check.code}").status_code == 403
    assert step(client, check, "freeze").status_code == 403


def test_long_lists_of_checks_have_pages(client, lead, team):
    for _ in range(22):
        a_check(team)

    page = client.get(CHECKS)

    assert page.text.count("CC-2026-") >= 20
    assert "before=" in page.text
