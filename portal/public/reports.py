"""Reporting a problem: one page in three steps, and no map, because the board knows the place."""

from contextlib import suppress

from flask import Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import RequestLimit
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFError

from portal import clock, db, i18n, web
from portal.access import open_to_all
from portal.boards.models import Board
from portal.boards.queries import board_by_code
from portal.cases import actions
from portal.cases.models import Case
from portal.cases.queries import (
    choice_of,
    matter_by_code,
    matters_for_residents,
    open_to_follow,
)
from portal.errors import NotFound
from portal.i18n import _
from portal.offline import Keep, is_from_outbox, kept_offline, sent_as
from portal.policy.queries import policy_on, work_calendar
from portal.public import blueprint as public
from portal.public.forms import ReportForm
from portal.public.proof import is_proven
from portal.public.same import Look, looks_at

# Thousands of phones may share one address: what one device sends at one board is counted first.
FROM_ONE_DEVICE = "10 per hour"
AT_ONE_BOARD = "120 per hour"
FROM_ONE_ADDRESS = "600 per hour"  # every try, also a failed one: each may cost us three photos


@public.get("/b/<string:code>/report")
@open_to_all
@kept_offline(Keep.OPEN)
def report(code: str) -> ResponseReturnValue:
    """Ask what has happened; the place is known."""
    board = board_by_code(code)
    form = ReportForm.from_request(policy=policy_on(clock.today()))
    form.matter.data = request.args.get("matter", "")
    return _page(board, form)


def _is_taken(response: Response) -> bool:
    return response.status_code == 303


def _device_at_board() -> str:
    code = str((request.view_args or {}).get("code", "")).upper()
    return f"{get_remote_address()} {code} {request.user_agent.string}"


def _board() -> str:
    return str((request.view_args or {}).get("code", "")).upper()


def _too_many(_limit: RequestLimit) -> Response:
    """Ask for patience on the very page, with everything typed still there."""
    code = str((request.view_args or {}).get("code", ""))
    form = ReportForm.from_request(policy=policy_on(clock.today()))
    return make_response(_page(board_by_code(code), form, is_too_many=True), 429)


@public.post("/b/<string:code>/report")
@open_to_all
@web.limiter.limit(FROM_ONE_ADDRESS, on_breach=_too_many)
@web.limiter.limit(AT_ONE_BOARD, key_func=_board, deduct_when=_is_taken, on_breach=_too_many)
@web.limiter.limit(
    FROM_ONE_DEVICE, key_func=_device_at_board, deduct_when=_is_taken, on_breach=_too_many
)
def send_report(code: str) -> ResponseReturnValue:
    """Make a case of a report; the same form sent again leads to the same receipt."""
    now = clock.now()
    with db.first_look():
        board = board_by_code(code)
        form = ReportForm.from_request(policy=policy_on(clock.day_of(now)))
        if not form.validate() or form.chosen is None:
            return _page(board, form), 422
    case = actions.report(
        board.grid,
        form.chosen,
        request_key=form.key.data or "",
        **form.said(),
        language=i18n.language(),
        is_held=not is_proven(form.altcha.data or "", form.key.data or ""),
        now=now,
        policy=form.policy,
        calendar=work_calendar(),
    )
    _join_as_said(case, form)
    return _receipt(case, form)


def _receipt(case: Case, form: ReportForm) -> Response:
    sent_as(case.number)
    looked = form.looked.data or None
    return web.updated(url_for(".received", token=case.follow_token, looked=looked))


def _join_as_said(case: Case, form: ReportForm) -> None:
    """Join a report to the one whose button sent it: its reporter follows that one instead."""
    other = open_to_follow(form.same.data, case) if form.same.data else None
    if other:
        actions.join_on_word(case, other, now=case.reported_at, policy=form.policy)


@public.errorhandler(CSRFError)
def out_of_date(error: CSRFError) -> Response:
    """Show a report whose token is worth nothing again, as typed and with a good token."""
    board = None
    if request.endpoint == "public.send_report":
        with suppress(NotFound):
            board = board_by_code(str((request.view_args or {})["code"]))
    if board is None or is_from_outbox():
        return web.out_of_date(error)
    form = ReportForm.from_request(policy=policy_on(clock.today()))
    form.form_errors.append(_("This page was too old to be sent. Send it once more, as it is now."))
    return make_response(_page(board, form), 400)


def _page(board: Board, form: ReportForm, *, is_too_many: bool = False) -> str:
    asked = request.args.get("q", "").strip()
    return render_template(
        "public/report.html",
        board=board,
        form=form,
        asked=asked,
        choice=choice_of(matters_for_residents(), asked),
        is_too_many=is_too_many,
        looks=_looks(board, form),
        chosen=form.same.data,
    )


def _looks(board: Board, form: ReportForm) -> list[Look]:
    """Return what is like the report, once its matter is known: without a script too."""
    matter = matter_by_code(form.matter.data) if form.matter.data else None
    return looks_at(board, matter, form.said()["place"])
