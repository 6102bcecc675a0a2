"""Notices: one's own, the newest first, read when somebody says so."""

import re

import pytest

from portal import clock
from portal.accounts.queries import NOTICES, notices_of, unread_notices
from portal.accounts.rules import Role
from portal.messages import notify
from tests.factories import DISTRICT_CODE, a_case, a_clerk, a_grid, a_matter, a_person, signed_in

NOTICES_PAGE, READ = "/staff/notices", "/staff/notices/read"


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def told(person, kind="overdue", facts="2026-09-22"):
    case = a_case()
    notify(person.id, kind, case_number=case.number, facts=facts, now=clock.now())
    return case.number


def newest_shown(page):
    return int(re.search(r'name="up_to"[^>]*value="(\d+)"', page.text)[1])


def test_without_notices_the_page_says_what_will_be_here(client, clerk):
    page = client.get(NOTICES_PAGE)

    assert clerk
    assert page.status_code == 200
    assert "No notices yet" in page.text
    assert READ not in page.text


def test_a_notice_says_what_it_is_about_and_where(client, clerk):
    case = a_case(matter=a_matter(name_en="A lamp is out"), grid=a_grid(name_en="Lakeside Grid 3"))
    notify(clerk.id, "dispatched", case_number=case.number, now=clock.now())

    page = client.get(NOTICES_PAGE).text

    assert "<p>A lamp is out · Lakeside Grid 3</p>" in page


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("dispatched", "A case was handed to you"),
        ("reopened", "A case is open again"),
        ("overdue", "A case has passed its promised day"),
        ("of a later version", "Something happened to a case"),
    ],
)
def test_each_kind_is_said_in_words_and_leads_to_its_case(client, clerk, kind, words):
    number = told(clerk, kind)

    page = client.get(NOTICES_PAGE).text

    assert words in page
    assert f'href="/staff/cases/{number}"' in page


def test_a_notice_names_the_due_date_if_its_case_has_one(client, clerk):
    told(clerk)
    assert "due by Tuesday 22 September" in client.get(NOTICES_PAGE).text

    told(clerk, facts="")
    assert client.get(NOTICES_PAGE).text.count("due by") == 1


def test_other_peoples_notices_stay_theirs(client, clerk):
    number = told(a_person())

    assert clerk
    assert number not in client.get(NOTICES_PAGE).text


def test_a_long_list_comes_in_parts_and_nothing_comes_twice(client, clerk):
    numbers = [told(clerk) for _notice in range(NOTICES + 3)]

    first = client.get(NOTICES_PAGE).text
    older = re.search(r'rel="next" href="([^"]+)"', first.replace("\n", " "))[1]
    second = client.get(older).text

    shown = re.findall(r"/staff/cases/(BJ\d+)", first) + re.findall(r"/staff/cases/(BJ\d+)", second)
    assert shown == numbers[::-1]


@pytest.mark.parametrize("key", ["x", "-1", "1.5", "9" * 30, "²"])
def test_a_part_that_does_not_exist_is_not_there(client, clerk, key):
    assert clerk
    assert client.get(f"{NOTICES_PAGE}?before={key}").status_code == 404


def test_marking_all_read_marks_what_the_page_showed(client, clerk):
    told(clerk)
    page = client.get(NOTICES_PAGE)
    told(clerk)

    answer = client.post(READ, data={"up_to": newest_shown(page)})

    assert answer.status_code == 303
    assert answer.location == NOTICES_PAGE
    assert unread_notices(clerk) == 1
    assert notices_of(clerk, before=None)[0].read_at is None
    assert "All notices are marked as read." in client.get(NOTICES_PAGE).text


@pytest.mark.parametrize("up_to", ["", "x", "-1", str(2**70)])
def test_a_form_that_makes_no_sense_marks_nothing(client, clerk, up_to):
    told(clerk)

    assert client.post(READ, data={"up_to": up_to}).status_code == 422
    assert unread_notices(clerk) == 1


def test_looking_marks_nothing(client, clerk):
    told(clerk)

    client.get(NOTICES_PAGE)

    assert unread_notices(clerk) == 1
    assert client.get(READ).status_code == 405
