"""The page of one case."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.boards.queries import boards_in
from portal.cases import queries
from portal.cases.models import AnswerTemplate, Case
from portal.cases.queries.campaigns import campaigns_of
from portal.cases.rules import CaseStatus, Step, days_late, masked, restarts_clock
from portal.cases.rules import due_on as due_of
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_messages, case_words
from portal.staff.case_forms import StepForm
from portal.staff.step_forms import FORMS
from portal.staff.together import together_of

KEPT_SECONDS = 600  # a photo is the same for as long as somebody works on its case


@staff.get("/cases/<string:number>")
@allow(Permission.SEE_CASES)
def show_case(number: str) -> ResponseReturnValue:
    """Show all of a case, and the steps that whoever looks may take with it."""
    case = queries.case_in_reach(current_user, number, clock.today())
    return case_page(case, ready=request.args.get("ready", type=int))


@staff.get("/cases/<string:number>/sheet")
@allow(Permission.SEE_CASES)
def case_sheet(number: str) -> ResponseReturnValue:
    """Show a case as a sheet of paper, to take along and to sign."""
    case = queries.case_in_reach(current_user, number, clock.today())
    return render_template(
        "staff/cases/sheet.html",
        case=case,
        words=case_words,
        events=queries.events_of(case),
        board=None,
        assists=queries.assists_of(case),
        meetings=queries.meetings_of(case),
        contact=_contact(case),
        **_clocks(case),
    )


@staff.get("/cases/<string:number>/photos/<int:n>")
@allow(Permission.SEE_CASES)
def case_photo(number: str, n: int) -> ResponseReturnValue:
    """Return one photo of a case in reach."""
    case = queries.case_in_reach(current_user, number, clock.today())
    response = web.photo(queries.photo_of(case, n).key)
    response.headers["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response


def case_page(
    case: Case,
    sent: StepForm | None = None,
    ready: int | None = None,
    read: tuple[str, str] | None = None,
) -> str:
    """Return the page of a case; a form that was sent and cannot be kept stays open as typed.

    `ready` names the ready words that a link fills in for the reporter; `read`
    is what they would read of the words as typed.
    """
    today = clock.today()
    steps = queries.steps_for(current_user, case, today)
    forms = [_form(case, step, sent) for step in FORMS if step in steps]
    boards = boards_in(case.grid.code)
    offered = queries.templates_for(case)
    return render_template(
        "staff/cases/case.html",
        case=case,
        words=case_words,
        events=queries.events_of(case)[::-1],
        forms=forms,
        closed=case_words.reasons(
            queries.why_not(current_user, case, today), queries.not_now(current_user, case, today)
        ),
        sent=sent,
        read=read,
        opened=sent or _with_ready_words(case, forms, offered, ready) or _looked_up(forms),
        ready_words={
            Step.ANSWER: [one for one in offered if one.outcome is None],
            Step.RESOLVE: [one for one in offered if one.outcome],
        },
        together=together_of(case, steps),
        assists=queries.assists_of(case),
        meetings=queries.meetings_of(case),
        campaigns=campaigns_of(case),
        requests=queries.requests_of(case),
        threads=queries.threads_of(case, today),
        board=boards[-1] if boards else None,
        contact=_contact(case),
        told=case_messages.all_told(case),
        is_own_report=case.reported_by_id == current_user.id,
        **_clocks(case),
    )


def _form(case: Case, step: Step, sent: StepForm | None) -> StepForm:
    return sent if sent and sent.step is step else FORMS[step](case, formdata=None)


def _with_ready_words(
    case: Case, forms: list[StepForm], offered: Sequence[AnswerTemplate], ready: int | None
) -> StepForm | None:
    """Fill ready words into the form that they are for, and return it."""
    chosen = next((one for one in offered if one.id == ready), None)
    if chosen is None:
        return None
    step = Step.RESOLVE if chosen.outcome else Step.ANSWER
    for form in forms:
        if form.step is step:
            form.fill_in(queries.filled_in(chosen, case), chosen.outcome)
            return form
    return None


def _looked_up(forms: list[StepForm]) -> StepForm | None:
    """Return the form for which the number of another case was looked up, if it was."""
    return next((form for form in forms if getattr(form, "typed", "")), None)


def _clocks(case: Case) -> dict[str, Any]:
    """Return the running clock, and what the possible steps would do to the date."""
    today = clock.today()
    policy, calendar = policy_on(today), work_calendar()
    running = queries.clock_of(case, today, policy, calendar)
    begun = clock.day_of(case.dispatched_at) if case.dispatched_at else today
    return {
        "running": running,
        "answer": queries.answer_clock_of(case, clock.now(), policy),
        "late_by": days_late(running.due_on, today, calendar) if running else 0,
        "restarts": restarts_clock(begun, today, policy, calendar),
        "triage_again": calendar.add(today, policy.triage_days),
        "due_again": due_of(case.level or 1, today, policy, calendar),
        "policy": policy,
        "now": clock.now(),
        "today": today,
        **_pause(case),
    }


def _pause(case: Case) -> dict[str, Any]:
    """Return the pause that lasts now, and the date that the case has after it."""
    lasting = queries.pause_of(case) if case.status is CaseStatus.PAUSED else None
    if lasting is None or lasting.decided_at is None or lasting.until is None:
        return {}
    begun, calendar = clock.day_of(lasting.decided_at), work_calendar()
    due = queries.due_after_pause(case, begun, lasting.until, calendar)
    return {"pause": lasting, "due_after_pause": due}


def _contact(case: Case) -> list[str]:
    """Return how to reach the reporter: in full only to the unit that is at work on the case."""
    given = case.contact or (case.whole.contact if case.whole else None)
    kept = [one for one in (given.phone, given.email) if one] if given else []
    is_ours = case.status.is_open and queries.is_in_hand_of(current_user, case, clock.today())
    return kept if is_ours else [masked(one) for one in kept]
