"""No case that is told can be told from four others."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.exchange.rules import Fineness, Known, told_alike

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
