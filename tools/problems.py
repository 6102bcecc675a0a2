"""Problems in the world and their luck: the same, whatever anybody does about them.

What is invented is how people behave and how often they are found out (ODDS). Each chance is drawn
from the problem's own name, so that an honest quarter and a gamed one are the same quarter but for
what the player does.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import shake_128
from struct import unpack

ODDS = {
    "the worker's walk comes upon a problem": 0.6,
    "a resident tells a problem": 0.45,
    "of what both see, the worker tells first": 0.6,
    "a problem is hard": 0.25,
    "an easy problem is solved in time": 0.9,
    "a hard problem is solved in time": 0.45,
    "what is late is solved in the end": 0.7,
    "what was solved is solved only half": 0.05,
    "a first answer is given in time": 0.9,
    "an honest report is judged valid": 0.93,
    "a trivial report slips through as valid": 0.05,
    "a made-up report slips through as valid": 0.6,
    "a second report of one problem slips through as valid": 0.1,
    "a resident who tells can be asked": 0.7,
    "a resident whose problem is solved answers": 0.3,
    "a resident whose problem is still there answers": 0.45,
    "a resident says so where it is solved": 0.95,
    "a resident says so where it is not": 0.9,
    "a resident is satisfied with what is solved soon": 0.85,
    "a resident is satisfied with what is solved late": 0.55,
    "a resident is satisfied with what is not solved": 0.05,
    "a resident answers before Monday": 0.5,
    "a worker looks in time": 0.85,
    "a worker who looks sees that it is not solved": 0.9,
    "a closing is sampled": 0.06,
    "a place is visited blind": 0.06,
    "an inspector sees that it is not solved": 0.95,
    "an inspector sees that it was made up": 0.3,
    "photos show that nothing was done when it was closed": 0.5,
    "a case belongs to another unit": 0.05,
    "a return of another unit's case is upheld": 0.8,
    "a return of one's own case is upheld": 0.1,
    "a case is beyond its level": 0.05,
    "a case beyond its level stays above": 0.9,
    "a case of one's own level stays above": 0.1,
    "a case has to wait for somebody else": 0.06,
    "a pause with a reason is granted": 0.9,
    "a pause without a reason is granted": 0.3,
    "leaving out without a reason is granted": 0.1,
}
MATTERS = ("A101", "B205", "C310")  # hard ones are mostly of the last


class Nature(enum.Enum):
    """What a report stands on, by the odds with which it is judged valid."""

    REAL = "an honest report is judged valid"
    TRIVIAL = "a trivial report slips through as valid"
    MADE_UP = "a made-up report slips through as valid"
    COPY = "a second report of one problem slips through as valid"


OWN = "of one's own"
THINGS = (*ODDS, "level", "matter")
PLACES = {what: n for n, what in enumerate(THINGS)}


def limits_of(odds: Mapping[str, float]) -> dict[str, int]:
    """Return below which number of two bytes each thing happens."""
    return {what: int(chances * 2**16) for what, chances in odds.items()}


LIMITS = limits_of(ODDS)


@cache
def luck(name: str) -> tuple[int, ...]:
    """Return what chance has in store for a problem: two bytes for each thing that may happen."""
    return unpack(f">{len(THINGS)}H", shake_128(name.encode()).digest(2 * len(THINGS)))


def chance(name: str, what: str) -> float:
    """Return a chance from 0 to 1 that is the same wherever its names are the same."""
    return luck(name)[PLACES[what]] / 2**16


@dataclass(frozen=True)
class Problem:
    """Something in the world with its own luck, the same whatever anybody does about it."""

    name: str
    level: int
    nature: Nature = Nature.REAL
    copy: int = 0  # another report of the same problem
    has_waited: bool = False  # it went up: its reporter was promised an earlier day
    is_up_within: bool = False  # handed up by a grid's worker, whose own look then confirms nothing
    limits: Mapping[str, int] = field(default_factory=lambda: LIMITS, compare=False)

    def happens(self, what: str) -> bool:
        """Draw whether something happens that has odds."""
        return luck(self.name)[PLACES[what]] < self.limits[what]

    def is_valid(self) -> bool:
        """Draw whether a report of it is judged valid."""
        what = self.nature.value
        name = f"{self.name}-{self.copy}" if self.copy else self.name
        return luck(name)[PLACES[what]] < self.limits[what]

    @property
    def is_hard(self) -> bool:
        """Say whether it takes more than a visit; what is made up never does."""
        return self.nature in (Nature.REAL, Nature.COPY) and self.happens("a problem is hard")

    @property
    def matter(self) -> str:
        """Return the code of its matter."""
        which = chance(self.name, "matter")
        return MATTERS[-1] if self.is_hard and which < 0.7 else MATTERS[which < 0.5]
