"""Strata, sizes, seeds and rotation: pure, and the same whoever asks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.rules import INSPECTS, Role, effective, refuse_mixed_roles
from portal.errors import NotAcceptable, NotAllowedNow
from portal.supervision.rules import (
    MOVES,
    CheckStatus,
    CheckStep,
    Row,
    after,
    as_seed,
    cost,
    draw,
    expected_margin,
    list_lines,
    lowest,
    may_go,
    merged_populations,
    merging,
    month_before,
    planned,
    refuse_one_name,
    refuse_other_seed,
    reserve_for,
    touches,
)

NAMES = st.sampled_from([f"33010800{street}-{level}" for street in "123" for level in "1234"])
COUNTS = st.dictionaries(NAMES, st.integers(0, 60), max_size=12)


@given(COUNTS)
def test_merging_leaves_nobody_out_and_no_stratum_alone(counts):
    into = merging(counts)
    merged = merged_populations(counts, into)

    assert sum(merged.values()) == sum(counts.values())
    assert len(merged) <= 1 or min(merged.values()) >= 2
    assert not set(into) & set(merged)
    assert set(into.values()) <= set(merged)


def test_a_small_stratum_goes_to_another_level_of_its_own_street():
    counts = {"330108001-1": 9, "330108001-3": 1, "330108002-3": 400}

    assert merging(counts) == {"330108001-3": "330108001-1"}


@given(COUNTS, st.integers(1, 80), st.integers(1, 5))
def test_a_plan_draws_two_at_least_and_never_more_than_there_are(counts, size, times):
    if sum(counts.values()) < 2:
        with pytest.raises(NotAcceptable):
            planned(counts, size, level_one_times=times)
        return
    strata = planned(counts, size, level_one_times=times)

    assert all(2 <= one.size <= one.population for one in strata)
    assert sum(one.weight * one.size for one in strata) == pytest.approx(sum(counts.values()))


def test_level_one_is_drawn_oftener_and_weighted_back():
    plain = {one.name: one for one in planned({"s-1": 100, "s-2": 100}, 20)}
    closer = {one.name: one for one in planned({"s-1": 100, "s-2": 100}, 20, level_one_times=3)}

    assert (plain["s-1"].size, closer["s-1"].size) == (10, 30)
    assert closer["s-2"] == plain["s-2"]
    assert closer["s-1"].weight == pytest.approx(plain["s-1"].weight / 3)


def test_a_census_has_no_margin_and_a_sample_the_textbooks_one():
    assert expected_margin(planned({"a": 40}, 40), 0.5, 0.95) == 0
    simple = expected_margin(planned({"a": 1_000_000}, 384), 0.5, 0.95)
    assert simple == pytest.approx(0.05, abs=0.0001)


def test_what_a_sample_costs_is_rounded_up_to_whole_days():
    assert cost(planned({"a": 100, "b": 100}, 25), 12).days == 3
    assert cost(planned({"a": 100, "b": 100}, 25), 12).visits == 26 - 1


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=40),
    st.integers(2, 6),
    st.integers(0, 9999),
    st.data(),
)
def test_reading_once_draws_the_same_as_holding_all(strata, size, seed, data):
    rows = [Row(f"N{n:03}{copy}", name) for n, name in enumerate(strata) for copy in "xy"]
    sizes = {row.stratum: size for row in rows}
    earlier = data.draw(st.sets(st.sampled_from([row.number for row in rows])))

    once = lowest(list_lines(rows), sizes, str(seed), earlier=earlier)

    held = draw(rows, sizes, str(seed), earlier=earlier)
    assert [number for name in sorted(once) for number in once[name]] == held


@pytest.mark.parametrize(
    ("typed", "seed"),
    [
        pytest.param(" 3  1\t4 ", "3 1 4", id="spaces"),
        pytest.param("０７　１２　１９", "07 12 19", id="full width"),
        pytest.param("Ａ１２", "A12", id="full-width letters"),
        pytest.param("①②", "12", id="circled digits become plain ones"),
        pytest.param("2026-137:03,08".replace(",", " "), "2026-137:03 08", id="a lottery's number"),
    ],
)
def test_a_seed_has_one_spelling(typed, seed):
    assert as_seed(typed) == seed
    assert as_seed(seed) == seed


@pytest.mark.parametrize("typed", ["", "　", "三一四", "é1", "1\u200b2", "1,2", "x" * 101, "-1"])
def test_a_seed_that_nobody_could_type_alike_is_refused(typed):
    with pytest.raises(NotAcceptable):
        as_seed(typed)


@given(st.text(max_size=30))
def test_a_seed_once_read_reads_the_same_again(typed):
    try:
        seed = as_seed(typed)
    except NotAcceptable:
        return
    assert as_seed(seed) == seed
    assert seed.isascii()


def test_one_person_is_not_two_and_another_seed_is_not_the_same():
    with pytest.raises(NotAcceptable):
        refuse_one_name(7, 7)
    with pytest.raises(NotAcceptable):
        refuse_other_seed("3 1 4", "3 1 5")
    refuse_one_name(7, 8)
    refuse_other_seed("3 1 4", "３  1 4")


@pytest.mark.parametrize(
    ("was_there", "may"),
    [
        pytest.param([], True, id="never there"),
        pytest.param([date(2026, 8, 3)], True, id="one month"),
        pytest.param([date(2026, 7, 31), date(2026, 8, 1)], False, id="two in a row"),
        pytest.param([date(2026, 6, 1), date(2026, 7, 1)], True, id="a month between"),
        pytest.param([date(2026, 7, 1), date(2026, 9, 1)], True, id="this month counts not"),
    ],
)
def test_nobody_goes_into_a_street_for_a_third_month(was_there, may):
    assert may_go(was_there, date(2026, 9, 21)) is may


def test_months_are_counted_over_the_year():
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert not may_go([date(2025, 11, 5), date(2025, 12, 5)], date(2026, 1, 2))


def test_a_conflict_covers_all_that_lies_inside_and_nothing_around():
    assert touches("330108002", "330108002001003")
    assert not touches("330108002001", "330108002")


@given(st.lists(st.sampled_from(list(Role)), max_size=4))
def test_whoever_inspects_has_no_other_right(roles):
    counting = effective(roles)

    assert counting <= set(roles)
    assert counting <= INSPECTS or not counting & INSPECTS
    if set(roles) & INSPECTS and set(roles) - INSPECTS:
        with pytest.raises(NotAcceptable):
            refuse_mixed_roles(roles)


@given(st.lists(st.sampled_from(list(CheckStep)), max_size=12))
def test_nothing_is_drawn_before_the_hash_is_published_and_two_gave_the_seed(steps):
    status, done = CheckStatus.DRAFT, []
    for step in steps:
        try:
            status = after(status, step)
        except NotAllowedNow:
            continue
        done.append(step)
    if CheckStep.DRAW in done:
        order = [CheckStep.FREEZE, CheckStep.PUBLISH, CheckStep.CONFIRM_SEED, CheckStep.DRAW]
        assert [done.index(step) for step in order] == sorted(done.index(step) for step in order)
    assert done.count(CheckStep.FREEZE) <= 1
    assert done.count(CheckStep.DRAW) <= done.count(CheckStep.CONFIRM_SEED)


def test_no_way_leads_back_to_an_open_list():
    later = set(CheckStatus) - {CheckStatus.DRAFT}
    assert all(
        to is not CheckStatus.DRAFT for (status, _step), to in MOVES.items() if status in later
    )


def test_reserves_are_half_as_many():
    assert [reserve_for(n) for n in (2, 3, 10, 11)] == [2, 2, 5, 6]
