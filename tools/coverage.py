"""Draw many samples from frames whose truth is known, and count how often the intervals hold it."""

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import comb, sqrt
from random import Random
from statistics import mean

from portal.supervision.rules import (
    Estimate,
    Looked,
    Place,
    Places,
    Row,
    draw,
    stratified,
    two_lists,
    unmatched_rate,
    variance,
)

TIMES = 2_000  # samples drawn from each frame: what is counted strays by half a percent
Z = 1.959963984540054


@dataclass(frozen=True)
class Frame:
    """A frame whose truth is known: what a check would be drawn from."""

    name: str
    populations: tuple[int, ...]
    sizes: tuple[int, ...]
    bad: tuple[int, ...]

    @property
    def share(self) -> float:
        """Return the true share of bad ones."""
        return sum(self.bad) / sum(self.populations)


@dataclass(frozen=True)
class Held:
    """How often an interval held the truth, and how wide it was on average."""

    ours: float
    width: float
    plain: float  # the textbook's: the share and about two standard errors either way


FRAMES = (
    Frame("one list, one in ten bad", (2_000,), (200,), (200,)),
    Frame("one list, one in fifty bad", (1_000,), (80,), (20,)),
    Frame("one list, half bad", (2_000,), (60,), (1_000,)),
    Frame("three streets alike", (800,) * 3, (40,) * 3, (80, 40, 120)),
    Frame(
        "street × level, in proportion",
        (900, 400, 120, 60) * 3,
        (40, 18, 6, 3) * 3,
        (60, 50, 10, 8) * 3,
    ),
    Frame(
        "many small strata, two of each",
        (900, 400, 60, 20, 10, 5) * 3,
        (30, 14, 2, 2, 2, 2) * 3,
        (90, 40, 6, 2, 1, 1) * 3,
    ),
    Frame(
        "level 1 drawn twice as often",
        (1_500, 700, 200, 80) * 3,
        (80, 14, 4, 2) * 3,
        (225, 21, 6, 2) * 3,
    ),
    Frame("few bad ones", (900, 400, 120, 60) * 3, (40, 18, 6, 3) * 3, (9, 4, 1, 0) * 3),
    Frame("most of the list looked at", (40, 30, 20) * 3, (30, 20, 15) * 3, (4, 6, 2) * 3),
    Frame("twelve strata, two of each", (50,) * 12, (2,) * 12, (5,) * 12),
    Frame("half good, half hopeless", (100, 1_000), (50, 20), (50, 5)),
)
LISTS = (  # problems there are; seen by residents and workers; seen by inspectors
    (200, 0.6, 0.3),
    (200, 0.9, 0.5),
    (1_000, 0.5, 0.1),
    (50, 0.8, 0.3),
    (100, 0.3, 0.3),
)
ALIKE = ((200, 0.6, 0.3), (1_000, 0.5, 0.1))  # the same, where what is easy to see is seen by both
PLACES = (  # places, visited, problems of a place at most, the share that nobody reported
    (300, 60, 3, 0.3),
    (300, 30, 5, 0.5),
    (120, 60, 4, 0.15),
)


@cache
def held_by(frame: Frame) -> Held:
    """Return how often the intervals of samples from a frame hold its truth."""
    return _told(_samples(frame), frame.share, _plain)


def _samples(frame: Frame) -> Iterator[list[Looked]]:
    chance = Random(frame.name)
    parts = zip(frame.populations, frame.sizes, frame.bad, strict=True)
    tables = [(n, size, _ways(n, size, bad)) for n, size, bad in parts]
    for _ in range(TIMES):
        yield [
            Looked(n, size, bisect(ways, chance.random() * ways[-1])) for n, size, ways in tables
        ]


@cache
def _ways(population: int, size: int, bad: int) -> tuple[float, ...]:
    """Return how likely a sample is to hold so many bad ones or fewer (hypergeometric)."""
    all_ways = comb(population, size)
    ways = (comb(bad, x) * comb(population - bad, size - x) / all_ways for x in range(size + 1))
    return tuple(accumulate(ways))


def _plain(strata: Sequence[Looked], estimate: Estimate) -> tuple[float, float]:
    half = Z * sqrt(variance(strata))
    return estimate.share - half, estimate.share + half


def _told(
    samples: Iterator[list[Looked]],
    truth: float,
    plain: Callable[[Sequence[Looked], Estimate], tuple[float, float]],
) -> Held:
    ours, widths, theirs = [], [], []
    for strata in samples:
        estimate = stratified(strata)
        if estimate is None:
            continue
        low, high = plain(strata, estimate)
        ours.append(_within(estimate.low, truth, estimate.high))
        theirs.append(_within(low, truth, high))
        widths.append(estimate.high - estimate.low)
    return Held(mean(ours), mean(widths), mean(theirs))


def _within(low: float, truth: float, high: float) -> bool:
    return low - 1e-12 <= truth <= high + 1e-12


@cache
def lists_held(
    total: int, first: float, second: float, *, alike: bool = False
) -> tuple[float, ...]:
    """Return how often the interval of two lists holds all problems, and the estimate's mean.

    Where the lists are alike, half of the problems are hard to see for both: each sees them a
    quarter as often as the others, and as many as before in all.
    """
    chance, held, estimates = Random(f"{total}-{first}-{second}"), [], []
    for _ in range(TIMES // 2):
        reported = found = both = 0
        for n in range(total):
            eyes = (0.4 if n % 2 else 1.6) if alike else 1.0
            a, b = chance.random() < first * eyes, chance.random() < second * eyes
            reported, found, both = reported + a, found + b, both + (a and b)
        said = two_lists(reported, found, both)
        held.append(_within(said.low, total, said.high))
        estimates.append(said.total)
    return mean(held), mean(estimates) / total


@cache
def places_held(population: int, visits: int, most: int, share: float) -> float:
    """Return how often the interval of the unmatched rate holds that of all places."""
    chance, held = Random(f"{population}-{visits}-{share}"), []
    there = [_place(chance, most, share) for _ in range(population)]
    truth = sum(one.unmatched for one in there) / sum(one.found for one in there)
    for _ in range(TIMES):
        rate = unmatched_rate({"": Places(population, chance.sample(there, visits))})
        held.append(rate is not None and _within(rate.low, truth, rate.high))
    return mean(held)


def _place(chance: Random, most: int, share: float) -> Place:
    """Return a place whose problems stand together: of some places nobody reports anything."""
    found = chance.randrange(most + 1)
    mine = min(1.0, share * chance.choice((0.2, 0.6, 2.2)))
    return Place(found, sum(chance.random() < mine for _ in range(found)))


@cache
def drawn_evenly() -> tuple[int, int, int, float]:
    """Draw with many seeds: how many, of how many rows, how many each time, and chi-square.

    If each row is as likely as any other, the last lies around the number of rows.
    """
    rows, size, seeds = [Row(f"N{n:03}", "a") for n in range(60)], 6, 2_000
    times = Counter(n for seed in range(seeds) for n in draw(rows, {"a": size}, f"seed {seed}"))
    awaited = seeds * size / len(rows)
    spread = awaited * (1 - size / len(rows))
    return seeds, len(rows), size, sum((times[r.number] - awaited) ** 2 for r in rows) / spread
