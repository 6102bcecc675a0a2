"""Splitting a case into parts on a page of its own."""

import re

import pytest

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.actions import ContactGiven, PartAsked
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_unit,
    signed_in,
)
from tests.staff.case_steps import a_dispatcher, look


@pytest.fixture
def person(client):
    person = a_dispatcher()
    signed_in(client, person)
    return person


@pytest.fixture
def team(app):
    return a_unit(name_en="The Team")


def filled(case, unit, count=2, **more):
    fields = {"version": str(case.version)}
    for n in range(count):
        fields |= {
            f"parts-{n}-matter": case.matter.code,
            f"parts-{n}-level": "3",
            f"parts-{n}-unit": unit.code if unit else "",
            f"parts-{n}-note": f"第{n + 1}处",
        }
    return {name: value for name, value in (fields | more).items() if value is not None}


def send(client, case, fields):
    return client.post(f"/staff/cases/{case.number}/split?lang=en", data=fields)


def show(client, case):
    return client.get(f"/staff/cases/{case.number}/split?lang=en")


def parts_on(page):
    return len(set(re.findall(r'name="parts-(\d+)-matter"', page.text)))


def split(case, *units):
    parts = [PartAsked(matter=a_matter(), level=3, unit=unit) for unit in units]
    given = {"policy": policy_on(clock.today()), "calendar": work_calendar()}
    actions.split(case, parts, by=a_dispatcher(), now=clock.now(), **given)


def test_the_page_of_the_case_leads_there_and_it_says_what_it_does(client, person):
    case = a_dispatched_case(words="路灯坏了，路面也破了")

    assert f"/staff/cases/{case.number}/split" in look(client, case).text
    page = show(client, case)

    assert page.status_code == 200
    assert "路灯坏了，路面也破了" in page.text
    assert parts_on(page) == 2
    assert "is asked once, when the last part is resolved" in page.text
    assert "Its date stays Tuesday 29 September, unless a part is due later." in page.text
    assert "Level 2: the community · by Thursday 24 September" in page.text


def test_a_case_is_split_into_parts_with_their_units(client, person, team):
    case, other = a_case(), a_unit(name_en="The Other Team")
    fields = filled(case, team) | {"parts-1-unit": other.code}

    answer = send(client, case, fields)

    assert answer.status_code == 303
    assert answer.location == f"/staff/cases/{case.number}"
    assert case.status is CaseStatus.SPLIT
    assert [part.unit_id for part in case.parts] == [team.id, other.id]
    assert [part.events[-1].note for part in case.parts] == ["第1处", "第2处"]
    page = look(client, case).text
    assert "banner-ok" in page
    assert all(part.number in page for part in case.parts)
    assert "The Other Team" in page


def test_an_empty_unit_is_the_usual_one_of_matter_and_level(client, person):
    team = a_unit(platform="综合执法")
    case = a_case(matter=a_matter(platform="综合执法"))

    send(client, case, filled(case, None))

    assert {part.unit_id for part in case.parts} == {team.id}


def test_there_may_be_a_part_more_or_less_and_nothing_typed_is_lost(client, person, team):
    case = a_case()

    more = send(client, case, filled(case, team) | {"change": "more"})
    less = send(client, case, filled(case, team, count=3) | {"change": "less"})
    fewest = send(client, case, filled(case, team) | {"change": "less"})

    assert [parts_on(page) for page in (more, less, fewest)] == [3, 2, 2]
    assert more.status_code == 200
    assert "第2处" in more.text
    assert case.parts == []


def test_there_are_never_more_than_ten(client, person, team):
    case = a_case()

    page = send(client, case, filled(case, team, count=10) | {"change": "more"})

    assert parts_on(page) == 10
    assert "One part more" not in page.text
    assert send(client, case, filled(case, team, count=11)).status_code == 422
    assert case.parts == []


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"parts-1-matter": "NONE"}, id="an unknown matter"),
        pytest.param({"parts-1-level": "5"}, id="an unknown level"),
        pytest.param({"parts-1-level": "x"}, id="no level"),
        pytest.param({"parts-1-unit": "NONE"}, id="an unknown unit"),
        pytest.param({"parts-1-level": "2"}, id="a unit of another level"),
        pytest.param({"parts-1-note": "字" * 501}, id="too long a note"),
        pytest.param({"version": None}, id="no version"),
    ],
)
def test_a_bad_form_comes_back_as_typed_and_changes_nothing(client, person, team, wrong):
    case = a_case()

    answer = send(client, case, filled(case, team, **wrong))

    assert answer.status_code == 422
    assert "第1处" in answer.text
    assert "field-error" in answer.text or "Reload the page" in answer.text
    assert case.status is CaseStatus.REPORTED
    assert case.parts == []


def test_where_no_unit_is_usual_one_is_asked_for(client, person):
    case = a_case()

    answer = send(client, case, filled(case, None))

    assert answer.status_code == 422
    assert "No unit is usual for this level" in answer.text


def test_the_second_of_two_learns_what_the_first_did(client, person, team):
    case = a_case()
    person.name = "周先到"
    fields = filled(case, team)
    send(client, case, fields)

    answer = send(client, case, fields)

    assert answer.status_code == 409
    assert "周先到" in answer.text
    assert len(case.parts) == 2


def test_who_may_split_a_case(client, team):
    case = a_dispatched_case(unit=team)

    assert "/staff/sign-in" in show(client, case).location
    assert "/staff/sign-in" in send(client, case, filled(case, team)).location
    for role, area, status in (
        (Role.COMMUNITY_CLERK, "330108001001", 404),
        (Role.COMMUNITY_CLERK, COMMUNITY_CODE, 403),
        (Role.ADMINISTRATOR, DISTRICT_CODE, 403),
    ):
        signed_in(client, a_clerk(role, area_code=area))
        assert show(client, case).status_code == status
        assert send(client, case, filled(case, team)).status_code == status
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=team))
    assert client.put(f"/staff/cases/{case.number}/split").status_code == 405
    assert send(client, case, filled(case, team)).status_code == 303


def test_a_part_is_neither_split_nor_joined_nor_declined(client, person, team):
    case = a_case()
    split(case, team, team)
    part = case.parts[0]

    page = look(client, part).text

    assert f"/staff/cases/{part.number}/split" not in page
    assert f"/staff/cases/{part.number}/merge" not in page
    assert f"/staff/cases/{part.number}/decline" not in page
    assert case.number in page


def test_the_unit_of_a_part_sees_the_whole_and_can_reach_its_reporter(client, team):
    case = a_case(contact=ContactGiven(phone="13812345678"))
    split(case, team, a_unit())
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=team))

    assert look(client, case).status_code == 200
    assert "13812345678" in look(client, case.parts[0]).text
    assert "13812345678" not in look(client, case.parts[1]).text


def test_what_the_unit_of_a_part_writes_is_read_by_whoever_follows_the_whole(client, team):
    case = a_case()
    split(case, team, a_unit())
    clerk = a_clerk(Role.UNIT_CLERK, unit=team)
    actions.answer(case.parts[0], words="明天上午到场", by=clerk, now=clock.now())

    page = client.get(f"/f/{case.follow_token}?lang=en").text

    assert page.count("明天上午到场") == 1


def test_a_list_says_what_is_a_part_and_that_its_whole_is_late(client, person, team):
    case = a_case()
    split(case, team, team)
    case.is_overdue = True
    db.session.flush()

    listed = client.get("/staff/cases?view=all&lang=en").text

    assert listed.count(">Part 1<") == listed.count(">Part 2<") == 1
    assert ">Part 1<" in client.get("/staff/cases?view=due&lang=en").text
    for page in (listed, look(client, case).text):
        assert "tone-danger" in page


def test_a_case_that_came_back_is_split_further(client, person, team):
    case = a_dispatched_case(unit=team)
    split(case, team, team)
    case.status = CaseStatus.DISPATCHED
    client.get("/staff/cases")

    page = show(client, case)
    answer = send(client, case, filled(case, team, count=1))

    assert "It has 2 parts already." in page.text
    assert "There is room for 8 more." in page.text
    assert parts_on(page) == 1
    assert answer.status_code == 303
    assert len(case.parts) == 3


def test_a_department_can_have_a_part_of_a_streets_case(client, person, team):
    bureau = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE)
    case = a_case()
    fields = filled(case, team) | {"parts-1-level": "4", "parts-1-unit": bureau.code}

    send(client, case, fields)

    assert [part.level for part in case.parts] == [3, 4]
