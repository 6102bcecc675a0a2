"""The life of a case as data: where it can stand, what may happen to it, who answers for it."""

import enum
from collections.abc import Mapping

from portal.accounts.rules import Role, UnitKind
from portal.errors import N_, NotAllowedNow


class CaseStatus(enum.StrEnum):
    """Where a case stands."""

    REPORTED = "reported"
    DISPATCHED = "dispatched"
    IN_HAND = "in_hand"
    RESOLVED = "resolved"  # the unit says so
    CLOSED = "closed"  # somebody else confirmed it, or nobody objected
    DECLINED = "declined"
    PAUSED = "paused"  # its clock stands still, with a reason that somebody else approved
    SPLIT = "split"  # each part is a case of its own; the reporter follows the whole
    MERGED = "merged"  # the same problem as another case, which now speaks for both

    @property
    def is_open(self) -> bool:
        """True while somebody still has to do something about this very case."""
        return self not in {CaseStatus.CLOSED, CaseStatus.DECLINED, CaseStatus.MERGED}


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
    INSPECT = "inspect"  # a supervision team found: not solved
    EXPEDITE = "expedite"  # hurried on: past its date, or ordered by the level above
    REPLY = "reply"  # to an expedite order
    RECALL = "recall"  # a dispatch or a decline is taken back by whoever made it
    JUDGE = "judge"  # valid or not, by somebody other than the reporter
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    ASSIGN = "assign"  # to a person of the unit in hand
    ANSWER = "answer"  # words to the reporter while the work goes on
    UNSAY = "unsay"  # such words are taken back
    NOTE = "note"  # to colleagues only
    ASK_HELP = "ask_help"  # a second unit is asked in; the first keeps the case
    HELP = "help"  # the second unit has done its part
    ASK_PAUSE = "ask_pause"
    PAUSE = "pause"  # approved
    RESUME = "resume"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"  # approved
    REFUSE = "refuse"  # a pause or an extension was not approved
    HAND_UP = "hand_up"  # to the level above, because this one cannot
    CONSULT = "consult"  # put before a meeting
    SETTLE = "settle"  # a meeting decided
    REDATE = "redate"  # the calendar of its year was loaded


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
    (S.DISPATCHED, T.RECALL): S.REPORTED,
    (S.DECLINED, T.RECALL): S.REPORTED,
    (S.DISPATCHED, T.PAUSE): S.PAUSED,
    (S.IN_HAND, T.PAUSE): S.PAUSED,
    (S.PAUSED, T.RESUME): S.IN_HAND,
    (S.DISPATCHED, T.HAND_UP): S.DISPATCHED,
    (S.IN_HAND, T.HAND_UP): S.DISPATCHED,
    (S.REPORTED, T.MERGE): S.MERGED,
    (S.DISPATCHED, T.MERGE): S.MERGED,
    (S.IN_HAND, T.MERGE): S.MERGED,
    (S.MERGED, T.UNMERGE): S.REPORTED,
    (S.REPORTED, T.SPLIT): S.SPLIT,
    (S.DISPATCHED, T.SPLIT): S.SPLIT,
    (S.IN_HAND, T.SPLIT): S.SPLIT,
}
IN_WORK = (S.DISPATCHED, S.IN_HAND)  # with a unit whose clock runs
# With a unit whose hours for a first answer run; they never stop.
OWES_ANSWER = (*IN_WORK, S.PAUSED, S.SPLIT)
# Steps that leave a case where it stands, and the statuses in which they make sense.
STAYING: dict[Step, tuple[CaseStatus, ...]] = {
    T.JUDGE: tuple(status for status in S if status not in {S.MERGED, S.DECLINED}),
    T.NOTE: tuple(S),
    T.ANSWER: (S.REPORTED, S.DISPATCHED, S.IN_HAND, S.PAUSED, S.SPLIT, S.RESOLVED),
    T.UNSAY: tuple(S),
    T.ASSIGN: (S.DISPATCHED, S.IN_HAND, S.PAUSED),
    T.REPLY: (S.DISPATCHED, S.IN_HAND, S.PAUSED, S.SPLIT, S.RESOLVED),
    T.ASK_HELP: IN_WORK,
    T.HELP: (*IN_WORK, S.PAUSED, S.RESOLVED),
    T.ASK_PAUSE: IN_WORK,
    T.ASK_EXTENSION: IN_WORK,
    T.EXTEND: IN_WORK,
    T.REFUSE: IN_WORK,
    T.CONSULT: (S.REPORTED, S.DISPATCHED, S.IN_HAND, S.PAUSED, S.SPLIT),
    T.SETTLE: (S.REPORTED, S.DISPATCHED, S.IN_HAND, S.PAUSED, S.SPLIT),
    T.REDATE: (S.REPORTED, *IN_WORK, S.PAUSED, S.SPLIT, S.RESOLVED, S.CLOSED),
}
MOVES = dict(MOVES) | {
    (status, step): status for step, statuses in STAYING.items() for status in statuses
}
# A case in parts moves when its parts do, never by anybody's own press of a button.
BY_PARTS: Moves = {
    (S.SPLIT, T.RESOLVE): S.RESOLVED,
    (S.RESOLVED, T.DISPUTE): S.SPLIT,
    (S.SPLIT, T.EXPEDITE): S.SPLIT,
    (S.SPLIT, T.REDATE): S.SPLIT,
}
# What a supervision team found and nobody could refute; no button of any door does it.
AS_FOUND: Moves = {(S.RESOLVED, T.INSPECT): S.DISPATCHED, (S.CLOSED, T.INSPECT): S.DISPATCHED}
MOST_PARTS = 10
# Beyond those, only in the very form by which a grid worker reports what they mended at once.
ON_THE_SPOT: Moves = {(S.REPORTED, T.RESOLVE): S.RESOLVED}
ON_THE_SPOT_LEVEL = 1


class RequestKind(enum.StrEnum):
    """What a unit in hand may ask of somebody above it."""

    PAUSE = "pause"
    EXTENSION = "extension"


class PauseReason(enum.StrEnum):
    """Why a clock may stand still."""

    REPORTER = "reporter"  # we wait for something that only the reporter can tell or open
    WEATHER = "weather"
    COURT = "court"
    AUTHORITY = "authority"  # another authority must decide first


class MeetingKind(enum.StrEnum):
    """Why units sit down together."""

    CONSULTATION = "consultation"  # one difficult case or a few
    JOINT = "joint"  # the regular meeting of units


class BulkKind(enum.StrEnum):
    """What can be done to many cases at once."""

    ASSIGN = "assign"
    DISPATCH = "dispatch"
    JUDGE = "judge"
    ANSWER = "answer"


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


LEVELS = (1, 2, 3, 4)
TOP_LEVEL = 4
# Who answers at a level: grid and community, street, district.
SERVES: dict[int, frozenset[UnitKind]] = {
    1: frozenset({UnitKind.COMMUNITY}),  # the grid's worker, under the community
    2: frozenset({UnitKind.COMMUNITY}),
    3: frozenset({UnitKind.STREET_TEAM, UnitKind.COMMAND_ROOM}),
    4: frozenset({UnitKind.DEPARTMENT, UnitKind.COMMAND_CENTRE}),
}
# Who, above the unit in hand, approves what it asks for: the command room, at the top the lead.
APPROVES: dict[int, frozenset[Role]] = {
    level: frozenset({Role.STREET_CLERK, Role.DISPATCHER, Role.LEAD}) for level in (1, 2, 3)
} | {4: frozenset({Role.LEAD})}
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
    Step.INSPECT: N_("looked for the supervision team and found that it is not solved"),
    Step.EXPEDITE: N_("hurried it on"),
    Step.REPLY: N_("answered an expedite order"),
    Step.RECALL: N_("took their decision back"),
    Step.JUDGE: N_("judged whether it is a valid case"),
    Step.MERGE: N_("joined it to another case"),
    Step.UNMERGE: N_("parted it from another case"),
    Step.SPLIT: N_("split it into parts"),
    Step.ASSIGN: N_("gave it to somebody of the unit"),
    Step.ANSWER: N_("wrote to the reporter"),
    Step.UNSAY: N_("took back what was written to the reporter"),
    Step.NOTE: N_("wrote a note"),
    Step.ASK_HELP: N_("asked a second unit in"),
    Step.HELP: N_("said what the second unit did"),
    Step.ASK_PAUSE: N_("asked for a pause"),
    Step.PAUSE: N_("approved a pause"),
    Step.RESUME: N_("ended the pause"),
    Step.ASK_EXTENSION: N_("asked for more days"),
    Step.EXTEND: N_("approved more days"),
    Step.REFUSE: N_("refused what was asked for"),
    Step.HAND_UP: N_("handed it to the level above"),
    Step.CONSULT: N_("put it before a meeting"),
    Step.SETTLE: N_("wrote down what a meeting decided"),
    Step.REDATE: N_("computed its date anew, as the calendar is now known"),
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


def statuses_for(step: Step) -> list[CaseStatus]:
    """Return the statuses in which a step can be taken, in the order of a case's life."""
    return [status for status in CaseStatus if (status, step) in MOVES]


def may_serve(level: int, kind: UnitKind) -> bool:
    """Say whether a unit of this kind resolves cases of this level."""
    return kind in SERVES[level]


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
