"""For which unit a case counts: the one whose clock it was, whoever has the case later.

A transfer, and a return too late to start the clock afresh, keep the date, and so whose it is.
What comes back has a fresh date and still is whose it was, unless it goes to another unit by that:
or else whoever hands a case on too late would be rid of it as soon as it came back. So does what
goes up a level when more than half of its time is gone: its fresh date makes nobody be in time.
Nor does the date that a unit has from handing a case up, be it to itself on the level above, be it
that the case is sent back: or else it would hand up whatever it wants more time for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from portal.cases.rules.life import Step

COMEBACKS = frozenset({Step.REOPEN, Step.ESCALATE, Step.DISPUTE, Step.INSPECT})
HAND_OUT = frozenset({Step.DISPATCH, Step.SPLIT})
HANDS_ON = frozenset({Step.TRANSFER, Step.HAND_UP})
BEGINNINGS = HAND_OUT | COMEBACKS | {Step.HAND_UP}


@dataclass(frozen=True)
class Stood:
    """How a case stood after a step, as far as it says whose clock it is."""

    step: Step
    at: datetime
    level: int | None
    unit_id: int | None
    until: datetime | None  # the end of the day on which it is due


def begins_anew(history: Sequence[Stood], new: Stood) -> bool:
    """Say whether a step makes a case count for the unit that has it then."""
    if new.step not in BEGINNINGS or new.unit_id is None:
        return False
    if new.step is Step.HAND_UP:
        return not goes_up_late(history, new)
    before = history[-1] if history else None
    if before is None or before.until is None or (before.level or 0) < (new.level or 0):
        return True
    return new.step in COMEBACKS and before.unit_id != new.unit_id


def comes_from_grid(new: Stood) -> bool:
    """Say whether a step takes a case up from the grid's own worker, to the community's level."""
    return new.step is Step.HAND_UP and new.level == 2


def goes_up_late(history: Sequence[Stood], new: Stood) -> bool:
    """Say whether a step takes a case up when more than half of its unit's time is gone."""
    if new.step is not Step.HAND_UP or not history or history[-1].until is None:
        return False
    began = [one.at for one in history if one.step in BEGINNINGS and one.unit_id is not None]
    return bool(began) and new.at - began[-1] > history[-1].until - new.at


def is_late_but_for_going_up(history: Sequence[Stood], resolved: Stood, whose: int | None) -> bool:
    """Say whether a unit resolves a case after the date that it had before handing it up."""
    return resolved.step is Step.RESOLVE and any(
        one.step is Step.HAND_UP
        and had.unit_id == whose
        and had.until is not None
        and resolved.at >= had.until  # midnight is the next day
        for had, one in pairwise(history)
    )
