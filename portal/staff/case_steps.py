"""One view for each step of a case. Each finds, asks, does and says; the rules decide."""

from functools import partial
from typing import TypeVar

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases import actions, queries
from portal.cases.models import Case
from portal.i18n import day, named
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.case_forms import (
    DeclineForm,
    DispatchForm,
    DisputeForm,
    ResolveForm,
    ReturnForm,
    StepForm,
    TakeForm,
    TransferForm,
    VerifyForm,
)
from portal.staff.cases import case_page

Form = TypeVar("Form", bound=StepForm)


@staff.post("/cases/<string:number>/dispatch")
@allow(Permission.DISPATCH_CASE)
def dispatch_case(number: str) -> ResponseReturnValue:
    """Accept a report and hand it to a unit."""
    case, form = _asked(number, DispatchForm)
    if not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.dispatch,
        case,
        level=form.level.data,
        unit=form.chosen_unit(),
        note=form.note.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return _said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/decline")
@allow(Permission.DISPATCH_CASE)
def decline_case(number: str) -> ResponseReturnValue:
    """Decline a report with a reason."""
    case, form = _asked(number, DeclineForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.decline(
        case,
        reason=form.chosen_reason(),
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
    )
    return _said(case, form)


@staff.post("/cases/<string:number>/take")
@allow(Permission.HANDLE_CASE)
def take_case(number: str) -> ResponseReturnValue:
    """Take a case in hand."""
    case, form = _asked(number, TakeForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.take(case, words=form.words.data or "", by=current_user, now=clock.now())
    return _said(case, form)


@staff.post("/cases/<string:number>/transfer")
@allow(Permission.HANDLE_CASE)
def transfer_case(number: str) -> ResponseReturnValue:
    """Hand a case to another unit on its level."""
    case, form = _asked(number, TransferForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.transfer(
        case,
        unit=form.chosen_unit(),
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
    )
    return _said(case, form)


@staff.post("/cases/<string:number>/return")
@allow(Permission.HANDLE_CASE)
def return_case(number: str) -> ResponseReturnValue:
    """Give a case back to be dispatched again."""
    case, form = _asked(number, ReturnForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.return_to_triage(
        case,
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return _said(case, form)


@staff.post("/cases/<string:number>/resolve")
@allow(Permission.HANDLE_CASE)
def resolve_case(number: str) -> ResponseReturnValue:
    """Say that a case is resolved, and how."""
    case, form = _asked(number, ResolveForm)
    if not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.resolve,
        case,
        outcome=form.chosen_outcome(),
        words=form.words.data or "",
        photos=form.kept,
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
    )
    return _said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/verify")
@allow(Permission.VERIFY_CASE)
def verify_case(number: str) -> ResponseReturnValue:
    """Confirm on the spot that a case is solved."""
    case, form = _asked(number, VerifyForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.verify(case, words=form.words.data or "", by=current_user, now=clock.now())
    return _said(case, form)


@staff.post("/cases/<string:number>/dispute")
@allow(Permission.VERIFY_CASE)
def dispute_case(number: str) -> ResponseReturnValue:
    """Say that a case said to be resolved is not."""
    case, form = _asked(number, DisputeForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.dispute(
        case,
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return _said(case, form)


def _asked(number: str, form_class: type[Form]) -> tuple[Case, Form]:
    """Return the case and the form as sent, unless this step is not this person's or not open."""
    today = clock.today()
    form = form_class(queries.case_in_reach(current_user, number, today))
    case = queries.case_for_step(current_user, number, form.step, seen=form.version.data, on=today)
    return case, form


def _said(case: Case, form: StepForm) -> ResponseReturnValue:
    """Lead back to the case and say once what has changed."""
    flash(
        str(case_words.CHANGED[form.step])
        % {
            "unit": named(case.unit) if case.unit else "",
            "due": day(case.due_on) if case.due_on else "",
        },
        "ok",
    )
    return web.updated(url_for(".show_case", number=case.number))
