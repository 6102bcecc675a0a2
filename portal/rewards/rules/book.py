"""The book of two sides: which accounts there are, and which two each step moves money between."""

import enum
from collections.abc import Mapping

from portal.rewards.rules.money import PayState, PayStep


class AccountKind(enum.StrEnum):
    """What an account holds; those of a budget are kept by community and quarter, others by goods.

    Debits are positive. Where money or goods come from stands on the other side.
    """

    GRANTED = "granted"  # where budgets come from
    AVAILABLE = "available"  # granted, and not promised to anybody
    COMMITTED = "committed"  # approved
    SENT = "sent"  # on a list at the bank
    PAID = "paid"
    HANDED = "handed"  # the value of goods handed over
    SUPPLIED = "supplied"  # where goods come from
    STOCK = "stock"
    ISSUED = "issued"  # goods handed over


class ProofFault(enum.StrEnum):
    """What a proof of the book can find wrong."""

    ENTRY = "entry"  # its lines do not sum to zero, or it has fewer than two
    TRIAL = "trial"  # all balances together are not zero
    BALANCE = "balance"  # an account says other than the rows that it stands for
    BUDGET = "budget"  # more is promised than was granted
    STOCK = "stock"  # fewer than none, or fewer than are promised
    BATCH = "batch"  # a list does not have its checksum


OF_BUDGETS = (
    AccountKind.GRANTED,
    AccountKind.AVAILABLE,
    AccountKind.COMMITTED,
    AccountKind.SENT,
    AccountKind.PAID,
    AccountKind.HANDED,
)
OF_GOODS = (AccountKind.SUPPLIED, AccountKind.STOCK, AccountKind.ISSUED)

# The account on which a reward in this state stands with its worth.
HOLDS: dict[PayState, AccountKind] = {
    PayState.APPROVED: AccountKind.COMMITTED,
    PayState.SENT: AccountKind.SENT,
    PayState.PAID: AccountKind.PAID,
    PayState.COLLECTED: AccountKind.HANDED,
}

Moved = dict[AccountKind, int]


def granted(fen: int) -> Moved:
    """Return what a change of a budget by so much moves."""
    return {AccountKind.GRANTED: -fen, AccountKind.AVAILABLE: fen}


def stepped(before: PayState, afterwards: PayState, worth: int) -> Moved:
    """Return what a step moves between the accounts of a budget: nothing where it only talks.

    What is not promised to anybody is available.
    """
    left = HOLDS.get(before, AccountKind.AVAILABLE)
    entered = HOLDS.get(afterwards, AccountKind.AVAILABLE)
    return {left: -worth, entered: worth} if left is not entered else {}


def supplied(count: int, value: int) -> Moved:
    """Return what goods that come in (or are written off, if negative) move."""
    return {AccountKind.SUPPLIED: -count * value, AccountKind.STOCK: count * value}


def issued(step: PayStep, before: PayState, value: int) -> Moved:
    """Return what a step moves between the accounts of goods: out of the stock, or back into it."""
    if step is PayStep.HAND_OVER:
        return {AccountKind.STOCK: -value, AccountKind.ISSUED: value}
    if step is PayStep.REVERSE and before is PayState.COLLECTED:
        return {AccountKind.STOCK: value, AccountKind.ISSUED: -value}
    return {}


def is_balanced(moved: Mapping[AccountKind, int]) -> bool:
    """Say whether both sides are equal."""
    return sum(moved.values()) == 0
