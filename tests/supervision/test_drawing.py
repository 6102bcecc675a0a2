"""A draw: the same for everyone who holds the list and the seed, and fair to every stratum."""

import hashlib
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import NotAcceptable
from portal.supervision.rules import (
    Row,
    draw,
    list_hash,
    list_lines,
    populations,
    shared_out,
    size_for,
    ticket,
)

NUMBERS = [f"BJ2026092100{n:03}0" for n in range(60)]
ROWS = [Row(number, f"33010800{n % 3 + 1}-{n % 2 + 1}") for n, number in enumerate(NUMBERS)]
STRATA = sorted({row.stratum for row in ROWS})
FIVE_EACH = dict.fromkeys(STRATA, 5)
SEED = "3 1 4 1 5 9"

# Lists in which every stratum has two or more.
lists = st.lists(st.sampled_from("abc"), min_size=2, max_size=40).map(
    lambda strata: [
        Row(f"N{n:03}{copy}", name) for n, name in enumerate(strata) for copy in ("x", "y")
    ]
)
seeds = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12)


def test_the_hash_is_the_one_that_a_sort_and_a_hash_tool_give():
    lines = sorted(f"{row.number},{row.stratum}" for row in ROWS)
    by_hand = hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest()

    assert list_hash(ROWS) == by_hand


def test_a_ticket_is_the_hash_of_seed_and_number():
    assert ticket("7", "BJ1") == hashlib.sha256(b"7:BJ1").hexdigest()


def test_the_lowest_tickets_of_each_stratum_are_drawn():
    drawn = draw(ROWS, FIVE_EACH, SEED)

    for stratum in STRATA:
        inside = {row.number for row in ROWS if row.stratum == stratum}
        taken, rest = inside & set(drawn), inside - set(drawn)
        assert len(taken) == 5
        assert max(ticket(SEED, n) for n in taken) < min(ticket(SEED, n) for n in rest)


@given(lists, seeds, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(rows, seed, chance: Random):
    sizes = dict.fromkeys(populations(rows), 3)
    shuffled = list(rows)
    chance.shuffle(shuffled)

    assert draw(shuffled, sizes, seed) == draw(rows, sizes, seed)
    assert list_hash(shuffled) == list_hash(rows)


@given(lists, seeds)
def test_the_same_seed_draws_the_same(rows, seed):
    sizes = dict.fromkeys(populations(rows), 2)

    assert draw(rows, sizes, seed) == draw(list(rows), dict(sizes), seed)


def test_another_seed_draws_others():
    assert set(draw(ROWS, FIVE_EACH, SEED)) != set(draw(ROWS, FIVE_EACH, "2 7 1 8 2 8"))


@given(lists, seeds, st.integers(2, 100))
def test_never_more_is_drawn_than_a_stratum_has_and_nothing_twice(rows, seed, size):
    there = populations(rows)
    drawn = draw(rows, dict.fromkeys(there, size), seed)
    stratum_of = dict(rows)

    assert len(set(drawn)) == len(drawn)
    for stratum, most in there.items():
        assert sum(stratum_of[number] == stratum for number in drawn) == min(size, most)


@given(lists, seeds, seeds)
def test_what_was_drawn_earlier_is_left_out_of_a_further_round(rows, seed, fresh_seed):
    sizes = dict.fromkeys(populations(rows), 2)
    first = draw(rows, sizes, seed)

    assert not set(draw(rows, sizes, fresh_seed, earlier=first)) & set(first)


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [
        pytest.param([], {}, id="an empty list"),
        pytest.param([Row("A", "x")], {"x": 2}, id="a stratum of one"),
        pytest.param([Row("A", "x"), Row("B", "x")], {"x": 1}, id="one from a stratum"),
        pytest.param([Row("A", "x"), Row("B", "x")], {}, id="a stratum without a size"),
        pytest.param([Row("A", "x"), Row("B", "x")], {"x": 2, "y": 2}, id="a size for none"),
        pytest.param([Row("A", "x"), Row("A", "x")], {"x": 2}, id="a number twice"),
        pytest.param([Row("A", "x"), Row("A", "y")], {"x": 2, "y": 2}, id="a number in two strata"),
        pytest.param([Row("A,x\nB", "x"), Row("C", "x")], {"x": 2}, id="a line break"),
        pytest.param([Row("", "x"), Row("C", "x")], {"x": 2}, id="no number"),
    ],
)
def test_a_list_that_cannot_be_drawn_from_fairly_is_refused(rows, sizes):
    with pytest.raises(NotAcceptable):
        draw(rows, sizes, SEED)


@pytest.mark.parametrize("seed", ["", "  "])
def test_a_draw_without_a_seed_is_refused(seed):
    with pytest.raises(NotAcceptable):
        draw(ROWS, FIVE_EACH, seed)


def test_two_lists_never_read_as_the_same_lines():
    assert list_lines([Row("A", "x"), Row("B", "x")]) != list_lines([Row("A", "x"), Row("B", "y")])


@pytest.mark.parametrize(
    ("population", "half", "tenth"),
    [
        (60, (57, 53, 47, 38), (53, 43)),
        (362, (271, 187, 128, 77), (187, 101)),
        (1_000, (517, 278, 165, 88), (278, 122)),
        (2_000, (697, 323, 179, 92), (323, 130)),
        (5_000, (880, 357, 189, 95), (357, 135)),
        (20_000, (1_014, 377, 195, 96), (377, 138)),
    ],
)
def test_the_sizes_are_those_of_the_published_table(population, half, tenth):
    assert tuple(size_for(population, margin) for margin in (0.03, 0.05, 0.07, 0.1)) == half
    assert tuple(size_for(population, margin, expected=0.1) for margin in (0.03, 0.05)) == tenth


def test_more_confidence_takes_a_larger_sample():
    assert size_for(1000, 0.05, 0.9) < size_for(1000, 0.05, 0.95) < size_for(1000, 0.05, 0.99)


@given(st.integers(1, 50_000), st.floats(0.001, 0.5), st.floats(0.5, 0.999))
def test_a_sample_is_never_empty_and_never_larger_than_the_list(population, margin, confidence):
    assert 1 <= size_for(population, margin, confidence) <= population


@pytest.mark.parametrize(("population", "margin"), [(0, 0.05), (100, 0), (100, 1), (100, -0.1)])
def test_a_size_that_says_nothing_is_refused(population, margin):
    with pytest.raises(NotAcceptable):
        size_for(population, margin)


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(2, 300), min_size=1), st.integers(1, 400)
)
def test_a_size_is_shared_out_whole_with_two_at_least_and_no_stratum_overdrawn(there, size):
    shared = shared_out(size, there)

    assert shared.keys() == there.keys()
    assert all(2 <= shared[name] <= there[name] for name in there)
    assert sum(shared.values()) >= min(size, sum(there.values()))
    assert sum(shared.values()) <= max(size, 0) + 2 * len(there)
    in_proportion = {name: size * n / sum(there.values()) for name, n in there.items()}
    assert all(shared[name] <= max(2, in_proportion[name] + 1) for name in there)
