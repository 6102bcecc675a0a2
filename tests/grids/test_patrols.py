"""Patrols: when they make sense, what they count, and what stays when they are corrected."""

import json
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.rules import Role
from portal.cases.models import Case
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow
from portal.grids import actions, queries
from portal.grids.models import PatrolLog, PatrolVisit, PlaceMonth
from portal.grids.rules import (
    MOST_PLACES,
    MOST_POINTS,
    InfoFinding,
    PlaceKind,
    Span,
    drawn,
    moment_said,
    refuse_overlap,
    route_of,
)
from portal.policy.queries import policy_on
from tests.conftest import NOW
from tests.factories import a_clerk, a_grid, a_patrol, a_place
from tests.plans import listening, scans_of, without_scans

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONTH = date(2026, 9, 1)


@pytest.fixture
def grid(app):
    return a_grid()


@pytest.fixture
def worker(grid):
    return a_clerk(Role.GRID_WORKER, area_code=grid.code)


def policy():
    return policy_on(clock.today())


def started(grid, worker, *, at=NOW, key="k" * 16):
    return actions.start_patrol(grid, request_key=key, by=worker, now=at)


def end(patrol, *, at=NOW, ended=None, key="e" * 16, **said):
    defaults = {"note": "", "route": [], "photos": []}
    actions.end_patrol(
        patrol, request_key=key, ended_at=ended or at, now=at, policy=policy(), **defaults | said
    )


def visits_of(place, month=MONTH):
    counted = select(PlaceMonth.visits).where(
        PlaceMonth.place_id == place.id, PlaceMonth.month == month
    )
    return db.session.scalar(counted) or 0


def tick(patrol, place, at=NOW):
    actions.tick(patrol, place, at=at, now=at, policy=policy())


# the rule of overlaps

moments = st.integers(0, 600).map(lambda n: NOW + n * MINUTE)
spans = st.tuples(moments, st.integers(1, 200)).map(lambda p: Span(p[0], p[0] + p[1] * MINUTE))


def minutes(span):
    return set(range((span.start - NOW) // MINUTE, (span.end - NOW) // MINUTE))


@given(spans, spans)
def test_two_spans_overlap_exactly_where_they_share_a_minute(one, other):
    shared = bool(minutes(one) & minutes(other))

    assert one.overlaps(other) == other.overlaps(one) == shared


@given(st.lists(spans, max_size=12))
def test_whatever_is_let_in_is_never_on_two_rounds_at_once(wanted):
    kept: list[Span] = []
    for span in wanted:
        try:
            refuse_overlap(span, kept)
        except NotAcceptable:
            assert any(minutes(span) & minutes(other) for other in kept)
        else:
            kept.append(span)

    walked = Counter(minute for span in kept for minute in minutes(span))
    assert all(count == 1 for count in walked.values())


@given(spans, moments)
def test_a_patrol_that_still_runs_overlaps_whatever_ends_after_it_began(span, begun):
    assert Span(begun, None).overlaps(span) == (span.end > begun)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90)), max_size=8))
def test_kept_logs_of_a_person_never_overlap_and_their_places_are_counted(app, entries):
    grid = a_grid()
    worker, place = a_clerk(Role.GRID_WORKER, area_code=grid.code), a_place(grid)
    kept = []
    for start, length in entries:
        begun = NOW - 10 * HOUR + start * MINUTE
        try:
            kept.append(a_patrol(grid, worker, begun=begun, lasted=length * MINUTE, places=[place]))
        except NotAcceptable:
            continue

    spans = [Span(log.started_at, log.ended_at) for log in kept]
    assert not any(a.overlaps(b) for n, a in enumerate(spans) for b in spans[:n])
    assert visits_of(place) == len(kept)


# sense


@pytest.mark.parametrize(
    ("begun", "lasted", "said"),
    [
        pytest.param(-HOUR, timedelta(0), "ends after it began", id="no time at all"),
        pytest.param(-HOUR, -HOUR, "ends after it began", id="backwards"),
        pytest.param(-HOUR, 2 * HOUR, "in the future", id="ends ahead"),
        pytest.param(HOUR, HOUR, "in the future", id="lies ahead"),
        pytest.param(-14 * HOUR, 12 * HOUR + MINUTE, "12 hours at most", id="too long"),
        pytest.param(-3 * DAY - 2 * HOUR, HOUR, "within 3 days", id="too late"),
    ],
)
def test_a_log_without_sense_is_refused(grid, worker, begun, lasted, said):
    with pytest.raises(NotAcceptable, match=said):
        a_patrol(grid, worker, begun=NOW + begun, lasted=lasted)


@pytest.mark.parametrize(
    ("begun", "lasted"),
    [
        pytest.param(-12 * HOUR, 12 * HOUR, id="the longest"),
        pytest.param(-3 * DAY - HOUR, HOUR, id="the latest"),
    ],
)
def test_a_log_at_the_edge_of_sense_is_kept(grid, worker, begun, lasted):
    assert a_patrol(grid, worker, begun=NOW + begun, lasted=lasted).ended_at


def test_a_place_of_another_grid_or_off_the_round_is_refused(grid, worker):
    elsewhere, gone = a_place(a_grid()), a_place(grid, ended_on=date(2026, 9, 1))

    for place in (elsewhere, gone):
        with pytest.raises(NotAcceptable, match="not on this grid's round"):
            a_patrol(grid, worker, places=[place])


def test_somebody_else_may_walk_at_the_same_time(grid, worker):
    a_patrol(grid, worker)

    assert a_patrol(grid, a_clerk(Role.GRID_WORKER, area_code=grid.code))


# on the way


def test_the_same_form_begins_one_patrol(grid, worker):
    assert started(grid, worker).id == started(grid, worker).id


def test_a_second_patrol_begins_only_after_the_first(grid, worker):
    first = started(grid, worker)
    with pytest.raises(NotAllowedNow, match="on a patrol already"):
        started(grid, worker, key="another key here")

    end(first, at=NOW + HOUR)
    assert started(grid, worker, at=NOW + HOUR, key="another key here").id != first.id


def test_the_database_itself_keeps_one_running_patrol_a_person(grid, worker):
    started(grid, worker)
    db.session.add(
        PatrolLog(
            request_key="x" * 16,
            grid=grid,
            person=worker,
            started_at=NOW - HOUR,
            entered_at=NOW,
            note="",
            route=[],
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_another_persons_form_begins_nothing(grid, worker):
    started(grid, worker)

    with pytest.raises(NotAcceptable):
        started(grid, a_clerk(Role.GRID_WORKER, area_code=grid.code))


def test_a_place_counts_when_the_patrol_has_ended_and_once(grid, worker):
    place, patrol = a_place(grid), started(grid, worker)
    tick(patrol, place)
    tick(patrol, place, at=NOW + MINUTE)
    assert visits_of(place) == 0

    end(patrol, at=NOW + HOUR)

    assert visits_of(place) == 1
    assert [visit.visited_at for visit in patrol.visits] == [NOW]


def test_a_tick_taken_back_is_no_visit(grid, worker):
    place, patrol = a_place(grid), started(grid, worker)
    tick(patrol, place)
    actions.untick(patrol, place)
    actions.untick(patrol, place)

    end(patrol, at=NOW + HOUR)

    assert visits_of(place) == 0


def test_the_same_end_sent_twice_is_one_end_and_another_one_is_refused(grid, worker):
    place, patrol = a_place(grid), started(grid, worker)
    tick(patrol, place)
    end(patrol, at=NOW + HOUR, note="路灯不亮")
    end(patrol, at=NOW + 2 * HOUR, note="路灯不亮")
    assert (patrol.ended_at, visits_of(place)) == (NOW + HOUR, 1)

    with pytest.raises(NotAllowedNow, match="has ended"):
        end(patrol, at=NOW + 2 * HOUR, key="another key here")
    with pytest.raises(NotAllowedNow, match="has ended"):
        tick(patrol, place)
    with pytest.raises(NotAllowedNow, match="has ended"):
        actions.untick(patrol, place)


def test_a_forgotten_patrol_takes_no_tick_and_asks_when_it_ended(grid, worker):
    place, patrol = a_place(grid), started(grid, worker)
    tick(patrol, place, at=NOW + HOUR)
    late = NOW + 13 * HOUR

    with pytest.raises(NotAllowedNow, match="more than 12 hours"):
        tick(patrol, place, at=late)
    with pytest.raises(NotAcceptable, match="12 hours at most"):
        end(patrol, at=late)
    with pytest.raises(NotAcceptable, match="after its last tick"):
        end(patrol, at=late, ended=NOW + MINUTE)
    end(patrol, at=late, ended=NOW + 2 * HOUR)
    assert visits_of(place) == 1


def test_a_patrol_over_midnight_counts_in_the_month_in_which_it_began(grid, worker):
    place = a_place(grid)
    begun = datetime(2026, 9, 30, 23, 30, tzinfo=clock.LOCAL)
    patrol = started(grid, worker, at=begun)
    tick(patrol, place, at=begun + HOUR)
    end(patrol, at=begun + HOUR)

    assert (visits_of(place), visits_of(place, date(2026, 10, 1))) == (1, 0)


def test_patrols_are_no_cases(grid, worker):
    a_patrol(grid, worker, places=[a_place(grid)])

    assert db.session.scalar(select(Case.id)) is None


# corrections


def test_a_correction_stands_in_the_place_of_a_log_that_stays(grid, worker):
    passed, missed = a_place(grid), a_place(grid)
    old = a_patrol(grid, worker, places=[passed], note="走错了", route=[(120.2, 30.2, 0)])
    assert (visits_of(passed), visits_of(missed)) == (1, 0)

    new = a_patrol(grid, worker, places=[missed], replaces=old)

    assert (visits_of(passed), visits_of(missed)) == (0, 1)
    assert (old.note, [v.place_id for v in old.visits]) == ("走错了", [passed.id])
    assert old.replaced_by is new
    assert new.route == old.route


def test_a_log_is_corrected_once_and_only_after_its_end(grid, worker):
    old = a_patrol(grid, worker)
    new = a_patrol(grid, worker, replaces=old)
    with pytest.raises(NotAllowedNow, match="corrected already"):
        a_patrol(grid, worker, replaces=old)
    assert a_patrol(grid, worker, replaces=new)

    running = started(grid, worker)
    with pytest.raises(NotAllowedNow, match="still runs"):
        a_patrol(grid, worker, begun=NOW - 5 * HOUR, replaces=running)


def test_what_was_corrected_is_in_nobodys_way(grid, worker):
    old = a_patrol(grid, worker, begun=NOW - 3 * HOUR)
    a_patrol(grid, worker, begun=NOW - 6 * HOUR, replaces=old)

    assert a_patrol(grid, worker, begun=NOW - 3 * HOUR)


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.tuples(st.integers(0, 7), st.booleans()), max_size=6))
def test_the_counted_months_are_always_what_the_logs_say(app, story):
    grid = a_grid()
    worker, places = a_clerk(Role.GRID_WORKER, area_code=grid.code), [a_place(grid), a_place(grid)]
    last = None
    for n, (ticks, corrects) in enumerate(story):
        passed = [place for bit, place in enumerate(places) if ticks >> bit & 1]
        begun = NOW - 60 * HOUR + n * 3 * HOUR
        last = a_patrol(
            grid, worker, begun=begun, places=passed, replaces=last if corrects else None
        )

    replaced = select(PatrolLog.replaces_id).where(PatrolLog.replaces_id.is_not(None))
    said = Counter(
        db.session.scalars(
            select(PatrolVisit.place_id)
            .join(PatrolVisit.patrol)
            .where(PatrolLog.id.not_in(replaced), PatrolLog.grid_id == grid.id)
        )
    )
    assert {place.id: visits_of(place) for place in places} == {
        place.id: said[place.id] for place in places
    }


# coverage


def test_unvisited_places_come_first_those_never_visited_before_all(grid, worker):
    never, lately, now = (a_place(grid, name=name) for name in ("甲", "乙", "丙"))
    with clock.stopped_at(NOW - 30 * DAY):
        before = a_patrol(grid, worker, begun=NOW - 30 * DAY - 2 * HOUR, places=[lately])
    a_patrol(grid, worker, places=[now])

    lines = queries.coverage_of(grid, MONTH, clock.today())

    assert [(line.place.name, line.visits) for line in lines] == [("甲", 0), ("乙", 0), ("丙", 1)]
    assert [line.last_at for line in lines[:2]] == [None, before.started_at]
    assert never.id == lines[0].place.id


def test_a_corrected_visit_is_no_last_visit(grid, worker):
    place = a_place(grid)
    a_patrol(grid, worker, replaces=a_patrol(grid, worker, places=[place]))

    (line,) = queries.coverage_of(grid, MONTH, clock.today())
    assert (line.visits, line.last_at) == (0, None)


def test_a_month_is_held_against_the_places_of_its_last_day(grid, worker):
    a_place(grid, name="在", started_on=date(2026, 8, 31))
    a_place(grid, name="走", ended_on=date(2026, 8, 31))
    a_place(grid, name="来", started_on=date(2026, 9, 1))

    lines = queries.coverage_of(grid, date(2026, 8, 1), clock.today())

    assert [line.place.name for line in lines] == ["在"]


def test_grids_are_listed_with_the_most_unvisited_first_also_without_places(grid, worker):
    bare, full = a_grid(), a_grid()
    for _n in range(2):
        a_place(grid)
    a_patrol(full, a_clerk(Role.GRID_WORKER, area_code=full.code), places=[a_place(full)])
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=grid.community.code)

    lines = queries.coverage_by_grid(clerk, MONTH, clock.today())

    found = [(line.grid.id, line.visited, line.places) for line in lines]
    assert found == [(grid.id, 0, 2), (bare.id, 0, 0), (full.id, 1, 1)]


def test_the_questions_of_coverage_are_answered_from_indexes(grid, worker):
    without_scans()

    with listening() as sent:
        queries.coverage_of(grid, MONTH, clock.today())
        queries.coverage_by_grid(worker, MONTH, clock.today())
        queries.patrols_of(worker, after_key="9-9")
        queries.patrols_in(grid, MONTH, after_key=None)
        queries.info_items_of(grid, after_key=None)

    assert len(sent) >= 5
    growing = ("patrol_logs", "patrol_visits", "place_months", "info_items")
    assert [scan for one in sent for scan in scans_of(*one, growing)] == []


# the way


def test_a_long_way_is_thinned_out_and_keeps_its_ends():
    points = [[120.2 + n / 1e5, 30.2, n] for n in range(MOST_POINTS * 3)]

    kept = route_of(json.dumps(points))

    assert len(kept) == MOST_POINTS
    assert (kept[0][2], kept[-1][2]) == (0, MOST_POINTS * 3 - 1)


@pytest.mark.parametrize(
    "sent",
    [
        "no JSON",
        "{}",
        "7",
        "[7]",
        "[[1, 2]]",
        '[["a", 2, 3]]',
        "[[181, 2, 3]]",
        "[[1, 91, 3]]",
        "[[1, 2, -3]]",
        "[[1, 2, NaN]]",
        "[[NaN, 2, 3]]",
        "[[1, 2, 1e300]]",
        "[[1, 2, 5], [1, 2, 4]]",
        "[" * 100_000,
        json.dumps([[1, 2, 3]] * 5001),
        "[[1, 2, " + "9" * 5000 + "]]",
    ],
    ids=range(16),
)
def test_a_way_that_makes_no_sense_is_refused(sent):
    with pytest.raises(NotAcceptable, match="could not be read"):
        route_of(sent)


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.just(0)), min_size=1),
    st.booleans(),
)
def test_every_way_fits_into_its_picture(points, has_outline):
    ring = [[120.2, 30.2], [120.21, 30.2], [120.21, 30.21], [120.2, 30.2]] if has_outline else None

    drawing = drawn(points, ring)

    for x, y in (drawing.start, drawing.end):
        assert 0 <= x <= drawing.width
        assert 0 <= y <= drawing.height


def test_the_phone_is_believed_where_it_can_be_right():
    since = NOW - HOUR

    assert moment_said(NOW - MINUTE, since=since, now=NOW) == NOW - MINUTE
    for wrong in (None, NOW + MINUTE, since - MINUTE):
        assert moment_said(wrong, since=since, now=NOW) == NOW


# places and records


def test_a_grid_has_each_place_once_and_only_so_many(grid, worker):
    def add(name):
        return actions.add_place(
            grid,
            kind=PlaceKind.PARK,
            name=name,
            name_en="",
            position=None,
            by=worker,
            today=clock.today(),
        )

    first = add("滨江公园")
    assert first.name_en == "滨江公园"
    with pytest.raises(NotAcceptable, match="already"):
        add("滨江公园")
    for n in range(MOST_PLACES - 1):
        add(f"公园{n}")
    with pytest.raises(NotAcceptable, match="40 places at most"):
        add("再来一个")

    actions.end_place(first, today=clock.today())
    assert add("滨江公园").id != first.id


def test_a_record_is_never_said_to_be_right_over_a_colleagues_change(grid, worker):
    other = a_clerk(Role.GRID_WORKER, area_code=grid.code)
    item = actions.record_info(
        grid,
        matter_code="B101",
        subject="3-2-501",
        words="出租",
        request_key="r" * 16,
        by=worker,
        now=NOW,
    )
    seen = item.version

    def look(finding, by, key, words=""):
        actions.check_info(
            item, finding, words=words, seen=seen, request_key=key, by=by, now=NOW + DAY
        )

    look(InfoFinding.CHANGED, other, "a" * 16, "空置")
    with pytest.raises(NotAllowedNow, match="after you opened the page"):
        look(InfoFinding.STILL_RIGHT, worker, "b" * 16)
    look(InfoFinding.CHANGED, other, "a" * 16, "空置")  # the same form again

    assert item.words == "空置"
    assert len(item.checks) == 2
