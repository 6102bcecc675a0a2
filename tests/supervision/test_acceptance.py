"""A gate by GB/T 2828.1: every cell of its tables, and how sharply the next batch is looked at."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotAcceptable
from portal.supervision.rules import (
    LEVELS,
    LIMITS,
    Lot,
    Severity,
    letter_for,
    plan_for,
    standing_after,
    table_plan,
)

TABLES = Path(__file__).with_name("gb2828.txt")  # tables 2-A to 2-C, their arrows followed


def cells():
    severity, limits = Severity.NORMAL, []
    for line in TABLES.read_text().splitlines():
        first, *rest = line.split()
        if len(first) > 1:
            severity, limits = Severity(first), rest
            continue
        for limit, cell in zip(limits, rest, strict=True):
            yield severity, first, limit, cell


def test_every_cell_is_the_one_of_the_published_tables():
    said = [
        (severity, letter, limit, f"{plan.letter}{plan.size}/{plan.accept_at}")
        for severity, letter, limit, _cell in cells()
        for plan in [table_plan(letter, limit, severity)]
    ]

    assert said == list(cells())
    assert len(said) == 3 * 16 * 11


@pytest.mark.parametrize(
    ("lots", "letters"),
    [
        ((2, 8), "AAB"),
        ((9, 15), "ABC"),
        ((16, 25), "BCD"),
        ((26, 50), "CDE"),
        ((51, 90), "CEF"),
        ((91, 150), "DFG"),
        ((151, 280), "EGH"),
        ((281, 500), "FHJ"),
        ((501, 1_200), "GJK"),
        ((1_201, 3_200), "HKL"),
        ((3_201, 10_000), "JLM"),
        ((10_001, 35_000), "KMN"),
        ((35_001, 150_000), "LNP"),
        ((150_001, 500_000), "MPQ"),
        ((500_001, 2_400_000), "NQR"),
    ],
)
def test_a_lots_letter_is_that_of_the_published_table(lots, letters):
    for lot in lots:
        assert "".join(letter_for(lot, level) for level in ("I", "II", "III")) == letters


def test_the_published_example():
    plan = plan_for(1_000, "2.5")

    assert (plan.letter, plan.size, plan.accept_at, plan.refuse_at) == ("J", 80, 5, 6)
    assert plan.accepts(5)
    assert not plan.accepts(6)


def test_a_lot_smaller_than_its_sample_is_looked_at_as_a_whole():
    assert plan_for(10, "0.10").size == 10


lots_of_any_size = st.integers(2, 3_000_000)


@given(lots_of_any_size, st.sampled_from(LIMITS), st.sampled_from(sorted(LEVELS)))
def test_a_plan_never_asks_for_more_than_the_lot_and_reduced_never_for_more(lot, limit, level):
    normal = plan_for(lot, limit, level)
    reduced = plan_for(lot, limit, level, Severity.REDUCED)

    assert 1 <= reduced.size <= normal.size <= lot
    assert 0 <= normal.accept_at < table_plan(letter_for(lot, level), limit).size


@given(st.integers(0, 15), st.sampled_from(LIMITS))
def test_tightened_inspection_never_accepts_a_larger_share(row, limit):
    letter = "ABCDEFGHJKLMNPQR"[row]
    normal, sharp = (table_plan(letter, limit, s) for s in (Severity.NORMAL, Severity.TIGHTENED))

    assert sharp.accept_at / sharp.size <= normal.accept_at / normal.size


@pytest.mark.parametrize(
    ("lot", "limit", "level"),
    [
        pytest.param(1, "2.5", "II", id="a lot of one"),
        pytest.param(0, "2.5", "II", id="an empty lot"),
        pytest.param(100, "2.50", "II", id="a limit that the tables do not have"),
        pytest.param(100, "2.5", "IV", id="no such level"),
    ],
)
def test_what_the_tables_do_not_have_is_refused(lot, limit, level):
    with pytest.raises(NotAcceptable):
        plan_for(lot, limit, level)


def batches(said, severity=Severity.NORMAL, limit="2.5", bad=0):
    """Return batches of a thousand: `+` accepted with so many bad ones, `-` refused."""
    plan = plan_for(1_000, limit, severity=severity)
    return [Lot(plan, limit, bad if sign == "+" else plan.refuse_at) for sign in said]


@pytest.mark.parametrize(
    ("said", "severity"),
    [
        pytest.param("", Severity.NORMAL, id="a series begins on normal"),
        pytest.param("-++", Severity.NORMAL, id="one refused"),
        pytest.param("--", Severity.TIGHTENED, id="the first two refused"),
        pytest.param("-+++-", Severity.TIGHTENED, id="two of five"),
        pytest.param("-++++-", Severity.NORMAL, id="two of six"),
    ],
)
def test_two_refused_of_five_or_fewer_are_looked_at_more_sharply(said, severity):
    assert standing_after(batches(said)).severity is severity


def test_five_accepted_one_after_the_other_bring_back_normal():
    sharp = Severity.TIGHTENED
    start = batches("--")

    assert standing_after(start + batches("-++++", sharp)).severity is sharp
    assert standing_after(start + batches("-+++++", sharp)).severity is Severity.NORMAL


def test_five_refused_on_tightened_stop_the_gate_even_with_good_ones_between():
    start = batches("--")

    assert not standing_after(start + batches("-++-++-++-", Severity.TIGHTENED)).stopped
    assert standing_after(start + batches("-++-++-++-+-", Severity.TIGHTENED)).stopped


def test_reduced_may_be_chosen_after_thirty_points_and_is_never_automatic():
    nine, ten = batches("+" * 9), batches("+" * 10)

    assert not standing_after(nine).may_reduce
    assert standing_after(ten).may_reduce
    assert standing_after(ten).severity is Severity.NORMAL
    chosen = [*nine, Lot(nine[0].plan, "2.5", 0, reduce=True)]
    assert standing_after(chosen).severity is Severity.REDUCED


@pytest.mark.parametrize(
    ("limit", "bad", "score"),
    [
        pytest.param("2.5", 3, 3, id="a limit one step tighter accepts three too"),
        pytest.param("2.5", 4, 0, id="one step tighter would refuse four"),
        pytest.param("0.65", 1, 2, id="of plans that accept one at most each earns two"),
    ],
)
def test_what_a_batch_earns_on_the_switching_score(limit, bad, score):
    assert standing_after(batches("+", limit=limit, bad=bad)).score == score


def test_a_refused_batch_takes_the_whole_score():
    assert standing_after(batches("+++-")).score == 0


@pytest.mark.parametrize("last", ["refused", "irregular"])
def test_reduced_ends_with_a_refused_batch_or_unsteady_work(last):
    ten = batches("+" * 9)
    ten.append(Lot(ten[0].plan, "2.5", 0, reduce=True))
    plan = plan_for(1_000, "2.5", severity=Severity.REDUCED)
    good = Lot(plan, "2.5", 0)
    end = Lot(plan, "2.5", plan.refuse_at) if last == "refused" else Lot(plan, "2.5", 0, True)

    assert standing_after([*ten, good]).severity is Severity.REDUCED
    assert standing_after([*ten, good, end]).severity is Severity.NORMAL


@given(st.text("+-", max_size=60))
def test_whatever_comes_the_next_batch_has_a_plan(said):
    lots = []
    for sign in said:
        lots += batches(sign, standing_after(lots).severity)
    standing = standing_after(lots)

    assert plan_for(1_000, "2.5", severity=standing.severity).size >= 20
    assert len(standing.lately) <= 5
