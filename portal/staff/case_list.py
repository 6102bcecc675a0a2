"""The list of cases: in reach, as somebody wants it, with the lists that they keep."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import joinedload

from portal import clock
from portal.access import Permission, allow, may, roles
from portal.accounts.rules import TRIAGES, Role
from portal.cases import queries
from portal.cases.actions import MOST_CASES
from portal.cases.models import Case
from portal.cases.rules import BulkKind
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.case_filter import COLUMNS, FILTERS, Asked, asked_for, offer
from portal.staff.saved_filters import kept_lists, scopes

COMMANDS = frozenset({Role.DISPATCHER, Role.LEAD, Role.STREET_CLERK})
HANDLES = frozenset({Role.UNIT_CLERK, Role.COMMUNITY_CLERK})
# Whose lists they are, where they are not everybody's.
OWN_VIEWS = {
    "approve": COMMANDS,
    "verify": frozenset({Role.GRID_WORKER}),
    "help": HANDLES,
    "assigned": HANDLES | COMMANDS - {Role.LEAD},
    "orders": HANDLES | {Role.GRID_WORKER},
    "answer": COMMANDS | HANDLES | {Role.GRID_WORKER},
    "held": TRIAGES,
}
BULK = {
    BulkKind.ASSIGN: Permission.HANDLE_CASE,
    BulkKind.DISPATCH: Permission.DISPATCH_CASE,
    BulkKind.JUDGE: Permission.DISPATCH_CASE,
    BulkKind.ANSWER: Permission.HANDLE_CASE,
}
LOADED = {"person": Case.assigned_to, "community": Case.community}


WORDS = {"filters": {one.name: one for one in FILTERS}, "columns": COLUMNS, "words": case_words}


@staff.get("/cases")
@allow(Permission.SEE_CASES)
def list_cases() -> ResponseReturnValue:
    """List the cases in reach: what waits for me, what is late, or all, narrowed as asked."""
    today, after, choice = clock.today(), request.args.get("after"), offer()
    asked = asked_for(request.args, choice)
    page = queries.list_cases(
        current_user, asked.wanted, after_key=after, today=today, shown=_shown(asked)
    )
    return render_template(
        "staff/cases/list.html",
        asked=asked,
        offer=choice,
        page=page,
        count=None if after else _count(asked, page),
        is_first=not after,
        views=views_of(asked.wanted.view),
        bulk=[kind for kind, needed in BULK.items() if may(needed)],
        most_at_once=MOST_CASES,
        **_clocks(page),
        **_own(asked),
        **WORDS,
    )


def _clocks(page: queries.Page) -> dict[str, object]:
    """Return each case of a page with the clock that runs on it, and those of first answers."""
    now, calendar = clock.now(), work_calendar()
    today, policy = clock.day_of(now), policy_on(clock.day_of(now))
    answers = {case.id: queries.answer_clock_of(case, now, policy) for case in page.cases}
    rows = [(case, queries.clock_of(case, today, policy, calendar)) for case in page.cases]
    return {"rows": rows, "answers": answers}


def _own(asked: Asked) -> dict[str, object]:
    """Return the lists that somebody keeps, and with whom they may share this one."""
    return {"kept": kept_lists(asked.query), "scopes": scopes()}


def views_of(shown: str = "") -> dict[str, str]:
    """Return the lists that whoever looks has, by name in words; also the one that is shown."""
    held = roles()
    return {
        view: words
        for view, words in case_words.VIEWS.items()
        if view == shown or view not in OWN_VIEWS or OWN_VIEWS[view] & held
    }


def _shown(asked: Asked) -> list[object]:
    more = [LOADED[name] for name in asked.columns if name in LOADED]
    return [joinedload(name) for name in (Case.matter, Case.grid, Case.unit, *more)]


def _count(asked: Asked, page: queries.Page) -> queries.Count:
    """Return how many there are: a list that ends on its first page has been counted by that."""
    if page.next_key is None:
        return queries.Count(len(page.cases))
    return queries.how_many(current_user, asked.wanted, today=clock.today())
