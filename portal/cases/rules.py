"""What is true of a case: its life as data, its clocks, its number, and what a rating does."""

import enum
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from portal.accounts.rules import UnitKind
from portal.errors import N_, NotAllowedNow
from portal.policy.rules import Policy, WorkCalendar


class CaseStatus(enum.StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    DISPATCHED = "dispatched"
    IN_HAND = "in_hand"
    RESOLVED = "resolved"  # the unit says so
    CLOSED = "closed"  # somebody else confirmed it, or nobody objected
    DECLINED = "declined"

    @property
    def is_open(self) -> bool:
        """True while somebody still has to do something."""
        return self not in {CaseStatus.CLOSED, CaseStatus.DECLINED}


class Step(enum.StrEnum):
    """What may happen to a case; each is one row of its history."""

    REPORT = "report"
    DISPATCH = "dispatch"
    DECLINE = "decline"
    TAKE = "take"
    TRANSFER = "transfer"
    RETURN = "return"
    RESOLVE = "resolve"
    CONFIRM = "confirm"  # the reporter says: solved
    VERIFY = "verify"  # the grid worker looked: solved
    DISPUTE = "dispute"  # the grid worker looked: not solved
    LAPSE = "lapse"  # nobody objected in time
    REOPEN = "reopen"  # the reporter says: no, or partly
    ESCALATE = "escalate"  # reopened a second time
    EXPEDITE = "expedite"  # past its date


S, T = CaseStatus, Step
Moves = Mapping[tuple[CaseStatus, Step], CaseStatus]
MOVES: Moves = {
    (S.REPORTED, T.DISPATCH): S.DISPATCHED,
    (S.REPORTED, T.DECLINE): S.DECLINED,
    (S.DISPATCHED, T.TAKE): S.IN_HAND,
    (S.DISPATCHED, T.RETURN): S.REPORTED,
    (S.IN_HAND, T.RETURN): S.REPORTED,
    (S.DISPATCHED, T.TRANSFER): S.DISPATCHED,
    (S.IN_HAND, T.TRANSFER): S.DISPATCHED,
    (S.DISPATCHED, T.RESOLVE): S.RESOLVED,
    (S.IN_HAND, T.RESOLVE): S.RESOLVED,
    (S.RESOLVED, T.CONFIRM): S.CLOSED,
    (S.RESOLVED, T.VERIFY): S.CLOSED,
    (S.RESOLVED, T.LAPSE): S.CLOSED,
    (S.RESOLVED, T.DISPUTE): S.DISPATCHED,
    (S.RESOLVED, T.REOPEN): S.DISPATCHED,
    (S.CLOSED, T.REOPEN): S.DISPATCHED,
    (S.RESOLVED, T.ESCALATE): S.DISPATCHED,
    (S.CLOSED, T.ESCALATE): S.DISPATCHED,
    (S.DISPATCHED, T.EXPEDITE): S.DISPATCHED,
    (S.IN_HAND, T.EXPEDITE): S.IN_HAND,
}
# Beyond those, only in the very form by which a grid worker reports what they mended at once.
ON_THE_SPOT: Moves = {(S.REPORTED, T.RESOLVE): S.RESOLVED}
ON_THE_SPOT_LEVEL = 1


class Outcome(enum.StrEnum):
    """How a unit says that a case ended; `done` alone counts towards resolution."""

    DONE = "done"
    EXPLAINED = "explained"
    CANNOT_NOW = "cannot_now"
    NOT_FOUND = "not_found"


class Source(enum.StrEnum):
    """Who reported."""

    RESIDENT = "resident"
    WORKER = "worker"


class Validity(enum.StrEnum):
    """Whether a case deserved to be one; judged by somebody other than its reporter."""

    NOT_JUDGED = "not_judged"
    VALID = "valid"
    INVALID = "invalid"


class DeclineReason(enum.StrEnum):
    """Why a report does not become a case; each also makes it an invalid one."""

    NOT_LISTED = "not_listed"  # not on the list of admitted matters: the words say where to turn
    DUPLICATE = "duplicate"
    NOTHING_FOUND = "nothing_found"
    TRIVIAL_REPEAT = "trivial_repeat"
    TEST = "test"


class Solved(enum.StrEnum):
    """The reporter's first tap."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Light(enum.StrEnum):
    """How a clock stands; always shown with its word."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


LEVELS = (1, 2, 3, 4)
TOP_LEVEL = 4
LONGEST_DAYS = 15  # an extension included
# Who answers at a level: grid and community, street, district.
SERVES: dict[int, frozenset[UnitKind]] = {
    1: frozenset({UnitKind.COMMUNITY}),  # the grid's worker, under the community
    2: frozenset({UnitKind.COMMUNITY}),
    3: frozenset({UnitKind.STREET_TEAM, UnitKind.COMMAND_ROOM}),
    4: frozenset({UnitKind.DEPARTMENT, UnitKind.COMMAND_CENTRE}),
}
# What a step did, said to whoever comes too late for another one.
DONE: dict[Step, str] = {
    Step.REPORT: N_("reported it"),
    Step.DISPATCH: N_("dispatched it"),
    Step.DECLINE: N_("declined it"),
    Step.TAKE: N_("took it in hand"),
    Step.TRANSFER: N_("handed it to another unit"),
    Step.RETURN: N_("returned it"),
    Step.RESOLVE: N_("said that it is resolved"),
    Step.CONFIRM: N_("confirmed that it is solved"),
    Step.VERIFY: N_("looked and confirmed that it is solved"),
    Step.DISPUTE: N_("looked and found that it is not solved"),
    Step.LAPSE: N_("closed it, as nobody objected"),
    Step.REOPEN: N_("said that it is not solved"),
    Step.ESCALATE: N_("said again that it is not solved"),
    Step.EXPEDITE: N_("marked it as late"),
}


def after(status: CaseStatus, step: Step, moves: Moves = MOVES) -> CaseStatus:
    """Return the status that `step` leads to, or refuse a step that has no move."""
    try:
        return moves[status, step]
    except KeyError:
        raise NotAllowedNow(
            N_("This case has moved on, so that step is no longer open. Reload to see it now.")
        ) from None


def steps_from(status: CaseStatus) -> list[Step]:
    """Return the steps that a case of this status may take, in the order of a case's life."""
    return [step for step in Step if (status, step) in MOVES]


def due_on(level: int, started_on: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the last day on which a case of this level is still in time.

    The day of dispatch does not count; the first working day after it is day
    one. A level-2 case dispatched on the Friday before a plain weekend, with
    three working days to resolve it, is due on Wednesday, until 24:00.
    """
    return calendar.add(started_on, policy.days_to_resolve(level))


def may_serve(level: int, kind: UnitKind) -> bool:
    """Say whether a unit of this kind resolves cases of this level."""
    return kind in SERVES[level]


def starts_clock(due: date | None, level_before: int | None, level: int) -> bool:
    """Say whether a dispatch starts the clock: the first, after an early return, or going up."""
    return due is None or level > (level_before or 0)


def promised_on(level: int, reported_on: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the day that a reporter is promised: the level's clock after a full triage clock."""
    triaged_on = calendar.add(reported_on, policy.triage_days)
    return due_on(level, triaged_on, policy, calendar)


def restarts_clock(
    dispatched_on: date, returned_on: date, policy: Policy, cal: WorkCalendar
) -> bool:
    """Say whether a return as "not ours" came soon enough for the next unit to start afresh."""
    return cal.between(dispatched_on, returned_on) <= policy.return_days


def light(started_on: date, due: date, today: date, policy: Policy, cal: WorkCalendar) -> Light:
    """Return red past the due date, amber from 80 % of the working days on, else green."""
    if today > due:
        return Light.RED
    whole = cal.between(started_on, due)
    used = cal.between(started_on, today)
    return Light.AMBER if used * 100 >= whole * policy.amber_percent else Light.GREEN


def days_late(due: date, day: date, cal: WorkCalendar) -> int:
    """Return the working days by which `day` is past `due`; none on the weekend after it."""
    return max(0, cal.between(due, day))


def amber_until(today: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the last due date that can be amber today: even the longest clock is, this near."""
    left = -(-LONGEST_DAYS * (100 - policy.amber_percent) // 100)
    return calendar.add(today, left)


def level_above(level: int) -> int:
    """Return the level that hears of a case which went wrong at this one.

    >>> level_above(2), level_above(4)
    (3, 4)
    """
    return min(level + 1, TOP_LEVEL)


def reopening(solved: Solved, unsolved_before: int) -> Step | None:
    """Return what an answer does to its case: nothing, reopen it, or the second time escalate.

    `unsolved_before` counts the earlier rounds in which the reporter did not
    say yes. A grid worker's objection is not the reporter's: it does not count.
    """
    if solved is Solved.YES:
        return None
    return Step.ESCALATE if unsolved_before else Step.REOPEN


def takes_answers(asked_in: int, rounds: int, status: CaseStatus, solved: Solved | None) -> bool:
    """Say whether what was asked in one closing round may still be answered.

    It may until the case is resolved anew, or opened again by somebody else.
    Who opened it again by their own answer may still give the rest of it.
    """
    is_closing = status in {CaseStatus.RESOLVED, CaseStatus.CLOSED}
    return asked_in == rounds and (is_closing or solved is not None)


def respond_by(dispatched_at: datetime, hours: int | None) -> datetime | None:
    """Return when the unit must have answered first: hours that never stop, if any are set."""
    return dispatched_at + timedelta(hours=hours) if hours else None


def case_number(day: date, count: int) -> str:
    """Return `BJ` + yyyymmdd + five digits + a check digit, for the `count`-th case of a day.

    >>> case_number(date(2026, 11, 22), 42)
    'BJ20261122000425'
    """
    digits = f"{day:%Y%m%d}{count:05}"
    return f"BJ{digits}{check_digit(digits)}"


def check_digit(digits: str) -> str:
    """Return the ISO/IEC 7064 MOD 11,10 check digit: it finds every single wrong digit.

    >>> check_digit("0794")
    '5'
    """
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_case_number(text: str) -> bool:
    """Say whether a number as typed could be one of ours."""
    if not re.fullmatch(r"BJ[0-9]{14}", text):
        return False
    return check_digit(text[2:-1]) == text[-1]


def bigrams(text: str) -> list[str]:
    """Return the overlapping pairs of characters that a search looks up, each once.

    Chinese has no spaces and its words are mostly two characters long.

    >>> bigrams("路灯坏了")
    ['路灯', '灯坏', '坏了']
    """
    runs = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    pairs = (run[n : n + 2] for run in runs for n in range(max(1, len(run) - 1)))
    return list(dict.fromkeys(pairs))


def needs_after_photo(outcome: Outcome, evidence: str) -> bool:
    """Say whether resolving needs an after-photo: done, in the field, where one was asked for."""
    return outcome is Outcome.DONE and "照片" in evidence and "不要求照片" not in evidence


def masked(contact: str) -> str:
    """Return a phone number or mail address with its middle hidden; its owner knows it again.

    >>> masked("13812345678"), masked("lin@example.com"), masked("110")
    ('138****5678', 'l**@example.com', '***')
    """
    name, at, host = contact.partition("@")
    if at:
        return f"{name[:1]}**@{host}"
    return f"{contact[:3]}****{contact[-4:]}" if len(contact) > 7 else "*" * len(contact)
