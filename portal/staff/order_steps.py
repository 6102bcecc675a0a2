"""The views of expedite orders: giving one, and answering."""

from functools import partial

from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.cases import actions
from portal.staff import blueprint as staff
from portal.staff.cases import case_page
from portal.staff.order_forms import ExpediteForm, ReplyForm
from portal.staff.stepping import asked, said


@staff.post("/cases/<string:number>/expedite")
@allow(Permission.EXPEDITE_CASE)
def expedite_case(number: str) -> ResponseReturnValue:
    """Order the unit in hand to hurry."""
    case, form = asked(number, ExpediteForm)
    if not form.validate():
        return case_page(case, form), 422
    act = partial(
        actions.order,
        case,
        words=form.words.data or "",
        reply_by=form.chosen_day(),
        by=current_user,
        now=clock.now(),
    )
    return said(case, form) if form.accepts(act) else (case_page(case, form), 422)


@staff.post("/cases/<string:number>/reply")
@allow(Permission.NOTE_CASE)
def reply_case(number: str) -> ResponseReturnValue:
    """Answer an order, or write back to the unit that did."""
    case, form = asked(number, ReplyForm)
    if not form.validate():
        return case_page(case, form), 422
    actions.reply(
        form.chosen_order(), words=form.words.data or "", by=current_user, now=clock.now()
    )
    return said(case, form)
