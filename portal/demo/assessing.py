"""Periods of the demonstration: months and quarters published, one month open, one running."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login
from portal.assessment import actions, queries
from portal.assessment.models import Objection, Period, Revision
from portal.assessment.rules import PeriodKind, SubjectKind
from portal.cases.models import Case
from portal.db import db
from portal.policy.queries import work_calendar

MONTHS, MONTHS_OF_FEW = 10, 1  # published, before the one that is open
MANY_CASES = 1000
ENDS_OF_QUARTERS = (3, 6, 9, 12)
LATE_MORNING = timedelta(hours=10)
FLOODED = "台风橙色预警期间道路封闭，处置人员无法到场。"
GRANTED = "经核实，封路通知和现场照片齐全，同意不计入应办结数。"
TOO_LOW = "有两条评价是在短信延迟后补交的，没有算进满意度。"
COUNTED_IN = "已核对短信平台记录，两条评价补记，重新统计。"
NOT_OURS = "满意度里有一条评价是隔壁社区的事件。"
CORRECTED = "补记了因短信延迟而漏掉的评价，重新统计。"


@dataclass(frozen=True)
class Assessors:
    """Who works on figures, and who answers for some."""

    assessor: Person
    lead: Person
    clerk: Person


def make_periods(now: datetime, cases: int) -> None:
    """Take the months of the year as far as they would have come."""
    people = [person_by_login(login) for login in ("dispatcher", "lead", "community")]
    assessor, lead, clerk = people
    if not (assessor and lead and clerk):
        return
    by = Assessors(assessor, lead, clerk)
    months = _months_before(clock.day_of(now), MONTHS if cases >= MANY_CASES else MONTHS_OF_FEW)
    _leave_one_out(months[-1], by, now)
    for month in months[1:]:
        _publish(month, by, is_disputed=month == months[1])
    _correct(months[-1], by)
    for last in (month for month in months[1:-2] if month.month in ENDS_OF_QUARTERS):
        _publish(last, by, is_disputed=False, kind=PeriodKind.QUARTER)
    begun = clock.start_of(months[0] + timedelta(days=1))
    opened = _opened(months[0], max(begun, now - timedelta(days=1)))
    _object(opened, NOT_OURS, by, now)
    running = actions.begin_period(PeriodKind.MONTH, clock.day_of(now), now=now)
    actions.count_draft(running.revisions[0], now=now)
    db.session.flush()


def _months_before(day: date, many: int) -> Sequence[date]:
    """Return the last days of the months before a day's, the newest first."""
    months: list[date] = []
    while len(months) <= many:
        day = day.replace(day=1) - timedelta(days=1)
        months.append(day)
    return months


def _publish(
    month: date, by: Assessors, *, is_disputed: bool, kind: PeriodKind = PeriodKind.MONTH
) -> None:
    """Publish a period that ends with a month after its days of objection."""
    revision = _opened(month, _morning(month + timedelta(days=2)), kind)
    objected = _morning(month + timedelta(days=4))
    if is_disputed and (objection := _object(revision, TOO_LOW, by, objected)):
        decided = _morning(month + timedelta(days=5))
        actions.decide_objection(
            objection, is_upheld=True, words=COUNTED_IN, by=by.lead, now=decided
        )
        actions.count_draft(revision, now=_morning_after_objections(revision))
    _finish(revision, by)


def _correct(month: date, by: Assessors) -> None:
    """Correct a published month in a second edition."""
    revision = actions.revise(queries.period_named(f"{month:%Y-%m}"), reason=CORRECTED)
    actions.open_to_objections(revision, now=_morning(month + timedelta(days=25)))
    _finish(revision, by)


def _opened(month: date, at: datetime, kind: PeriodKind = PeriodKind.MONTH) -> Revision:
    period: Period = actions.begin_period(kind, month, now=at)
    revision = period.revisions[0]
    actions.open_to_objections(revision, now=at)
    return revision


def _finish(revision: Revision, by: Assessors) -> None:
    actions.publish(revision, by=by.lead, now=_morning_after_objections(revision))


def _morning_after_objections(revision: Revision) -> datetime:
    until = revision.objections_until or revision.period.ends
    return _morning(work_calendar().on_or_after(until + timedelta(days=1)))


def _object(revision: Revision, words: str, by: Assessors, at: datetime) -> Objection | None:
    own = [
        one
        for one in queries.own_results(revision, by.clerk, clock.day_of(at))
        if one.kind is SubjectKind.COMMUNITY
    ]
    if not own:
        return None
    figure = "satisfaction" if "satisfaction" in own[0].figures else next(iter(own[0].figures))
    return actions.object_to(
        revision, own[0].kind, own[0].code, figure, words=words, by=by.clerk, now=at
    )


def _leave_one_out(month: date, by: Assessors, now: datetime) -> None:
    """Leave out a case of a month that is published later, and let a second one wait."""
    due = Case.due_on.between(month.replace(day=1), month)
    rows = select(Case).where(due).order_by(Case.id).limit(2)
    for n, case in enumerate(db.session.scalars(rows).all()):
        asked = _morning(month + timedelta(days=1))
        exclusion = actions.ask_exclusion(case, reason=FLOODED, by=by.assessor, now=asked)
        if n == 0:
            actions.decide_exclusion(
                exclusion, is_granted=True, words=GRANTED, by=by.lead, now=asked
            )
    actions.recount_month(month.replace(day=1), now=now)


def _morning(day: date) -> datetime:
    return clock.start_of(day) + LATE_MORNING
