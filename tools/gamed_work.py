"""A quarter of somebody's work as plain data: problems, reports, closings, answers and samples.

What is counted follows `portal.assessment.rules.Counts`; what comes of it is left to the portal's
rules. How often things happen is invented, in `tools/problems.py`.
"""

import enum
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from portal.assessment.rules import (
    Counts,
    Sampled,
    Stratum,
    Subject,
    SubjectKind,
    answers_for,
)
from tools.problems import LIMITS, MATTERS, OWN, Nature, Problem, chance
from tools.strategies import HANDLERS, Hidden, Late, Way

PROBLEMS = {SubjectKind.GRID: 90, SubjectKind.COMMUNITY: 180, SubjectKind.UNIT: 180}
OWN_LEVELS = {SubjectKind.GRID: (1,), SubjectKind.COMMUNITY: (1, 2), SubjectKind.UNIT: (3,)}
# To which level they hand up.
ABOVE = {SubjectKind.GRID: 2, SubjectKind.COMMUNITY: 3, SubjectKind.UNIT: 4}
LEVELS = ((1, 0.45), (2, 0.8), (3, 1.0))  # up to which chance a problem has a level


class Teller(enum.Enum):
    """Who told a problem first."""

    WORKER = enum.auto()
    RESIDENT = enum.auto()
    FRIEND = enum.auto()


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
            counts["passed_on"] += problem.level > 1
            self._dealt_with(self._placed(problem, counts), teller)

    def _dealt_with(self, problem: Problem, teller: Teller) -> None:
        """Let a case be handled and settled; it counts for the player if they answer for it."""
        counts = self.matters[problem.matter] if self._answers_for(problem) else Counter[str]()
        _add(counts, response_due=1, responded=problem.happens("a first answer is given in time"))
        if closing := self._handled(problem, teller, counts):
            self._settle(problem, teller, closing, counts)

    def _answers_for(self, problem: Problem) -> bool:
        if self._only_handles:
            return problem.level in OWN_LEVELS[self.kind]
        return answers_for(self.kind, None, problem.level)

    def _placed(self, problem: Problem, counts: Counter[str]) -> Problem:
        """Return a case where it stays in the end: above, or below though it was handed up.

        What a grid's worker hands up is with the community, which answers for the grid.
        """
        above = replace(problem, level=ABOVE[self.kind], has_waited=True)
        is_beyond = self.kind in HANDLERS and problem.happens("a case is beyond its level")
        if problem.level not in OWN_LEVELS[self.kind] or not (
            is_beyond or (self.way.hands_up_hard and problem.is_hard)
        ):
            return problem
        if self.kind not in HANDLERS:
            return replace(above, is_up_within=True)
        return above if _stays_above(problem, counts) else replace(problem, has_waited=True)

    def _handled(self, problem: Problem, teller: Teller, counts: Counter[str]) -> Closing | None:
        """Return how a case is closed, or nothing where it goes to another unit."""
        is_own = problem.level in OWN_LEVELS[self.kind]
        if is_own and self._returned(problem, counts):
            return None
        what = "a hard problem" if problem.is_hard else "an easy problem"
        if problem.happens(f"{what} is solved in time"):
            is_whole = not problem.happens("what was solved is solved only half")
            return Closing(is_true=is_whole, is_soon=not problem.has_waited)
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
        if late is Late.HAND_UP:
            _stays_above(problem, counts)
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
        confirming = words[:1] if problem.is_up_within else words
        is_confirmed = closing.is_done and any(word is not None for word in confirming)
        is_unconfirmed = closing.is_done and not is_confirmed
        stratum = Counter[str]()
        if self._answers_for(problem):
            stratum = self.strata.setdefault(str(problem.level), stratum)
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
        is_theirs = self._answers_for(problem) and not (closing.is_moved and self._only_handles)
        is_proven = (is_theirs and is_false) or (is_looked_at and (is_false or is_seen))
        if is_theirs or is_looked_at:  # a finding is about who said so
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


def _stays_above(problem: Problem, counts: Counter[str]) -> bool:
    """Count a case that is handed up, and say whether it is not sent back."""
    is_beyond = problem.happens("a case is beyond its level")
    stays = problem.happens(f"a case {'beyond its' if is_beyond else OWN} level stays above")
    _add(counts, returned=1, returns_upheld=stays)
    return stays


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
