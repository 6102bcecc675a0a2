"""The round on the phone: begun, ticked, ended, entered afterwards, corrected; what it covers."""

import io
import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from portal import clock
from portal.access import GRANTS, Permission
from portal.accounts.rules import Role
from portal.db import db
from portal.grids import actions
from portal.grids.models import PatrolLog, PatrolVisit, Place
from portal.grids.rules import MOST_PLACES
from portal.staff.coverage import LINES
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_grid,
    a_patrol,
    a_photo,
    a_place,
    a_unit,
    a_volunteer,
    an_area,
    signed_in,
)
from tests.laws.test_pages import faults_of

LIST, START, NEW, COVERAGE = (
    "/staff/patrols",
    "/staff/patrols/start",
    "/staff/patrols/new",
    "/staff/coverage",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def worker(client, grid):
    person = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def key_of(page):
    return re.search(r'name="key"[^>]*value="([^"]+)"', page)[1]


def send(client, address, form, photos=()):
    fields = MultiDict(form)
    for n, content in enumerate(photos):
        fields.add("photos", FileStorage(io.BytesIO(content), f"photo{n}.jpg"))
    body, _length, boundary = stream_encode_multipart(fields, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(address, data=body.read(), content_type=kind)


def started(client):
    """The running patrol of whoever is signed in."""
    answer = client.post(START, data={"key": key_of(client.get(LIST).text)})
    assert answer.status_code == 303
    return db.session.scalars(select(PatrolLog).order_by(PatrolLog.id.desc())).first()


def tick(client, patrol, place, **more):
    return client.post(f"{LIST}/{patrol.id}/visit", data={"place": place.id} | more)


def end(client, patrol, photos=(), **more):
    key = key_of(client.get(f"{LIST}/{patrol.id}").text)
    return send(client, f"{LIST}/{patrol.id}/end", {"key": key} | more, photos)


def local(moment):
    return f"{moment.astimezone(clock.LOCAL):%Y-%m-%dT%H:%M}"


def entry(client, **filled):
    """The form of a patrol that lasted from two hours ago until one hour ago."""
    defaults = {"started_at": local(NOW - 2 * HOUR), "ended_at": local(NOW - HOUR)}
    return {"key": key_of(client.get(NEW).text)} | defaults | filled


def how_many():
    return db.session.scalar(select(func.count(PatrolLog.id)))


# on the way


def test_one_tap_begins_a_patrol_that_is_stored_at_once(client, worker, grid):
    assert list(faults_of(client.get(LIST).text, "en")) == []

    patrol = started(client)

    assert (patrol.person_id, patrol.grid_id, patrol.started_at) == (worker.id, grid.id, NOW)
    assert patrol.ended_at is None
    page = client.get(LIST).text
    assert f"{LIST}/{patrol.id}" in page
    assert START not in page


def test_a_volunteer_walks_like_a_grid_worker_and_reads_nobody_elses_patrols(client, worker, grid):
    theirs, place = a_patrol(grid, worker), a_place(grid)
    volunteer = a_volunteer(grid)
    signed_in(client, volunteer)

    patrol = started(client)
    tick(client, patrol, place)
    with clock.stopped_at(NOW + HOUR):
        signed_in(client, volunteer)
        ended = end(client, patrol, note="All quiet")

        page = client.get(ended.location)
        assert "All quiet" in page.text
        assert [visit.place for visit in patrol.visits] == [place]
        assert_its_links_are_open(client, page)
        assert_its_links_are_open(client, client.get(LIST))
        assert client.get(f"{LIST}/{theirs.id}").status_code == 404


def assert_its_links_are_open(client, page):
    main = page.text[page.text.index("<main") :]
    for address in set(re.findall(r'href="(/staff/[^"#]*)"', main)):
        assert client.get(address).status_code == 200, address


def test_a_double_tap_begins_one_patrol(client, worker):
    form = {"key": key_of(client.get(LIST).text)}

    first, again = client.post(START, data=form), client.post(START, data=form)

    assert first.location == again.location
    assert how_many() == 1


def test_a_second_patrol_beside_a_running_one_is_refused(client, worker):
    started(client)

    answer = client.post(START, data={"key": "another-key-of-mine"})

    assert answer.status_code == 409
    assert "on a patrol already" in answer.text
    assert how_many() == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [
        pytest.param({"key": ""}, "was not complete", id="no key"),
        pytest.param({"key": "x" * 65}, "was not complete", id="no key of ours"),
    ],
)
def test_a_bad_start_begins_nothing(client, worker, form, said):
    answer = client.post(START, data=form)

    assert answer.status_code == 422
    assert said in answer.text
    assert how_many() == 0


def test_who_works_in_two_grids_says_in_which(client, worker):
    other = a_grid()
    (post,) = a_clerk(Role.GRID_WORKER, area_code=other.code).posts
    post.person = worker
    key = key_of(client.get(LIST).text)

    for grid in ("", a_grid().code):
        answer = client.post(START, data={"key": key, "grid": grid})
        assert answer.status_code == 422
        assert "Choose one of your grids" in answer.text

    assert client.post(START, data={"key": key, "grid": other.code}).status_code == 303
    assert db.session.scalars(select(PatrolLog)).one().grid_id == other.id


def test_who_works_in_no_grid_in_use_is_told(client, worker, grid):
    grid.ended_on = date(2026, 1, 1)

    assert "No grid is yours just now" in client.get(LIST).text
    assert "No grid is yours just now" in client.get(NEW).text


def test_a_start_without_a_line_keeps_the_phones_time_if_it_can_be_right(client, worker):
    form = {"key": key_of(client.get(LIST).text), "at": "2026-09-21T01:20:30.123Z"}

    client.post(START, data=form)

    patrol = db.session.scalars(select(PatrolLog)).one()
    assert patrol.started_at.isoformat() == "2026-09-21T01:20:30.123000+00:00"


@pytest.mark.parametrize(
    "at",
    [
        "2026-09-22T01:20:30.123Z",
        "2026-09-10T01:20:30Z",
        "2026-99-10T01:20:30Z",
        "yesterday",
        "0001-01-01T00:00:00Z",
    ],
)
def test_a_phone_that_cannot_be_right_is_not_believed(client, worker, at):
    client.post(START, data={"key": key_of(client.get(LIST).text), "at": at})

    assert db.session.scalars(select(PatrolLog)).one().started_at == NOW


def test_places_are_ticked_as_they_are_passed_and_a_tick_can_be_taken_back(client, worker, grid):
    park, street = a_place(grid), a_place(grid)
    patrol = started(client)

    answer = tick(client, patrol, park)
    tick(client, patrol, street)
    page = client.get(f"{LIST}/{patrol.id}").text
    assert answer.status_code == 303
    assert answer.location == f"{LIST}/{patrol.id}?ticked=1#place-{park.id}"
    assert list(faults_of(page, "en")) == []
    assert "2/2" in page
    assert "passed at 10:00" in page

    tick(client, patrol, street, is_back="1")
    assert [visit.place_id for visit in patrol.visits] == [park.id]


@pytest.mark.parametrize("place", ["", "x", "-1", "0", str(2**70), "elsewhere", "gone"])
def test_a_place_that_is_not_on_this_round_is_not_ticked(client, worker, grid, place):
    known = {"elsewhere": a_place(a_grid()), "gone": a_place(grid, ended_on=date(2026, 9, 1))}
    patrol = started(client)
    number = known[place].id if place in known else place

    answer = client.post(f"{LIST}/{patrol.id}/visit", data={"place": number})

    assert answer.status_code == 422
    assert "has left the round" in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert db.session.scalar(select(func.count(PatrolVisit.place_id))) == 0


def test_the_end_keeps_note_photos_and_the_way(client, worker, grid):
    place, patrol = a_place(grid), started(client)
    tick(client, patrol, place)
    way = json.dumps([[120.2, 30.2, 0], [120.201, 30.2, 60]])

    with clock.stopped_at(NOW + HOUR):
        signed_in(client, worker)
        answer = end(client, patrol, [a_photo()], note="一切正常", route=way)
        page = client.get(f"{LIST}/{patrol.id}")

    assert (answer.status_code, answer.location) == (303, f"{LIST}/{patrol.id}")
    assert (patrol.ended_at, patrol.note) == (NOW + HOUR, "一切正常")
    assert patrol.route == [[120.2, 30.2, 0], [120.201, 30.2, 60]]
    assert list(faults_of(page.text, "en")) == []
    assert "一切正常" in page.text
    assert 'class="way"' in page.text
    photo = client.get(f"{LIST}/{patrol.id}/photos/{patrol.photos[0].id}")
    assert photo.mimetype == "image/jpeg"


def test_the_way_is_not_needed(client, worker):
    patrol = started(client)
    with clock.stopped_at(NOW + HOUR):
        signed_in(client, worker)
        assert end(client, patrol).status_code == 303

    assert "No way was recorded" in client.get(f"{LIST}/{patrol.id}").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"note": "长" * 501}, "Shorten them to 500", id="long note"),
        pytest.param({"route": "[[1]]"}, "way could not be read", id="no way"),
        pytest.param({"key": "short"}, "was not complete", id="no key"),
        pytest.param({"ended_at": "2026-09-22T10:00"}, "in the future", id="ahead"),
        pytest.param({"ended_at": "2026-09-21T09:00"}, "ends after it began", id="before"),
        pytest.param({"ended_at": "nonsense"}, "Ended at", id="no time"),
        pytest.param({"ended_at": "0001-01-01T00:00"}, "Ended at", id="year one"),
    ],
)
def test_an_end_that_cannot_be_kept_comes_back_as_typed(client, worker, wrong, said):
    patrol = started(client)
    form = {"key": key_of(client.get(f"{LIST}/{patrol.id}").text), "note": "看过"} | wrong
    with clock.stopped_at(NOW + HOUR):
        signed_in(client, worker)
        answer = send(client, f"{LIST}/{patrol.id}/end", form)

    assert answer.status_code == 422
    assert said in answer.text
    assert form["note"] in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert patrol.ended_at is None


def test_photos_survive_an_end_that_comes_back(client, worker):
    patrol = started(client)
    with clock.stopped_at(NOW + HOUR):
        signed_in(client, worker)
        back = end(client, patrol, [a_photo()], ended_at="2026-09-22T10:00").text
        ticket = re.search(r'name="kept" value="([^"]+)"', back)[1]
        form = {"key": key_of(back), "kept": ticket}
        assert send(client, f"{LIST}/{patrol.id}/end", form).status_code == 303

    assert len(patrol.photos) == 1


def test_a_file_that_is_no_photo_is_named(client, worker):
    patrol = started(client)

    answer = end(client, patrol, [b"not a picture"])

    assert answer.status_code == 422
    assert "photo0.jpg: That file is no photo" in answer.text


def test_a_forgotten_patrol_says_so_and_ends_when_its_worker_says(client, worker, grid):
    place, patrol = a_place(grid), started(client)
    with clock.stopped_at(NOW + 20 * HOUR):
        signed_in(client, worker)
        assert "has run for more than 12 hours" in client.get(f"{LIST}/{patrol.id}").text
        assert tick(client, patrol, place).status_code == 409
        assert end(client, patrol).status_code == 422
        assert end(client, patrol, ended_at=local(NOW + HOUR)).status_code == 303

    assert patrol.ended_at == NOW + HOUR


def test_what_has_ended_is_changed_by_nobody(client, worker, grid):
    place, log = a_place(grid), a_patrol(grid, worker)

    assert tick(client, log, place).status_code == 409
    answer = send(client, f"{LIST}/{log.id}/end", {"key": "a-key-from-a-stale-page"})

    assert answer.status_code == 409
    assert "a new log corrects" in answer.text


# afterwards


def test_a_patrol_is_entered_in_one_form_without_a_script(client, worker, grid):
    park = a_place(grid)
    assert list(faults_of(client.get(NEW).text, "en")) == []

    answer = send(client, NEW, entry(client, places=park.id, note="补记"), [a_photo()])

    log = db.session.scalars(select(PatrolLog)).one()
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{log.id}")
    assert (log.started_at, log.ended_at) == (NOW - 2 * HOUR, NOW - HOUR)
    assert [visit.place_id for visit in log.visits] == [park.id]
    assert (log.note, len(log.photos), log.was_entered_later) == ("补记", 1, True)
    assert "afterwards, on" in client.get(answer.location).text


def test_the_same_entry_sent_twice_is_one_patrol(client, worker):
    form = entry(client)

    first, again = send(client, NEW, form), send(client, NEW, form)

    assert first.location == again.location
    assert how_many() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"started_at": ""}, "Enter a day", id="no start"),
        pytest.param({"ended_at": "soon"}, "Ended at", id="no end"),
        pytest.param({"started_at": "0001-01-01T00:00"}, "Enter a day", id="year one"),
        pytest.param({"ended_at": "9999-12-31T23:59"}, "in the future", id="year 9999"),
        pytest.param({"started_at": "2026-09-21T09:30"}, "ends after it began", id="backwards"),
        pytest.param({"started_at": "2026-09-20T20:00"}, "12 hours at most", id="too long"),
        pytest.param(
            {"started_at": "2026-09-17T08:00", "ended_at": "2026-09-17T09:00"},
            "within 3 days",
            id="too late",
        ),
        pytest.param({"places": "x"}, "Places passed", id="no place"),
        pytest.param({"places": "99999999"}, "has left the round", id="unknown place"),
        pytest.param({"note": "长" * 501}, "Shorten them to 500", id="long note"),
        pytest.param({"key": "short"}, "was not complete", id="no key"),
    ],
)
def test_an_entry_without_sense_comes_back_as_typed(client, worker, wrong, said):
    form = entry(client, note="看过") | wrong

    answer = send(client, NEW, form)

    assert answer.status_code == 422
    assert said in answer.text
    assert form["note"] in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert how_many() == 0


def test_an_entry_that_overlaps_another_patrol_is_refused(client, worker, grid):
    a_patrol(grid, worker)

    answer = send(client, NEW, entry(client))

    assert answer.status_code == 422
    assert "on another patrol at that time" in answer.text
    assert how_many() == 1


def test_another_grid_cannot_be_entered_for(client, worker, grid):
    (post,) = a_clerk(Role.GRID_WORKER, area_code=a_grid().code).posts
    post.person = worker

    answer = send(client, NEW, entry(client, grid=a_grid().code))

    assert answer.status_code == 422
    assert "Choose one of your grids" in answer.text


def test_a_correction_begins_with_the_old_log_and_stands_in_its_place(client, worker, grid):
    park, street = a_place(grid), a_place(grid)
    old = a_patrol(grid, worker, places=[park], note="走错了")
    address = f"{NEW}?instead-of={old.id}"
    assert address in client.get(f"{LIST}/{old.id}").text
    page = client.get(address).text
    assert f'value="{local(old.started_at)}"' in page
    assert re.search(rf'value="{park.id}" checked', page)

    form = entry(client, places=street.id, key=key_of(page))
    answer = send(client, address, form)

    new = old.replaced_by
    assert answer.location == f"{LIST}/{new.id}"
    assert "corrects an earlier one" in client.get(answer.location).text
    shown = client.get(f"{LIST}/{old.id}").text
    assert "counts no more" in shown
    assert address not in shown
    assert send(client, address, entry(client)).status_code == 409
    assert "Corrected by a later log" in client.get(LIST).text


@pytest.mark.parametrize("asked", ["x", "²", "-1", "9" * 30, "another"])
def test_only_an_own_patrol_can_be_corrected(client, worker, grid, asked):
    if asked == "another":
        colleague = a_clerk(Role.GRID_WORKER, area_code=grid.code)
        asked = a_patrol(grid, colleague).id

    assert client.get(f"{NEW}?instead-of={asked}").status_code == 404
    assert send(client, f"{NEW}?instead-of={asked}", entry(client)).status_code == 404


def test_a_long_list_comes_in_parts_and_nothing_comes_twice(client, worker, grid):
    for n in range(33):
        a_patrol(grid, worker, begun=NOW - 60 * HOUR + n * HOUR, lasted=HOUR, note=f"第{n:02}次")

    first = client.get(LIST).text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = client.get(older.replace("&amp;", "&")).text

    shown = re.findall(r"第(\d\d)次", first) + re.findall(r"第(\d\d)次", second)
    assert shown == [f"{n:02}" for n in range(33)][::-1]


@pytest.mark.parametrize(
    "key", ["x", "1", "-1", "1-", "²-1", "9" * 30 + "-1", "9999999999999999-1"]
)
def test_a_part_that_does_not_exist_is_not_there_or_empty(client, worker, key):
    answer = client.get(f"{LIST}?after={key}")

    assert answer.status_code == (404 if key != "9999999999999999-1" else 200)


# who sees what


@pytest.fixture
def strangers(grid):
    """Posts beside the grid: none of them reaches it."""
    other = a_grid(community=an_area("330108001001"))
    return {
        "another grid's worker": a_clerk(Role.GRID_WORKER, area_code=other.code),
        "another community": a_clerk(Role.COMMUNITY_CLERK, area_code="330108001001"),
        "another street": a_clerk(Role.STREET_CLERK, area_code="330108001"),
    }


@pytest.mark.parametrize("who", ["another grid's worker", "another community", "another street"])
def test_out_of_reach_a_patrol_does_not_exist(client, grid, strangers, who):
    worker = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    place = a_place(grid)
    log = a_patrol(grid, worker, places=[place], photos=[])
    signed_in(client, strangers[who])

    for address in (
        f"{LIST}/{log.id}",
        f"{LIST}/{log.id}/photos/1",
        f"{COVERAGE}/{grid.code}",
        f"{COVERAGE}?area={COMMUNITY_CODE}",
        f"{LIST}/{2**70}",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"{COVERAGE}/{grid.code}/places").status_code == 404
    assert client.post(f"/staff/places/{place.id}/end").status_code == 404


def test_a_colleagues_patrol_is_read_and_not_touched(client, worker, grid):
    colleague = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    running = actions.start_patrol(grid, request_key="k" * 16, by=colleague, now=NOW)
    place = a_place(grid)

    assert client.get(f"{LIST}/{running.id}").status_code == 200
    assert tick(client, running, place).status_code == 404
    assert send(client, f"{LIST}/{running.id}/end", {"key": "k" * 20}).status_code == 404


@pytest.mark.parametrize(
    ("role", "area"),
    [
        (Role.COMMUNITY_CLERK, COMMUNITY_CODE),
        (Role.STREET_CLERK, STREET_CODE),
        (Role.DISPATCHER, DISTRICT_CODE),
        (Role.LEAD, DISTRICT_CODE),
    ],
)
def test_those_above_read_the_patrols_of_their_area_and_walk_none(client, grid, role, area):
    log = a_patrol(grid, a_clerk(Role.GRID_WORKER, area_code=grid.code))
    signed_in(client, a_clerk(role, area_code=area))
    client.set_cookie("lang", "en")

    for address in (f"{LIST}/{log.id}", COVERAGE, f"{COVERAGE}/{grid.code}"):
        page = client.get(address)
        assert page.status_code == 200
        assert list(faults_of(page.text, "en")) == []
    for address in (LIST, NEW):
        assert client.get(address).status_code == 403
    for address in (START, NEW, f"{LIST}/{log.id}/visit", f"{LIST}/{log.id}/end"):
        assert client.post(address).status_code == 403


READ = (LIST, NEW, f"{LIST}/1", f"{LIST}/1/photos/1", COVERAGE, f"{COVERAGE}/330108002021001")
WRITE = (
    START,
    NEW,
    f"{LIST}/1/visit",
    f"{LIST}/1/end",
    f"{COVERAGE}/330108002021001/places",
    "/staff/places/1/end",
)


@pytest.mark.parametrize("role", [r for r in Role if Permission.SEE_PATROL not in GRANTS[r]])
def test_other_roles_see_nothing_of_it(client, role):
    unit = a_unit() if role is Role.UNIT_CLERK else None
    signed_in(client, a_clerk(role, area_code=None if unit else DISTRICT_CODE, unit=unit))

    assert {client.get(address).status_code for address in READ} == {403}
    assert {client.post(address).status_code for address in WRITE} == {403}


def test_whoever_is_not_signed_in_is_asked_to(client):
    for address in READ:
        assert client.get(address).location.startswith("/staff/sign-in"), address
    for address in WRITE:
        assert client.post(address).location.startswith("/staff/sign-in"), address


def test_no_other_method_is_answered(client, worker):
    assert {client.put(address).status_code for address in READ} == {405}
    assert {client.get(a).status_code for a in WRITE if a != NEW} == {405}
    assert client.post(LIST).status_code == 405
    assert client.post(COVERAGE).status_code == 405


@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 2**63, 2**70])
def test_a_number_that_nobody_has_is_not_there(client, worker, number):
    assert client.get(f"{LIST}/{number}").status_code == 404
    assert client.post(f"{LIST}/{number}/visit").status_code == 404
    assert client.post(f"{LIST}/{number}/end").status_code == 404
    assert client.post(f"/staff/places/{number}/end").status_code == 404


# coverage and places


def test_a_grids_month_shows_what_nobody_visited_first(client, worker, grid):
    a_place(grid, name_en="Visited Park")
    (visited,) = db.session.scalars(select(Place))
    a_patrol(grid, worker, places=[visited])
    a_place(grid, name_en="Forgotten Street")

    page = client.get(f"{COVERAGE}/{grid.code}").text

    assert list(faults_of(page, "en")) == []
    assert page.index("Forgotten Street") < page.index("Visited Park")
    assert "never yet" in page
    assert "1 of 2" in page


def test_an_earlier_month_is_shown_and_a_later_or_nonsensical_one_is_not(client, worker, grid):
    a_place(grid, name_en="Some Park")

    assert "Some Park" in client.get(f"{COVERAGE}/{grid.code}?month=2026-08").text
    for month in ("2026-10", "2026-13", "x"):
        assert client.get(f"{COVERAGE}/{grid.code}?month={month}").status_code == 404
        assert client.get(f"{COVERAGE}?month={month}").status_code == 404


def test_a_worker_sees_the_coverage_of_their_own_grid_alone(client, worker, grid):
    other = a_grid()

    page = client.get(COVERAGE).text

    assert grid.name_en in page
    assert other.name_en not in page


def test_a_district_comes_in_parts_with_its_sum_on_each(client):
    for n in range(LINES + 2):
        grid = a_grid()
        for _m in range(n % 3):
            a_place(grid)
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    client.set_cookie("lang", "en")

    first = client.get(COVERAGE).text
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = client.get(older).text

    places = db.session.scalar(select(func.count(Place.id)))
    codes = re.findall(r"/staff/coverage/(\d{15})", first + second)
    assert len(codes) == len(set(codes)) == LINES + 2
    assert f"0 of {places}" in first
    assert f"0 of {places}" in second
    assert client.get(f"{COVERAGE}?after=nonsense").status_code == 404


def test_a_place_is_put_on_the_round_by_the_worker_and_taken_off_by_the_community(
    client, worker, grid
):
    address = f"{COVERAGE}/{grid.code}"
    form = {"kind": "park", "name": "滨江公园", "position": "30.2071, 120.2113"}

    answer = client.post(f"{address}/places", data=form)

    place = db.session.scalars(select(Place)).one()
    assert (answer.status_code, answer.location) == (303, f"{address}#places")
    assert (place.name_en, place.lat, place.lon) == ("滨江公园", 30.2071, 120.2113)
    assert (place.added_by_id, place.started_on) == (worker.id, clock.today())
    assert f"/staff/places/{place.id}/end" not in client.get(address).text
    assert client.post(f"/staff/places/{place.id}/end").status_code == 403

    signed_in(client, a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE))
    assert f"/staff/places/{place.id}/end" in client.get(address).text
    assert client.post(f"/staff/places/{place.id}/end").status_code == 303
    assert place.ended_on == clock.today()
    assert client.post(f"/staff/places/{place.id}/end").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"kind": "moon"}, "Kind", id="no kind"),
        pytest.param({"name": ""}, "Enter the name", id="no name"),
        pytest.param({"name": "长" * 41}, "within 40 characters", id="long name"),
        pytest.param({"name_en": "x" * 41}, "within 40 characters", id="long English name"),
        pytest.param({"position": "here"}, "Write it like", id="no position"),
        pytest.param({"position": "91, 120"}, "Write it like", id="beyond the pole"),
        pytest.param({"name": "已有"}, "of that name already", id="known name"),
    ],
)
def test_a_place_that_cannot_be_kept_comes_back_as_typed(client, worker, grid, wrong, said):
    a_place(grid, name="已有")
    form = {"kind": "park", "name": "新公园", "name_en": "New"} | wrong

    answer = client.post(f"{COVERAGE}/{grid.code}/places", data=form)

    assert answer.status_code == 422
    assert said in answer.text
    assert form["name_en"] in answer.text
    assert list(faults_of(answer.text, "en")) == []
    assert db.session.scalar(select(func.count(Place.id))) == 1


def test_a_full_round_offers_no_further_place(client, worker, grid):
    for _n in range(MOST_PLACES):
        a_place(grid)

    assert "Put a place on the round" not in client.get(f"{COVERAGE}/{grid.code}").text
    answer = client.post(f"{COVERAGE}/{grid.code}/places", data={"kind": "park", "name": "多"})
    assert answer.status_code == 422


def test_a_whole_round_fits_into_one_form(client, worker, grid):
    places = [a_place(grid) for _n in range(MOST_PLACES)]
    form = MultiDict(entry(client))
    for place in places:
        form.add("places", str(place.id))

    assert send(client, NEW, form).status_code == 303
    assert db.session.scalar(select(func.count(PatrolVisit.place_id))) == MOST_PLACES


def test_the_ways_stand_on_the_page_of_tools(client, worker):
    page = client.get("/staff/tools").text

    for address in (LIST, COVERAGE, "/staff/info-items", "/staff/to-verify", "/staff/my-reports"):
        assert f'href="{address}"' in page
