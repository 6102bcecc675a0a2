"""No case that is told can be told from four others."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.clock import day_of
from portal.db import db
from portal.exchange.queries import open_cases
from portal.exchange.rules import Fineness, Known, told_alike
from tests.factories import a_case, a_grid, a_matter

DAYS = st.dates(date(2026, 9, 1), date(2026, 9, 3))
GRIDS = st.builds(
    lambda street, community, grid: f"33010800{street}02{community}00{grid}",
    *(st.integers(1, 2) for _ in range(3)),
)


@st.composite
def cases(draw):
    letter = draw(st.sampled_from("AB"))
    return Known(
        draw(GRIDS), f"{letter}10{draw(st.integers(1, 2))}", letter, draw(DAYS), draw(PRIVATE)
    )


PRIVATE = st.sampled_from([False, False, False, True])
MANY = st.lists(cases(), max_size=120)


@given(MANY, st.integers(1, 9))
def test_every_combination_occurs_at_least_five_times(many, fewest):
    told = Counter(one[:3] for one in told_alike(many, fewest) if one)

    assert all(times >= max(5, fewest) for times in told.values())


@given(MANY)
def test_what_is_told_is_true_and_a_private_matter_is_told_of_no_community(many):
    for known, told in zip(many, told_alike(many, 5), strict=True):
        if told:
            assert known.grid.startswith(told.area)
            assert known.matter.startswith(told.matter)
            assert known.day.isoformat().startswith(told.when)
        if told and known.is_private:
            assert (len(told.area) <= 9, told.matter, told.when) == (
                True,
                known.category,
                "2026-09",
            )


@given(MANY)
def test_what_is_left_out_is_alike_with_too_few_even_in_the_whole_district(many):
    told = told_alike(many, 5)
    left = Counter(one.category for one, said in zip(many, told, strict=True) if said is None)

    assert all(times < 5 for times in left.values())


def test_each_step_is_taken_only_by_those_that_the_finer_one_left():
    here = Known("330108002021001", "B219", "B", date(2026, 9, 1), is_private=False)
    later = here._replace(day=date(2026, 9, 2))
    beside = here._replace(grid="330108002021002")
    far = here._replace(grid="330108003001001", matter="B101")

    told = told_alike([here] * 6 + [later] * 5 + [beside] * 3 + [far] * 2, 5)

    assert [one.fineness for one in told[:11]] == [Fineness.GRID_DAY] * 11
    assert [one[:3] for one in told[11:]] == [("330108", "B", "2026-09")] * 5


def test_what_is_read_day_by_day_is_told_as_the_rule_tells_it(app):
    grids = [a_grid(), a_grid()]
    matters = [a_matter(is_private=False), a_matter(is_private=True)]
    begins, cases = clock.start_of(date(2026, 8, 3)), []
    for n in range(30):
        grid, matter = grids[n % 7 == 0], matters[n % 5 == 0]
        case = a_case(grid=grid, matter=matter)
        case.reported_at = begins + timedelta(days=n % 3 * (n % 2), hours=n % 20)
        known = Known(grid.code, matter.code, matter.category, day_of(case.reported_at), n % 5 == 0)
        cases.append(known)
    db.session.flush()

    read = Counter()
    for one in open_cases(2026, date(2026, 9, 21), 5):
        read[one.told] += one.times

    assert read == Counter(one for one in told_alike(cases, 5) if one)
    assert {one.fineness for one in read} > {Fineness.GRID_DAY}
