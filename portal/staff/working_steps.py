"""The views of what goes on while a case is worked on."""

from functools import partial

from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.cases import actions, queries
from portal.cases.rules import Outcome, Step
from portal.errors import N_, NotFound
from portal.staff import blueprint as staff
from portal.staff.cases import case_page
from portal.staff.step_forms import FORMS
from portal.staff.stepping import asked, said
from portal.staff.working_forms import (
    AnswerForm,
    AskHelpForm,
    AssignForm,
    HelpForm,
    JudgeForm,
    NoteForm,
    RecallForm,
)


@staff.post("/cases/<string:number>/note")
@allow(Permission.NOTE_CASE)
def note_case(number: str) -> ResponseReturnValue:
    """Write a note to colleagues."""
    case, form = asked(number, NoteForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.note(case, note=form.note.data or "", by=current_user, now=clock.now())
    return said(case, form)


@staff.post("/cases/<string:number>/answer")
@allow(Permission.NOTE_CASE)
def answer_case(number: str) -> ResponseReturnValue:
    """Write to the reporter while the work goes on."""
    case, form = asked(number, AnswerForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.answer(case, words=form.words.data or "", by=current_user, now=clock.now())
    return said(case, form)


READ_AS = {Step.ANSWER: "answered", Step.DECLINE: "declined", Step.RESOLVE: "resolved"}


@staff.post("/cases/<string:number>/look/<string:step>")
@allow(Permission.NOTE_CASE)
def look_at_words(number: str, step: str) -> ResponseReturnValue:
    """Show what the reporter would read of the words as typed; nothing is kept or sent."""
    if step not in READ_AS:
        raise NotFound(N_("There are no words to the reporter in that step."))
    case = queries.case_in_reach(current_user, number, clock.today())
    form = FORMS[Step(step)](case)
    outcome = form["outcome"].data if step == Step.RESOLVE else None
    read = actions.as_read(
        case,
        READ_AS[Step(step)],
        words=form.to_reporter(case),
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
    )
    return case_page(case, form, read=read)


@staff.post("/cases/<string:number>/assign")
@allow(Permission.HANDLE_CASE)
def assign_case(number: str) -> ResponseReturnValue:
    """Give a case to somebody of the unit."""
    case, form = asked(number, AssignForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.assign(case, person=form.chosen_person(), by=current_user, now=clock.now())
    return said(case, form)


@staff.post("/cases/<string:number>/ask-help")
@allow(Permission.HANDLE_CASE)
def ask_help_case(number: str) -> ResponseReturnValue:
    """Ask a second unit in."""
    case, form = asked(number, AskHelpForm)
    if not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.ask_help,
        case,
        unit=form.chosen_unit(),
        words=form.words.data or "",
        by=current_user,
        now=clock.now(),
    )
    return said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/help")
@allow(Permission.HANDLE_CASE)
def help_case(number: str) -> ResponseReturnValue:
    """Say what the second unit did."""
    case, form = asked(number, HelpForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.help_given(
        case,
        unit=form.chosen_unit(),
        words=form.words.data or "",
        photos=form.kept.data,
        by=current_user,
        now=clock.now(),
    )
    return said(case, form)


@staff.post("/cases/<string:number>/judge")
@allow(Permission.DISPATCH_CASE)
def judge_case(number: str) -> ResponseReturnValue:
    """Say whether a case is a valid one."""
    case, form = asked(number, JudgeForm)
    if not form.validate():
        return case_page(case, form), 422
    validity, reason = form.chosen()
    actions.judge(
        case,
        validity=validity,
        reason=reason,
        note=form.note.data or "",
        by=current_user,
        now=clock.now(),
    )
    return said(case, form)


@staff.post("/cases/<string:number>/recall")
@allow(Permission.DISPATCH_CASE)
def recall_case(number: str) -> ResponseReturnValue:
    """Take a dispatch or a decline back."""
    case, form = asked(number, RecallForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.recall(case, note=form.note.data or "", by=current_user, now=clock.now())
    return said(case, form)
