"""Counting a case by hand, step by step through its history: what the figures are proved by.

The figures are counted by one statement in the database. Here the same is said a second time, in
other words and of one case at a time, so that a mistake in one of both is found by the other.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal import clock
from portal.cases.rules import CaseStatus, Outcome, Solved, Source, Step, Validity

COMEBACKS = frozenset({Step.REOPEN, Step.ESCALATE, Step.DISPUTE, Step.INSPECT})
BEGINNINGS = COMEBACKS | {Step.DISPATCH, Step.SPLIT, Step.HAND_UP}
Where = tuple[int, date, int, int, int, int]  # grid, month, matter, level, unit, piece


@dataclass(frozen=True)
class StepTaken:
    """One row of a case's history."""

    step: Step
    at: datetime
    level: int | None
    unit_id: int | None
    due_on: date | None


@dataclass(frozen=True)
class Question:
    """What a reporter was asked about the case, and answered."""

    grid_id: int
    asked_at: datetime
    is_of_last_round: bool
    stars: int | None
    solved: Solved | None


@dataclass(frozen=True)
class Life:
    """All that is stored of one case, as far as anything of it counts."""

    grid_id: int
    matter_id: int
    level: int | None
    unit_id: int | None
    piece: int
    source: Source
    validity: Validity
    status: CaseStatus
    is_joined: bool
    reported_at: datetime
    due_on: date | None
    response_due_at: datetime | None
    first_response_at: datetime | None
    resolved_at: datetime | None
    is_resolved_by_reporter: bool
    was_in_time: bool | None
    reopened: int
    outcome: Outcome | None
    verify_due_on: date | None
    closed_at: datetime | None
    closed_by: Step | None
    is_left_out: bool
    decided: Sequence[bool]  # what was asked for it: granted or not
    has_passed: bool  # in a sample, after it was closed
    steps: Sequence[StepTaken]
    questions: Sequence[Question]


class Tally(Counter[tuple[Where, str]]):
    """How often each count was met, by its cell."""

    def of(self, life: Life) -> None:
        """Add all that counts of one case."""
        self._report(life)
        if life.due_on:
            self._requests(life, _cell_of_its_clock(life, life.due_on))
        if not _is_on_the_spot(life):
            self._work(life)
        self._history(life)
        self._questions(life)

    def _add(self, cell: Where, *names: str | None) -> None:
        self.update((cell, name) for name in names if name)

    def _report(self, life: Life) -> None:
        is_valid = life.validity is Validity.VALID
        is_first = is_valid and not life.is_joined
        moved = any(one.step in {Step.TRANSFER, Step.HAND_UP} for one in life.steps)
        self._add(
            _cell(life, clock.day_of(life.reported_at)),
            "reported",
            "judged" if life.validity is not Validity.NOT_JUDGED else None,
            "valid" if is_valid else None,
            "passed_on" if moved or (life.level or 0) > 1 else None,
            "found" if is_first else None,
            "found_by_workers" if is_first and life.source is Source.WORKER else None,
        )

    def _work(self, life: Life) -> None:
        if life.status not in {CaseStatus.DECLINED, CaseStatus.MERGED}:
            if life.due_on:
                self._due(life, _cell_of_its_clock(life, life.due_on))
            if limit := life.response_due_at:
                answered = life.first_response_at
                is_answered = answered is not None and answered <= limit
                cell = _cell_of_its_clock(life, clock.day_of(limit))
                self._add(cell, "response_due", "responded" if is_answered else None)
        if life.resolved_at:
            cell = _cell_of_its_clock(life, clock.day_of(life.resolved_at))
            self._add(cell, "resolved", "resolutions", "on_time" if life.was_in_time else None)
        if life.verify_due_on:
            self._look(life, life.verify_due_on)

    def _requests(self, life: Life, cell: Where) -> None:
        for is_granted in life.decided:
            self._add(cell, "requested", "granted" if is_granted else None)

    def _due(self, life: Life, cell: Where) -> None:
        if life.is_left_out:
            self._add(cell, "excluded")
            return
        is_closed = life.status is CaseStatus.CLOSED
        is_valid = life.validity is Validity.VALID
        said = any(one.is_of_last_round and one.solved is Solved.YES for one in life.questions)
        is_theirs = any(one.step is Step.HAND_UP and one.level == 2 for one in life.steps)
        looked = life.closed_by is Step.VERIFY and not is_theirs
        word = said or looked or life.closed_by is Step.CONFIRM or life.has_passed
        is_done = is_closed and is_valid and life.outcome is Outcome.DONE
        self._add(
            cell,
            "due",
            "closed" if is_closed else None,
            "closed_in_time" if is_closed and _is_in_time(life) else None,
            "due_valid" if is_valid else None,
            ("confirmed" if word else "unconfirmed") if is_done else None,
        )

    def _look(self, life: Life, until: date) -> None:
        is_over = life.closed_at is not None and clock.day_of(life.closed_at) <= until
        if is_over and life.closed_by is not Step.VERIFY:
            return
        self._add(_cell(life, until), "verify_due", "verified" if is_over else None)

    def _history(self, life: Life) -> None:
        for n, one in enumerate(life.steps):
            cell = _cell(life, clock.day_of(one.at), one.level, one.unit_id)
            later = life.steps[n + 1 :]
            if one.step is Step.RESOLVE and any(each.step in COMEBACKS for each in later):
                whose = _unit_of_clock_at(life, n) or one.unit_id
                cell = _cell(life, clock.day_of(one.at), one.level, whose)
                self._add(cell, "resolutions", "reworked")
            elif one.step is Step.DISPUTE:
                self._add(cell, "verify_due", "verified")
            elif one.step in {Step.RETURN, Step.HAND_UP}:
                self._given_away(life, n)

    def _given_away(self, life: Life, n: int) -> None:
        """Count a return or a hand-up for the unit that had the case, with what became of it."""
        one, later = life.steps[n], [each.unit_id for each in life.steps[n + 1 :] if each.unit_id]
        had = next((each.unit_id for each in life.steps[:n][::-1] if each.unit_id), None)
        if one.step is Step.HAND_UP and had == one.unit_id:
            return  # it stays with the unit, a level higher
        if one.step is Step.HAND_UP:
            is_upheld = had is not None and had not in later
        else:
            is_upheld = had is not None and bool(later) and later[0] != had
        cell = _cell(life, clock.day_of(one.at), one.level, had)
        self._add(cell, "returned", "returns_upheld" if is_upheld else None)

    def _questions(self, life: Life) -> None:
        for one in life.questions:
            cell = (one.grid_id, *_cell_asked_of(life, one.asked_at)[1:])
            self._add(
                cell,
                "asked",
                "answered" if one.stars is not None else None,
                "satisfied" if one.stars is not None and one.stars >= 4 else None,
                "said" if one.solved else None,
                "solved" if one.solved is Solved.YES else None,
            )
            if one.stars:
                self[cell, "stars"] += one.stars


_OWN = object()


def _cell(life: Life, day: date, level: object = _OWN, unit_id: object = _OWN) -> Where:
    level = life.level if level is _OWN else level
    unit_id = life.unit_id if unit_id is _OWN else unit_id
    in_hand = (level or 0, unit_id or 0)
    return life.grid_id, day.replace(day=1), life.matter_id, *in_hand, life.piece  # type: ignore[return-value]


def _cell_of_its_clock(life: Life, day: date) -> Where:
    return _cell(life, day, life.level, _unit_of_its_clock(life))


def _cell_asked_of(life: Life, asked_at: datetime) -> Where:
    """Return the cell of a question, by the last time before it that the case was resolved."""
    before = [
        n for n, one in enumerate(life.steps) if one.step is Step.RESOLVE and one.at <= asked_at
    ]
    said = life.steps[before[-1]] if before else None
    level = said.level if said and said.level is not None else life.level
    if life.resolved_at and life.resolved_at <= asked_at:
        unit_id = _unit_of_its_clock(life)
    else:
        whose = _unit_of_clock_at(life, before[-1]) if before else None
        unit_id = whose or (said.unit_id if said else None) or life.unit_id
    return _cell(life, clock.day_of(asked_at), level, unit_id)


def _is_in_time(life: Life) -> bool:
    """Say whether it was, with no fresh clock by coming back or by going up."""
    went_up = [n for n, one in enumerate(life.steps) if one.step is Step.HAND_UP]
    is_by_going_up = any(_went_up_late(life, n) or _is_late_without(life, n) for n in went_up)
    return bool(life.was_in_time) and not life.reopened and not is_by_going_up


def _is_late_without(life: Life, n: int) -> bool:
    """Say whether whoever handed it up resolved it after the date that they had before."""
    had = life.steps[n - 1]
    if life.resolved_at is None or had.due_on is None or had.unit_id != _unit_of_its_clock(life):
        return False
    return clock.day_of(life.resolved_at) > had.due_on


def _went_up_late(life: Life, n: int) -> bool:
    """Say whether a step took the case up a level when more than half of its time was gone."""
    one, earlier = life.steps[n], life.steps[:n]
    due_on = earlier[-1].due_on if earlier else None
    began = [each.at for each in earlier if each.unit_id and each.step in BEGINNINGS]
    if one.step is not Step.HAND_UP or due_on is None or not began:
        return False
    return one.at - began[-1] > clock.end_of(due_on) - one.at


def _unit_of_its_clock(life: Life) -> int | None:
    """Return the unit whose clock it is, whoever has the case now."""
    return _unit_of_clock_at(life, len(life.steps)) or life.unit_id


def _unit_of_clock_at(life: Life, n: int) -> int | None:
    """Go through the history up to a step; return whose clock it was then, if one had begun."""
    whose, due_on, level, had = None, None, 0, None
    before = whose  # the newest decision, which may be taken back
    for at, one in enumerate(life.steps[:n]):
        is_fresh = due_on is None or (one.level or 0) > level
        is_new = (
            (one.step is Step.HAND_UP and not _went_up_late(life, at))
            or (one.step in {Step.DISPATCH, Step.SPLIT} and is_fresh)
            or (one.step in COMEBACKS and (is_fresh or one.unit_id != had))
        )
        if one.step in {Step.DISPATCH, Step.DECLINE}:
            before = whose
        if one.step is Step.RECALL:
            whose = before
        elif one.unit_id and is_new:
            whose = one.unit_id
        due_on, level, had = one.due_on, one.level or 0, one.unit_id
    return whose


def _is_on_the_spot(life: Life) -> bool:
    return life.source is Source.WORKER and life.is_resolved_by_reporter
