"""One case on its way through a random history, by the real actions, watched at every step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from portal import clock
from portal.accounts.models import Person, Unit
from portal.cases import actions, queries
from portal.cases.models import Case, CaseEvent, Matter
from portal.cases.rules import (
    LEVELS,
    MOVES,
    CaseStatus,
    DeclineReason,
    MeetingKind,
    Outcome,
    PauseReason,
    Solved,
    Step,
    Validity,
    after,
)
from portal.db import db
from portal.errors import Refused
from portal.grids.models import Grid
from portal.policy.models import CalendarYear, WorkDay
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import DRAFT, WorkCalendar
from tests.factories import (
    DISTRICT_CODE,
    a_case,
)

STARTS = (
    datetime(2026, 9, 21, 2, tzinfo=UTC),  # before two public holidays and a worked Sunday
    datetime(2026, 12, 21, 2, tzinfo=UTC),  # before the end of the calendar
)
NEW_YEAR = date(2027, 1, 1)
# The only steps whose rows may hold another date than the row before.
MOVERS = frozenset(
    {
        *(Step.DISPATCH, Step.RETURN, Step.RECALL, Step.HAND_UP, Step.RESUME, Step.EXTEND),
        *(Step.DISPUTE, Step.REOPEN, Step.ESCALATE, Step.REDATE),
    }
)
# Steps that are none of the clock's business.
BESIDE: dict[str, Step] = {
    "note": Step.NOTE,
    "answer": Step.ANSWER,
    "assign": Step.ASSIGN,
    "judge": Step.JUDGE,
    "order": Step.EXPEDITE,
    "reply": Step.REPLY,
    "ask help": Step.ASK_HELP,
    "help": Step.HELP,
    "meeting": Step.CONSULT,
    "decision": Step.SETTLE,
    "date passes": Step.EXPEDITE,
    "hours pass": Step.EXPEDITE,
    "another joins": Step.NOTE,
}
# Steps that may start a clock, stop it, or add to it; and some that must not.
OF_THE_CLOCK: dict[str, Step] = {
    **{f"dispatch {n}": Step.DISPATCH for n in LEVELS},
    "decline": Step.DECLINE,
    "recall": Step.RECALL,
    "take": Step.TAKE,
    "return": Step.RETURN,
    "transfer": Step.TRANSFER,
    "hand up": Step.HAND_UP,
    "pause": Step.PAUSE,
    "ask for a pause": Step.ASK_PAUSE,
    "resume": Step.RESUME,
    "pause ends": Step.RESUME,
    "extend": Step.EXTEND,
    "ask for days": Step.ASK_EXTENSION,
    "refuse": Step.REFUSE,
    "resolve": Step.RESOLVE,
    "dispute": Step.DISPUTE,
    "verify": Step.VERIFY,
    "lapse": Step.LAPSE,
    "say no": Step.REOPEN,
    "year is loaded": Step.REDATE,
}
STEPS = BESIDE | OF_THE_CLOCK


@dataclass
class Office:
    """Everybody who takes part in a history."""

    units: dict[int, list[Unit]]
    lead: Person
    handler: Person
    worker: Person
    grid: Grid
    matter: Matter


@dataclass
class Walk:
    """One case on its way through a history; a step that is refused is left out."""

    office: Office
    case: Case
    calendar: WorkCalendar
    now: datetime
    dues: list[date | None] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    known: dict[int, WorkCalendar] = field(default_factory=dict)  # by row: the calendar then
    but: str = ""  # a step that this walk leaves out
    reckon: Callable[[Case, dict[int, WorkCalendar]], tuple[date | None, ...]] = field(
        default=lambda _case, _known: ()
    )  # the dates that stand: to be resolved, dispatched, looked at

    def go_on(self, place: int) -> None:
        """Take one of the steps of the clock that the case has now."""
        open_now = [name for name in OF_THE_CLOCK if self._is_open(name) and name != self.but]
        if open_now:
            self.take(open_now[place % len(open_now)])
        self.dues.append(self.case.due_on)

    def take(self, name: str) -> None:
        """Take a step as its door does, and look whether all that is promised still holds."""
        case, before = self.case, list(self.case.events)
        rows = [_row(one) for one in before]
        state = case.due_on, case.status
        try:
            with clock.stopped_at(self.now):
                after(case.status, STEPS[name])
                self._steps()[name]()
        except Refused:
            assert (case.due_on, case.status) == state, "a refusal changes nothing"
            assert len(case.events) == len(before)
            return
        self.done.append(name)
        db.session.flush()
        db.session.expire(case, ["events"])
        self._look(rows)

    def _look(self, rows: list[tuple[object, ...]]) -> None:
        """Find the old rows untouched, the date in the newest, and moved only by what may move it.

        The date is read from the database, so that nothing stands beside what is stored.
        """
        case = self.case
        db.session.refresh(case, ["due_on", "triage_due_on", "verify_due_on"])
        assert [_row(one) for one in case.events[: len(rows)]] == rows, "no row ever changes"
        due = rows[-1][-1]
        for one in case.events[len(rows) :]:
            self.known[one.id] = self.calendar
            assert one.step in MOVERS or one.due_on == due, f"{one.step} moved the date"
            due = one.due_on
        assert case.due_on == due, "no date moves without an entry"
        stands = case.due_on, case.triage_due_on, case.verify_due_on
        assert stands == self.reckon(case, self.known), self.done

    def _is_open(self, name: str) -> bool:
        if name == "say no":
            return self.case.status in {CaseStatus.RESOLVED, CaseStatus.CLOSED}
        return (self.case.status, OF_THE_CLOCK[name]) in MOVES

    def _steps(self) -> dict[str, Callable[[], object]]:
        case, office, now = self.case, self.office, self.now
        by = {"by": office.handler, "now": now}
        rules = {"policy": policy_on(clock.day_of(now)), "calendar": self.calendar}
        above = {"by": office.lead, "now": now}
        looks = {"by": office.worker, "now": now}
        return {
            **{f"dispatch {n}": lambda n=n: self._dispatch(n, rules) for n in LEVELS},
            "decline": lambda: actions.decline(
                case, reason=DeclineReason.NOT_LISTED, words="请拨打12345", **above
            ),
            "recall": lambda: actions.recall(case, note="派错了", **above),
            "return": lambda: actions.return_to_triage(case, words="不归我们", **by, **rules),
            "transfer": lambda: actions.transfer(
                case, unit=self._other_unit(), words="转给他们", **by
            ),
            "hand up": lambda: actions.hand_up(case, words="办不了", **by, **rules),
            "ask for a pause": lambda: self._ask_pause(rules),
            "pause": lambda: self._granted_pause(rules),
            "resume": lambda: actions.resume(case, **above, calendar=self.calendar),
            "pause ends": self._end_pause,
            "ask for days": self._ask_days,
            "extend": self._granted_days,
            "refuse": lambda: actions.refuse(case, note="不同意", **above),
            "resolve": lambda: self._resolve(rules),
            "dispute": lambda: actions.dispute(case, words="还没好", **looks, **rules),
            "verify": lambda: actions.verify(case, words="", **looks),
            "lapse": lambda: actions.lapse(case, now=now),
            "say no": lambda: self._say_no(rules),
            "year is loaded": self._load_year,
            "note": lambda: actions.note(case, note="记一笔", **by),
            "answer": lambda: actions.answer(case, words="正在办", **by),
            "assign": lambda: actions.assign(case, person=office.handler, **by),
            "judge": lambda: actions.judge(
                case, validity=Validity.VALID, reason=None, note="", **above
            ),
            "take": lambda: actions.take(case, words="", **by),
            "order": lambda: actions.order(
                case, words="请抓紧", reply_by=clock.day_of(now) + timedelta(days=2), **above
            ),
            "reply": lambda: self._reply(by),
            "ask help": lambda: actions.ask_help(
                case, unit=office.units[4][1], words="请协助", **by
            ),
            "help": lambda: actions.help_given(
                case, unit=office.units[4][1], words="已协助", photos=[], **by
            ),
            "meeting": self._meet,
            "decision": lambda: self._decide(rules),
            "date passes": self._pass_date,
            "hours pass": self._pass_hours,
            "another joins": self._join,
        }

    def _dispatch(self, level: int, rules: dict[str, Any]) -> None:
        unit = self.office.units[level][0]
        whose = {"by": self.office.lead, "now": self.now}
        actions.dispatch(self.case, level=level, unit=unit, note="", **whose, **rules)

    def _other_unit(self) -> Unit:
        units = self.office.units.get(self.case.level or 3, [])
        return next((u for u in units if u.id != self.case.unit_id), self.office.units[3][0])

    def _ask_pause(self, rules: dict[str, Any]) -> None:
        until = self.calendar.add(clock.day_of(self.now), 1 + self.now.hour % 2)
        asked = {"reason": PauseReason.COURT, "words": "等法院", "until": until}
        actions.ask_pause(self.case, **asked, by=self.office.handler, now=self.now, **rules)

    def _granted_pause(self, rules: dict[str, Any]) -> None:
        if queries.open_request(self.case) is None:
            self._ask_pause(rules)
        actions.pause(self.case, note="", by=self.office.lead, now=self.now)

    def _end_pause(self) -> None:
        """Do as the job does after the last day."""
        lasting = queries.pause_of(self.case)
        if lasting and lasting.until and lasting.until < clock.day_of(self.now):
            actions.resume(self.case, by=None, now=self.now, calendar=self.calendar)

    def _ask_days(self) -> None:
        policy = policy_on(clock.day_of(self.now))
        asked = {"days": 2, "words": "材料未到", "by": self.office.handler}
        actions.ask_extension(self.case, **asked, now=self.now, policy=policy)

    def _granted_days(self) -> None:
        if queries.open_request(self.case) is None:
            self._ask_days()
        by = {"by": self.office.lead, "now": self.now}
        actions.extend(self.case, note="", **by, calendar=self.calendar)

    def _resolve(self, rules: dict[str, Any]) -> None:
        said = {"outcome": Outcome.NOT_FOUND, "words": "现场没有发现", "photos": []}
        by = {"by": self.office.handler, "now": self.now}
        actions.resolve(self.case, **said, policy=rules["policy"], **by)

    def _say_no(self, rules: dict[str, Any]) -> None:
        rating = next(r for r in self.case.ratings if r.round == self.case.round)
        actions.say_solved(rating, Solved.NO, now=self.now, **rules)

    def _load_year(self) -> None:
        """Load the holidays of the next year, and do as the job does then."""
        if self.calendar.last_year < NEW_YEAR.year:
            db.session.add(CalendarYear(year=NEW_YEAR.year, source="test"))
            db.session.flush()
            holiday = {"day": NEW_YEAR, "is_working": False, "name": "元旦"}
            db.session.add(WorkDay(year=NEW_YEAR.year, **holiday))
            db.session.flush()
        self.calendar = work_calendar()
        if self.case in queries.provisional_until(date(self.calendar.last_year, 12, 31), 9):
            actions.settle_dates(self.case, now=self.now, calendar=self.calendar)

    def _reply(self, by: dict[str, Any]) -> None:
        for order in queries.orders_of(self.case)[:1]:
            actions.reply(order, words="马上办", **by)

    def _meet(self) -> None:
        actions.call_meeting(
            MeetingKind.CONSULTATION,
            "疑难问题会商",
            area_code=DISTRICT_CODE,
            place="二楼",
            starts_at=self.now + timedelta(minutes=1),
            units=self.office.units[4],
            questions=[(self.case, "谁来办")],
            by=self.office.lead,
            now=self.now,
        )

    def _decide(self, rules: dict[str, Any]) -> None:
        """Keep the minutes of a meeting that leaves the case where it is."""
        for put in queries.meetings_of(self.case)[-1:]:
            if put.meeting.held_at is None and put.meeting.starts_at <= self.now:
                kept = {"minutes": "已议", "came": set(), "decisions": {put.id: ("照办", None)}}
                by = {"by": self.office.lead, "now": self.now}
                actions.keep_minutes(put.meeting, **kept, **by, **rules)

    def _pass_date(self) -> None:
        """Do as the clock's own job does."""
        case = self.case
        is_late = case.due_on is not None and clock.day_of(self.now) > case.due_on
        if is_late and not case.is_overdue:
            actions.expedite(case, now=self.now)

    def _pass_hours(self) -> None:
        answer = queries.answer_clock_of(self.case, self.now, DRAFT)
        if answer and answer.due_at < self.now:
            actions.expedite_answer(self.case, now=self.now)

    def _join(self) -> None:
        """Join another report of the same problem to this case."""
        other = a_case(matter=self.office.matter, grid=self.office.grid, now=self.now)
        policy = policy_on(clock.day_of(self.now))
        actions.merge(other, self.case, by=self.office.lead, now=self.now, policy=policy)


def _row(one: CaseEvent) -> tuple[object, ...]:
    return one.id, one.step, one.at, one.due_on
