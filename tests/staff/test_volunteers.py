"""Vetting, a volunteer's own standing, help, relatives; and what a volunteer may not open."""

import io
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.db import db
from portal.grids.queries import who_answers_for
from portal.grids.rules import Duty
from portal.volunteers import actions, queries
from portal.volunteers.models import Application, Help, Volunteer
from portal.volunteers.rules import ApplicationStatus, HelpStatus, VolunteerKind, VolunteerStatus
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    STREET_CODE,
    a_clerk,
    a_grid,
    a_volunteer,
    an_appointment,
    signed_in,
)
from tests.laws.test_pages import faults_of

APPLICATIONS = "/staff/volunteers/applications"
TODAY = clock.day_of(NOW)


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def application(grid):
    asked = actions.Asked("林一", "13800000001", None, VolunteerKind.NEIGHBOUR, "有空", "")
    return actions.apply(grid, asked, request_key="k" * 20, is_proven=True, now=NOW)


def as_clerk(client, role=Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE, **given):
    clerk = a_clerk(role, area_code=area_code, **given)
    signed_in(client, clerk)
    return clerk


def as_volunteer(client, grid, **given):
    person = a_volunteer(grid, **given)
    signed_in(client, person)
    return person


def test_a_clerk_accepts_and_the_volunteer_is_in_the_list(client, grid, application):
    as_clerk(client)
    listed = client.get(APPLICATIONS)
    address = f"{APPLICATIONS}/{application.number}"

    assert "林一" in listed.text
    assert client.get(address).status_code == 200
    done = client.post(f"{address}/accept", data={"grid": grid.code, "tasks": ["report"]})
    assert done.status_code == 303
    assert db.session.query(Volunteer).one().tasks == ["report"]
    assert "林一" in client.get("/staff/volunteers").text
    assert client.post(f"{address}/refuse", data={"reason": "晚了"}).status_code == 409


def test_a_refusal_needs_a_reason_that_the_applicant_reads(client, application):
    as_clerk(client)
    address = f"{APPLICATIONS}/{application.number}/refuse"

    assert client.post(address, data={"reason": ""}).status_code == 422
    assert client.post(address, data={"reason": "名额已满"}).status_code == 303
    assert "名额已满" in client.get(f"/join/{application.token}").text


def test_nobody_vets_their_own_application(client, grid, application):
    as_clerk(client, phone="138 0000 0001")
    address = f"{APPLICATIONS}/{application.number}/accept"

    assert client.post(address, data={"grid": grid.code, "tasks": ["report"]}).status_code == 403
    assert db.session.query(Application).one().status is ApplicationStatus.WAITING


@pytest.mark.parametrize("path", ["", "/accept", "/refuse"])
def test_an_application_of_another_area_does_not_exist(client, application, path):
    as_clerk(client, area_code="330108001001")
    address = f"{APPLICATIONS}/{application.number}{path}"

    answer = client.post(address) if path else client.get(address)
    assert answer.status_code == 404


def test_a_volunteer_who_has_not_agreed_reads_the_rules_first(client, grid):
    person = as_volunteer(client, grid, agreed_at=None)

    for path in ("/staff/cases/new", "/staff/patrols", "/staff/to-verify", "/staff/helps"):
        assert client.get(path).location == "/staff/volunteering", path
    assert client.post("/staff/volunteering/agree").status_code == 303
    assert client.get("/staff/cases/new").status_code == 200
    assert queries.volunteer_of(person).agreed_version is not None


def test_a_volunteer_opens_only_the_tasks_they_were_given(client, grid):
    as_volunteer(client, grid, tasks=["report"])

    assert client.get("/staff/cases/new").status_code == 200
    assert client.get("/staff/patrols").location == "/staff/volunteering"


@pytest.mark.parametrize(
    "path",
    [
        "/staff/cases",
        "/staff/figures",
        "/staff/boards",
        "/staff/policy",
        "/staff/routes",
        "/staff/live",
        "/staff/info-items",
        "/staff/meetings",
        "/staff/volunteers",
        "/staff/volunteers/applications",
        "/staff/helps/waiting",
        "/staff/points/objections",
    ],
)
def test_other_pages_are_closed_to_a_volunteer(client, grid, path):
    as_volunteer(client, grid)

    assert client.get(path).status_code == 403


def test_a_volunteer_rests_takes_it_up_again_and_leaves(client, grid):
    person = as_volunteer(client, grid)
    pause = {"from_on": TODAY.isoformat(), "until_on": "", "why": "探亲"}

    assert client.post("/staff/volunteering/pause", data=pause).status_code == 303
    assert client.get("/staff/cases/new").location == "/staff/volunteering"
    assert client.post("/staff/volunteering/resume").status_code == 303
    assert client.get("/staff/cases/new").status_code == 200
    assert client.post("/staff/volunteering/leave", data={"why": ""}).status_code == 422
    assert client.post("/staff/volunteering/leave", data={"why": "搬家"}).status_code == 303
    assert queries.volunteer_of(person).status is VolunteerStatus.LEFT


def test_a_wrong_pause_is_refused_on_the_page(client, grid):
    as_volunteer(client, grid)
    yesterday = (TODAY - timedelta(days=1)).isoformat()

    page = client.post("/staff/volunteering/pause", data={"from_on": yesterday, "why": "探亲"})
    assert page.status_code == 422
    assert "探亲" in page.text


def test_a_consent_is_given_and_taken_back(client, grid):
    person = as_volunteer(client, grid)

    client.post("/staff/volunteering/shown", data={"shows_name": "y"})
    assert queries.volunteer_of(person).shows_name
    client.post("/staff/volunteering/shown", data={})
    assert not queries.volunteer_of(person).shows_name


def test_help_is_written_down_and_confirmed_by_the_grids_worker(client, grid):
    as_volunteer(client, grid)
    said = {"key": "h" * 20, "day": TODAY.isoformat(), "kind": "errand", "words": "买药"}
    assert client.post("/staff/helps", data=said).status_code == 303
    one = db.session.query(Help).one()

    as_clerk(client, Role.GRID_WORKER, a_grid().code)
    assert "买药" not in client.get("/staff/helps/waiting").text
    assert client.post(f"/staff/helps/{one.id}/confirm").status_code == 404
    as_clerk(client, Role.GRID_WORKER, grid.code)
    assert "买药" in client.get("/staff/helps/waiting").text
    assert client.post(f"/staff/helps/{one.id}/refuse", data={"reason": ""}).status_code == 422
    assert client.post(f"/staff/helps/{one.id}/confirm").status_code == 303
    assert db.session.query(Help).one().status is HelpStatus.CONFIRMED


def test_a_clerk_rests_moves_and_ends_a_volunteer(client, grid):
    person, other = a_volunteer(grid), a_grid()
    as_clerk(client, Role.STREET_CLERK, STREET_CODE)
    page = f"/staff/volunteers/people/{person.number}"

    assert client.get(page).status_code == 200
    pause = {"from_on": TODAY.isoformat(), "why": "病假"}
    assert client.post(f"{page}/pause", data=pause).status_code == 303
    assert client.post(f"{page}/resume").status_code == 303
    assert client.post(f"{page}/move", data={"grid": grid.code}).status_code == 422
    assert client.post(f"{page}/move", data={"grid": other.code}).status_code == 303
    assert client.post(f"{page}/end", data={"why": ""}).status_code == 422
    assert client.post(f"{page}/end", data={"why": "搬家"}).status_code == 303
    assert "搬家" in client.get(page).text


LIST = "/staff/volunteers"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"林一", "林二", "陈三"}),
        ("q=林", {"林一", "林二"}),
        ("q=V7001", {"林一"}),
        ("q=13800000002", {"林二"}),
        ("q=1380000000", set()),
        ("q=%25", set()),
        ("kind=party_member", {"陈三"}),
        ("kind=nothing", {"林一", "林二", "陈三"}),
        ("standing=active", {"林一"}),
        ("standing=paused", {"林二"}),
        ("standing=left", {"陈三"}),
        ("standing=active&q=陈", set()),
        ("community=330108999001&q=林一", {"林一"}),
    ],
)
def test_volunteers_are_found_by_name_number_phone_office_and_standing(client, grid, asked, found):
    clerk = as_clerk(client)
    person = a_volunteer(grid)
    person.name, person.number = "林一", "V7001"
    resting = a_volunteer(grid)
    resting.name, resting.phone = "林二", "13800000002"
    actions.pause(
        db.session.get(Volunteer, resting.id),
        from_on=TODAY,
        until_on=None,
        why="",
        by=clerk,
        now=NOW,
    )
    a_volunteer(grid, kind=VolunteerKind.PARTY_MEMBER, left_on=TODAY).name = "陈三"
    db.session.flush()

    page = client.get(f"{LIST}?{asked}")

    main = page.text[page.text.index("</form>") :]
    assert {name for name in ("林一", "林二", "陈三") if name in main} == found
    assert list(faults_of(page.text, "zh")) == []


def test_a_lead_looks_and_changes_nothing(client, grid):
    person = a_volunteer(grid)
    as_clerk(client, Role.LEAD, "330108")
    page = f"/staff/volunteers/people/{person.number}"

    assert client.get(page).status_code == 200
    assert client.post(f"{page}/end", data={"why": "x"}).status_code == 403


def test_a_relative_is_declared_by_number(client, grid):
    clerk, other = as_clerk(client), a_volunteer(grid)

    assert client.post("/staff/relatives", data={"number": "nobody"}).status_code == 422
    assert client.post("/staff/relatives", data={"number": other.number}).status_code == 303
    assert queries.are_related(other.id, clerk.id)
    assert other.name in client.get("/staff/relatives").text


def test_a_relative_is_taken_back_by_whoever_said_it_and_can_be_declared_again(client, grid):
    clerk, other = as_clerk(client), a_volunteer(grid)
    take_back = "/staff/relatives/{}/take-back"
    client.post("/staff/relatives", data={"number": other.number})
    signed_in(client, other)
    assert clerk.name in client.get("/staff/relatives").text
    assert client.post(take_back.format(clerk.number)).status_code == 409

    signed_in(client, clerk)
    assert client.post(take_back.format(other.number)).status_code == 303
    assert not queries.are_related(clerk.id, other.id)
    assert client.post(take_back.format(other.number)).status_code == 409
    assert client.post(take_back.format("nobody")).status_code == 409

    client.post("/staff/relatives", data={"number": other.number})
    assert queries.are_related(clerk.id, other.id)


def upload(client, text, *, encoding="gb18030"):
    file = (io.BytesIO(text.encode(encoding)), "list.csv")
    return client.post("/staff/imports/of/volunteers", data={"file": file})


def test_a_list_is_previewed_then_taken_over_and_never_doubles(client, grid):
    as_clerk(client)
    known = an_appointment(grid, Duty.PART_TIME_WORKER).person
    text = (
        "编号,姓名,电话,网格编码,身份\n"
        f"{known.number},𬭎䶮,13800000001,{grid.code},党员\n"
        f"Z9,王五,138 0000 0001,{grid.code},志愿者\n"
        f",无名,,{grid.code},党员\nZ1,王五,,999,村长\n"
    )

    address = upload(client, text).location
    preview = client.get(address)
    assert "𬭎䶮" in preview.text
    assert "第 2 行和第 3 行" in preview.text
    assert list(faults_of(preview.text, "zh")) == []
    assert db.session.query(Volunteer).count() == 0
    assert client.post(f"{address}/take").status_code == 303
    again = client.get(upload(client, text).location)
    assert f"{address}/take" not in again.text
    assert db.session.query(Volunteer).count() == 2
    assert queries.volunteer_of(known).kind is VolunteerKind.PARTY_MEMBER
    assert len(who_answers_for(grid, TODAY)) == 2


def test_only_who_sent_a_list_of_volunteers_sees_it(client, grid):
    as_clerk(client)
    address = upload(client, "编号,姓名,电话,网格编码,身份\n").location
    assert client.get("/staff/volunteers").text.count("/staff/imports/of/volunteers") == 1
    assert address in client.get("/staff/imports").text
    as_clerk(client)
    assert address not in client.get("/staff/imports").text
    assert client.get(address).status_code == 404
    for kind in ("staff", "registry", "calendar"):
        assert client.get(f"/staff/imports/of/{kind}").status_code == 404
