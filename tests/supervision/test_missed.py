"""What nobody had reported: matched problems, those without a case, and what was open there."""

from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import select

from portal.cases.rules import CaseStatus
from portal.db import db
from portal.supervision.models import ProblemMatch, SeenProblem, Visit
from portal.supervision.queries.missed import missed_in
from portal.supervision.queries.results import ended_checks, found_by, found_in, rates_for
from portal.supervision.rules import CouldNot, FrameKind, StrataBy, two_lists
from tests.conftest import NOW
from tests.factories import STREET_CODE, a_case, a_grid, a_place
from tests.plans import GROWING, listening, scans_of, without_scans
from tests.supervision.results_cast import a_check, a_seen_check, an_item, kept

pytestmark = pytest.mark.usefixtures("app")
HERE = {"lat": 30.2, "lon": 120.2}
FAR = {"lat": 30.21, "lon": 120.2}  # more than a kilometre
LATER = timedelta(hours=1)
_n = count(1)


@pytest.fixture
def check(app):
    return a_check(frame=FrameKind.PLACES, strata_by=StrataBy.STREET, populations={STREET_CODE: 40})


def visited(check, *fits, grid=None, **given):
    """A place that was visited: for each problem its case, None for no case, ... for no answer."""
    place = a_place(grid or a_grid())
    place.lat, place.lon = HERE["lat"], HERE["lon"]
    item = an_item(check, STREET_CODE, grid=place.grid, source_id=place.id)
    by = check.team.members[0].person
    when = {"at": NOW, "came_at": NOW, "ended_at": NOW + LATER}
    facts = {"sampled": item, "by": by, "answers": [], "words": "", "could_not": None}
    visit = kept(Visit(**facts | when | given))
    for case in fits:
        n = next(_n)
        facts = {"visit": visit, "matter_code": "B301", "words": "井盖松动", "at": NOW}
        problem = kept(SeenProblem(request_key=f"problem-{n}", **facts))
        if case is not ...:
            match(problem, case, by)
    return place.grid


def match(problem, case, by):
    facts = {"metres": None, "days": None, "offered": 1, "by": by, "at": NOW}
    kept(ProblemMatch(problem=problem, case=case, **facts))


def an_open_case(grid, where=HERE, **given):
    case = a_case(grid=grid, now=NOW - timedelta(days=3), **given)
    case.lat, case.lon = where["lat"], where["lon"]
    return case


def missed(check):
    strata = found_by(check).strata
    return missed_in(check, strata, within_m=50, confidence=0.95)


def test_a_check_of_cases_says_nothing_of_it(app):
    check = a_seen_check()

    assert missed(check) is None


def test_problems_without_a_case_are_those_that_nobody_had_reported(check):
    grid = a_grid()
    visited(check, an_open_case(grid), None, grid=grid)
    visited(check, None)
    visited(check)

    said = missed(check)

    assert (said.places, said.found, said.unmatched, said.waiting) == (3, 3, 2, 0)
    assert round(said.rate.share, 6) == round(2 / 3, 6)
    assert (said.rate.population, said.rate.looked) == (40, 3)


def test_a_place_of_which_not_all_is_compared_waits_and_counts_nowhere(check):
    visited(check, None, ...)
    visited(check, None)

    said = missed(check)

    assert (said.places, said.found, said.waiting) == (1, 1, 1)


def test_the_last_word_on_a_problem_counts(check):
    grid = a_grid()
    visited(check, None, grid=grid)
    problem = db.session.scalars(select(SeenProblem)).one()
    match(problem, an_open_case(grid), check.team.members[1].person)

    assert missed(check).unmatched == 0


def test_what_could_not_be_visited_or_is_not_handed_in_counts_nowhere(check):
    visited(check, could_not=next(iter(CouldNot)))
    visited(check, None, ended_at=None)

    said = missed(check)

    assert (said.places, said.waiting, said.rate, said.lists) == (0, 0, None, None)


def test_reported_is_what_was_open_at_the_place_then_and_what_was_found_still_there(check):
    grid = a_grid()
    near = an_open_case(grid)
    an_open_case(grid)  # open there, and the inspector did not see it
    an_open_case(grid, FAR)
    declined = an_open_case(grid)
    declined.status = CaseStatus.DECLINED
    closed = an_open_case(grid)
    closed.status, closed.closed_at = CaseStatus.CLOSED, NOW - timedelta(days=1)
    still_there = an_open_case(grid)
    still_there.status, still_there.closed_at = CaseStatus.CLOSED, NOW - timedelta(days=1)
    visited(check, near, still_there, None, grid=grid)

    lists = missed(check).lists

    assert (lists.reported, lists.found, lists.on_both) == (3, 3, 2)
    assert lists == two_lists(3, 3, 2)


def test_no_result_reads_a_growing_table_from_end_to_end():
    without_scans()
    places = a_check(
        frame=FrameKind.PLACES, strata_by=StrataBy.STREET, populations={STREET_CODE: 40}
    )
    grid = a_grid()
    visited(places, an_open_case(grid), None, grid=grid)
    seen = a_seen_check()

    with listening() as sent:
        found_in([places, seen])
        ended_checks(FrameKind.CLOSED_CASES)
        rates_for(STREET_CODE, seen.period_from, seen.period_to)
        missed(places)

    assert [scan for said, facts in sent for scan in scans_of(said, facts, GROWING)] == []
