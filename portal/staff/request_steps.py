"""The views of pauses, extensions and of handing up: asked below, decided above."""

from functools import partial

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases import actions
from portal.cases.models import Case
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff.case_forms import StepForm
from portal.staff.cases import case_page
from portal.staff.request_forms import (
    AskExtensionForm,
    AskPauseForm,
    ExtendForm,
    HandUpForm,
    PauseForm,
    RefuseForm,
    ResumeForm,
)
from portal.staff.stepping import asked, said


@staff.post("/cases/<string:number>/ask-pause")
@allow(Permission.HANDLE_CASE)
def ask_pause_case(number: str) -> ResponseReturnValue:
    """Ask that the clock may stand still."""
    case, form = asked(number, AskPauseForm)
    if not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.ask_pause,
        case,
        reason=form.chosen_reason(),
        words=form.words.data or "",
        until=form.chosen_day(),
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/ask-extension")
@allow(Permission.HANDLE_CASE)
def ask_extension_case(number: str) -> ResponseReturnValue:
    """Ask for more working days."""
    case, form = asked(number, AskExtensionForm)
    if not form.why_not and not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.ask_extension,
        case,
        days=form.days.data or 0,
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
    )
    return said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/pause")
@allow(Permission.APPROVE_REQUEST)
def pause_case(number: str) -> ResponseReturnValue:
    """Grant a pause."""
    case, form = asked(number, PauseForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.pause(case, note=form.note.data or "", by=current_user, now=clock.now())
    return _decided(case, form)


@staff.post("/cases/<string:number>/extend")
@allow(Permission.APPROVE_REQUEST)
def extend_case(number: str) -> ResponseReturnValue:
    """Grant more days."""
    case, form = asked(number, ExtendForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.extend(
        case,
        note=form.note.data or "",
        by=current_user,
        now=clock.now(),
        calendar=work_calendar(),
    )
    return _decided(case, form)


@staff.post("/cases/<string:number>/refuse")
@allow(Permission.APPROVE_REQUEST)
def refuse_case(number: str) -> ResponseReturnValue:
    """Refuse what the unit asked for."""
    case, form = asked(number, RefuseForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.refuse(case, note=form.note.data or "", by=current_user, now=clock.now())
    return _decided(case, form)


@staff.post("/cases/<string:number>/resume")
@allow(Permission.NOTE_CASE)
def resume_case(number: str) -> ResponseReturnValue:
    """End a pause before its last day."""
    case, form = asked(number, ResumeForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.resume(
        case,
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
        calendar=work_calendar(),
    )
    return said(case, form)


@staff.post("/cases/<string:number>/hand-up")
@allow(Permission.HANDLE_CASE)
def hand_up_case(number: str) -> ResponseReturnValue:
    """Hand a case to the level above."""
    case, form = asked(number, HandUpForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.hand_up(
        case,
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )
    return said(case, form)


def _decided(case: Case, form: StepForm) -> ResponseReturnValue:
    """Lead back to where the decision was made: the case, or the page of all that waits."""
    answer = said(case, form)
    return web.updated(url_for(".list_requests")) if request.args.get("from") == "list" else answer
