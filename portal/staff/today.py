"""The first page after signing in: what is late, what soon will be, what waits for me."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow, may
from portal.accounts.queries import unread_notices
from portal.cases import queries
from portal.cases.models import Case
from portal.cases.queries import Clock, Wanted
from portal.i18n import _
from portal.policy.queries import policy_on, work_calendar
from portal.policy.rules import Policy, WorkCalendar
from portal.staff import blueprint as staff
from portal.staff import case_words

FEW = 5  # rows of each kind; the list has the rest


@dataclass(frozen=True)
class Pile:
    """Cases that ask for something: how many, the first few with their clocks, and the list."""

    title: str
    hint: str
    none: str  # what to say when there are none
    tone: str
    count: int
    rows: Sequence[tuple[Case, Clock | None]]
    url: str


@staff.get("/")
@allow(Permission.SEE_OWN_PAGE)
def today() -> ResponseReturnValue:
    """Show what is red, amber and waiting, and where else to go."""
    return render_template(
        "staff/today.html",
        piles=_piles(clock.today()) if may(Permission.SEE_CASES) else [],
        unread=unread_notices(current_user),
        on=clock.today(),
        words=case_words,
    )


def _piles(day: date) -> list[Pile]:
    policy, calendar = policy_on(day), work_calendar()
    return [
        _listed(
            "overdue",
            _("Late"),
            _("Past the due date. The level above has been told."),
            _("Nothing is late."),
            "danger",
            (day, policy, calendar),
        ),
        _amber(day, policy, calendar),
        _listed(
            "mine",
            _("Waiting for me"),
            _("The next step is mine."),
            _("Nothing waits for me just now."),
            "go",
            (day, policy, calendar),
        ),
    ]


def _listed(
    view: str, title: str, hint: str, none: str, tone: str, by: tuple[date, Policy, WorkCalendar]
) -> Pile:
    wanted, (day, policy, calendar) = Wanted(view=view), by
    first = queries.list_cases(current_user, wanted, after_key=None, today=day).cases
    return Pile(
        title=title,
        hint=hint,
        none=none,
        tone=tone,
        count=queries.how_many(current_user, wanted, today=day),
        rows=_with_clocks(first[:FEW], day, policy, calendar),
        url=url_for(".list_cases", view=view),
    )


def _amber(day: date, policy: Policy, calendar: WorkCalendar) -> Pile:
    count, first = queries.amber_cases(
        current_user, today=day, policy=policy, calendar=calendar, most=FEW
    )
    return Pile(
        title=_("Due soon"),
        hint=_("Most of their time has gone."),
        none=_("Nothing is due soon."),
        tone="warn",
        count=count,
        rows=_with_clocks(first, day, policy, calendar),
        url=url_for(".list_cases", view="due"),
    )


def _with_clocks(
    cases: Sequence[Case], day: date, policy: Policy, calendar: WorkCalendar
) -> list[tuple[Case, Clock | None]]:
    return [(case, queries.clock_of(case, day, policy, calendar)) for case in cases]
