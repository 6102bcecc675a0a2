"""Tells the life of one case: who did what and when, by the same rules as in earnest.

A life is told forward from its report and stops at the present, so that the
newest cases stand wherever cases stand today.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from portal import clock
from portal.cases.rules import (
    CaseStatus,
    Outcome,
    Solved,
    Source,
    Step,
    Validity,
    after,
    level_above,
    reopening,
    respond_by,
    restarts_clock,
    starts_clock,
)
from portal.cases.rules.whose import (
    BEGINNINGS,
    HANDS_ON,
    Stood,
    begins_anew,
    comes_from_grid,
    goes_up_late,
)
from portal.demo import words
from portal.demo.chance import Chance
from portal.demo.stage import Place, Stage, Subject
from portal.demo.worktime import FULL_DAY
from portal.files import Kept

REPLIED_SHARE = 0.8
Facts = dict[str, Any]


class NotYet(Exception):
    """What would come next lies in the future."""


@dataclass
class Life:
    """One case as it stands, and how it came to stand so; steps mirror portal.cases.actions."""

    stage: Stage
    chance: Chance
    now: datetime
    place: Place
    subject: Subject
    case: Facts
    events: list[Facts] = field(default_factory=list)
    ratings: list[Facts] = field(default_factory=list)
    # The event's place, and what it shows; or a picture that belongs to this case alone.
    photos: list[tuple[int, str | Kept]] = field(default_factory=list)
    orders: list[tuple[int, Facts]] = field(default_factory=list)  # event's place, and the order
    contact: Facts | None = None
    is_played: bool = False  # only its report is told: people go on with it by the real actions
    at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.case["reported_at"]

    def go_to(self, moment: datetime) -> None:
        """Let time pass: a date that goes by is marked on the way; the future stops the telling."""
        case = self.case
        in_work = case["status"] in {CaseStatus.DISPATCHED, CaseStatus.IN_HAND}
        if in_work and case["due_on"] and not case["is_overdue"]:
            passed = self.stage.time.start_of(case["due_on"] + timedelta(days=1))
            marked = max(passed, self.at) + timedelta(minutes=self.chance.random() * 10)
            if marked <= min(moment, self.now):
                self.at = marked
                case["is_overdue"] = True
                self.step(Step.EXPEDITE, None)
                self._order(min(moment, self.now))
        if moment > self.now:
            raise NotYet
        self.at = max(self.at, moment)

    def _order(self, until: datetime) -> None:
        """Keep the order that a passed date brings; mostly the unit answers it within a day."""
        case, time, order = self.case, self.stage.time, self._ordered()
        by = self.place.worker_id if case["level"] == 1 else None
        by = by or self.stage.units.clerk.get(case["unit_id"])
        answered = time.after(self.at, self.chance.about(240, least=10, most=FULL_DAY * 4))
        if by and answered <= until and self.chance.happens(REPLIED_SHARE):
            self.at = order["replied_at"] = answered
            self.step(Step.REPLY, by, note=self.chance.choice(words.REPLIES))

    def _ordered(self) -> Facts:
        time = self.stage.time
        day = time.calendar.add(clock.day_of(self.at), time.policy.order_days)
        may_move = self.stage.time.calendar.is_provisional(day)
        order = {"at": self.at, "reply_by": day, "replied_at": None, "is_provisional": may_move}
        self.orders.append((len(self.events) - 1, order))
        return order

    def step(
        self,
        step: Step,
        by: int | None,
        words: str = "",
        note: str = "",
        outcome: Outcome | None = None,
    ) -> None:
        """Take a step that the status allows and write it down."""
        case = self.case
        if step is not Step.REPORT:
            case["status"] = after(case["status"], step)
        if step in BEGINNINGS:
            self._say_whose_clock(step)
        case["handed_on"] |= step in HANDS_ON
        self.events.append(
            {
                "step": step,
                "status": case["status"],
                "at": self.at,
                "by_id": by,
                "unit_id": case["unit_id"],
                "clock_unit_id": case["clock_unit_id"],
                "level": case["level"],
                "words": words,
                "note": note,
                "outcome": outcome,
                "due_on": case["due_on"],
            }
        )

    def _say_whose_clock(self, step: Step) -> None:
        history = [_stood(event) for event in self.events]
        new = _stood(self.case | {"step": step, "at": self.at})
        if begins_anew(history, new):
            self.case["clock_unit_id"] = self.case["unit_id"]
        self.case["came_from_grid"] |= comes_from_grid(new)
        self.case["went_up_late"] |= goes_up_late(history, new)

    def start_clock(self) -> None:
        """Give the case the due date of its level."""
        case, time = self.case, self.stage.time
        case["dispatched_at"], case["clock_days"] = (
            self.at,
            time.policy.days_to_resolve(case["level"]),
        )
        case["due_on"] = time.due_on(case["level"], clock.day_of(self.at))
        case["is_due_provisional"] = time.calendar.is_provisional(case["due_on"])
        case["is_overdue"] = False

    def report(self) -> None:
        """Say what the reporter said."""
        self.step(Step.REPORT, self.case["reported_by_id"])

    def dispatch(self, level: int, unit: int, by: int, note: str) -> None:
        """Hand the case to a unit."""
        case = self.case
        is_new_clock = starts_clock(case["due_on"], case["level"], level)
        case["level"], case["unit_id"], case["is_held"] = level, unit, False
        if case["reported_by_id"] != by:
            case["validity"] = Validity.VALID
        if is_new_clock:
            self.start_clock()
        if case["first_response_at"] is None and (is_new_clock or case["response_due_at"] is None):
            case["response_due_at"] = respond_by(self.at, self.subject.hours)
        self.step(Step.DISPATCH, by, note=note)

    def decline(self, reason: Any, words: str, by: int) -> None:
        """Decline it with a reason."""
        self.case["decline_reason"], self.case["validity"] = reason, Validity.INVALID
        self.step(Step.DECLINE, by, words)
        self.close(Step.DECLINE)

    def take(self, by: int | None, words: str) -> None:
        """Take it in hand."""
        self.case["first_response_at"] = self.case["first_response_at"] or self.at
        self.step(Step.TAKE, by, words)

    def transfer(self, unit: int, by: int | None, words: str) -> None:
        """Hand it on, on the same level."""
        self.case["unit_id"] = unit
        self.case["first_response_at"] = self.case["first_response_at"] or self.at
        self.step(Step.TRANSFER, by, words)

    def give_back(self, by: int | None, words: str) -> None:
        """Return it to triage; soon enough, its clock starts afresh."""
        case, time = self.case, self.stage.time
        if restarts_clock(
            clock.day_of(case["dispatched_at"]), clock.day_of(self.at), time.policy, time.calendar
        ):
            case["due_on"], case["is_due_provisional"] = None, False
        case["unit_id"] = None
        case["triage_due_on"] = time.calendar.add(clock.day_of(self.at), time.policy.triage_days)
        case["is_triage_provisional"] = time.calendar.is_provisional(case["triage_due_on"])
        self.step(Step.RETURN, by, words)

    def resolve(self, outcome: Outcome, by: int | None, words: str) -> None:
        """Say that it is resolved, with a photo where one is asked for, and ask the reporter."""
        case = self.case
        case["resolved_at"], case["resolved_by_id"], case["outcome"] = self.at, by, outcome
        case["was_in_time"] = clock.day_of(self.at) <= case["due_on"]
        case["first_response_at"] = case["first_response_at"] or self.at
        look_on = self._look_by(outcome)
        case["verify_due_on"] = look_on
        case["is_verify_provisional"] = bool(
            look_on and self.stage.time.calendar.is_provisional(look_on)
        )
        case["round"] += 1
        self.step(Step.RESOLVE, by, words, outcome=outcome)
        if outcome is Outcome.DONE and self.subject.wants_photo:
            self.photos.append((len(self.events) - 1, "after"))
        if case["source"] is Source.RESIDENT:
            self.ratings.append(self._asked())

    def reopen(self, step: Step, by: int | None = None, words: str = "") -> None:
        """Open it again on a fresh clock; escalated, one level up."""
        case = self.case
        if step is Step.ESCALATE and case["level"] != level_above(case["level"]):
            case["level"] = level_above(case["level"])
            case["unit_id"] = self.stage.units.usual(self.subject, case["level"], self.place)
        case["reopened"] += 1
        case["closed_at"] = case["closed_by"] = None
        case["resolved_at"] = case["was_in_time"] = case["outcome"] = None
        case["verify_due_on"] = None
        self.start_clock()
        self.step(step, by, words)
        if step is Step.ESCALATE:
            self._ordered()

    def close(self, step: Step) -> None:
        """Note when and by whom it was closed."""
        self.case["closed_at"], self.case["closed_by"] = self.at, step

    def confirm_by(self, step: Step, by: int | None, words: str = "") -> None:
        """Close a resolved case."""
        self.step(step, by, words)
        self.close(step)

    def answer(self, solved: Solved | None, stars: int | None, words: str | None) -> None:
        """Store what the reporter tapped, and do to the case what that does."""
        rating = self.ratings[-1]
        before = sum(
            earlier["solved"] in {Solved.NO, Solved.PARTLY} for earlier in self.ratings[:-1]
        )
        rating.update(solved=solved, stars=stars, words=words, answered_at=self.at)
        if solved is None:
            return
        if again := reopening(solved, before):
            self.reopen(again)
        elif self.case["status"] is CaseStatus.RESOLVED:
            self.confirm_by(Step.CONFIRM, None)

    def _look_by(self, outcome: Outcome) -> date | None:
        time = self.stage.time
        is_seen = self.subject.wants_photo and outcome in {Outcome.DONE, Outcome.NOT_FOUND}
        return (
            time.calendar.add(clock.day_of(self.at), time.policy.verify_days) if is_seen else None
        )

    def _asked(self) -> Facts:
        days = self.stage.time.policy.rating_days
        return {
            "token": self.chance.token(),
            "grid_id": self.place.id,
            "round": self.case["round"],
            "asked_at": self.at,
            "expires_at": self.at + timedelta(days=days),
            "solved": None,
            "stars": None,
            "words": None,
            "answered_at": None,
        }


def _stood(row: Facts) -> Stood:
    until = clock.end_of(row["due_on"]) if row["due_on"] else None
    return Stood(row["step"], row["at"], row["level"], row["unit_id"], until)


def told(life: Life, story: Callable[[Life], None]) -> Life:
    """Tell a life until its story or the present ends it."""
    with suppress(NotYet):
        story(life)
    return life
