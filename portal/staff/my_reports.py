"""What I have in hand; what waits for my look; what became of what I reported or looked at."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.cases import queries
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import CaseStatus, Step, due_on, without_phones
from portal.i18n import _, day, named
from portal.offline import Keep, kept_offline
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.case_forms import DisputeForm, ResolveForm, VerifyForm

MOST_TO_VERIFY = 50  # on one page; more are said, and come up as these are done
MOST_IN_HAND = 30  # likewise


@staff.get("/my-reports")
@allow(Permission.REPORT_CASE)
def list_my_reports() -> ResponseReturnValue:
    """Show one's own reports, the newest first, and what became of each in a sentence."""
    page = queries.reported_by(current_user, after_key=request.args.get("after"))
    answers = queries.last_answers(page.rows)
    return render_template(
        "staff/patrols/my_reports.html",
        rows=[(case, became(case, answers), answers.get(case.id)) for case in page.rows],
        next_key=page.next_key,
        words=case_words,
    )


@staff.get("/to-verify")
@allow(Permission.VERIFY_CASE)
@kept_offline(Keep.DAY)
def list_to_verify() -> ResponseReturnValue:
    """Show the resolved cases of one's grids that wait for a look, with the forms to say so.

    It opens also where there is no line, so nothing of a reporter stands on it.
    """
    today = clock.today()
    cases = queries.to_verify(current_user, today, most=MOST_TO_VERIFY)
    return render_template(
        "staff/patrols/to_verify.html",
        rows=[
            (case, [VerifyForm.of_many(case), DisputeForm.of_many(case)], due)
            for case, due in zip(cases, _due_again(cases, today), strict=True)
        ],
        answers=queries.last_answers(cases),
        count=queries.how_many_to_verify(current_user, today),
        today=today,
        words=case_words,
        without_phones=without_phones,
    )


@staff.get("/in-my-hands")
@allow(Permission.VERIFY_CASE)
@kept_offline(Keep.DAY)
def list_in_my_hands() -> ResponseReturnValue:
    """Show the cases that one is to solve oneself, each with the form to say that it is done.

    It opens also where there is no line, so nothing of a reporter stands on it.
    """
    today = clock.today()
    found = queries.in_my_hands(current_user, today, most=MOST_IN_HAND + 1)
    return render_template(
        "staff/patrols/in_my_hands.html",
        rows=[(case, [ResolveForm.of_many(case)]) for case in found[:MOST_IN_HAND]],
        is_more=len(found) > MOST_IN_HAND,
        ready_words={Step.RESOLVE: ()},  # filling them in asks for a line
        policy=policy_on(today),
        today=today,
        words=case_words,
        without_phones=without_phones,
    )


@staff.get("/looked-at")
@allow(Permission.VERIFY_CASE)
def list_looked_at() -> ResponseReturnValue:
    """Show what one has looked at, the newest first."""
    page = queries.looked_at_by(current_user, after_key=request.args.get("after"))
    return render_template(
        "staff/patrols/looked_at.html",
        looks=page.rows,
        next_key=page.next_key,
        words=case_words,
    )


def _due_again(cases: Sequence[Case], today: date) -> list[date]:
    """Return by when each would have to be resolved if it were found not to be solved."""
    policy, calendar = policy_on(today), work_calendar()
    return [due_on(case.level or 1, today, policy, calendar) for case in cases]


def became(case: Case, answers: Mapping[int, CaseEvent]) -> str:
    """Return in a sentence where a case stands, as its reporter wants to know it."""
    answer = answers.get(case.id)
    facts: dict[str, Any] = {
        "unit": named(case.unit) if case.unit else "",
        "due": day(case.due_on) if case.due_on else "",
        "outcome": case_words.OUTCOMES[case.outcome] if case.outcome else "",
        "reason": case_words.REASONS[case.decline_reason] if case.decline_reason else "",
        "other": case.merged_into.number if case.merged_into else "",
        "closed": day(clock.day_of(case.closed_at)) if case.closed_at else "",
    }
    sentences: dict[CaseStatus, str] = {
        CaseStatus.REPORTED: _("Waiting to be passed to a unit."),
        CaseStatus.DISPATCHED: _("With %(unit)s, to be resolved by %(due)s.", **facts),
        CaseStatus.IN_HAND: _("%(unit)s is at work on it, until %(due)s.", **facts),
        CaseStatus.PAUSED: _("%(unit)s has it; the clock stands still for now.", **facts),
        CaseStatus.SPLIT: _("In parts, each with a unit of its own."),
        CaseStatus.RESOLVED: _("%(unit)s says: %(outcome)s. Not yet confirmed.", **facts),
        CaseStatus.CLOSED: _("Closed on %(closed)s: %(outcome)s.", **facts),
        CaseStatus.DECLINED: _("Declined: %(reason)s.", **facts),
        CaseStatus.MERGED: _("The same problem as %(other)s, which goes on for both.", **facts),
    }
    if answer is not None and case.status is CaseStatus.REPORTED:
        return str(_("Came back from a unit; it waits to be passed on again."))
    return str(sentences[case.status])
