"""Residents tell of a board that is damaged or out of date: with one tap."""

from datetime import datetime
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address

from portal import clock, i18n, web
from portal.access import open_to_all
from portal.boards.actions import report_board
from portal.boards.models import Board
from portal.boards.queries import board_by_code
from portal.boards.rules import RESIDENTS_SAY, Finding
from portal.cases import actions
from portal.cases.queries import matter_of_national_code
from portal.errors import N_, NotAcceptable
from portal.i18n import _, _l
from portal.policy.queries import policy_on, work_calendar
from portal.public import blueprint as public

BOARD_FAULT = "01065"  # 管理责任公示牌, of GB/T 47678.5: faults of a duty board
FROM_ONE_DEVICE = "6 per hour"
FROM_ONE_ADDRESS = "300 per hour"  # thousands of phones may share one
# What to tap, with its picture; and what staff read in the case, which is theirs and Chinese.
TAPS: dict[Finding, tuple[Any, str]] = {
    Finding.DAMAGED: (_l("Damaged, faded or hard to read"), "triangle-alert"),
    Finding.OUTDATED: (_l("What it says is no longer so"), "refresh-cw"),
}
SAID = {
    Finding.DAMAGED: "破损、褪色或看不清",
    Finding.OUTDATED: "内容已过时",
}


@public.get("/b/<string:code>/fault")
@open_to_all
def board_fault(code: str) -> ResponseReturnValue:
    """Ask what is wrong with the board itself."""
    board = board_by_code(code)
    return render_template("public/board_fault.html", board=board, words=TAPS)


def _device_at_board() -> str:
    code = str((request.view_args or {}).get("code", "")).upper()
    return f"{get_remote_address()} {code} {request.user_agent.string}"


@public.post("/b/<string:code>/fault")
@open_to_all
@web.limiter.limit(FROM_ONE_ADDRESS)
@web.limiter.limit(FROM_ONE_DEVICE, key_func=_device_at_board)
def report_fault(code: str) -> ResponseReturnValue:
    """Write down what is wrong with a board; the day's first tap also becomes a case."""
    board, now = board_by_code(code), clock.now()
    finding = _finding()
    told = report_board(board, finding, now=now)
    if told.is_first:
        told.report.case_number = _case_of(board, finding, now)
    flash(_("Thank you. Somebody will look at this board."), "ok")
    return web.updated(url_for(".show_board", code=board.code))


def _finding() -> Finding:
    asked = request.form.get("finding", "")
    if asked not in RESIDENTS_SAY:
        raise NotAcceptable(N_("Tap what is wrong with the board."))
    return Finding(asked)


def _case_of(board: Board, finding: Finding, now: datetime) -> str | None:
    """Return the number of the day's case about a board; none where the list has no such matter.

    A tap brings no proof of work, so a person looks at its case first, as at
    every report without one.
    """
    today = clock.day_of(now)
    matter = matter_of_national_code(BOARD_FAULT, today)
    if matter is None:
        return None
    case = actions.report(
        board.grid,
        matter,
        request_key=f"board-{board.id}-{today}",
        words=f"责任公示牌 {board.number}：居民扫码反映{SAID[finding]}",
        place_note=board.place,
        language=i18n.language(),
        is_held=True,
        now=now,
        policy=policy_on(today),
        calendar=work_calendar(),
    )
    return case.number
