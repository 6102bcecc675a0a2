"""Same problem? Shown before a report is sent and on its receipt, and never in the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock, files
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.models import Case
from portal.cases.rules import CaseStatus, Outcome, Solved, Step
from portal.cases.rules.duplicates import Position
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_board,
    a_busy_photo,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_photo,
    a_resolved_case,
    a_unit,
    an_area,
    resolved,
)
from tests.public.reporting import form_for, in_english, sent

HERE = Position(30.2, 120.2)


@pytest.fixture
def board(client):
    in_english(client)
    return a_board()


def looked(client, board, matter, **more):
    return client.get(f"/b/{board.code}/same", query_string={"matter": matter.code} | more)


def follow(client, case):
    return client.get(f"/f/{case.follow_token}?lang=en")


def received(client, answer):
    return client.get(answer.location)


def newest():
    return db.session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()


def joined(case, main):
    by, policy = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE), policy_on(clock.today())
    actions.merge(case, main, by=by, now=clock.now(), policy=policy)


def kept():
    return files.keep_photo(a_busy_photo((400, 300)), most_bytes=10**8)


def in_force():
    return {"policy": policy_on(clock.today()), "calendar": work_calendar()}


# before sending


def test_what_is_like_it_is_shown_with_distance_day_and_state(client, board):
    unit = a_unit(name_en="The Team")
    with clock.stopped_at(NOW - timedelta(days=3)):
        case = a_dispatched_case(grid=board.grid, unit=unit, words="在北门", place=HERE)

    page = looked(client, board, case.matter, lat="30.2003", lon="120.2")

    assert page.status_code == 200
    assert "Same problem? Follow it instead" in page.text
    assert "About 33 m away" in page.text
    assert "reported 3 days ago" in page.text
    assert "With The Team, to be resolved by Thursday 24 September" in page.text
    assert f'value="{case.number}"' in page.text
    assert "No, mine is another one" in page.text
    assert "在北门" not in page.text


def test_without_a_position_it_says_in_this_grid(client, board):
    case = a_case(grid=board.grid, place=HERE)

    assert "In this grid" in looked(client, board, case.matter).text


def test_a_case_resolved_lately_is_shown_as_resolved(client, board):
    case = a_resolved_case(grid=board.grid, unit=a_unit(name_en="The Team"))

    assert "The Team says that it is resolved" in looked(client, board, case.matter).text


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"matter": "NONE"}, id="an unknown matter"),
        pytest.param({"matter": "", "lat": "x", "lon": "y"}, id="no numbers"),
    ],
)
def test_where_nothing_is_asked_nothing_is_shown(client, board, asked):
    a_case(grid=board.grid)

    page = client.get(f"/b/{board.code}/same", query_string=asked)

    assert (page.status_code, page.text.strip()) == (200, "")


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("nan", "120"), ("inf", "120"), ("91", "120"), ("30", "181"), ("30", ""), ("x" * 999, "1")],
)
def test_a_place_that_is_none_is_no_place(client, board, lat, lon):
    case = a_case(grid=board.grid, place=HERE)

    assert "In this grid" in looked(client, board, case.matter, lat=lat, lon=lon).text


def test_private_matters_and_held_reports_are_not_shown(client, board):
    private = a_case(grid=board.grid, matter=a_matter(is_private=True))
    held = a_case(grid=board.grid, is_held=True)

    for case in (private, held):
        assert looked(client, board, case.matter).text.strip() == ""


def test_a_photo_is_shown_only_after_somebody_let_it_be_seen(client, board):
    case = a_case(grid=board.grid, photos=[kept()])
    address = f"/same/{case.number}/photo"

    assert address not in looked(client, board, case.matter).text
    assert client.get(address).status_code == 404

    case.photos[0].shown_at = clock.now()

    assert address in looked(client, board, case.matter).text
    photo = client.get(address)
    assert photo.mimetype == "image/jpeg"
    assert photo.data == files.read_small(case.photos[0].key)


@pytest.mark.parametrize("number", ["BJ20260921000019", "nonsense"])
def test_an_unknown_report_has_no_photo(client, board, number):
    assert client.get(f"/same/{number}/photo").status_code == 404


def test_these_are_pages_to_look_at_only(client, board):
    case = a_case(grid=board.grid)

    assert client.post(f"/b/{board.code}/same").status_code == 405
    assert client.post(f"/same/{case.number}/photo").status_code == 405
    assert client.get(f"/f/{case.follow_token}/same").status_code == 405
    assert client.get("/b/NONE99/same").status_code == 404


def test_the_report_page_shows_it_too_where_the_matter_is_known(client, board):
    case = a_case(grid=board.grid)

    page = client.get(f"/b/{board.code}/report?matter={case.matter.code}").text
    bare = client.get(f"/b/{board.code}/report").text

    assert "Same problem? Follow it instead" in page
    assert f'data-same="/b/{board.code}/same"' in bare
    assert "Same problem? Follow it instead" not in bare


# following it instead


def test_whoever_follows_instead_has_a_number_a_link_and_a_rating_of_their_own(client, board):
    main = a_dispatched_case(grid=board.grid)
    form = form_for(client, board, matter=main.matter.code, same=main.number, words="我家门口也是")

    answer = sent(client, board, form, [("a.jpg", a_photo())])

    case = newest()
    assert answer.status_code == 303
    assert (case.status, case.merged_into_id) == (CaseStatus.MERGED, main.id)
    assert (case.words, len(case.photos)) == ("我家门口也是", 1)
    page = received(client, answer).text
    assert f"It goes on together with report {main.number}" in page
    assert case.pin[:3] in page
    resolved(main)
    assert "Rate it with two taps" in follow(client, case).text


def test_the_same_form_sent_twice_joins_once(client, board):
    main = a_dispatched_case(grid=board.grid)
    form = form_for(client, board, matter=main.matter.code, same=main.number)

    first, second = sent(client, board, form), sent(client, board, form)

    assert first.location == second.location
    assert [event.step for event in newest().events] == [Step.REPORT, Step.MERGE]


def test_no_mine_is_another_one_sends_it_as_typed(client, board):
    main = a_dispatched_case(grid=board.grid)
    form = form_for(client, board, matter=main.matter.code, same="", looked="1", words="另一处")

    answer = sent(client, board, form, [("a.jpg", a_photo())])

    case = newest()
    assert (case.status, case.words, len(case.photos)) == (CaseStatus.REPORTED, "另一处", 1)
    page = received(client, answer).text
    assert "Your report has arrived" in page
    assert "Is it one of these?" not in page  # they have been asked


@pytest.mark.parametrize("same", ["BJ20260921000019", "nonsense", "x" * 5000])
def test_a_number_that_is_none_costs_nobody_their_report(client, board, same):
    form = form_for(client, board, matter=a_matter().code, same=same)

    answer = sent(client, board, form)

    assert answer.status_code == 303
    assert newest().status is CaseStatus.REPORTED


@pytest.mark.parametrize("why", ["private", "held", "elsewhere", "another matter", "declined"])
def test_what_cannot_be_followed_is_not_and_the_report_stands(client, board, why):
    matter = a_matter()
    grid = a_grid(community=an_area("330108001001")) if why == "elsewhere" else board.grid
    main = a_case(
        grid=grid,
        matter=a_matter() if why == "another matter" else matter,
        is_held=why == "held",
    )
    if why == "private":
        matter.is_private = True
    if why == "declined":
        main.status, main.closed_at = CaseStatus.DECLINED, clock.now()

    answer = sent(client, board, form_for(client, board, matter=matter.code, same=main.number))

    assert answer.status_code == 303
    assert newest().status is CaseStatus.REPORTED


def test_a_report_without_proof_of_work_is_held_and_joined_by_staff_only(
    app, client, board, another
):
    main = a_dispatched_case(grid=board.grid)
    form = form_for(client, board, matter=main.matter.code, same=main.number)
    address = app.config["SETTINGS"].database_url
    strict = another(PORTAL_PROOF_OF_WORK="on", PORTAL_DATABASE_URL=address).test_client()

    sent(strict, board, form)

    case = newest()
    assert (case.is_held, case.status) == (True, CaseStatus.REPORTED)
    assert main.number in case.events[-1].note


def test_a_form_that_comes_back_keeps_the_choice_and_the_place(client, board):
    main = a_case(grid=board.grid, place=HERE)
    form = form_for(
        client,
        board,
        matter=main.matter.code,
        same=main.number,
        lat="30.2",
        lon="120.2",
        contact="not a contact",
    )

    page = sent(client, board, form)

    assert page.status_code == 422
    assert f'value="{main.number}" data-no-keep checked' in page.text
    assert 'name="lat" type="hidden" value="30.2"' in page.text


def test_the_place_is_kept_with_the_report_and_never_asked_for(client, board):
    matter = a_matter()
    sent(client, board, form_for(client, board, matter=matter.code, lat="30.200004", lon="120.2"))
    assert (newest().lat, newest().lon) == (30.2, 120.2)

    sent(client, board, form_for(client, board, matter=matter.code))
    assert (newest().lat, newest().lon) == (None, None)


# on the receipt


def test_without_a_script_the_receipt_asks_whether_it_is_one_of_these(client, board):
    main = a_dispatched_case(grid=board.grid)

    answer = sent(client, board, form_for(client, board, matter=main.matter.code))

    page = received(client, answer).text
    assert "Your report is safe." in page
    assert f'value="{main.number}"' in page
    case = newest()
    said = client.post(f"/f/{case.follow_token}/same", data={"same": main.number})
    assert said.status_code == 303
    assert case.merged_into_id == main.id
    assert "You follow both together now" in client.get(said.location).text
    assert "Is it one of these?" not in received(client, answer).text


def test_once_staff_have_acted_a_word_is_a_note_to_them(client, board):
    main, case = a_case(grid=board.grid), a_dispatched_case(grid=board.grid)
    case.matter = main.matter

    answer = client.post(f"/f/{case.follow_token}/same", data={"same": main.number})

    assert answer.status_code == 303
    assert case.status is CaseStatus.DISPATCHED
    assert main.number in case.events[-1].note
    assert "Is it one of these?" not in client.get(f"/f/{case.follow_token}/received").text


@pytest.mark.parametrize("same", ["", "BJ20260921000019", "nonsense"])
def test_a_word_about_nothing_changes_nothing(client, board, same):
    case = a_case(grid=board.grid)

    answer = client.post(f"/f/{case.follow_token}/same", data={"same": same})

    assert answer.status_code == 303
    assert len(case.events) == 1


def test_nobody_says_something_about_somebody_elses_report(client, board):
    assert client.post("/f/nobody-has-this/same", data={"same": "x"}).status_code == 404


# following a joined report


def test_a_joined_report_tells_what_is_done_about_the_other_and_nothing_of_its_reporter(client):
    main = a_case(words="我是王阿姨，电话 13812345678", photos=[kept()], place_note="3幢201")
    case = a_case(words="路灯不亮")
    joined(case, main)
    by, unit = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE), a_unit(name_en="The Team")
    actions.dispatch(main, level=3, unit=unit, note="", by=by, now=NOW, **in_force())
    resolved(main, words="灯已换", photos=[kept()])

    page = follow(client, case).text

    assert "The Team says that it is resolved" in page
    assert "灯已换" in page
    assert f"goes on together with report {main.number}" in page
    assert "路灯不亮" in page
    for secret in ("王阿姨", "13812345678", "3幢201", main.follow_token, main.pin):
        assert secret not in page
    before, after = main.photos
    assert f"/f/{case.follow_token}/photos/{after.id}" in page
    assert f"/photos/{before.id}" not in page
    assert client.get(f"/f/{case.follow_token}/photos/{after.id}").status_code == 200
    assert client.get(f"/f/{case.follow_token}/photos/{before.id}").status_code == 404


def test_the_other_reporter_sees_nothing_of_who_joined_but_that_there_is_somebody(client):
    main, case = a_dispatched_case(), a_case(words="我是李大爷", photos=[kept()])
    joined(case, main)

    page = follow(client, main).text

    assert "1 neighbour has reported the same." in page
    assert "李大爷" not in page
    assert case.number not in page
    assert client.get(f"/f/{main.follow_token}/photos/{case.photos[0].id}").status_code == 404


def test_nobody_learns_who_of_them_said_what(client):
    main, case = a_dispatched_case(), a_case()
    joined(case, main)
    resolved(main)
    actions.say_solved(case.ratings[0], Solved.NO, now=NOW, **in_force())

    for one in (main, case):
        page = follow(client, one).text
        assert "Somebody who reported it said that it is not solved" in page
        assert "You said" not in page.partition('id="rating"')[0]


def test_a_parted_report_tells_its_own_story_again(client):
    main, case = a_dispatched_case(unit=a_unit(name_en="The Team")), a_case()
    joined(case, main)
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.unmerge(case, note="内部原因", by=by, now=clock.now(), **in_force())

    page = follow(client, case).text

    assert "Goes on by itself" in page
    assert "The Team" not in page
    assert "内部原因" not in page


def test_rating_a_joined_report_from_its_own_link(client):
    main, case = a_dispatched_case(), a_case()
    joined(case, main)
    resolved(main, words="灯已换")

    page = client.get(f"/r/{case.ratings[0].token}?lang=en")
    answer = client.post(f"/r/{case.ratings[0].token}/solved?lang=en", data={"solved": "no"})

    assert "灯已换" in page.text
    assert answer.status_code == 303
    assert main.status is CaseStatus.DISPATCHED
    again = client.get(f"/r/{case.ratings[0].token}?lang=en").text
    assert "must resolve it by" in again


def test_the_feed_of_a_joined_report_tells_the_other_ones_steps(client):
    main, case = a_dispatched_case(unit=a_unit(name_en="The Team")), a_case(language="en")
    joined(case, main)

    assert "Passed to The Team" in client.get(f"/f/{case.follow_token}/feed.atom").text


# following a case in parts


def test_a_case_in_parts_shows_each_with_its_unit_date_answer_and_photos(client):
    case = a_case(words="路灯坏了，路面也破了", language="en")
    by, units = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE), [a_unit(), a_unit()]
    parts = [
        actions.PartAsked(matter=a_matter(name_en=f"Matter {n}"), level=3, unit=unit)
        for n, unit in enumerate(units, 1)
    ]
    actions.split(case, parts, by=by, now=clock.now(), **in_force())
    resolved(case.parts[0], words="灯已换", photos=[kept()], outcome=Outcome.DONE)

    page = follow(client, case).text

    photo = case.parts[0].photos[0].id
    assert "Goes on in 2 parts, all of them to be resolved by Tuesday 29 September" in page
    assert "Part 1: Matter 1" in page
    assert f"{units[0].name_en} says that it is resolved" in page
    assert "灯已换" in page
    assert f"Passed to {units[1].name_en}, who promise to resolve it by" in page
    assert client.get(f"/f/{case.follow_token}/photos/{photo}").status_code == 200
    assert "Rate it with two taps" not in page
    resolved(case.parts[1], words="路面已补")
    assert "Rate it with two taps" in follow(client, case).text
