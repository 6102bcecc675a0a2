"""What is true of payments: how much a star brings, which steps there are, and by whose hands."""

import enum
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from portal.accounts.rules import Role
from portal.errors import N_, NotAcceptable, NotAllowedNow, NotYours
from portal.policy.rules import Policy
from portal.rewards.rules.quarters import number_of, quarter_after

FEN = 100  # in a yuan
CLEAR = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no letter that is read as another, or as a digit
CODE_LETTERS = 6
AMOUNT = re.compile(r"(\d{1,9})(?:[.．](\d{1,2}))?")
CODES_IN_WORDS = str.maketrans("", "", " -－　")

# Whose posts let them do what in their area; the door's table says the same of pages.
SEES_MONEY = frozenset({Role.FINANCE, Role.LEAD, Role.STREET_CLERK, Role.COMMUNITY_CLERK})
PROPOSES = frozenset({Role.FINANCE})
APPROVES = frozenset({Role.LEAD, Role.STREET_CLERK})
PAYS = frozenset({Role.FINANCE})
HANDS_OVER = frozenset({Role.FINANCE, Role.STREET_CLERK, Role.COMMUNITY_CLERK})


class PayKind(enum.StrEnum):
    """What a volunteer gets for their stars."""

    MONEY = "money"
    GOODS = "goods"


class PayState(enum.StrEnum):
    """Where a reward stands."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    APPROVED = "approved"  # to be paid, or to be collected
    SENT = "sent"  # on a list that is at the bank
    PAID = "paid"
    COLLECTED = "collected"
    REVERSED = "reversed"


class PayStep(enum.StrEnum):
    """What is done with a reward; each step is kept with who, when and why."""

    PROPOSE = "propose"
    CHOOSE = "choose"  # goods, or money after all
    APPROVE = "approve"
    REFUSE = "refuse"
    SEND = "send"
    PAY = "pay"
    FAIL = "fail"  # the bank did not take it
    HAND_OVER = "hand_over"
    CONFIRM = "confirm"  # whoever got it says so
    REVERSE = "reverse"


_S, _P = PayState, PayStep
MOVES: dict[tuple[PayState, PayStep], PayState] = {
    (_S.PROPOSED, _P.CHOOSE): _S.PROPOSED,
    (_S.PROPOSED, _P.APPROVE): _S.APPROVED,
    (_S.PROPOSED, _P.REFUSE): _S.REFUSED,
    (_S.APPROVED, _P.SEND): _S.SENT,
    (_S.SENT, _P.PAY): _S.PAID,
    (_S.SENT, _P.FAIL): _S.APPROVED,
    (_S.APPROVED, _P.HAND_OVER): _S.COLLECTED,
    (_S.PAID, _P.CONFIRM): _S.PAID,
    (_S.COLLECTED, _P.CONFIRM): _S.COLLECTED,
    (_S.APPROVED, _P.REVERSE): _S.REVERSED,
    (_S.PAID, _P.REVERSE): _S.REVERSED,
    (_S.COLLECTED, _P.REVERSE): _S.REVERSED,
}
OVER = frozenset({_S.REFUSED, _S.REVERSED})  # after these a quarter can be proposed anew
SETTLED = frozenset({_S.PAID, _S.COLLECTED})
COUNTS = frozenset({_S.APPROVED, _S.SENT, _S.PAID, _S.COLLECTED})  # against the budget
ONLY_FOR = {_P.SEND: PayKind.MONEY, _P.HAND_OVER: PayKind.GOODS}


@dataclass(frozen=True)
class Hands:
    """Whose hands a reward has been through: for whom, by whom proposed and last moved on."""

    payee_id: int
    proposer_id: int
    mover_id: int  # who did the last step that moved money or goods


def after(state: PayState, step: PayStep, kind: PayKind) -> PayState:
    """Return the state to which a step leads, or refuse a step that has no move."""
    if (state, step) not in MOVES or ONLY_FOR.get(step, kind) is not kind:
        raise NotAllowedNow(N_("This reward has moved on. Look at how it stands now."))
    return MOVES[state, step]


def reward_for(stars: int, policy: Policy) -> int:
    """Return the fen that so many stars bring for a quarter; none without a star."""
    return int(policy.star_fen[stars - 1]) if stars > 0 else 0


def open_from(quarter: date, policy: Policy) -> date:
    """Return the first day on which a quarter's rewards may be approved: no more samples then."""
    return quarter_after(quarter) + timedelta(days=policy.hold_days)


def refuse_own_hands(by_id: int, hands: Hands, *, is_related: bool) -> None:
    """Refuse that somebody approves what they proposed, what is theirs, or a relative's."""
    if by_id == hands.payee_id:
        raise NotYours(N_("This reward is your own: somebody else has to decide on it."))
    if is_related:
        raise NotYours(N_("This reward is a relative's: somebody else has to decide on it."))
    if by_id == hands.proposer_id:
        raise NotYours(N_("You proposed this reward: somebody else has to decide on it."))


def refuse_to_undo(by_id: int, hands: Hands, *, is_related: bool) -> None:
    """Refuse that somebody takes back what they did themselves, or what is theirs."""
    if by_id == hands.mover_id:
        raise NotYours(N_("You did this step yourself: somebody else has to take it back."))
    if by_id == hands.payee_id or is_related:
        raise NotYours(N_("This reward is your own or a relative's: somebody else has to do it."))


def refuse_early(opens_on: date, today: date) -> None:
    """Refuse to decide while what earned the reward may still be sampled."""
    if today < opens_on:
        raise NotAcceptable(
            N_(
                "What earned these rewards may still be sampled. They can be approved from %(day)s."
            ),
            day=opens_on.isoformat(),
        )


def refuse_beyond(left: int, needed: int, quarter: date) -> None:
    """Refuse what the budget does not hold, and say how much lacks."""
    if needed > left:
        raise NotAcceptable(
            N_(
                "Nothing was approved: the budget for quarter %(n)d of %(year)d has "
                "%(left)s yuan left, and this needs %(needed)s yuan. %(lacks)s yuan lack."
            ),
            n=number_of(quarter),
            year=quarter.year,
            left=yuan(left),
            needed=yuan(needed),
            lacks=yuan(needed - left),
        )


def yuan(fen: int) -> str:
    """Return an amount as it is read: yuan with two decimals.

    >>> yuan(1234567), yuan(-5), yuan(0)
    ('12,345.67', '-0.05', '0.00')
    """
    whole, part = divmod(abs(fen), FEN)
    return f"{'-' if fen < 0 else ''}{whole:,}.{part:02}"


def plain_yuan(fen: int) -> str:
    """Return an amount as machines read it: no commas."""
    return yuan(fen).replace(",", "")


def fen_of(words: str) -> int | None:
    """Return the fen of an amount in yuan as people type it, or None if it is none.

    >>> fen_of("120"), fen_of("1,200.5"), fen_of("12.345"), fen_of("-3")
    (12000, 120050, None, None)
    """
    found = AMOUNT.fullmatch(words.strip().replace(",", "").replace("，", ""))
    return int(found[1]) * FEN + int((found[2] or "0").ljust(2, "0")) if found else None


def collect_code(letters: Collection[int]) -> str:
    """Return a code to collect goods with, from random numbers."""
    return "".join(CLEAR[each % len(CLEAR)] for each in letters)


def code_meant(typed: str) -> str:
    """Return the code that somebody typed, whatever case and spaces they used.

    >>> code_meant(" ab3-k9m ")
    'AB3K9M'
    """
    return typed.translate(CODES_IN_WORDS).strip().upper()
