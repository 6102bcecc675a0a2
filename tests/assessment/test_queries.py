"""Figures: the kept rows agree with the cases, whatever happened to them and when."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from runpy import run_path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, func, select, text

from portal import clock
from portal.accounts.rules import Role
from portal.assessment import queries
from portal.assessment.actions import recount, recount_month
from portal.assessment.jobs import recount_changed_months
from portal.assessment.models import FigureCell, GridMonth
from portal.assessment.rules import NAMES, Counts
from portal.cases import actions
from portal.cases.models import Case, ChangedMonth
from portal.cases.rules import CaseStatus, Solved
from portal.db import db
from portal.grids.models import Grid
from portal.policy.queries import policy_on
from tests.assessment.life import FIRST, LAST, MONTHS, Life, moment
from tests.factories import (
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    a_unit,
    resolved,
)

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
MIGRATION = run_path(str(VERSIONS / "0036_standing_with_cases.py"))
HAPPENINGS = ["report", *(name for name in vars(Life) if name[0] != "_" and name != "live")]
# The paths that change what was counted before are walked often enough to be met.
LIKELY = ["handle", "handle", "resolve", "say_solved", "dispute", "dispute", "transfer", "hand_up"]
STORIES = st.lists(
    st.tuples(
        st.sampled_from(HAPPENINGS + LIKELY),
        st.integers(0, 29),
        st.sampled_from([0, 0, 1, 3, 16, 31]),
    ),
    min_size=3,
    max_size=18,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=STORIES)
@pytest.mark.usefixtures("app")
def test_after_every_step_recounting_what_is_marked_gives_what_counting_everything_gives(
    story: list[tuple[str, int, int]],
):
    with an_example():
        life, now, before = Life(), FIRST, Kept({}, {})
        for happening, n, days in story:
            now = min(now + timedelta(days=days, minutes=1), LAST)
            with clock.stopped_at(now):
                life.live(happening, n)
                recount_all_that_changed()
            held = kept_rows()
            assert held == counted_anew(), (happening, clock.day_of(now))
            if happening == "report":
                assert_only_its_cells(before, held, clock.month_of(now))
            before = held
        again = reversed([(grid, month) for grid in life.grids for month in MONTHS])
        for grid, month in again:
            recount(grid.id, month, now=LAST)
        assert kept_rows() == before, "again and in another order"
        assert {n for month in MONTHS for n in queries.differing_cells(month)[1]} == set()
        assert standing_with_cases() == as_the_migration_finds_it()


def standing_with_cases() -> list[tuple[bool, ...]]:
    """What counting asks of each case, as steps wrote it down."""
    flags = [getattr(Case, name) for name in MIGRATION["COLUMNS"]]
    return [tuple(row) for row in db.session.execute(select(*flags).order_by(Case.id))]


def as_the_migration_finds_it() -> list[tuple[bool, ...]]:
    """The same, of cases of which nothing was written down before."""
    db.session.execute(
        text("UPDATE cases SET " + ", ".join(f"{n} = false" for n in MIGRATION["COLUMNS"]))
    )
    for mark in MIGRATION["MARKS"]:
        db.session.execute(text(mark))
    return standing_with_cases()


class Kept(NamedTuple):
    """All rows of figures: the cells by their keys, and the sums by grid and month."""

    cells: dict[tuple[object, ...], tuple[int, ...]]
    sums: dict[tuple[object, ...], tuple[int, ...]]


def kept_rows() -> Kept:
    columns = [[getattr(model, name) for name in NAMES] for model in (FigureCell, GridMonth)]
    keys = [getattr(FigureCell, name) for name in queries.KEYS]
    return Kept(
        by_key(select(*keys, *columns[0]), len(queries.KEYS)),
        by_key(select(GridMonth.grid_id, GridMonth.month, *columns[1]), 2),
    )


def counted_anew() -> Kept:
    """Count everything from nothing, and sum it here."""
    cells = {key: astuple(counts) for key, counts in queries.counted_cells(MONTHS)}
    sums: dict[tuple[object, ...], tuple[int, ...]] = {}
    for (grid_id, month, *_rest, piece), counts in cells.items():
        if piece != 2:
            had = sums.get((grid_id, month), (0,) * len(NAMES))
            sums[grid_id, month] = tuple(a + b for a, b in zip(had, counts, strict=True))
    return Kept(cells, sums)


def by_key(rows: Select[Any], length: int) -> dict[tuple[object, ...], tuple[int, ...]]:
    return {tuple(row[:length]): tuple(map(int, row[length:])) for row in db.session.execute(rows)}


def assert_only_its_cells(before: Kept, after: Kept, month: date) -> None:
    """A new report is one more in one cell, and nothing else anywhere."""
    changed = {
        key: after.cells[key] for key in after.cells if after.cells[key] != before.cells.get(key)
    }
    ((key, counts),) = changed.items()
    had = before.cells.get(key, (0,) * len(NAMES))
    more = [name for name, a, b in zip(NAMES, counts, had, strict=True) if a != b]
    assert (key[1], more) == (month, ["reported"])
    assert set(after.cells) - set(before.cells) <= {key}


@contextmanager
def an_example() -> Iterator[None]:
    """Commit as often as one likes inside; all of it is taken back."""
    db.session.remove()
    savepoint = db.session.get_bind().begin_nested()
    yield
    db.session.remove()
    savepoint.rollback()


def the_reporter_objects(case: Case) -> None:
    actions.say_solved(case.ratings[0], Solved.NO, **moment(calendar=True))


def the_grid_worker_objects(case: Case) -> None:
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    actions.dispute(case, words="没有解决", by=worker, **moment(calendar=True))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("objects", "said"), [(the_reporter_objects, 1), (the_grid_worker_objects, 0)]
)
def test_a_case_opened_again_is_not_counted_as_resolved_until_it_is_again(
    objects: Callable[[Case], None], said: int
):
    with clock.stopped_at(datetime(2026, 8, 28, 2, 0, tzinfo=UTC)):
        case = a_resolved_case()
    recount_all_that_changed()
    august, september = date(2026, 8, 1), date(2026, 9, 1)
    assert work(kept(case.grid, august)) == {
        "reported": 1,
        "resolved": 1,
        "on_time": 1,
        "resolutions": 1,
        "asked": 1,
    }

    with clock.stopped_at(datetime(2026, 9, 2, 2, 0, tzinfo=UTC)):
        objects(case)
    recount_all_that_changed()
    assert case.status is CaseStatus.DISPATCHED
    said_so = {"said": said} if said else {}
    assert work(kept(case.grid, august)) == {
        "reported": 1,
        "asked": 1,
        "resolutions": 1,
        "reworked": 1,
        **said_so,
    }
    assert work(kept(case.grid, september)) == {}


def in_september(case: Case) -> dict[str, int]:
    recount_all_that_changed()
    return work(kept(case.grid, date(2026, 9, 1)))


def work(counts: Counts) -> dict[str, int]:
    """Return what is not nought of reports, resolutions and answers."""
    names = ("reported", "resolved", "on_time", "resolutions", "reworked", "asked", "said")
    return {name: n for name in names if (n := getattr(counts, name))}


@pytest.mark.usefixtures("app")
def test_a_joined_report_counts_as_reported_and_asked_and_never_as_resolved():
    case, grid = a_case(), a_grid()
    main = a_dispatched_case(grid=grid)
    by, policy = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE), policy_on(clock.today())
    actions.merge(case, main, by=by, now=clock.now(), policy=policy)

    resolved(main)

    assert in_september(case) == {"reported": 1}
    assert in_september(main) == {
        "reported": 1,
        "resolved": 1,
        "on_time": 1,
        "resolutions": 1,
        "asked": 2,
    }


@pytest.mark.usefixtures("app")
def test_a_case_in_parts_counts_once():
    case, unit = a_case(), a_unit()
    part = actions.PartAsked(matter=a_matter(), level=3, unit=unit)
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.split(case, [part, part, part], by=by, **moment(calendar=True))
    resolved(case.parts[0])
    assert in_september(case) == {"reported": 1}

    for one in case.parts[1:]:
        resolved(one)

    assert in_september(case) == {
        "reported": 1,
        "resolved": 1,
        "on_time": 1,
        "resolutions": 1,
        "asked": 1,
    }


@pytest.mark.usefixtures("app")
def test_many_changed_months_are_recounted_batch_by_batch():
    grids = [a_grid() for _ in range(60)]
    for grid in grids:
        a_case(grid=grid)
    batches = recount_all_that_changed()

    assert batches == 2
    assert db.session.scalar(select(func.sum(GridMonth.reported))) == 60
    assert db.session.scalar(select(func.count()).select_from(ChangedMonth)) == 0


@pytest.mark.usefixtures("app")
def test_counting_one_month_of_all_grids_leaves_the_others_as_they_were():
    with clock.stopped_at(datetime(2026, 8, 28, 2, 0, tzinfo=UTC)):
        grid = a_case().grid
    a_case(grid=grid)
    recount_all_that_changed()
    of_months = select(FigureCell.month, func.sum(FigureCell.reported)).group_by(FigureCell.month)
    before = {row[0]: row[1] for row in db.session.execute(of_months)}
    august, september = date(2026, 8, 1), date(2026, 9, 1)
    assert before[august] == before[september] == 1

    recount_month(september, now=clock.now())

    assert {row[0]: row[1] for row in db.session.execute(of_months)} == before
    assert kept(grid, august).reported == kept(grid, september).reported == 1


def recount_all_that_changed() -> int:
    db.session.commit()  # marks are made when what changed is kept
    batches = 1
    while recount_changed_months():
        batches += 1
    db.session.flush()
    db.session.expire_all()
    return batches


def kept(grid: Grid, month: date) -> Counts:
    return queries.counts_of_grid(grid, month, month)
