"""The volunteer's own page: stars, lines with their reasons, objections; and what staff decide."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.accounts.rules import Role
from portal.cases import actions as case_actions
from portal.db import db
from portal.grids.rules import Duty
from portal.rewards import actions
from portal.rewards.models import PointFact, PointObjection, StarRating, Thanks
from portal.rewards.rules import WhyNot
from portal.volunteers.models import Volunteer
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    a_board,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_rating,
    a_resolved_case,
    a_volunteer,
    an_appointment,
    an_area,
    signed_in,
)


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def volunteer(client, grid):
    who = a_volunteer(grid)
    signed_in(client, who)
    return who


@pytest.fixture
def clerk(client, grid):
    who = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    signed_in(client, who)
    return who


def a_line(volunteer, grid, **given):
    a_dispatched_case(grid=grid, by=volunteer, **given)
    actions.pull_next(NOW)
    db.session.commit()
    newest = select(PointFact).order_by(PointFact.id.desc()).limit(1)
    return db.session.scalar(newest)


def test_it_shows_stars_what_lacks_and_the_newest_lines(client, volunteer, grid):
    fact = a_line(volunteer, grid)

    page = client.get("/staff/my-page?lang=en").get_data(as_text=True)

    assert "45 points more. You have 15." in page
    assert fact.subject in page
    assert "+15" in page
    assert "Today 45 points can still count." in page


def test_a_volunteer_who_asks_for_today_comes_to_their_page(client, volunteer):
    assert client.get("/staff/").location.endswith("/staff/my-page")


def test_a_line_that_does_not_count_says_why(client, volunteer, grid):
    matter = a_matter()
    a_case(grid=grid, matter=matter)
    a_line(volunteer, grid, matter=matter)

    page = client.get("/staff/my-page/statement?lang=en").get_data(as_text=True)

    assert "Somebody had told this before you: the first one counts." in page


def test_pages_of_a_statement_lead_on_and_an_unknown_one_is_none(
    client, volunteer, grid, monkeypatch
):
    monkeypatch.setattr(
        "portal.rewards.queries.statement.statement_of.__kwdefaults__",
        {"after_key": None, "most": 2},
    )
    facts = [a_line(volunteer, grid, matter=a_matter()) for _ in range(3)]

    first = client.get("/staff/my-page/statement").get_data(as_text=True)
    assert facts[2].subject in first
    assert facts[0].subject not in first
    address = first.partition('rel="next" href="')[2].partition('"')[0]
    assert facts[0].subject in client.get(address).get_data(as_text=True)
    for wrong in ("x", "1e400-1", "nan-1", "1-", "-"):
        assert client.get(f"/staff/my-page/statement?after={wrong}").status_code == 404


def test_an_objection_is_kept_and_decided_by_somebody_else_in_words(client, volunteer, grid):
    fact = a_line(volunteer, grid)
    address = f"/staff/my-page/statement/{fact.id}"
    assert client.post(f"{address}/object", data={"words": " "}).status_code == 422
    assert db.session.scalar(select(PointObjection)) is None

    assert client.post(f"{address}/object", data={"words": "It was level 4"}).status_code == 303

    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))
    assert "It was level 4" in client.get("/staff/points/objections").get_data(as_text=True)
    decide = f"/staff/points/facts/{fact.id}/decide"
    wrong = client.post(decide, data={"decide-points": "many", "decide-words": "So it was"})
    assert wrong.status_code == 422
    assert "So it was" in wrong.get_data(as_text=True)
    data = {"decide-points": "20", "decide-words": "So it was"}
    assert client.post(decide, data=data).status_code == 303
    signed_in(client, volunteer)
    page = client.get(f"{address}?lang=en").get_data(as_text=True)
    assert "The line is worth 20 points from now on." in page
    assert "So it was" in page


def test_a_line_says_why_it_got_less_only_where_it_got_less(client, volunteer, grid):
    fact = a_line(volunteer, grid)
    fact.why_not = fact.stands_against = WhyNot.NOT_FIRST
    db.session.flush()
    pages = ("/staff/my-page/statement?lang=en", f"/staff/my-page/statement/{fact.id}?lang=en")
    assert fact.points == fact.worth

    for page in pages:
        assert "the first one counts" not in client.get(page).text


def test_lines_of_others_do_not_exist(client, volunteer, grid):
    other = a_volunteer(grid)
    fact = a_line(other, grid)

    assert client.get(f"/staff/my-page/statement/{fact.id}").status_code == 404
    assert client.get(f"/staff/points/facts/{fact.id}").status_code == 403


def test_staff_of_another_community_see_none_of_it(client, grid):
    fact = a_line(a_volunteer(grid), grid)
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code="330108001001"))

    assert client.get(f"/staff/points/facts/{fact.id}").status_code == 404
    assert client.get(f"/staff/points/people/{fact.person.number}").status_code == 404
    data = {"call-words": "Seen"}
    assert client.post(f"/staff/points/facts/{fact.id}/call", data=data).status_code == 404


def test_a_made_up_fact_is_called_so_in_words_and_that_can_be_taken_back(client, clerk, grid):
    volunteer = a_volunteer(grid)
    fact = a_line(volunteer, grid)
    address = f"/staff/points/facts/{fact.id}"
    assert client.post(f"{address}/call", data={"call-words": ""}).status_code == 422

    assert client.post(f"{address}/call", data={"call-words": "An old photo"}).status_code == 303
    page = client.get(f"/staff/points/people/{volunteer.number}?lang=en").get_data(as_text=True)
    assert "Somebody found that it was made up." in page
    assert "−50" in page

    assert client.post(f"{address}/withdraw", data={"call-words": "No"}).status_code == 303
    assert client.post(f"{address}/withdraw", data={"call-words": "No"}).status_code == 409
    assert db.session.get(PointFact, fact.id).points == 15


def test_a_quarter_is_frozen_by_those_who_may_once_it_can_be(client, grid):
    volunteer = a_volunteer(grid)
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))
    assert client.post("/staff/points/quarters/freeze").status_code == 403
    signed_in(client, a_clerk(Role.LEAD, area_code="330108"))

    assert client.post("/staff/points/quarters/freeze").status_code == 303

    [rating] = db.session.scalars(select(StarRating))
    assert (rating.person_id, rating.quarter) == (volunteer.id, date(2026, 4, 1))
    assert volunteer.number in client.get("/staff/points/quarters").get_data(as_text=True)


def test_five_stars_may_thank_by_name_whoever_came_to_look(client, grid):
    volunteer = a_volunteer(grid)
    case = a_resolved_case(grid=grid)
    case_actions.verify(case, words="", by=volunteer, now=NOW)
    [rating] = case.ratings
    thanks = {"number": volunteer.number, "thanks": "She came the same evening"}
    client.post(f"/r/{rating.token}/stars", data={"stars": "4"})
    assert client.post(f"/r/{rating.token}/thanks", data=thanks).status_code == 409

    rating.stars = 5
    db.session.commit()
    page = client.get(f"/r/{rating.token}").get_data(as_text=True)
    assert volunteer.number in page
    assert client.post(f"/r/{rating.token}/thanks", data=thanks).status_code == 303
    assert client.post(f"/r/{rating.token}/thanks", data=thanks).status_code == 409

    assert db.session.scalar(select(Thanks)).words == "She came the same evening"
    signed_in(client, volunteer)
    actions.pull_next(NOW)
    page = client.get("/staff/my-page?lang=en").get_data(as_text=True)
    assert "She came the same evening" in page
    assert "Thanks by name" in page


def test_only_who_wants_it_is_named_in_the_standing_of_the_community(client, grid):
    reader, named, hidden, elsewhere = (a_volunteer(grid) for _n in range(4))
    other = an_area("330108002003")
    for who in (reader, named, hidden, elsewhere):
        a_rating(person=who, community=other if who is elsewhere else grid.community)
    for who in (named, elsewhere):
        db.session.get(Volunteer, who.id).shows_name = True
    signed_in(client, reader)

    page = client.get("/staff/my-page?lang=en").get_data(as_text=True)

    assert named.name in page
    assert hidden.name not in page
    assert elsewhere.name not in page


def test_stars_stand_on_the_page_of_the_board_only_with_consent(client, grid):
    volunteer, board = a_volunteer(grid), a_board(grid)
    an_appointment(grid, Duty.PART_TIME_WORKER, person=volunteer)
    db.session.add(
        StarRating(
            person_id=volunteer.id,
            quarter=date(2026, 4, 1),
            community_id=grid.community_id,
            points=130,
            judged=9,
            valid=9,
            had_fake=False,
            is_trained=True,
            stars=2,
            policy_version=0,
            frozen_at=NOW,
        )
    )
    assert "2 stars" not in client.get(f"/b/{board.code}?lang=en").get_data(as_text=True)

    db.session.get(Volunteer, volunteer.id).shows_stars = True
    assert "2 stars" in client.get(f"/b/{board.code}?lang=en").get_data(as_text=True)


def test_anybody_may_read_how_points_are_counted(client):
    page = client.get("/points?lang=en").get_data(as_text=True)

    assert "At most 60 points count in a day and 600 in a month." in page
    assert "Nobody has objected to a line yet." in page
