"""Whether a board's code is ours: what residents doubt, and a look at an address on the spot."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, config, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.boards.actions import settle_doubt
from portal.boards.models import Board
from portal.boards.queries import (
    DOUBTS,
    board_in_reach,
    boards_in,
    doubts_in,
    open_doubt,
    probably_board,
)
from portal.boards.rules import (
    LONGEST_ADDRESS,
    SIGN_WORDS,
    Verdict,
    judge_address,
    read_address,
    signature_of,
)
from portal.errors import N_, NotAllowedNow, NotFound
from portal.i18n import _, _l, named
from portal.offline import Keep, kept_offline
from portal.staff import blueprint as staff
from portal.staff.board_forms import SettleForm

LONGEST_KEY = 18  # digits of the largest number that both databases hold
MOST_KEPT = 2_000  # boards that a phone knows without a line
VERDICTS = {
    Verdict.OURS: _l("This is our code. Compare the number and the grid with the board."),
    Verdict.UNSIGNED: _l("Our address, but without a signature: an old print, or copied by hand."),
    Verdict.OLD_KEY: _l("Signed with a key that we trust no longer. Have the board printed anew."),
    Verdict.FORGED: _l("The signature is not ours. Cover the code and tell the command centre."),
    Verdict.UNKNOWN_CODE: _l("We never gave out this code. Cover it, tell the command centre."),
    Verdict.OTHER_SITE: _l("This leads to another site. Cover it, tell the command centre."),
    Verdict.NO_ADDRESS: _l(
        "This is no address of a board. Type what the code says, or its six letters."
    ),
}
NOT_HERE = _l("Not among the boards that this phone knows. Check it again when you have a line.")


@staff.get("/boards/doubted")
@allow(Permission.CHECK_BOARDS)
def list_doubts() -> ResponseReturnValue:
    """List the codes that residents doubt: those to look at, then those that were looked at."""
    return _doubts(SettleForm(formdata=None))


@staff.post("/boards/<string:code>/doubt/close")
@allow(Permission.CHECK_BOARDS)
def close_doubt(code: str) -> ResponseReturnValue:
    """Close what is doubted of a board with what was found."""
    board = board_in_reach(_reach(), code)
    doubt, form = open_doubt(board), SettleForm.from_request()
    if doubt is None:
        raise NotAllowedNow(N_("Somebody has closed this already. Reload the list."))
    if not form.validate():
        return _doubts(form, wrong=board), 422
    settle_doubt(doubt, form.words.data or "", by=current_user, now=clock.now())
    flash(_("Closed: %(number)s", number=board.number), "ok")
    return web.updated(url_for(".list_doubts"))


@staff.get("/boards/check")
@allow(Permission.CHECK_BOARDS)
@kept_offline(Keep.STAFF)
def check_board() -> ResponseReturnValue:
    """Say what an address is that was read from a board; a phone knows those in reach offline."""
    typed = request.args.get("address", "").strip()[:LONGEST_ADDRESS]
    settings = config.current()
    read = read_address(typed, settings.base_url)
    board = probably_board(read.code) if read and read.code else None
    verdict = judge_address(read, is_known=board is not None, keys=settings.board_keys)
    return render_template(
        "staff/boards/check.html",
        typed=typed,
        board=board,
        verdict=verdict if typed else None,
        verdicts=VERDICTS,
        known=_known(),
        words={key: str(words) for key, words in VERDICTS.items()}
        | {"not_known_here": str(NOT_HERE)},
        base_url=settings.base_url,
    )


def _known() -> dict[str, object]:
    """Return what a phone needs to judge an address by itself: the boards in reach, no secret."""
    boards = [board for code in _reach() for board in boards_in(code)][:MOST_KEPT]
    keys = config.current().board_keys
    return {
        "site": config.current().base_url,
        "letters": [letter for letter, _secret in keys],
        "boards": {
            board.code: [
                board.number,
                named(board.grid),
                [signature_of(board.code, *key) for key in keys],
            ]
            for board in boards
        },
    }


def _doubts(form: SettleForm, *, wrong: Board | None = None) -> str:
    before = _key()
    settled = doubts_in(_reach(), is_open=False, before=before)
    return render_template(
        "staff/boards/doubts.html",
        doubts=[] if before else doubts_in(_reach(), is_open=True)[:DOUBTS],
        settled=settled[:DOUBTS],
        signs=SIGN_WORDS,
        form=form,
        wrong=wrong,
        next_key=settled[DOUBTS - 1].id if len(settled) > DOUBTS else None,
    )


def _reach() -> list[str]:
    return area_codes_of(current_user, clock.today())


def _key() -> int | None:
    asked = request.args.get("before", "")
    if asked and (not asked.isdecimal() or len(asked) > LONGEST_KEY):
        raise NotFound(N_("That page of the list does not exist."))
    return int(asked) if asked else None
