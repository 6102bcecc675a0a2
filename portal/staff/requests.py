"""The page of all that waits for somebody's approval."""

from dataclasses import dataclass
from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.cases import queries
from portal.cases.models import CaseRequest
from portal.cases.rules import DECISION_ON
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.request_forms import (
    DecisionForm,
    ExtendForm,
    PauseForm,
    RefuseForm,
    due_if_granted,
)


@dataclass(frozen=True)
class Waiting:
    """One request: what a yes leads to, and the two forms."""

    asked: CaseRequest
    due: date
    grant: DecisionForm
    refuse: DecisionForm


GRANTS: dict[str, type[DecisionForm]] = {form.step: form for form in (PauseForm, ExtendForm)}


@staff.get("/requests")
@allow(Permission.APPROVE_REQUEST)
def list_requests() -> ResponseReturnValue:
    """Show the pauses and extensions that wait for whoever looks, the oldest first."""
    waiting = queries.requests_waiting(current_user, clock.today())
    return render_template(
        "staff/requests.html",
        waiting=[_waiting(asked) for asked in waiting],
        words=case_words,
        on=clock.today(),
    )


def _waiting(asked: CaseRequest) -> Waiting:
    grant = GRANTS[DECISION_ON[asked.kind]](asked.case, formdata=None)
    refuse = RefuseForm(asked.case, formdata=None)
    for form in (grant, refuse):
        for field in form:  # one page holds many such forms
            field.id = field.label.field_id = f"{field.id}-{asked.case.number}"
    return Waiting(asked, due_if_granted(asked.case, asked), grant, refuse)
