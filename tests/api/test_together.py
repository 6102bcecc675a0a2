"""Steps that bring cases together or part them, and those that name a person, by another system."""

import pytest

from portal.accounts.rules import Role
from portal.api.step_shapes import STEPS
from portal.cases.queries import events_of
from portal.cases.queries.authority import WHOSE
from portal.cases.rules import CaseStatus, Step
from portal.exchange.queries.told_case import NOT_BY_SYSTEMS
from tests.api.cast import of_street, of_unit
from tests.factories import a_case, a_clerk, a_dispatched_case, a_grid, a_matter, a_unit, an_area

BY_GRID_WORKERS = {Step.VERIFY, Step.DISPUTE}  # no key is a grid worker's
ELSEWHERE = {Step.NOTE}  # has an address of its own


def alike():
    """Two cases of one problem."""
    first = a_case()
    return first, a_case(grid=first.grid, matter=first.matter)


def version_of(system, case):
    return system.get(f"/cases/{case.number}").json["version"]


def test_every_step_that_a_department_may_take_is_described():
    described = {Step(one["properties"]["step"]["const"]) for one in STEPS["oneOf"]}

    assert described == set(WHOSE) - NOT_BY_SYSTEMS - BY_GRID_WORKERS - ELSEWHERE


def test_a_report_is_joined_to_another_and_parted_again(client):
    main, twin = alike()
    street = of_street(client)

    joined = street.step(
        twin.number, "merge", main=main.number, main_version=version_of(street, main), note="同一处"
    )
    assert (joined.status_code, joined.json["status"]) == (200, "merged")
    assert twin.merged_into == main
    assert "unmerge" in street.get(f"/cases/{twin.number}").json["steps"]
    parted = street.step(twin.number, "unmerge", note="其实是另一盏灯")

    assert (parted.status_code, parted.json["status"]) == (200, "reported")
    assert twin.merged_into is None
    assert events_of(twin)[-1].by == street.key.person


def test_nothing_is_joined_to_what_has_moved_or_is_not_to_be_seen(client):
    main, twin = alike()
    far = a_case(grid=a_grid(community=an_area("330108001021")))
    street = of_street(client)
    seen = version_of(street, main)
    street.step(main.number, "decline", reason="test", words="测试件")

    def joined_to(case, version):
        return street.step(twin.number, "merge", main=case.number, main_version=version)

    assert joined_to(main, seen).status_code == 409
    assert joined_to(main, version_of(street, main)).status_code == 422  # declined
    assert joined_to(far, 1).status_code == 422
    assert joined_to(twin, version_of(street, twin)).status_code == 422
    assert twin.status is CaseStatus.REPORTED


def test_a_case_is_split_into_parts_with_units_of_their_own(client):
    case, unit, other = a_case(), a_unit(), a_matter()
    street = of_street(client)
    parts = [
        {"matter": case.matter.code, "level": 3, "unit": unit.code, "note": "先修灯"},
        {"matter": other.code, "level": 3, "unit": unit.code},
    ]

    done = street.step(case.number, "split", parts=parts)

    assert (done.status_code, done.json["status"]) == (200, "split")
    assert [(one.matter, one.level, one.unit) for one in case.parts] == [
        (case.matter, 3, unit),
        (other, 3, unit),
    ]
    assert events_of(case.parts[0])[-1].note == "先修灯"


@pytest.mark.parametrize(
    ("parts", "places"),
    [
        pytest.param([], ["/parts"], id="none"),
        pytest.param([{"level": 9}], ["/parts/0/matter", "/parts/0/level"], id="not as described"),
        pytest.param([{"matter": "no-such", "level": 2}] * 2, None, id="an unknown matter"),
    ],
)
def test_parts_that_cannot_be_are_refused_with_their_places(client, parts, places):
    case = a_case()

    answer = of_street(client).step(case.number, "split", parts=parts)

    assert answer.status_code == 422
    assert [fault["at"] for fault in answer.json.get("errors", ())] == (places or [])
    assert case.parts == []


def test_a_case_is_given_to_somebody_of_the_unit_and_to_nobody_else(client):
    case = a_dispatched_case()
    system = of_unit(client, unit=case.unit)
    colleague = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    stranger = a_clerk(Role.UNIT_CLERK, unit=a_unit())
    system.step(case.number, "take")

    assert system.step(case.number, "assign", person=stranger.number).status_code == 422
    given = system.step(case.number, "assign", person=colleague.number)
    assert given.status_code == 200
    assert case.assigned_to == colleague
    assert system.step(case.number, "assign", person=colleague.number).status_code == 422


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("merge", {"main": "SJ-1", "main_version": 1}),
        ("unmerge", {"note": "另一处"}),
        ("split", {"parts": [{"matter": "A", "level": 2}] * 2}),
        ("assign", {"person": "W0001"}),
    ],
)
def test_whoever_does_not_have_a_case_takes_none_of_these_steps(client, step, sent):
    mine, theirs = a_dispatched_case(), a_dispatched_case()
    system = of_unit(client, unit=mine.unit)

    assert system.step(theirs.number, step, headers={"If-Match": "*"}, **sent).status_code == 404
    if step in ("merge", "unmerge"):  # the command room joins and parts, no unit does
        assert system.step(mine.number, step, **sent).status_code == 403
    assert system.step(mine.number, step, headers={}, **sent).status_code == 428
    stale = {"If-Match": '"stale"'}
    assert system.step(mine.number, step, headers=stale, **sent).status_code == 412
