"""Whether a month's batch is accepted: single sampling plans of GB/T 2828.1 (ISO 2859-1).

A gate answers "accept this batch or not" and nothing else: no rate is estimated from it. The
master tables 2-A to 2-C run along diagonals, a step down in letters being worth a step left in
quality limits, so each is kept as one diagonal; a test compares all their cells.
"""

import enum
from bisect import bisect_left
from dataclasses import dataclass

from portal.errors import N_, NotAcceptable


class Severity(enum.StrEnum):
    """How sharply a gate looks, by what came before (正常、加严、放宽检验)."""

    NORMAL = "normal"
    TIGHTENED = "tightened"
    REDUCED = "reduced"


LETTERS = "ABCDEFGHJKLMNPQR"  # without I and O, which print like numbers
LIMITS = ("0.10", "0.15", "0.25", "0.40", "0.65", "1.0", "1.5", "2.5", "4.0", "6.5", "10")
LOTS = (8, 15, 25, 50, 90, 150, 280, 500, 1_200, 3_200, 10_000, 35_000, 150_000, 500_000)
LEVELS = {  # one letter for each range of lots; the last for all above
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
_FULL = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000)
SIZES = {
    Severity.NORMAL: _FULL,
    Severity.TIGHTENED: _FULL,
    Severity.REDUCED: (2, 2, *_FULL[:14]),
}
UP, DOWN = "up", "down"  # the arrows: take the plan above, or the one below
_FIRST = {  # the diagonal that the plan without any bad one stands on, counted from A and 0.10
    Severity.NORMAL: 9,
    Severity.TIGHTENED: 10,
    Severity.REDUCED: 9,
}
_DIAGONAL: dict[Severity, tuple[int | str, ...]] = {  # acceptance numbers from there on
    Severity.NORMAL: (0, UP, DOWN, 1, 2, 3, 5, 7, 10, 14, 21),
    Severity.TIGHTENED: (0, DOWN, DOWN, 1, 2, 3, 5, 8, 12, 18),
    Severity.REDUCED: (0, UP, DOWN, DOWN, 1, 2, 3, 5, 6, 8, 10),
}


@dataclass(frozen=True)
class Plan:
    """How many of a lot to look at; so many bad ones are still accepted, one more is not."""

    letter: str
    size: int
    accept_at: int

    @property
    def refuse_at(self) -> int:
        """Return from how many bad ones on the lot is refused."""
        return self.accept_at + 1

    def accepts(self, bad: int) -> bool:
        """Return whether a lot with so many bad ones in its sample is accepted."""
        return bad <= self.accept_at


def letter_for(lot: int, level: str = "II") -> str:
    """Return the code letter (样本量字码) of a lot of this size.

    >>> letter_for(1000), letter_for(150, "I"), letter_for(500_001, "III")
    ('J', 'D', 'R')
    """
    if level not in LEVELS:
        raise NotAcceptable(N_("%(level)s is no inspection level."), level=level)
    if lot < 2:
        raise NotAcceptable(N_("A plan needs a lot of two or more."))
    return LEVELS[level][bisect_left(LOTS, lot)]


def plan_for(lot: int, limit: str, level: str = "II", severity: Severity = Severity.NORMAL) -> Plan:
    """Return the plan for a lot; where its sample would be as large as the lot, all is looked at.

    >>> plan_for(1000, "2.5")
    Plan(letter='J', size=80, accept_at=5)
    >>> plan_for(150, "1.5")  # an arrow leads from F to G
    Plan(letter='G', size=32, accept_at=1)
    """
    plan = table_plan(letter_for(lot, level), limit, severity)
    return Plan(plan.letter, min(lot, plan.size), plan.accept_at)


def table_plan(letter: str, limit: str, severity: Severity = Severity.NORMAL) -> Plan:
    """Return what the master table says for a letter and a limit, its arrows followed."""
    if limit not in LIMITS:
        raise NotAcceptable(N_("%(limit)s is no acceptance quality limit."), limit=limit)
    return _followed(LETTERS.index(letter), LIMITS.index(limit), severity)


def one_step_tighter(plan: Plan, limit: str) -> Plan:
    """Return the normal plan of the same letter, one quality limit to the left (9.3.3.2)."""
    return _followed(LETTERS.index(plan.letter), LIMITS.index(limit) - 1, Severity.NORMAL)


def _followed(row: int, column: int, severity: Severity) -> Plan:
    cell = _cell(row, column, severity)
    while isinstance(cell, str):
        row += -1 if cell == UP else 1
        cell = _cell(row, column, severity)
    return Plan(LETTERS[row], SIZES[severity][row], cell)


def _cell(row: int, column: int, severity: Severity) -> int | str:
    """Return one cell of a master table: an acceptance number or an arrow."""
    along = row + column - _FIRST[severity]
    diagonal = _DIAGONAL[severity]
    if along < 0:
        return DOWN
    cell = diagonal[along] if along < len(diagonal) else UP
    return DOWN if cell == UP and row == 0 else cell  # there is nothing above A
