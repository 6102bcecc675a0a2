"""The live page: what it shows to whom, how it is refreshed, and on the wall."""

import html
import re
from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases.models import DayTally
from portal.cases.rules import TallyKind
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
    a_unit,
    an_area,
    signed_in,
)

LIVE, PART = "/staff/live", "/staff/live/now"
OTHER_STREET = "330108001"


def enters(client, role=Role.DISPATCHER, area_code=DISTRICT_CODE):
    an_area()
    an_area(OTHER_STREET)
    signed_in(client, a_clerk(role, area_code=area_code))
    client.set_cookie("lang", "en")


def words_of(page):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.parametrize("address", [LIVE, PART])
def test_whoever_is_not_signed_in_is_sent_to_the_door(client, address):
    answer = client.get(address)

    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location


@pytest.mark.parametrize("address", [LIVE, PART])
@pytest.mark.parametrize(
    ("role", "area", "status"),
    [
        (Role.DISPATCHER, DISTRICT_CODE, 200),
        (Role.LEAD, DISTRICT_CODE, 200),
        (Role.STREET_CLERK, STREET_CODE, 200),
        (Role.COMMUNITY_CLERK, COMMUNITY_CODE, 403),
        (Role.GRID_WORKER, f"{COMMUNITY_CODE}001", 403),
        (Role.ADMINISTRATOR, DISTRICT_CODE, 403),
    ],
)
def test_it_is_for_those_who_command(client, address, role, area, status):
    enters(client, role, area)

    assert client.get(address).status_code == status


@pytest.mark.parametrize("address", [LIVE, PART])
def test_it_changes_nothing_and_takes_no_post(client, address):
    enters(client)

    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", [LIVE, PART])
@pytest.mark.parametrize("code", [DISTRICT_CODE, OTHER_STREET, COMMUNITY_CODE, "999", "%"])
def test_what_is_out_of_reach_or_no_street_does_not_exist(client, address, code):
    enters(client, Role.STREET_CLERK, STREET_CODE)

    assert client.get(address, query_string={"area": code}).status_code == 404


def test_a_portal_in_which_nothing_happened_says_so(client):
    enters(client)

    words = words_of(client.get(LIVE))

    assert "Binjiang District, live As of 10:00:00" in words
    assert "0 Reported today" in words.replace("Reported today 0", "0 Reported today")
    assert "Nothing is late." in words
    assert "What is usual is known once a week has been counted." in words
    assert "Warnings begin on" in words


def test_what_comes_in_moves_and_is_late_stands_there_at_once(client):
    team = a_unit(name_en="The Late Team")
    a_case()
    case = a_dispatched_case(unit=team)
    case.due_on = clock.today() - timedelta(days=4)
    enters(client)

    page = client.get(LIVE)
    words = words_of(page)

    assert "Reported today 2" in words
    assert "To be dispatched 1" in words
    assert re.search(r"Triage – – – 1 –", words)
    assert "The Late Team 1 3 working days" in words
    assert f"view=overdue&amp;unit={team.code}" in page.text
    assert re.search(r"10:00–11:00 2", words)


def test_a_warning_stands_with_its_rule_in_words(client):
    matter, street = a_matter(name_en="Noise at night"), an_area(STREET_CODE)
    grid = a_grid()
    for kind, key, days, count in (
        (TallyKind.HOUR, "09", 40, 1),
        (TallyKind.MATTER, matter.code, 0, 12),
        (TallyKind.MATTER_WEEK, matter.code, 14, 7),
        (TallyKind.GRID, grid.code, 1, 6),
    ):
        day = clock.today() - timedelta(days=days)
        db.session.add(DayTally(kind=kind, day=day, street_id=street.id, key=key, count=count))
    enters(client)

    words = words_of(client.get(LIVE))

    assert "Noise at night 12 0.8 up to 5" in words
    assert f"{grid.name_en} 6 0.0 up to 0" in words
    assert "the last 3 days, today included, brought at least 5 reports" in words
    assert "once in 1,000 times" in words


def test_a_street_sees_its_own(client):
    a_case()
    a_case(grid=a_grid(community=an_area("330108001001")))
    enters(client, Role.STREET_CLERK, STREET_CODE)
    own = words_of(client.get(LIVE))
    enters(client)

    district, street = (words_of(client.get(LIVE + q)) for q in ("", f"?area={OTHER_STREET}"))

    assert "Changhe Subdistrict, live" in own
    assert "Reported today 1" in own
    assert "Reported today 2" in district
    assert "Reported today 1" in street


def test_the_part_that_changes_is_sent_only_when_it_has_changed(client):
    enters(client)
    first = client.get(PART)

    again = client.get(PART, headers={"If-None-Match": first.headers["ETag"]})
    a_case()
    changed = client.get(PART, headers={"If-None-Match": first.headers["ETag"]})

    assert "<html" not in first.text
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["X-As-Of"] == "10:00:00"
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_page_holds_the_very_part_that_it_refreshes(client):
    a_case()
    enters(client)

    page, part = client.get(LIVE), client.get(PART)

    assert part.text.strip() in page.text
    assert f'data-live="{PART}?area={DISTRICT_CODE}"' in page.text


def test_on_the_wall_nothing_can_be_pressed_and_without_scripts_it_reloads_itself(client):
    a_case()
    enters(client)

    page = client.get(f"{LIVE}?wall=1")

    assert page.status_code == 200
    assert re.search(r'<noscript><meta http-equiv="refresh" content="\d+"></noscript>', page.text)
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    assert not re.search(r"<(a|button|input|select|summary)\b", main)
    assert "Reported today 1" in words_of(page)
    assert "http-equiv" not in client.get(LIVE).text


def test_the_wall_refreshes_its_own_part(client):
    enters(client)

    page, part = client.get(f"{LIVE}?wall=1"), client.get(f"{PART}?wall=1")

    assert part.text.strip() in page.text
    assert "wall-figures" in part.text


def seen_of(client):
    with client.session_transaction() as cookie:
        return cookie["seen"]


@pytest.mark.parametrize(
    ("headers", "is_use"), [({}, True), ({"X-Unattended": "1"}, False)], ids=["wall", "page"]
)
def test_a_page_that_asks_by_itself_is_nobody_at_work(client, headers, is_use):
    enters(client)
    before = seen_of(client)

    with clock.stopped_at(NOW + timedelta(minutes=10)):
        client.get(PART, headers=headers)

    assert (seen_of(client) > before) is is_use


def test_after_the_idle_time_the_part_leads_to_the_door(client):
    enters(client)

    with clock.stopped_at(NOW + timedelta(minutes=31)):
        answer = client.get(PART, headers={"X-Unattended": "1"})

    assert answer.status_code == 303
    assert "/staff/sign-in" in answer.location
