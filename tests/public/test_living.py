"""What a grid's page tells of its work, and what it never tells."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.accounts.rules import Role
from portal.assessment.models import GridMonth
from portal.assessment.rules import interval, percent
from portal.cases import actions
from portal.cases.rules import DeclineReason, Validity
from portal.db import db
from portal.grids.rules import Duty, GridKind
from portal.policy.rules import DRAFT
from portal.publicity import actions as publicity
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_board,
    a_case,
    a_clerk,
    a_confirmed_case,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_person,
    a_released_story,
    a_resolved_case,
    an_appointment,
)
from tests.public.reporting import in_english
from tests.public.test_board import MOST_BYTES, weight_of

SEPTEMBER = date(2026, 9, 1)
COUNTS = ("reported", "resolved", "on_time", "asked", "answered", "satisfied", "stars", "said")


@pytest.fixture
def client(client):
    return in_english(client)


@pytest.fixture
def board(app):
    return a_board()


def page_of(client, board):
    return client.get(f"/b/{board.code}").text


def counted(grid, **counts):
    row = GridMonth(grid_id=grid.id, month=SEPTEMBER, counted_at=clock.now(), solved=0)
    for name in COUNTS:
        setattr(row, name, counts.get(name, 0))
    row.solved = counts.get("solved", 0)
    db.session.add(row)
    db.session.flush()


def test_an_open_case_says_what_since_when_with_whom_and_until_when(client, board):
    case = a_dispatched_case(grid=board.grid, matter=a_matter(name_en="Broken lamp"))

    page = page_of(client, board)

    assert "Broken lamp" in page
    assert case.unit.name_en in page
    assert f"to be resolved by {case.due_on:%A} {case.due_on.day} September" in page
    assert "Reported on Monday 21 September" in page


def test_nothing_of_the_reporter_is_told(client, board):
    case = a_dispatched_case(
        grid=board.grid, words="三楼王阿姨家门口", place_note="3-2-501", matter=a_matter()
    )

    page = page_of(client, board)

    for secret in (case.words, case.place_note, case.number, case.follow_token, case.pin):
        assert secret not in page


def test_what_nobody_has_looked_at_yet_and_what_is_about_people_is_only_counted(client, board):
    for n, more in enumerate(({}, {"is_held": True})):
        a_case(grid=board.grid, matter=a_matter(name_en=f"Not looked at {n}"), **more)
    a_dispatched_case(
        grid=board.grid, matter=a_matter(name_en="A quarrel of neighbours", is_private=True)
    )
    invalid = a_dispatched_case(grid=board.grid, matter=a_matter(name_en="Found to be nothing"))
    invalid.validity = Validity.INVALID

    page = page_of(client, board)

    for words in ("Not looked at", "A quarrel", "Found to be nothing"):
        assert words not in page
    assert "4 reports are only counted here" in page


def test_a_declined_report_is_neither_named_nor_counted(client, board):
    case = a_case(grid=board.grid, matter=a_matter(name_en="Not ours"))
    actions.decline(
        case,
        reason=DeclineReason.NOT_LISTED,
        words="请找物业",
        by=a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
        now=clock.now(),
    )

    page = page_of(client, board)

    assert "Not ours" not in page
    assert "only counted here" not in page
    assert "Nothing is open just now" in page


def test_a_late_case_says_so(client, board):
    with clock.stopped_at(NOW - timedelta(days=20)):
        a_dispatched_case(grid=board.grid)

    assert "Late</span>" in page_of(client, board)


def test_many_open_cases_are_few_lines_and_a_number(client, board):
    matter = a_matter()
    for _ in range(15):
        a_dispatched_case(grid=board.grid, matter=matter)

    assert "And 3 more." in page_of(client, board)


def test_a_solved_case_says_who_confirmed_it_and_shows_only_released_photos(client, board):
    case = a_confirmed_case(grid=board.grid, matter=a_matter(name_en="Full bin"))
    assert "/photos/" not in page_of(client, board)
    clerk = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    release = publicity.release_photo(
        case.photos[-1], nobody_is_seen=True, by=clerk, now=clock.now()
    )

    page = page_of(client, board)

    assert "Confirmed by whoever reported it" in page
    assert page.count(f"/photos/{release.code}?size=small") == 1
    assert 'alt="After: Full bin"' in page
    assert client.get(f"/photos/{release.code}?size=small").mimetype == "image/jpeg"


def test_what_its_unit_alone_calls_done_is_still_to_be_confirmed(client, board):
    a_resolved_case(grid=board.grid)

    assert "Still to be confirmed" in page_of(client, board)


def test_a_private_solved_case_is_not_told(client, board):
    a_confirmed_case(grid=board.grid, matter=a_matter(name_en="A quarrel", is_private=True))

    page = page_of(client, board)

    assert "A quarrel" not in page
    assert "Nothing was solved here" in page


def test_a_photo_taken_back_answers_not_found_at_once(client, board):
    case = a_confirmed_case(grid=board.grid)
    clerk = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    photo = case.photos[0]
    code = publicity.release_photo(photo, nobody_is_seen=True, by=clerk, now=clock.now()).code
    publicity.withdraw_photo(photo, reason="有人脸", by=clerk, now=clock.now())

    assert client.get(f"/photos/{code}").status_code == 404
    assert code not in page_of(client, board)


def test_the_month_stands_beside_grids_of_the_same_kind_only(client, board):
    counted(board.grid, reported=20, resolved=20, on_time=18)
    for on_time in (10, 5):
        counted(a_grid(), reported=20, resolved=20, on_time=on_time)
    counted(a_grid(kind=GridKind.PARK), reported=99, resolved=99, on_time=0)

    page = page_of(client, board)

    assert "beside 2 other residential grids" in page
    assert "18 of 20" in page
    assert "90.0 %" in page
    assert "(69.9–97.2 %)" in page
    assert "15 of 40" in page
    assert 'class="whisker whisker-own"' in page


def test_below_ten_there_are_counts_and_no_rate(client, board):
    counted(board.grid, reported=9, resolved=9, on_time=9)
    counted(a_grid(), reported=9, resolved=9, on_time=9)

    page = page_of(client, board)

    assert "9 of 9" in page
    assert "100.0 %" not in page
    assert "whiskers" not in page


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_rate_lies_in_bounds_and_is_there_when_the_rate_is(part, more):
    whole = part + more
    rate, ends = percent(part, whole, DRAFT), interval(part, whole, DRAFT)

    assert (rate is None) == (ends is None)
    if rate is not None and ends is not None:
        assert 0 <= ends[0] <= rate <= ends[1] <= 100


def test_lending_a_hand_names_whom_to_call(client, board):
    assert "Ask about volunteering: 12345" in page_of(client, board)
    an_appointment(
        board.grid, Duty.FULL_TIME_WORKER, person=a_person(name="李专", phone="0571-00000001")
    )

    assert "Ask about volunteering: 0571-00000001" in page_of(client, board)


def test_a_released_story_stands_on_the_first_page_and_on_its_grids_page(client, board):
    story = a_released_story(grid=board.grid, title_en="A new cover", words_en="It is there.")
    elsewhere = a_board(a_grid())

    for address in ("/", f"/b/{board.code}"):
        assert f'href="/stories/{story.code}"' in client.get(address).text
    assert story.code not in page_of(client, elsewhere)


def test_a_link_to_the_page_has_a_card(app, client, board):
    page, base = page_of(client, board), app.config["SETTINGS"].base_url

    assert f'property="og:image" content="{base}/b/{board.code}/card.png"' in page


def test_a_full_page_is_light(client, board):
    matter = a_matter(name="车辆乱停放" * 4, name_en="Vehicles parked where nobody may " * 3)
    for _ in range(14):
        a_dispatched_case(grid=board.grid, matter=matter)
    for _ in range(4):
        case = a_confirmed_case(grid=board.grid, matter=matter)
        a_released_story(case=case)
    counted(board.grid, reported=30, resolved=20, on_time=18, answered=15, satisfied=12, said=15)

    assert weight_of(client, f"/b/{board.code}") < MOST_BYTES
