"""Chance with a seed: the same seed tells the same year, but for the day on which it ends."""

import base64
import random
from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Lot(Generic[T]):
    """A lot to draw from: some things come up more often than others."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.things = [thing for thing, weight in weights.items() if weight > 0]
        self.sums = list(accumulate(weight for weight in weights.values() if weight > 0))

    def draw(self, chance: "Chance") -> T:
        """Return one of the things."""
        return self.things[
            bisect(self.sums, chance.random() * self.sums[-1], 0, len(self.sums) - 1)
        ]


class Chance(random.Random):
    """Python's own generator with the questions that a year's telling asks. Never for secrets."""

    def happens(self, share: float) -> bool:
        """Say yes in this share of the cases."""
        return self.random() < share

    def about(self, mean: float, *, least: float = 0.0, most: float = float("inf")) -> float:
        """Return a waiting time: mostly short, now and then long."""
        return min(most, least + self.expovariate(1 / mean))

    def token(self) -> str:
        """Return the letters of a link, as long as a real one."""
        return base64.urlsafe_b64encode(self.randbytes(16)).rstrip(b"=").decode()
