"""One view for each step of a case. Each finds, asks, does and says; the rules decide."""

from functools import partial

from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.cases import actions
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff.case_forms import (
    DeclineForm,
    DispatchForm,
    DisputeForm,
    ResolveForm,
    ReturnForm,
    TakeForm,
    TransferForm,
    VerifyForm,
)
from portal.staff.cases import case_page
from portal.staff.stepping import asked, said


@staff.post("/cases/<string:number>/dispatch")
@allow(Permission.DISPATCH_CASE)
def dispatch_case(number: str) -> ResponseReturnValue:
    """Accept a report and hand it to a unit."""
    case, form = asked(number, DispatchForm)
    if not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.dispatch,
        case,
        level=form.level.data,
        unit=form.chosen_unit(),
        to=form.chosen_person(),
        note=form.note.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/decline")
@allow(Permission.DISPATCH_CASE)
def decline_case(number: str) -> ResponseReturnValue:
    """Decline a report with a reason."""
    case, form = asked(number, DeclineForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.decline(
        case,
        reason=form.chosen_reason(),
        words=form.to_reporter(case),
        by=current_user,
        now=clock.now(),
    )
    return said(case, form)


@staff.post("/cases/<string:number>/take")
@allow(Permission.HANDLE_CASE)
def take_case(number: str) -> ResponseReturnValue:
    """Take a case in hand."""
    case, form = asked(number, TakeForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.take(case, words=form.words.data or "", by=current_user, now=clock.now())
    return said(case, form)


@staff.post("/cases/<string:number>/transfer")
@allow(Permission.HANDLE_CASE)
def transfer_case(number: str) -> ResponseReturnValue:
    """Hand a case to another unit on its level."""
    case, form = asked(number, TransferForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.transfer(
        case,
        unit=form.chosen_unit(),
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
    )
    return said(case, form)


@staff.post("/cases/<string:number>/return")
@allow(Permission.HANDLE_CASE)
def return_case(number: str) -> ResponseReturnValue:
    """Give a case back to be dispatched again."""
    case, form = asked(number, ReturnForm)
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
    return said(case, form)


@staff.post("/cases/<string:number>/resolve")
@allow(Permission.HANDLE_CASE)
def resolve_case(number: str) -> ResponseReturnValue:
    """Say that a case is resolved, and how."""
    case, form = asked(number, ResolveForm)
    if not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.resolve,
        case,
        outcome=form.chosen_outcome(),
        words=form.words.data or "",
        photos=form.kept.data,
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
    )
    return said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/verify")
@allow(Permission.VERIFY_CASE)
def verify_case(number: str) -> ResponseReturnValue:
    """Confirm on the spot that a case is solved."""
    case, form = asked(number, VerifyForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.verify(case, words=form.words.data or "", by=current_user, now=clock.now())
    return said(case, form)


@staff.post("/cases/<string:number>/dispute")
@allow(Permission.VERIFY_CASE)
def dispute_case(number: str) -> ResponseReturnValue:
    """Say that a case said to be resolved is not."""
    case, form = asked(number, DisputeForm)
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
    return said(case, form)
