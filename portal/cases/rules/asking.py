"""What a unit in hand may ask for, who decides about it, and why not."""

from datetime import date

from portal.accounts.rules import Role, UnitKind
from portal.cases.rules.clocks import most_more_days
from portal.cases.rules.life import TOP_LEVEL, RequestKind, Step
from portal.errors import N_
from portal.policy.rules import Policy

# Steps that decide about what somebody else asked for.
DECISIONS = frozenset({Step.PAUSE, Step.EXTEND, Step.REFUSE})
DECISION_ON = {RequestKind.PAUSE: Step.PAUSE, RequestKind.EXTENSION: Step.EXTEND}
# Steps after which nobody waits any more for what was asked: the case is another unit's, or done.
LETS_GO = frozenset(
    {
        Step.TRANSFER,
        Step.RETURN,
        Step.RECALL,
        Step.RESOLVE,
        Step.HAND_UP,
        Step.MERGE,
        Step.SPLIT,
    }
)
NO_MORE_DAYS: dict[int, str] = {
    1: N_("A case of level 1 gets no more days. Hand it up if the grid cannot solve it."),
    2: N_("A case of level 2 gets no more days. Hand it up if the community cannot solve it."),
}


def who_decides(level: int, kind: UnitKind) -> Role:
    """Return whose word is needed: the office above the unit, at the top the lead's."""
    if level == TOP_LEVEL:
        return Role.LEAD
    return Role.DISPATCHER if kind is UnitKind.COMMAND_ROOM else Role.STREET_CLERK


def why_no_pause(due: date, today: date, *, is_waiting: bool) -> str | None:
    """Return why no pause may be asked for now, if so."""
    if is_waiting:
        return N_("Something is asked for already, and not decided yet.")
    if today > due:
        return N_("The date has passed. A late case cannot be paused.")
    return None


def why_no_more_days(
    due: date,
    today: date,
    policy: Policy,
    *,
    level: int,
    clock_days: int,
    extended_days: int,
    is_waiting: bool,
) -> str | None:
    """Return why no more days may be asked for now, if so."""
    if level in NO_MORE_DAYS:
        return NO_MORE_DAYS[level]
    if is_waiting:
        return N_("Something is asked for already, and not decided yet.")
    if today > due:
        return N_("The date has passed. More days are asked for before it does.")
    if not most_more_days(level, clock_days, extended_days, policy):
        return N_("This case has been given all the days that its level can have.")
    return None
