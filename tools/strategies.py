"""Ways to spend a quarter: the honest one, and those that only look better.

Each way is said as data: what is filed beside the real problems, what is kept back, and what is
done with what would be late. What comes of it is played in `tools/gamed_work.py`.
"""

import enum
from dataclasses import dataclass

from portal.assessment.rules import SubjectKind

GRID, COMMUNITY, UNIT = SubjectKind.GRID, SubjectKind.COMMUNITY, SubjectKind.UNIT
EVERYBODY = (GRID, COMMUNITY, UNIT)
WALKERS = (GRID, COMMUNITY)
HANDLERS = (COMMUNITY, UNIT)


class Late(enum.Enum):
    """What is done with a case that will not be solved in time."""

    WORK_ON = enum.auto()
    CLAIM = enum.auto()  # close it: nothing is solved
    CLAIM_UNSEEN = enum.auto()  # close it where no reporter will be asked
    CLAIM_FIRST = enum.auto()  # close it on Friday night, and work on it on Monday
    CANNOT = enum.auto()  # close it as what cannot be done now
    PAUSE = enum.auto()
    RETURN = enum.auto()  # at the deadline, as "not ours"
    MOVE = enum.auto()  # to another unit of the level, which solves it late
    HAND_UP = enum.auto()  # to the level above, just before it is due, which solves it late
    LEAVE_OUT = enum.auto()  # ask for it not to count


class Hidden(enum.Enum):
    """What a worker sees and does not tell."""

    NOTHING = enum.auto()
    HARD = enum.auto()
    OF_OTHERS = enum.auto()  # whatever one does not solve oneself


@dataclass(frozen=True)
class Way:
    """One way to play, in words and as data; what is filed beside is for a grid's quarter."""

    name: str
    does: str
    stops: str = ""
    who: tuple[SubjectKind, ...] = EVERYBODY
    trivial: int = 0  # reports by the worker: nothing was there, and it is "solved" at once
    messes: int = 0  # of the worker's own, cleared away at once
    friends: int = 0  # reports made up by friends, who then say solved and give five stars
    copies: int = 1  # reports of one problem
    hides: Hidden = Hidden.NOTHING
    late: Late = Late.WORK_ON
    looks_blindly: bool = False  # says in time that others have solved it, from the desk
    refuses_hard: bool = False  # as "not ours", at once
    hands_up_hard: bool = False  # at once


HONEST = Way("Honest work", "tells what is there, and closes what is solved")
WAYS = (
    Way(
        "Quota filing",
        "files 60 trivial reports a month beside the real ones, each solved at once",
        "They are never due, so they raise nothing; a sample finds that nothing was there.",
        who=WALKERS,
        trivial=180,
    ),
    Way(
        "Only what one solves oneself",
        "tells nothing that another would have to solve",
        "Residents tell it later and the worker's look is missing; blind visits find the rest.",
        who=WALKERS,
        hides=Hidden.OF_OTHERS,
    ),
    Way(
        "Hiding",
        "tells no hard problem",
        "Residents tell many of them all the same; blind visits find what they do not.",
        who=WALKERS,
        hides=Hidden.HARD,
    ),
    Way(
        "Messes of one's own",
        "makes 20 small problems a month, tells them and clears them away",
        "They are never due; a sample finds that they were made up.",
        who=WALKERS,
        messes=60,
    ),
    Way(
        "Splitting",
        "tells each problem three times",
        "Copies are joined to the first; one that slips through is found by a sample.",
        who=WALKERS,
        copies=3,
    ),
    Way(
        "Looking from the desk",
        "says in time of everything that others have solved it",
        "Looks have no weight; each one that a sample finds false costs much.",
        who=WALKERS,
        looks_blindly=True,
    ),
    Way(
        "Early closing",
        "closes as done whatever would be late",
        "What comes back is not in time, reporters are not satisfied, samples find it.",
        late=Late.CLAIM,
    ),
    Way(
        "Closing where nobody is asked",
        "closes as done what would be late and has no reporter to ask",
        "Unconfirmed cases count as far as a sample lets them pass; a false one costs much.",
        who=HANDLERS,
        late=Late.CLAIM_UNSEEN,
    ),
    Way(
        "Closing on Friday night",
        "closes as done what would be late, and works on it afterwards",
        "Who answers before Monday opens it again; photos show inspectors that nothing was done.",
        late=Late.CLAIM_FIRST,
    ),
    Way(
        "Cannot be done now",
        "closes in time, as what cannot be done, whatever would be late",
        "It is closed in time and not effectively solved, and reporters say so.",
        late=Late.CANNOT,
    ),
    Way(
        "Refusing hard cases",
        "returns hard cases as not ours",
        "Most come back, and lower the share of returns and requests upheld.",
        who=HANDLERS,
        refuses_hard=True,
    ),
    Way(
        "Returning at the deadline",
        "returns what would be late as not ours",
        "A late return does not restart the clock; most are not upheld.",
        who=HANDLERS,
        late=Late.RETURN,
    ),
    Way(
        "Pausing clocks",
        "asks for a pause for whatever would be late",
        "Somebody else decides; what is refused lowers the share upheld.",
        who=HANDLERS,
        late=Late.PAUSE,
    ),
    Way(
        "Leaving out",
        "asks that what would be late be left out of the count",
        "Somebody else decides; what is refused lowers the share upheld.",
        who=HANDLERS,
        late=Late.LEAVE_OUT,
    ),
    Way(
        "Friends",
        "friends report 4 made-up problems a month, say solved and give five stars",
        "Somebody else judges each report; a sample that finds one made up costs much.",
        friends=12,
    ),
    Way(
        "Moving cases between units",
        "transfers what would be late to another unit at the deadline",
        "Date, answers and comebacks stay with the unit whose clock it was.",
        who=HANDLERS,
        late=Late.MOVE,
    ),
    Way(
        "Handing up at the deadline",
        "hands what would be late to the level above just before it is due",
        "What goes up past half of its time stays theirs, and its fresh date makes it late.",
        who=HANDLERS,
        late=Late.HAND_UP,
    ),
    Way(
        "Handing up at once",
        "hands whatever is hard to the level above on the first day",
        "What is sent back counts as passed on wrongly; within a unit it brings no more time.",
        hands_up_hard=True,
    ),
)
