"""A quarter of somebody's work as plain data: problems, reports, closings, answers and samples.

What is invented is how people behave and how often they are found out (ODDS). What is counted
of it follows `portal.assessment.rules.Counts`; what comes of it is left to the portal's rules.
Each chance is drawn from the problem's own name, so that an honest quarter and a gamed one
are the same quarter but for what the player does.
"""

import enum
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from hashlib import shake_128
from struct import unpack

from portal.assessment.rules import Counts, Sampled, Stratum, Subject, SubjectKind
from tools.strategies import Hidden, Late, Way

ODDS = {
    "the worker's walk comes upon a problem": 0.6,
    "a resident tells a problem": 0.45,
    "of what both see, the worker tells first": 0.6,
    "a problem is hard": 0.25,
    "an easy problem is solved in time": 0.9,
    "a hard problem is solved in time": 0.45,
    "what is late is solved in the end": 0.7,
    "what was solved is solved only half": 0.05,
    "a first answer is given in time": 0.9,
    "an honest report is judged valid": 0.93,
    "a trivial report slips through as valid": 0.05,
    "a made-up report slips through as valid": 0.6,
    "a second report of one problem slips through as valid": 0.1,
    "a resident who tells can be asked": 0.7,
    "a resident whose problem is solved answers": 0.3,
    "a resident whose problem is still there answers": 0.45,
    "a resident says so where it is solved": 0.95,
    "a resident says so where it is not": 0.9,
    "a resident is satisfied with what is solved soon": 0.85,
    "a resident is satisfied with what is solved late": 0.55,
    "a resident is satisfied with what is not solved": 0.05,
    "a resident answers before Monday": 0.5,
    "a worker looks in time": 0.85,
    "a worker who looks sees that it is not solved": 0.9,
    "a closing is sampled": 0.06,
    "a place is visited blind": 0.06,
    "an inspector sees that it is not solved": 0.95,
    "an inspector sees that it was made up": 0.3,
    "photos show that nothing was done when it was closed": 0.5,
    "a case belongs to another unit": 0.05,
    "a return of another unit's case is upheld": 0.8,
    "a return of one's own case is upheld": 0.1,
    "a case has to wait for somebody else": 0.06,
    "a pause with a reason is granted": 0.9,
    "a pause without a reason is granted": 0.3,
    "leaving out without a reason is granted": 0.1,
}
PROBLEMS = {SubjectKind.GRID: 90, SubjectKind.COMMUNITY: 180, SubjectKind.UNIT: 180}
OWN_LEVELS = {SubjectKind.GRID: (1,), SubjectKind.COMMUNITY: (1, 2), SubjectKind.UNIT: (3,)}
LEVELS = ((1, 0.45), (2, 0.8), (3, 1.0))  # up to which chance a problem has a level
MATTERS = ("A101", "B205", "C310")  # hard ones are mostly of the last


class Teller(enum.Enum):
    """Who told a problem first."""

    WORKER = enum.auto()
    RESIDENT = enum.auto()
    FRIEND = enum.auto()


class Nature(enum.Enum):
    """What a report stands on, by the odds with which it is judged valid."""

    REAL = "an honest report is judged valid"
    TRIVIAL = "a trivial report slips through as valid"
    MADE_UP = "a made-up report slips through as valid"
    COPY = "a second report of one problem slips through as valid"


THINGS = (*ODDS, "level", "matter")
PLACES = {what: n for n, what in enumerate(THINGS)}


def limits_of(odds: Mapping[str, float]) -> dict[str, int]:
    """Return below which number of two bytes each thing happens."""
    return {what: int(chances * 2**16) for what, chances in odds.items()}


LIMITS = limits_of(ODDS)


@cache
def luck(name: str) -> tuple[int, ...]:
    """Return what chance has in store for a problem: two bytes for each thing that may happen."""
    return unpack(f">{len(THINGS)}H", shake_128(name.encode()).digest(2 * len(THINGS)))


def chance(name: str, what: str) -> float:
    """Return a chance from 0 to 1 that is the same wherever its names are the same."""
    return luck(name)[PLACES[what]] / 2**16


@dataclass(frozen=True)
class Problem:
    """Something in the world with its own luck, the same whatever anybody does about it."""

    name: str
    level: int
    nature: Nature = Nature.REAL
    copy: int = 0  # another report of the same problem
    limits: Mapping[str, int] = field(default_factory=lambda: LIMITS, compare=False)

    def happens(self, what: str) -> bool:
        """Draw whether something happens that has odds."""
        return luck(self.name)[PLACES[what]] < self.limits[what]

    def is_valid(self) -> bool:
        """Draw whether a report of it is judged valid."""
        what = self.nature.value
        name = f"{self.name}-{self.copy}" if self.copy else self.name
        return luck(name)[PLACES[what]] < self.limits[what]

    @property
    def is_hard(self) -> bool:
        """Say whether it takes more than a visit; what is made up never does."""
        return self.nature in (Nature.REAL, Nature.COPY) and self.happens("a problem is hard")

    @property
    def matter(self) -> str:
        """Return the code of its matter."""
        which = chance(self.name, "matter")
        return MATTERS[-1] if self.is_hard and which < 0.7 else MATTERS[which < 0.5]


@dataclass(frozen=True)
class Closing:
    """What was said when a case was closed, and what is true."""

    in_time: bool = True
    is_done: bool = True  # as is said
    is_true: bool = True
    is_soon: bool = True  # for who waits for it, whatever the clock says
    is_claimed: bool = False  # nothing had been done
    is_moved: bool = False  # to another unit, which said so; the clock is still the first one's
    is_true_later: bool = False


class Quarter:
    """A quarter of one subject, counted while it is lived."""

    def __init__(
        self, kind: SubjectKind, name: str, way: Way, limits: Mapping[str, int] = LIMITS
    ) -> None:
        self.kind, self.name, self.way, self.limits = kind, name, way, limits
        self.matters: dict[str, Counter[str]] = {matter: Counter() for matter in MATTERS}
        self.strata: dict[str, Counter[str]] = {}
        self.sampled: Counter[str] = Counter()
        for n in range(PROBLEMS[kind]):
            self._meet(f"{name}-{n}")
        self._file_more(PROBLEMS[kind] // PROBLEMS[SubjectKind.GRID])

    def subject(self) -> Subject:
        """Return what was counted as the rules take it."""
        by_matter = {matter: Counts(**counted) for matter, counted in self.matters.items()}
        return Subject(
            kind=self.kind,
            code=self.name,
            name=self.name,
            name_en=self.name,
            peers="all",
            counts=sum(by_matter.values(), Counts()),
            by_matter=by_matter,
            strata={key: Stratum(**one) for key, one in self.strata.items()},
            sampled=Sampled(**self.sampled),
        )

    def _meet(self, name: str) -> None:
        """Let a real problem be told by whoever comes first, and perhaps be seen by a visit."""
        level = next(level for level, most in LEVELS if chance(name, "level") < most)
        own = OWN_LEVELS[self.kind][-1] if self._only_handles else level
        problem = Problem(name, own, limits=self.limits)
        sees = problem.happens("the worker's walk comes upon a problem")
        is_told = problem.happens("a resident tells a problem")
        is_first = not is_told or problem.happens("of what both see, the worker tells first")
        is_hidden = not self._only_handles and self._hides(problem)
        teller = Teller.WORKER if sees and is_first and not is_hidden else Teller.RESIDENT
        is_known = is_told or teller is Teller.WORKER
        if problem.happens("a place is visited blind"):
            self.sampled["problems"] += 1
            self.sampled["unmatched"] += not is_known
        if is_known:
            self._told(problem, teller)
        if teller is Teller.WORKER:
            for n in range(1, self.way.copies):
                self._told(replace(problem, copy=n, nature=Nature.COPY), teller)

    @property
    def _only_handles(self) -> bool:
        return self.kind is SubjectKind.UNIT

    def _hides(self, problem: Problem) -> bool:
        if self.way.hides is Hidden.HARD:
            return problem.is_hard
        is_others = problem.level not in OWN_LEVELS[self.kind]
        return self.way.hides is Hidden.OF_OTHERS and is_others

    def _file_more(self, grids: int) -> None:
        """Let be filed what is not there."""
        own = max(2, *OWN_LEVELS[self.kind], 2)
        for many, level, nature, teller in (
            (self.way.trivial, 1, Nature.TRIVIAL, Teller.WORKER),
            (self.way.messes, 1, Nature.MADE_UP, Teller.WORKER),
            (self.way.friends, own, Nature.MADE_UP, Teller.FRIEND),
        ):
            for n in range(many * grids):
                made_up = Problem(f"{self.name}-{nature.name}-{n}", level, nature)
                self._told(replace(made_up, limits=self.limits), teller)

    def _told(self, problem: Problem, teller: Teller) -> None:
        """Count a report, let it be judged, handled and settled."""
        counts, is_valid = self.matters[problem.matter], problem.is_valid()
        _add(counts, reported=1, judged=1, valid=is_valid, found=is_valid)
        counts["found_by_workers"] += is_valid and teller is Teller.WORKER
        if teller is Teller.WORKER and problem.level == 1:  # solved on the spot
            self._inspect(problem, Closing(), is_own=True)
        elif is_valid:  # others are declined, or joined to the first report
            _add(counts, passed_on=problem.level > 1, response_due=1)
            counts["responded"] += problem.happens("a first answer is given in time")
            if closing := self._handled(problem, teller, counts):
                self._settle(problem, teller, closing, counts)

    def _handled(self, problem: Problem, teller: Teller, counts: Counter[str]) -> Closing | None:
        """Return how a case is closed, or nothing where it goes to another unit."""
        is_own = problem.level in OWN_LEVELS[self.kind]
        if is_own and self._returned(problem, counts):
            return None
        what = "a hard problem" if problem.is_hard else "an easy problem"
        if problem.happens(f"{what} is solved in time"):
            return Closing(is_true=not problem.happens("what was solved is solved only half"))
        if problem.happens("a case has to wait for somebody else"):
            is_granted = _asked(problem, counts, "a pause with a reason")
            return replace(_worked_on(problem), in_time=is_granted)
        return self._late(problem, teller, counts) if is_own else _worked_on(problem)

    def _returned(self, problem: Problem, counts: Counter[str]) -> bool:
        """Say whether a case is sent back, and it was right to."""
        if self._only_handles and problem.happens("a case belongs to another unit"):
            return _sent_back(problem, counts, "another unit's")
        is_refused = self.way.refuses_hard and problem.is_hard
        return is_refused and _sent_back(problem, counts, "one's own")

    def _late(self, problem: Problem, teller: Teller, counts: Counter[str]) -> Closing | None:
        """Return what is made of a case that would be late."""
        late, worked_on = self.way.late, _worked_on(problem)
        if late is Late.CLAIM or (late is Late.CLAIM_UNSEEN and not _is_asked(problem, teller)):
            return Closing(is_true=False, is_claimed=True)
        if late is Late.CLAIM_FIRST:
            later = worked_on.is_true
            return Closing(is_true=False, is_soon=False, is_claimed=True, is_true_later=later)
        if late is Late.CANNOT:
            return Closing(is_done=False, is_true=False)
        if late in (Late.MOVE, Late.HAND_UP):  # theirs still, and late, whoever solves it
            return replace(worked_on, is_moved=True)
        if late is Late.PAUSE:
            return replace(worked_on, in_time=_asked(problem, counts, "a pause without a reason"))
        is_gone = (late is Late.RETURN and _sent_back(problem, counts, "one's own")) or (
            late is Late.LEAVE_OUT and _asked(problem, counts, "leaving out without a reason")
        )
        return None if is_gone else worked_on

    def _settle(
        self, problem: Problem, teller: Teller, closing: Closing, counts: Counter[str]
    ) -> None:
        """Count a closing, and what the reporter, the worker and an inspector say of it."""
        words = (self._answer(problem, teller, closing, counts), self._look(problem, closing))
        is_back = False in words
        if is_back:  # it is solved then, if it can be; whoever said so says whether it is
            is_solved = problem.happens("what is late is solved in the end")
            closing = Closing(False, is_solved, is_solved, is_moved=closing.is_moved)
        _add(counts, due=1, closed=1, closed_in_time=closing.in_time, due_valid=1)
        _add(counts, resolved=1, on_time=closing.in_time)
        _add(counts, resolutions=1 + is_back, reworked=is_back)
        is_confirmed = closing.is_done and (is_back or True in words)
        is_unconfirmed = closing.is_done and not is_confirmed
        stratum = self.strata.setdefault(str(problem.level), Counter())
        stratum["due_valid"] += 1
        for one in (counts, stratum):
            _add(one, confirmed=is_confirmed, unconfirmed=is_unconfirmed)
        is_looked_at = words[1] is True and not self._only_handles
        passed = self._inspect(problem, closing, is_looked_at=is_looked_at)
        if is_unconfirmed and passed is not None:
            _add(stratum, looked=1, passed=passed)

    def _inspect(
        self,
        problem: Problem,
        closing: Closing,
        *,
        is_looked_at: bool = False,
        is_own: bool = False,
    ) -> bool | None:
        """Let a sample be looked at; return whether it passes, or nothing where it is not drawn."""
        if not closing.is_done or not problem.happens("a closing is sampled"):
            return None
        is_false = _is_seen_false(problem, closing)
        is_so = closing.is_true or closing.is_true_later
        is_seen = not is_so and problem.happens("an inspector sees that it is not solved")
        is_proven = is_false or (is_looked_at and is_seen)
        if not (closing.is_moved and self._only_handles):  # a finding is about who said so
            _add(self.sampled, closures=is_proven or not is_own, false_closures=is_proven)
        return not is_false and not is_seen

    def _answer(
        self, problem: Problem, teller: Teller, closing: Closing, counts: Counter[str]
    ) -> bool | None:
        """Let the reporter be asked; return whether it is solved, or nothing where nobody says."""
        if not _is_asked(problem, teller):
            return None
        counts["asked"] += 1
        if teller is Teller.FRIEND:
            _add(counts, answered=1, satisfied=1, stars=5, said=1, solved=1)
            return True
        is_so = closing.is_true or (
            closing.is_true_later and not problem.happens("a resident answers before Monday")
        )
        if not problem.happens(
            f"a resident whose problem is {'solved' if is_so else 'still there'} answers"
        ):
            return None
        says = problem.happens(f"a resident says so where it is {'solved' if is_so else 'not'}")
        what = ("solved soon" if closing.is_soon else "solved late") if is_so else "not solved"
        liked = problem.happens(f"a resident is satisfied with what is {what}")
        _add(counts, answered=1, satisfied=liked, stars=5 if liked else 2)
        _add(counts, said=1, solved=says is is_so)
        return says is is_so

    def _look(self, problem: Problem, closing: Closing) -> bool | None:
        """Let the worker look at what others did; return whether it is solved as they say."""
        if problem.level == 1 or not closing.is_done:
            return None
        counts = self.matters[problem.matter]
        is_blind = self.way.looks_blindly and not self._only_handles
        is_in_time = is_blind or problem.happens("a worker looks in time")
        _add(counts, verify_due=1, verified=is_in_time)
        if not is_in_time:
            return None
        is_so = is_blind or closing.is_true or closing.is_true_later
        return is_so or not problem.happens("a worker who looks sees that it is not solved")


def _add(to: Counter[str], **many: int) -> None:
    for name, number in many.items():
        to[name] += number


def _worked_on(problem: Problem) -> Closing:
    """Return how a case is closed that was late, honestly."""
    is_solved = problem.happens("what is late is solved in the end")
    return Closing(in_time=False, is_done=is_solved, is_true=is_solved, is_soon=False)


def _asked(problem: Problem, counts: Counter[str], what: str) -> bool:
    """Count a request on which somebody else decides, and say what they decide."""
    is_granted = problem.happens(f"{what} is granted")
    _add(counts, requested=1, granted=is_granted)
    return is_granted


def _sent_back(problem: Problem, counts: Counter[str], whose: str) -> bool:
    """Count a return, and say whether the case goes to another unit for it."""
    is_upheld = problem.happens(f"a return of {whose} case is upheld")
    _add(counts, returned=1, returns_upheld=is_upheld)
    return is_upheld


def _is_seen_false(problem: Problem, closing: Closing) -> bool:
    """Say whether an inspector finds that nothing was done, or that nothing was there."""
    if problem.nature is not Nature.REAL:
        return problem.happens("an inspector sees that it was made up")
    if not closing.is_claimed:
        return False
    if closing.is_true_later:
        return problem.happens("photos show that nothing was done when it was closed")
    return problem.happens("an inspector sees that it is not solved")


def _is_asked(problem: Problem, teller: Teller) -> bool:
    if teller is Teller.WORKER:
        return False
    return teller is Teller.FRIEND or problem.happens("a resident who tells can be asked")
