"""What belongs to another area is not there: its address tells no more than one that is made up."""

import re
from datetime import timedelta

import pytest

from portal.accounts.rules import Role
from portal.cases.actions.meetings import call_meeting
from portal.cases.actions.saving import save_filter
from portal.cases.rules import MeetingKind
from portal.files import keep_photo
from tests.conftest import NOW
from tests.factories import (
    STREET_CODE,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_patrol,
    a_photo,
    a_place,
    a_resolved_case,
    a_unit,
    an_area,
    an_info_item,
    signed_in,
)

FAR_STREET, FAR_COMMUNITY = "330108003", "330108003001"
KINDS = ("cases", "coverage", "filters", "info-items", "meetings", "patrols", "places")
WORDS = {"step": "resolve", "photo": "1", "n": "1"}
MADE_UP = WORDS | {"number": "BJ20260921999998", "code": "330108002021998"}


@pytest.fixture
def near(app):
    """What stands in one street, by the part of the address that names it."""
    grid, unit = a_grid(), a_unit()
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    clerk = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    photo = keep_photo(a_photo(), most_bytes=1_000_000)
    patrol = a_patrol(grid, worker, photos=[photo])
    meeting = call_meeting(
        MeetingKind.CONSULTATION,
        "会商",
        area_code=STREET_CODE,
        place="街道",
        starts_at=NOW + timedelta(days=1),
        units=[unit],
        questions=[],
        by=clerk,
        now=NOW,
    )
    saved = save_filter("我的", "view=mine", shared_with="", by=clerk, now=NOW)
    cases = [
        a_resolved_case(grid=grid, unit=unit, photos=[photo]),
        a_dispatched_case(grid=grid, unit=unit),
    ]
    return {
        "cases": [{"number": case.number, "n": "1"} for case in cases],
        "coverage": [{"code": grid.code}],
        "filters": [{"n": saved.id}],
        "info-items": [{"n": an_info_item(grid, worker).id}],
        "meetings": [{"n": meeting.id}],
        "patrols": [{"n": patrol.id, "photo": patrol.photos[0].id}],
        "places": [{"n": a_place(grid).id}],
    }


def a_stranger(role):
    """Somebody with the same post, two streets away."""
    if role is Role.UNIT_CLERK:
        return a_clerk(role, unit=a_unit(area_code=FAR_STREET))
    community = an_area(FAR_COMMUNITY)
    areas = {
        Role.GRID_WORKER: lambda: a_grid(community=community).code,
        Role.COMMUNITY_CLERK: lambda: FAR_COMMUNITY,
        Role.STREET_CLERK: lambda: FAR_STREET,
    }
    return a_clerk(role, area_code=areas[role]())


def ways(app):
    """Yield every address that names a thing of an area: how it is asked for, what, and where."""
    for rule in app.url_map.iter_rules():
        _empty, door, kind, *_rest = [*rule.rule.split("/"), "", ""]
        if door == "staff" and kind in KINDS and rule.arguments:
            for method in sorted({"GET", "POST"} & rule.methods):
                yield method, kind, rule.rule


def filled(way, given):
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda name: str(given[name[1]]), way)


@pytest.mark.parametrize(
    "role", [Role.GRID_WORKER, Role.UNIT_CLERK, Role.COMMUNITY_CLERK, Role.STREET_CLERK]
)
def test_what_another_area_has_cannot_be_told_from_what_is_made_up(app, client, near, role):
    signed_in(client, a_stranger(role))
    client.set_cookie("lang", "en")

    def answer(method, address):
        page = client.open(
            address, method=method, data={"version": "1"} if method == "POST" else {}
        )
        return page.status_code, re.findall(r'<(?:h1|p class="lede")>([^<]*)', page.text)

    asked = 0
    for method, kind, way in ways(app):
        nowhere = MADE_UP | ({"n": "987654321"} if kind != "cases" else {})
        made_up = answer(method, filled(way, nowhere))
        for given in near[kind]:
            there = answer(method, filled(way, WORDS | given))
            assert there == made_up, (method, way)
            assert there[0] in {403, 404}, (method, way)
            asked += 1

    assert asked > 60
