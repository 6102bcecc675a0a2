"""What is true of a board's life: posted, inspected, faulty, out of date, revoked."""

import enum
from dataclasses import dataclass
from datetime import datetime


class HangsAt(enum.StrEnum):
    """Where in its grid a board hangs."""

    MOST_VISIBLE = "most-visible"
    ENTRANCE = "entrance"


class Revocation(enum.StrEnum):
    """Why a code is no longer valid."""

    WITHDRAWN = "withdrawn"
    LOST = "lost"
    SUSPICIOUS = "suspicious"


class Finding(enum.StrEnum):
    """What somebody found who stood before a board."""

    FINE = "fine"
    DAMAGED = "damaged"
    OUTDATED = "outdated"
    MISSING = "missing"
    COVERED = "covered"
    SUSPICIOUS = "suspicious"


RESIDENTS_SAY = (Finding.DAMAGED, Finding.OUTDATED)
NEEDS_A_NEW_ONE = frozenset({Finding.DAMAGED, Finding.MISSING})


class CheckKind(enum.StrEnum):
    """What somebody did at a board's place."""

    POSTED = "posted"
    INSPECTED = "inspected"


class BoardState(enum.StrEnum):
    """How a board stands, in one word: the first that holds, from the top."""

    REVOKED = "revoked"
    FAULTY = "faulty"
    OUT_OF_DATE = "out-of-date"
    NOT_PRINTED = "not-printed"
    NOT_POSTED = "not-posted"
    UP = "up"


@dataclass(frozen=True)
class Standing:
    """What the register knows of a board, as far as its state hangs on it."""

    is_revoked: bool = False
    faulty_since: datetime | None = None
    out_of_date_since: datetime | None = None
    printed_at: datetime | None = None
    posted_at: datetime | None = None
    revision: int = 1
    posted_revision: int | None = None


def state_of(board: Standing) -> BoardState:
    """Return how a board stands.

    >>> state_of(Standing()), state_of(Standing(is_revoked=True))
    (<BoardState.NOT_PRINTED: 'not-printed'>, <BoardState.REVOKED: 'revoked'>)
    """
    if board.is_revoked:
        return BoardState.REVOKED
    if board.faulty_since:
        return BoardState.FAULTY
    if board.out_of_date_since:
        return BoardState.OUT_OF_DATE
    if not (board.printed_at or board.posted_at):
        return BoardState.NOT_PRINTED
    hangs = board.revision if board.posted_revision is None else board.posted_revision
    is_up = board.posted_at and hangs >= board.revision
    return BoardState.UP if is_up else BoardState.NOT_POSTED


def needs_reprint(board: Standing, fault: Finding | None) -> bool:
    """Say whether a board is to be printed again: it says what is no longer so, or is spoilt.

    A spoilt one is off the list as soon as it was printed after the fault was found; whether the
    new one hangs is the next question.
    """
    if board.is_revoked:
        return False
    is_spoilt = board.faulty_since and fault in NEEDS_A_NEW_ONE
    is_done = board.printed_at and board.faulty_since and board.printed_at > board.faulty_since
    return bool(board.out_of_date_since or (is_spoilt and not is_done))
