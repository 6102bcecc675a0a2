"""What the views of all steps share: finding the case and the form, and saying what has changed."""

from typing import TypeVar

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.cases import queries
from portal.cases.models import Case
from portal.i18n import day, named
from portal.staff import case_words
from portal.staff.case_forms import StepForm

Form = TypeVar("Form", bound=StepForm)


def asked(number: str, form_class: type[Form]) -> tuple[Case, Form]:
    """Return the case and the form as sent, unless this step is not this person's or not open."""
    today = clock.today()
    form = form_class(queries.case_in_reach(current_user, number, today))
    case = queries.case_for_step(current_user, number, form.step, seen=form.version.data, on=today)
    return case, form


def said(case: Case, form: StepForm) -> ResponseReturnValue:
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
