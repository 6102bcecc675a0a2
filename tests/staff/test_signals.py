"""Staff see what looks odd with its evidence, within their reach, and note what they found."""

from datetime import date

import pytest

from portal.accounts.rules import Role
from portal.cases.models import Photo
from portal.db import db
from portal.files import Kept
from portal.grids.models import Grid
from portal.rewards.models import FairSignal, PointEntry
from portal.rewards.rules import SignalKind
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    a_case,
    a_clerk,
    a_grid,
    a_patrol,
    a_volunteer,
    an_area,
    signed_in,
)

SIGNALS = "/staff/points/signals"
OTHER = "330108003005"


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def volunteer(grid):
    return a_volunteer(grid)


@pytest.fixture
def clerk(client, grid):
    who = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    signed_in(client, who)
    client.set_cookie("lang", "en")
    return who


def a_signal(person, kind=SignalKind.BURST, evidence=None, *, key="1", seen=False):
    community = db.session.query(Grid).first().community_id
    one = FairSignal(
        key=f"{kind}:{key}",
        kind=kind,
        person_id=person.id,
        community_id=community,
        day=date(2026, 9, 20),
        evidence=evidence or {"groups": []},
        noted_at=NOW,
        words="都看过了" if seen else "",
        seen_at=NOW if seen else None,
    )
    db.session.add(one)
    db.session.flush()
    return one


def test_what_waits_is_listed_and_what_was_seen_stands_apart(client, clerk, volunteer):
    a_signal(volunteer)
    old = a_signal(volunteer, SignalKind.TOO_FAST, {"kmh": 21.5, "seconds": 300}, seen=True)
    old.seen_by = clerk

    waits, seen = client.get(SIGNALS).text, client.get(f"{SIGNALS}?seen=yes").text

    assert "Many reports in a few minutes" in waits
    assert "It changes no point and accuses nobody." in waits
    assert "A patrol faster than walking" not in waits
    assert "21.5 km/h for 5 minutes" in seen


def test_long_lists_come_in_pages(client, clerk, volunteer):
    for n in range(31):
        a_signal(volunteer, key=str(n))

    first = client.get(SIGNALS).text
    key = first.split("after=")[1].split('"')[0]
    second = client.get(f"{SIGNALS}?after={key}").text

    assert first.count("Many reports in a few minutes") == 30
    assert second.count("Many reports in a few minutes") == 1


def test_a_burst_shows_its_reports_with_links(client, clerk, volunteer, grid):
    cases = [a_case(grid=grid, by=volunteer) for _ in range(6)]
    one = a_signal(volunteer, evidence={"groups": [[case.id for case in cases]]})

    page = client.get(f"{SIGNALS}/{one.id}").text

    assert all(f"/staff/cases/{case.number}" in page for case in cases)
    assert "It may be quite right" in page


def test_two_photos_stand_side_by_side_but_for_those_out_of_reach(client, clerk, volunteer, grid):
    far = a_grid(code=f"{OTHER}001", community=an_area(OTHER))
    cases = [
        a_case(grid=place, photos=[Kept(f"photos/{n}", 40, 30, "0123456789abcdef")])
        for n, place in enumerate((far, grid, grid))
    ]
    first, second, own = (
        db.session.query(Photo).filter(Photo.case_id == case.id).one().id for case in cases
    )
    evidence = {"photos": [[own, second, True], [own, first, False]]}
    one = a_signal(volunteer, SignalKind.SAME_PHOTO, evidence)

    page = client.get(f"{SIGNALS}/{one.id}").text

    assert f"/photos/{own}" in page
    assert f"/photos/{second}" in page
    assert f"/photos/{first}" not in page
    assert "It belongs to a case outside your area." in page


def test_a_fast_patrol_shows_its_speed_and_the_patrol(client, clerk, volunteer, grid):
    log = a_patrol(grid, volunteer)
    evidence = {"patrol": log.id, "kmh": 24.0, "metres": 2000, "seconds": 300, "begins": 60}
    one = a_signal(volunteer, SignalKind.TOO_FAST, evidence)

    page = client.get(f"{SIGNALS}/{one.id}").text

    assert "24.0 km/h" in page
    assert "2,000 m in 5 minutes" in page
    assert f"/staff/patrols/{log.id}" in page


def test_a_pair_shows_its_counts_and_a_device_its_people(client, clerk, volunteer, grid):
    friend = a_volunteer(grid)
    told = {"people": [volunteer.id, friend.id], "there": [8, 9], "back": [3, 4]}
    pair = a_signal(volunteer, SignalKind.SELF_CLOSED, told | {"cases": [], "days": 90})
    visits = [[who.id, NOW.isoformat()] for who in (volunteer, friend)]
    told = {"visits": [*visits, [10**6, NOW.isoformat()]], "people": [volunteer.id, friend.id]}
    device = a_signal(
        volunteer, SignalKind.ONE_DEVICE, told | {"device": "phone", "one_browser": 2}
    )

    one, other = (client.get(f"{SIGNALS}/{each.id}").text for each in (pair, device))

    assert "8 of 9" in one
    assert "3 of 4" in one
    assert friend.number in one
    assert friend.number in other
    assert "somebody of another area" in other


def test_a_look_is_noted_in_words_and_changes_no_point(client, clerk, volunteer):
    one = a_signal(volunteer)

    empty = client.post(f"{SIGNALS}/{one.id}/look", data={"words": " "})
    done = client.post(f"{SIGNALS}/{one.id}/look", data={"words": "那天有暴雨"})
    again = client.post(f"{SIGNALS}/{one.id}/look", data={"words": "再看一次"})

    assert (empty.status_code, done.status_code, again.status_code) == (422, 303, 409)
    assert (one.words, one.seen_by_id) == ("那天有暴雨", clerk.id)
    assert "再看一次" not in one.words
    assert db.session.query(PointEntry).count() == 0
    assert "那天有暴雨" in client.get(f"{SIGNALS}/{one.id}").text


def test_a_signal_of_another_area_does_not_exist_and_volunteers_see_none(client, clerk, volunteer):
    one = a_signal(volunteer)
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=OTHER))
    assert client.get(f"{SIGNALS}/{one.id}").status_code == 404
    assert client.post(f"{SIGNALS}/{one.id}/look", data={"words": "x"}).status_code == 404
    assert f"{SIGNALS}/{one.id}" not in client.get(SIGNALS).text

    signed_in(client, volunteer)
    assert client.get(SIGNALS).status_code == 403
    assert client.get(f"{SIGNALS}/{one.id}").status_code == 403
    assert client.get(f"{SIGNALS}/{2**40}").status_code == 403
