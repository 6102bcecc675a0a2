"""Campaigns: made, counted week by week, first in the picker, a badge on their cases."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.actions import matters as editions
from portal.cases.models import Campaign, Case
from portal.cases.queries.campaigns import campaigns_in, campaigns_of, progress_of
from portal.cases.rules import DeclineReason
from portal.db import db
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    an_area,
    signed_in,
)
from tests.laws.test_pages import faults_of
from tests.plans import without_scans

LIST, NEW = "/staff/campaigns", "/staff/campaigns/new"
TODAY = clock.day_of(NOW)


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    an_area()
    return person


def a_campaign(by, **said):
    given = {
        "name": "污水零直排",
        "name_en": "No sewage into drains",
        "matters": [],
        "area_code": DISTRICT_CODE,
        "starts_on": TODAY - timedelta(days=20),
        "ends_on": TODAY + timedelta(days=30),
        "aim": "汛期前查清混接点",
        "aim_count": 10,
        "made_by_id": by.id,
    }
    campaign = Campaign(**given | said)
    db.session.add(campaign)
    db.session.flush()
    return campaign


def said_of(matter, **said):
    return {
        "name": "垃圾分类",
        "name_en": "Waste sorting",
        "matters": [matter.code],
        "area_code": DISTRICT_CODE,
        "starts_on": "2026-09-01",
        "ends_on": "2026-12-31",
        "aim": "每个小区都走一遍",
        "aim_count": "200",
    } | said


def ago(days):
    return NOW - timedelta(days=days)


# making and changing


def test_a_campaign_is_made_and_listed_with_its_aim(client, clerk):
    matter = a_matter(name_en="Full bins")
    page = client.get(NEW)
    assert list(faults_of(page.text, "en")) == []

    answer = client.post(NEW, data=said_of(matter))

    (campaign,) = db.session.scalars(select(Campaign))
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{campaign.id}")
    assert (campaign.matters, campaign.aim_count) == ([matter.code], 200)
    page = client.get(answer.location)
    assert list(faults_of(page.text, "en")) == []
    for told in ("Waste sorting", "Full bins", "每个小区都走一遍", "Running", "0 of 200"):
        assert told in page.text
    whole = client.get(LIST)
    assert "Waste sorting" in whole.text
    assert list(faults_of(whole.text, "en")) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"name": ""}, "needs a name", id="no name"),
        pytest.param({"name_en": "x" * 81}, "within 80", id="long name"),
        pytest.param({"matters": []}, "at least one matter", id="no matter"),
        pytest.param({"matters": ["NOPE"]}, "at least one matter", id="unknown matter"),
        pytest.param({"area_code": "999999"}, "Not a valid choice", id="unknown place"),
        pytest.param({"starts_on": "soon"}, "Not a valid date", id="no day"),
        pytest.param({"ends_on": "2026-08-01"}, "before the first one", id="ends before it begins"),
        pytest.param({"ends_on": "2036-08-01"}, "two years at most", id="ten years"),
        pytest.param({"aim": ""}, "what the campaign is for", id="no aim"),
        pytest.param({"aim_count": "-1"}, "from 1 to", id="less than none"),
    ],
)
def test_a_form_that_cannot_be_kept_comes_back_as_typed(client, clerk, wrong, said):
    answer = client.post(NEW, data=said_of(a_matter(), aim="typed words") | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert "typed words" in answer.text or "aim" in wrong
    assert list(faults_of(answer.text, "en")) == []
    assert db.session.scalar(select(func.count(Campaign.id))) == 0


def test_a_campaign_is_changed_and_a_stale_form_refused(client, clerk):
    matter = a_matter()
    campaign = a_campaign(clerk, matters=[matter.code])
    address = f"{LIST}/{campaign.id}/change"
    page = client.get(address).text
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    assert f'value="{matter.code}" checked' in page
    form = said_of(matter, version=version, ends_on=str(TODAY))

    assert client.post(address, data=form).status_code == 303
    assert campaign.ends_on == TODAY

    assert client.post(address, data=form).status_code == 409


def test_a_campaign_is_taken_back_only_before_it_begins(client, clerk):
    running = a_campaign(clerk)
    coming = a_campaign(clerk, starts_on=TODAY + timedelta(days=1))

    assert client.post(f"{LIST}/{running.id}/drop").status_code == 409
    assert client.post(f"{LIST}/{coming.id}/drop").status_code == 303
    assert db.session.scalars(select(Campaign.id)).all() == [running.id]


def test_without_campaigns_the_page_says_what_one_is(client, clerk):
    assert "No campaigns yet" in client.get(LIST).text


# counting


def test_cases_are_counted_by_week_found_and_resolved(clerk):
    matter, other = a_matter(), a_matter()
    campaign = a_campaign(clerk, matters=[matter.code], starts_on=TODAY - timedelta(days=20))
    a_case(matter=matter, now=ago(21))  # the day before it begins
    a_case(matter=matter, now=ago(20))
    a_case(matter=matter, now=ago(7))
    a_case(matter=other, now=ago(7))
    a_resolved_case(matter=matter)  # today

    progress = progress_of(campaign, TODAY)

    assert [week.starts_on for week in progress.weeks] == [
        TODAY - timedelta(days=20),
        TODAY - timedelta(days=13),
        TODAY - timedelta(days=6),
    ]
    assert [(week.found, week.resolved) for week in progress.weeks] == [(1, 0), (1, 0), (1, 1)]
    assert (progress.found, progress.resolved) == (3, 1)


def test_the_days_of_a_campaign_are_days_in_hangzhou(clerk):
    matter = a_matter()
    campaign = a_campaign(clerk, matters=[matter.code], starts_on=TODAY, ends_on=TODAY)
    start = clock.start_of(TODAY)
    a_case(matter=matter, now=start - timedelta(seconds=1))
    a_case(matter=matter, now=start)

    assert progress_of(campaign, TODAY).found == 1


def test_what_is_declined_is_not_found(clerk):
    matter = a_matter()
    campaign = a_campaign(clerk, matters=[matter.code])
    case = a_case(matter=matter)
    assert progress_of(campaign, TODAY).found == 1

    actions.decline(case, reason=DeclineReason.NOTHING_FOUND, words="没有发现", by=clerk, now=NOW)
    db.session.flush()

    assert progress_of(campaign, TODAY).found == 0


@pytest.mark.parametrize(
    ("area", "found"),
    [
        pytest.param(DISTRICT_CODE, 2, id="the district"),
        pytest.param(STREET_CODE, 1, id="a street"),
        pytest.param(COMMUNITY_CODE, 1, id="a community"),
        pytest.param("330108003", 1, id="another street"),
    ],
)
def test_only_cases_of_the_place_count(clerk, area, found):
    matter = a_matter()
    an_area("330108003005")
    a_case(matter=matter, grid=a_grid(community=an_area()))
    a_case(matter=matter, grid=a_grid(community=an_area("330108003005")))
    campaign = a_campaign(clerk, matters=[matter.code], area_code=area)

    assert progress_of(campaign, TODAY).found == found


def test_cases_of_every_edition_of_a_matter_count(clerk):
    matter = a_matter(code="B901")
    campaign = a_campaign(clerk, matters=["B901"])
    a_case(matter=matter, now=ago(3))
    draft = editions.draft_edition("x", by=clerk, now=NOW)
    draft.rows = [row | {"evidence": "new"} for row in draft.rows]
    editions.adopt(draft, on=TODAY, reason="x", by=clerk, now=NOW)
    new = db.session.scalar(select(func.max(Case.matter_id)))
    a_case(matter=actions_matter("B901"))

    assert new == matter.id
    assert progress_of(campaign, TODAY).found == 2


def actions_matter(code):
    """The row of a matter that is in force."""
    from portal.cases.queries import matter_by_code

    return matter_by_code(code)


def test_what_is_resolved_after_the_end_counts_in_the_last_week(clerk):
    matter = a_matter()
    begun = TODAY - timedelta(days=30)
    campaign = a_campaign(
        clerk, matters=[matter.code], starts_on=begun, ends_on=begun + timedelta(days=10)
    )
    case = a_dispatched_case(matter=matter, now=ago(25))
    case.resolved_at = NOW
    db.session.flush()

    progress = progress_of(campaign, TODAY)

    assert [(week.found, week.resolved) for week in progress.weeks] == [(1, 0), (0, 1)]


def test_one_that_is_still_to_come_has_no_weeks(client, clerk):
    campaign = a_campaign(clerk, starts_on=TODAY + timedelta(days=3))

    assert progress_of(campaign, TODAY).weeks == []
    assert "It begins on" in client.get(f"{LIST}/{campaign.id}").text


def test_counting_asks_an_index_and_never_all_cases(clerk):
    without_scans()
    matter = a_matter()
    campaign = a_campaign(clerk, matters=[matter.code])
    a_case(matter=matter)
    is_postgres = db.engine.dialect.name == "postgresql"
    plans = []

    def explain(statement):
        how = "EXPLAIN " if is_postgres else "EXPLAIN QUERY PLAN "
        compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
        rows = db.session.execute(text(how + str(compiled).replace(":", "\\:")))
        plans.append(" ".join(str(row) for row in rows))

    from portal.cases.queries import campaigns as asked

    weeks = [
        asked._week_of(each, campaign.starts_on) for each in (Case.reported_at, Case.resolved_at)
    ]
    explain(select(*weeks, func.count()).where(*asked._belongs(campaign)).group_by(*weeks))

    for plan in plans:
        # Of a table with a single row PostgreSQL may take the index of days as well.
        assert "ix_cases_campaign" in plan or (is_postgres and "ix_cases_reported_at_id" in plan)
        assert "Seq Scan on cases" not in plan
        assert not re.search(r"SCAN cases\b(?! USING)", plan)


# where it shows


def test_a_case_of_a_campaign_carries_its_badge(client, clerk):
    matter = a_matter()
    campaign = a_campaign(clerk, matters=[matter.code])
    case, before = a_case(matter=matter), a_case(matter=matter, now=ago(25))
    elsewhere = a_case(matter=a_matter())

    assert campaigns_of(case) == [campaign]
    assert campaigns_of(before) == campaigns_of(elsewhere) == []
    assert "No sewage into drains" in client.get(f"/staff/cases/{case.number}").text
    assert "No sewage into drains" not in client.get(f"/staff/cases/{elsewhere.number}").text


def test_a_campaign_elsewhere_is_none_of_a_grids(clerk):
    a_campaign(clerk, area_code="330108003")
    here = a_campaign(clerk, area_code=STREET_CODE)

    assert campaigns_in([f"{COMMUNITY_CODE}001"], TODAY) == [here]


def test_workers_see_its_matters_first_and_then_what_they_report_most(client, clerk):
    grid = a_grid()
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    pressed, usual, other = (
        a_matter(name_en=name) for name in ("Foam in the drain", "Loose cover", "Full bins")
    )
    a_campaign(clerk, matters=[pressed.code])
    for _ in range(2):
        a_case(matter=usual, grid=grid, by=worker)
    a_case(matter=pressed, grid=grid, by=worker)
    signed_in(client, worker)

    page = client.get("/staff/cases/new")

    assert list(faults_of(page.text, "en")) == []
    order = [page.text.index(name) for name in (pressed.name_en, usual.name_en, other.name_en)]
    assert order == sorted(order)
    assert "Campaign: No sewage into drains" in page.text
    for matter in (pressed, usual, other):
        assert page.text.count(f'value="{matter.code}"') == 1


def test_a_search_without_a_script_narrows_these_too(client, clerk):
    grid = a_grid()
    pressed = a_matter(name_en="Foam in the drain", initials="ysgpm")
    a_campaign(clerk, matters=[pressed.code])
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=grid.code))

    assert pressed.name_en in client.get("/staff/cases/new?q=ysg").text
    none = client.get("/staff/cases/new?q=xyz").text
    assert pressed.name_en not in none
    assert "Nothing found" in none


# who may


@pytest.mark.parametrize("role", list(Role))
def test_everyone_on_staff_may_read(client, clerk, role):
    campaign = a_campaign(clerk)
    signed_in(client, a_clerk(role, area_code=DISTRICT_CODE))

    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}/{campaign.id}").status_code == 200


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.GRID_WORKER, Role.LEAD])
def test_another_post_makes_and_changes_none(client, clerk, role):
    campaign = a_campaign(clerk)
    signed_in(client, a_clerk(role, area_code=DISTRICT_CODE))

    for address in (NEW, f"{LIST}/{campaign.id}/change"):
        assert client.get(address).status_code == 403
        assert client.post(address, data=said_of(a_matter())).status_code == 403
    assert client.post(f"{LIST}/{campaign.id}/drop").status_code == 403
    assert (db.session.scalar(select(func.count(Campaign.id))), campaign.version) == (1, 1)


@pytest.mark.parametrize("address", [LIST, NEW, f"{LIST}/1", f"{LIST}/1/change"])
def test_whoever_is_not_signed_in_is_sent_to_the_door(client, address):
    answer = client.get(address)

    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location


@pytest.mark.parametrize("address", [f"{LIST}/99999", f"{LIST}/99999/change"])
def test_an_unknown_campaign_is_not_found(client, clerk, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", [LIST, NEW, f"{LIST}/1", f"{LIST}/1/drop"])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_no_other_method_is_answered(client, clerk, address, method):
    assert getattr(client, method)(address).status_code == 405


def test_a_first_day_of_a_year_is_no_surprise(clerk):
    campaign = a_campaign(clerk, starts_on=date(2025, 12, 30), ends_on=date(2026, 1, 2))

    assert [week.starts_on for week in progress_of(campaign, TODAY).weeks] == [date(2025, 12, 30)]
