"""When what was drawn could not be looked at, and what stands in its place.

Nobody chooses: the next ticket of the same stratum and round follows, exactly as if one
more had been drawn from the beginning. What is replaced stays in
the list with its reason, and how many were is told beside every result: places that
cannot be reached may be worse than those that can.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


class CouldNot(enum.StrEnum):
    """Why something drawn could not be looked at."""

    LOCKED = "locked"  # no way in, or not let in
    NOBODY_IN = "nobody_in"
    WEATHER = "weather"
    NOT_FOUND = "not_found"  # the place is not to be found from what is written
    BUILT_OVER = "built_over"  # the place is no longer what it was: nothing can show either way
    UNSAFE = "unsafe"


# Another day may be better: only after so many tries, on days of their own, is it given up.
PASSING = frozenset({CouldNot.LOCKED, CouldNot.NOBODY_IN, CouldNot.WEATHER})


@dataclass(frozen=True)
class Attempt:
    """A visit on which something could not be looked at."""

    on: date
    reason: CouldNot


def is_given_up(attempts: Sequence[Attempt], *, tries: int) -> bool:
    """Say whether what was drawn is to be replaced: for a reason that lasts, or after the tries.

    Two attempts on one day are one try: whoever comes back at once finds the same locked door.

    >>> at_noon = Attempt(date(2026, 9, 21), CouldNot.LOCKED)
    >>> is_given_up([at_noon, at_noon], tries=2)
    False
    """
    if any(attempt.reason not in PASSING for attempt in attempts):
        return True
    return len({attempt.on for attempt in attempts}) >= tries
