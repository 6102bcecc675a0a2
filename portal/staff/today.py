"""The first page after signing in: what is late, what soon will be, what waits for me."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow, may, roles
from portal.accounts.queries import unread_notices
from portal.accounts.rules import TRIAGES, Role
from portal.cases import queries
from portal.cases.models import Case, Meeting
from portal.cases.queries import AnswerClock, Clock, Count, Wanted, route_table
from portal.cases.rules import IN_WORK, CaseStatus, Light
from portal.i18n import _l
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.case_list import COMMANDS, HANDLES

FEW = 5  # rows of each kind; the list has the rest
EVERYBODY = frozenset(Role)


@dataclass(frozen=True)
class Kind:
    """One kind of thing to do today: whose it is, which list it is, and how it is called."""

    title: Any
    hint: Any
    tone: str
    whose: frozenset[Role]
    wanted: Wanted
    address: tuple[tuple[str, str], ...] = ()  # of the list, beside its view


@dataclass(frozen=True)
class Pile:
    """Cases that ask for something: how many, the first few with their clocks, and the list."""

    kind: Kind
    count: Count
    rows: Sequence[tuple[Case, Clock | AnswerClock | None]]

    @property
    def url(self) -> str:
        """Return the address of the whole list."""
        asked = [("view", self.kind.wanted.view), *self.kind.address]
        return f"{url_for('staff.list_cases')}?{urlencode(asked)}"


@staff.get("/")
@allow(Permission.SEE_OWN_PAGE)
def today() -> ResponseReturnValue:
    """Show what is red, amber and waiting; a volunteer has a page of their own instead."""
    if roles() == {Role.VOLUNTEER}:
        return redirect(url_for(".my_page"))
    piles = _piles(clock.today()) if may(Permission.SEE_CASES) else []
    return render_template(
        "staff/today.html",
        piles=[pile for pile in piles if pile.count.number],
        empty=[pile.kind for pile in piles if not pile.count.number],
        meetings=_meetings(clock.today()) if may(Permission.SEE_CASES) else [],
        now=clock.now(),
        unread=unread_notices(current_user),
        flagged_routes=_flagged_routes() if may(Permission.EDIT_ROUTES) else 0,
        on=clock.today(),
        words=case_words,
    )


def _meetings(day: date) -> Sequence[Meeting]:
    return queries.meetings_ahead(current_user, day)[:FEW]


def _flagged_routes() -> int:
    """Return how many rows of the routing table are skipped until somebody mends them."""
    reach = route_table.areas_edited(current_user, clock.today())
    lacking = {lack.row.number for lack in route_table.lacks(reach)}
    return len(lacking | set(route_table.faults(reach)))


def _piles(day: date) -> list[Pile]:
    held, piles = roles(), []
    for kind in _kinds(day):
        if kind.whose & held:
            seen = queries.glance(current_user, kind.wanted, today=day, most=FEW)
            rows = [(case, _clock_of(case, kind, day)) for case in seen.cases]
            piles.append(Pile(kind, seen.count, rows))
    return piles


def _clock_of(case: Case, kind: Kind, day: date) -> Clock | AnswerClock | None:
    """Return the clock for which a case stands in its pile."""
    policy = policy_on(day)
    if kind.title is ANSWER:
        return queries.answer_clock_of(case, clock.now(), policy)
    return queries.clock_of(case, day, policy, work_calendar())


def _kinds(day: date) -> list[Kind]:
    """Return what can be to do on a day, the most pressing first."""
    on = (("due-from", day.isoformat()), ("due-to", day.isoformat()))
    due = Wanted(view="mine", statuses=IN_WORK, due=(day, day))
    new = Wanted(view="mine", statuses=(CaseStatus.REPORTED,))
    in_work = tuple(("status", str(status)) for status in IN_WORK)
    works = HANDLES | {Role.GRID_WORKER, Role.STREET_CLERK}
    return [
        Kind(LATE, LATE_HINT, "danger", EVERYBODY, Wanted(view="overdue")),
        Kind(TODAY, TODAY_HINT, "danger", works, due, (*in_work, *on)),
        Kind(SOON, SOON_HINT, "warn", EVERYBODY, Wanted(view="due", light=Light.AMBER), AMBER),
        Kind(ANSWER, ANSWER_HINT, "danger", EVERYBODY, Wanted(view="answer")),
        Kind(APPROVE, APPROVE_HINT, "go", COMMANDS, Wanted(view="approve")),
        Kind(NEW, NEW_HINT, "go", TRIAGES, new, (("status", "reported"),)),
        Kind(LOOK, LOOK_HINT, "go", WORKER, Wanted(view="verify")),
        Kind(ORDERS, ORDERS_HINT, "warn", HANDLES | WORKER, Wanted(view="orders")),
        Kind(HELP, HELP_HINT, "go", HANDLES, Wanted(view="help")),
        Kind(MINE, MINE_HINT, "go", works, Wanted(view="mine", statuses=IN_WORK), in_work),
        Kind(GIVEN, GIVEN_HINT, "go", HANDLES, Wanted(view="assigned")),
        Kind(HELD, HELD_HINT, "warn", TRIAGES, Wanted(view="held")),
    ]


WORKER = frozenset({Role.GRID_WORKER})
AMBER = (("light", "amber"),)
LATE, LATE_HINT = _l("Late"), _l("Past the due date. The level above has been told.")
TODAY, TODAY_HINT = _l("Due today"), _l("Today is the last day.")
SOON, SOON_HINT = _l("Due soon"), _l("Most of their time has gone.")
ANSWER = _l("First answer soon due or late")
ANSWER_HINT = _l("The reporter has had no word yet from the unit, and most of the hours have gone.")
APPROVE = _l("Waiting for my approval")
APPROVE_HINT = _l("A unit asks for a pause or for more days.")
NEW, NEW_HINT = _l("To be dispatched"), _l("New reports, or returned ones. The triage clock runs.")
LOOK, LOOK_HINT = _l("To be looked at"), _l("Somebody says that it is solved. Go and see.")
ORDERS = _l("Orders to answer")
ORDERS_HINT = _l("The level above hurries these on and waits for an answer.")
HELP, HELP_HINT = _l("Where we help"), _l("Another unit has the case and asks for our part.")
MINE, MINE_HINT = _l("In our hands"), _l("The next step is ours.")
GIVEN, GIVEN_HINT = _l("Given to me"), _l("Somebody of the unit gave these to me.")
HELD = _l("Held for a look")
HELD_HINT = _l("Sent without the check against machines. Look before anybody is sent.")
