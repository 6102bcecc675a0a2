"""The page of one case: what is known, who may see how much, and which steps are whose."""

import html
import io
import re
from datetime import timedelta

import pytest
from PIL import Image

from portal import clock, files
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.rules import CaseStatus, Solved, Step
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_board,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_photo,
    a_resolved_case,
    a_unit,
    signed_in,
)
from tests.staff.case_steps import a_community_unit, a_dispatcher, look

CONTACT = actions.ContactGiven(phone="13812345678", email="lin@example.org")


MAIN_STEPS = {Step.DISPATCH, Step.DECLINE, Step.TAKE, Step.TRANSFER, Step.RETURN, Step.RESOLVE}
MAIN_STEPS |= {Step.VERIFY, Step.DISPUTE}


def steps_on(page):
    """Return the main steps that a page offers; those beside the work are asked elsewhere."""
    return {step for step in MAIN_STEPS if f'<details class="fold" id="{step}"' in page.text}


def rated(case, solved):
    actions.say_solved(
        case.ratings[-1],
        solved,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )


def test_the_page_tells_what_is_known(client):
    unit = a_unit(name_en="The Team", phone="0571-00000009")
    case = a_dispatched_case(
        unit=unit,
        words="井盖翘起来了",
        place_note="公交站旁",
        matter=a_matter(name_en="Cover missing", first_response_hours=24),
    )
    board = a_board(case.grid)
    signed_in(client, a_dispatcher())

    page = look(client, case)

    assert page.status_code == 200
    for known in (
        case.number,
        "Cover missing",
        "井盖翘起来了",
        "公交站旁",
        "The Team",
        "0571-00000009",
        "Level 3: the street",
        "In time",
        "Resolve by",
        "Tuesday 29 September",  # the due date
        "due by Tuesday 22 September 10:00",  # the first answer
        "This entry of the list is not confirmed yet",
        f'href="/b/{board.code}"',
    ):
        assert known in page.text


@pytest.mark.parametrize(
    ("days_later", "says"),
    [
        pytest.param(0, "In time", id="green"),
        pytest.param(7, "Due soon", id="amber"),
        pytest.param(9, "1 working day late", id="red"),
    ],
)
def test_the_light_stands_with_its_word(client, days_later, says):
    case = a_dispatched_case()
    with clock.stopped_at(NOW + timedelta(days=days_later)):
        signed_in(client, a_dispatcher())

        assert says in look(client, case).text


def test_a_date_beyond_the_known_holidays_is_called_provisional(client):
    with clock.stopped_at(NOW + timedelta(days=99)):
        case = a_dispatched_case(now=clock.now())
        signed_in(client, a_dispatcher())

        assert case.is_due_provisional
        assert "Provisional" in look(client, case).text


def test_whoever_is_not_signed_in_is_led_to_the_door_and_back(client):
    case = a_case()

    answer = look(client, case)

    assert answer.status_code == 303
    assert case.number in answer.location


@pytest.mark.parametrize("number", ["BJ20260921000019", "x", "BJ2026092100001", "%00", "'--"])
def test_a_number_that_is_nobodys_is_not_found(client, number):
    signed_in(client, a_dispatcher())

    assert client.get(f"/staff/cases/{number}").status_code in {400, 404}


@pytest.mark.parametrize(
    ("role", "area"),
    [
        pytest.param(Role.STREET_CLERK, "330108001", id="another street"),
        pytest.param(Role.COMMUNITY_CLERK, "330108002001", id="another community"),
        pytest.param(Role.GRID_WORKER, "330108002021999", id="another grid"),
    ],
)
def test_a_case_elsewhere_does_not_exist(client, role, area):
    case = a_case()
    signed_in(client, a_clerk(role, area_code=area))

    assert look(client, case).status_code == 404


def test_an_administrator_has_no_cases(client):
    case = a_case()
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))

    assert look(client, case).status_code == 403


def test_a_post_that_has_ended_opens_nothing(client):
    person = a_dispatcher()
    person.posts[0].ended_on = clock.today()
    case = a_case()
    signed_in(client, person)

    assert look(client, case).status_code == 403


# Whose steps are whose.


def test_triage_belongs_to_dispatchers(client):
    case = a_case()
    signed_in(client, a_dispatcher())

    assert steps_on(look(client, case)) == {Step.DISPATCH, Step.DECLINE}


def test_handling_belongs_to_the_unit_in_hand(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    handling = {Step.TAKE, Step.TRANSFER, Step.RETURN, Step.RESOLVE}
    assert steps_on(look(client, case)) == handling


def test_a_look_belongs_to_the_worker_of_the_grid(client):
    case = a_resolved_case()
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))

    assert steps_on(look(client, case)) == {Step.VERIFY, Step.DISPUTE}


@pytest.mark.parametrize("status", list(CaseStatus))
def test_a_community_clerk_watches_what_is_with_others(client, status):
    case = a_dispatched_case()
    case.status = status
    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))

    assert steps_on(look(client, case)) == set()


# What is whose to know.


@pytest.mark.parametrize("role", ["dispatcher", "street", "worker"])
def test_the_contact_is_masked_to_all_who_do_not_have_it_in_hand(client, role):
    case = a_dispatched_case(contact=CONTACT)
    person = {
        "dispatcher": a_dispatcher,
        "street": lambda: a_clerk(Role.STREET_CLERK, area_code=STREET_CODE),
        "worker": lambda: a_clerk(Role.GRID_WORKER, area_code=case.grid.code),
    }[role]()
    signed_in(client, person)

    page = look(client, case).text

    assert "13812345678" not in page
    assert "lin@example.org" not in page
    assert "138****5678" in page


def test_the_unit_in_hand_reads_the_contact_in_full(client):
    unit = a_unit()
    case = a_dispatched_case(unit=unit, contact=CONTACT)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    page = look(client, case).text

    assert "13812345678" in page
    assert "lin@example.org" in page


def test_a_level_1_case_shows_the_contact_to_the_worker_whose_it_is(client):
    case = a_dispatched_case(level=1, unit=a_community_unit(), contact=CONTACT)
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=case.grid.code))

    assert "13812345678" in look(client, case).text


def test_a_closed_case_shows_the_contact_to_nobody(client):
    unit = a_unit()
    case = a_resolved_case(unit=unit, contact=CONTACT)
    rated(case, Solved.YES)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    page = look(client, case).text

    assert "13812345678" not in page
    assert "138****5678" in page


def test_an_erased_contact_is_said_to_be_erased(client):
    case = a_case(contact=CONTACT)
    actions.erase_contact(case, now=clock.now())
    signed_in(client, a_dispatcher())

    assert "The contact is erased" in look(client, case).text


def test_of_a_rating_staff_see_only_that_it_opened_the_case_again(client):
    unit = a_unit()
    case = a_resolved_case(unit=unit)
    rating = case.ratings[0]
    rated(case, Solved.NO)
    actions.give_stars(rating, 1, now=clock.now())
    actions.add_words(rating, "态度很差")
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))

    page = look(client, case).text

    assert "The reporter says: not solved" in page
    assert "态度很差" not in page
    assert rating.token not in page
    assert case.follow_token not in page
    assert case.pin not in page.replace(case.number, "")


# Photos.


def test_a_photo_is_shown_only_to_those_in_reach(client):
    kept = files.keep_photo(a_photo(), most_bytes=10**6)
    case, other = a_case(photos=[kept]), a_case()
    address = f"/staff/cases/{case.number}/photos/{case.photos[0].id}"

    assert client.get(address).status_code == 303
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=other.grid.code))
    assert client.get(address).status_code == 404
    signed_in(client, a_dispatcher())
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data[:2] == b"\xff\xd8"
    assert "private" in answer.headers["Cache-Control"]
    assert client.post(address).status_code == 405


def test_the_page_shows_photos_small_and_leads_to_the_large_ones(client):
    case = a_case(photos=[files.keep_photo(a_photo("red", (1000, 500)), most_bytes=10**6)])
    signed_in(client, a_dispatcher())
    address = f"/staff/cases/{case.number}/photos/{case.photos[0].id}"

    page = look(client, case).text

    assert f'<a href="{address}"><img src="{address}?size=small"' in page
    sizes = [
        Image.open(io.BytesIO(client.get(one).data)).size
        for one in (address, f"{address}?size=small")
    ]
    assert sizes == [(1000, 500), (400, 200)]


def test_a_photo_of_another_case_is_not_found(client):
    kept = files.keep_photo(a_photo(), most_bytes=10**6)
    case, other = a_case(), a_case(photos=[kept])
    signed_in(client, a_dispatcher())

    for n in (other.photos[0].id, 0, 10**15, 10**30):
        assert client.get(f"/staff/cases/{case.number}/photos/{n}").status_code == 404


def test_very_long_words_do_no_harm(client):
    case = a_case(words="长" * 500 + "x" * 300, place_note="y" * 200)
    signed_in(client, a_dispatcher())

    assert look(client, case).status_code == 200


def test_the_page_is_for_reading_only_by_get(client):
    case = a_case()
    signed_in(client, a_dispatcher())

    assert client.post(f"/staff/cases/{case.number}").status_code == 405


def reasons_on(page):
    """Return what the page says of each step that is not open to whoever looks."""
    text = html.unescape(page.text)
    [told] = re.findall(r"and why</summary>\s*<dl[^>]*>(.*?)</dl>", text, re.DOTALL)
    rows = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", told)
    return {verb: why for verbs, why in rows for verb in verbs.split(", ")}


def test_a_step_that_the_case_cannot_take_now_says_when_it_can(client):
    case = a_resolved_case()
    signed_in(client, a_dispatcher())

    told = reasons_on(look(client, case))

    assert told["Dispatch"] == "Only while it is: To be dispatched"
    assert told["Take the decision back"] == "Only while it is: With a unit or Declined"
    assert told["I looked: it is solved"] == "The grid's own worker does this."


def test_who_approves_reads_that_nothing_has_been_asked_for(client):
    case = a_dispatched_case()
    signed_in(client, a_dispatcher())

    told = reasons_on(look(client, case))

    assert told["Approve the pause"] == "The unit has not asked for a pause."
    assert told["Resolve"] == "Only the unit that has the case does this."
