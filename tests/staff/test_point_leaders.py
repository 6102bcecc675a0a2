"""Leaders see who is active, whose star moves and where nobody is; they thank and export."""

from datetime import date, timedelta

import pytest

from portal.accounts.rules import Role
from portal.db import db
from portal.messages import Notice
from portal.rewards.models import LeaderThanks, LeaderThanksTo, PointFact, StarRating
from portal.rewards.rules import FactKind
from portal.sheets import lines_of
from portal.volunteers.rules import VolunteerStatus
from tests.conftest import NOW
from tests.factories import STREET_CODE, a_clerk, a_grid, a_volunteer, an_area, signed_in

LEADERS = "/staff/points/leaders"
THANKS = "/staff/points/thanks"
OTHER = "330108003005"


@pytest.fixture
def clerk(client):
    an_area()
    person = a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def patrolled(person, *, days_ago=1, source=1):
    at = NOW - timedelta(days=days_ago)
    db.session.add(
        PointFact(
            kind=FactKind.PATROL,
            source_id=person.id * 100 + source,
            person_id=person.id,
            at=at,
            day=at.date(),
            month=at.date().replace(day=1),
            subject="",
            worth=2,
            policy_version=0,
            noted_at=NOW,
        )
    )
    db.session.flush()


def rated(person, grid, stars):
    db.session.add(
        StarRating(
            person_id=person.id,
            quarter=date(2026, 4, 1),
            community_id=grid.community_id,
            points=100,
            judged=9,
            valid=9,
            had_fake=False,
            is_trained=True,
            stars=stars,
            policy_version=0,
            frozen_at=NOW,
        )
    )
    db.session.flush()


def test_who_is_active_and_who_is_quiet(client, clerk):
    grid = a_grid()
    busy, tired, gone = a_volunteer(grid), a_volunteer(grid), a_volunteer(grid)
    a_volunteer(grid, status=VolunteerStatus.LEFT, left_on=date(2026, 1, 1))
    patrolled(busy)
    patrolled(tired, days_ago=40)

    page = client.get(LEADERS).text

    assert "Of 3 volunteers something counted for 1 in the last four weeks, and for 2" in page
    assert "Nothing counted for 2 in 30 days, and for 1 of them in 60 days" in page
    quiet = page[page.index("Their names") :]
    assert tired.name in quiet
    assert gone.name in quiet


def test_whose_star_would_fall_is_said_with_what_lacks(client, clerk):
    grid = a_grid()
    person = a_volunteer(grid)
    rated(person, grid, 1)

    page = client.get(LEADERS).text

    assert "the star of 1 would fall and that of 0 would rise" in page
    assert "For 1 star: 60 points" in page


def test_grids_without_volunteers_and_the_list_to_print(client, clerk):
    a_volunteer(a_grid())
    bare = a_grid()

    page = client.get(LEADERS).text
    wanted = client.get(f"{LEADERS}/wanted").text

    assert "1 of 2 grids have no active volunteer; 2 have fewer than the 12" in page
    assert "23 volunteers are wanted in 2 grids" in wanted
    assert wanted.index(bare.name_en) < wanted.rindex("+11")


def test_the_hours_of_patrols_are_those_of_hangzhou(client, clerk):
    patrolled(a_volunteer(a_grid()), days_ago=7)  # a Monday, ten in the morning

    page = client.get(LEADERS).text

    assert "fall on Mon from 8 to 12 o" in page


def test_a_foreign_area_does_not_exist(client, clerk):
    an_area(OTHER)
    for address in (LEADERS, f"{LEADERS}/wanted", f"{LEADERS}/volunteers.csv", THANKS):
        assert client.get(f"{address}?area={OTHER}").status_code == 404


def test_the_export_has_everybody_in_reach(client, clerk):
    grid = a_grid()
    ours, theirs = a_volunteer(grid), a_volunteer(a_grid(community=an_area(OTHER)))
    rated(ours, grid, 1)

    text = client.get(f"{LEADERS}/volunteers.csv").data.decode("utf-8-sig")
    sheet = lines_of(client.get(f"{LEADERS}/volunteers.xlsx").data, most_bytes=10**6)

    assert f"{ours.number},{ours.name}" in text
    assert theirs.number not in text
    assert sheet[1][1][:2] == [ours.number, ours.name]
    assert "Points, quarter from 2026-07-01" in text.splitlines()[0]


def test_thanks_are_looked_at_then_sent_once(client, clerk):
    grid = a_grid()
    busy, idle = a_volunteer(grid), a_volunteer(grid)
    patrolled(busy)
    given = {"to": "active", "words": "Well done in the rain", "key": "t1", "number": ""}

    look = client.post(f"{THANKS}/look", data=given)
    assert "1 volunteer reads it" in look.text
    assert db.session.query(Notice).count() == 0

    for _again in range(2):
        assert client.post(THANKS, data=given).status_code == 303
    (thanks,) = db.session.query(LeaderThanks).all()
    assert thanks.by_id == clerk.id
    assert [one.person_id for one in db.session.query(LeaderThanksTo)] == [busy.id]
    assert db.session.query(Notice).filter_by(person_id=busy.id).count() == 1
    assert db.session.query(Notice).filter_by(person_id=idle.id).count() == 0

    signed_in(client, busy)
    page = client.get("/staff/notices").text
    assert f"Well done in the rain — {clerk.name}" in page


def test_thanks_to_one_who_is_out_of_reach_are_refused(client, clerk):
    theirs = a_volunteer(a_grid(community=an_area(OTHER)))
    given = {"to": "one", "number": theirs.number, "words": "Thanks", "key": "t2"}

    for address in (f"{THANKS}/look", THANKS):
        page = client.post(address, data=given)
        assert page.status_code == 422
        assert "Nobody in this area" in page.text
    assert db.session.query(LeaderThanks).count() == 0
