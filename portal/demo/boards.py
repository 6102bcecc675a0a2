"""The boards of the demonstration: printed a year ago, most of them up, some no longer right.

Those that are out of date still name who answered then; what is odd about a board is found by an
inspection or said by residents, as it would be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from portal import clock, config
from portal.accounts.models import Person
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.boards import actions
from portal.boards.drawing import BoardContent
from portal.boards.models import Board, BoardCheck, BoardVersion, PrintItem, PrintOrder
from portal.boards.queries import boards_in
from portal.boards.rules import (
    CheckKind,
    Finding,
    Packing,
    Revocation,
    Sheet,
    canonical,
    fingerprint,
)
from portal.db import db
from portal.demo.chance import Chance
from portal.grids.models import Grid
from portal.grids.queries import in_office
from portal.grids.rules import DISTRICT, Duty

PRINTED_BEFORE = timedelta(days=350)
OTHER_WORKER_SHARE, OTHER_PHONE_SHARE = 0.05, 0.03
UP_SHARE, INSPECTED_SHARE, ODD_SHARE = 0.93, 0.35, 0.05
FORMER = ("许文斌", "郑晓琴", "陆建华", "方雅芳", "姚国强", "潘丽娟")
PLACES = (
    "小区东门岗亭旁",
    "南门入口左侧墙面",
    "居委会门口公告栏",
    "中心广场宣传栏",
    "西门快递柜旁",
    "沿街主入口立柱",
    "园区大堂入口",
    "公交站后方围墙",
)
ODD = (Finding.DAMAGED, Finding.COVERED, Finding.MISSING, Finding.DAMAGED)
SEEN = {
    Finding.FINE: "",
    Finding.DAMAGED: "右下角开裂，二维码有划痕",
    Finding.COVERED: "被宣传海报挡住一半，已联系物业",
    Finding.MISSING: "墙面粉刷后没有装回",
}
REPORTED = (Finding.DAMAGED, Finding.OUTDATED, Finding.DAMAGED)
EACH = 23  # every so many boards one is reported by residents
NEXT = 5  # boards after the shown one: whose code is revoked


def hang_boards(chance: Chance, shown: Grid, now: datetime) -> None:
    """Print every board a year ago, put most of them up, inspect some, and let some go wrong."""
    boards = list(boards_in(DISTRICT))
    clerk = next(iter(holders(Role.DISPATCHER, DISTRICT, clock.day_of(now))), None)
    if clerk is None:
        return
    workers = _workers(boards, now)
    _print(boards, _contents(boards, chance, shown, now), clerk, now - PRINTED_BEFORE)
    for board in boards:
        _put_up(board, workers.get(board.grid_id, clerk), chance, shown, now)
    db.session.flush()
    for board, finding in zip(boards[EACH::EACH], REPORTED, strict=False):
        actions.report_board(board, finding, now=now - timedelta(hours=chance.randint(3, 60)))
    _revoke(boards, shown, clerk, now)
    actions.compare([board for board in boards if not board.revoked_at], now=now)
    db.session.flush()


def _workers(boards: Sequence[Board], now: datetime) -> dict[int, Person]:
    held = in_office([board.grid_id for board in boards], clock.day_of(now))
    return {one.grid_id: one.person for one in held if one.duty is Duty.FULL_TIME_WORKER}


def _contents(
    boards: Sequence[Board], chance: Chance, shown: Grid, now: datetime
) -> Iterator[BoardContent]:
    """Return what each board said a year ago: on some somebody else answered."""
    settings = config.current()
    today = actions.contents_of(
        boards,
        clock.day_of(now),
        base_url=settings.base_url,
        supervision_phone=settings.supervision_phone,
    )
    for board, content in zip(boards, today, strict=True):
        lot = 0.0 if board.grid_id == shown.id else chance.random()
        yield _as_it_was(content, chance, lot)


def _as_it_was(content: BoardContent, chance: Chance, lot: float) -> BoardContent:
    if not content.people or lot > OTHER_WORKER_SHARE + OTHER_PHONE_SHARE:
        return content
    first, phone = content.people[0], f"0571-0{chance.randrange(10**7):07}"
    if lot < OTHER_WORKER_SHARE:
        first = replace(first, name=chance.choice(FORMER))
    return replace(content, people=(replace(first, phone=phone), *content.people[1:]))


def _print(
    boards: Sequence[Board], contents: Iterator[BoardContent], by: Person, then: datetime
) -> None:
    """Keep what was printed, and the order by which it was; its file has been cleared away."""
    order = PrintOrder(
        request_key=f"demo-{then:%Y%m%d%H%M%S}",
        by=by,
        at=then,
        packing=Packing.FOLDERS,
        sheet=Sheet.A3_LANDSCAPE,
        count=len(boards),
        ended_at=then,
        kept_until=then,
    )
    db.session.add(order)
    for place, (board, content) in enumerate(zip(boards, contents, strict=True), 1):
        text = canonical(replace(content, printed_on=clock.day_of(then)))
        version = BoardVersion(
            board=board,
            revision=board.revision,
            content=text,
            sha256=fingerprint(text),
            drawn_with=actions.drawn_with(),
            printed_at=then,
            printed_by=by,
        )
        item = PrintItem(order=order, place=place, board=board, version=version, is_drawn=True)
        db.session.add(item)
        board.made_at, board.printed_at, board.compared_at = then, then, then


def _put_up(board: Board, by: Person, chance: Chance, shown: Grid, now: datetime) -> None:
    is_shown = board.grid_id == shown.id
    if not (is_shown or chance.happens(UP_SHARE)):
        return
    at = now - PRINTED_BEFORE + timedelta(days=chance.randint(4, 40), minutes=chance.randrange(600))
    board.place, board.posted_at, board.posted_revision = chance.choice(PLACES), at, board.revision
    _check(board, CheckKind.POSTED, Finding.FINE, by, at)
    if is_shown or chance.happens(INSPECTED_SHARE):
        at = now - timedelta(days=chance.randint(1, 120), minutes=chance.randrange(600))
        is_odd = not is_shown and chance.happens(ODD_SHARE)
        finding = chance.choice(ODD) if is_odd else Finding.FINE
        board.inspected_at = at
        _check(board, CheckKind.INSPECTED, finding, by, at)
        if finding is not Finding.FINE:
            board.fault, board.faulty_since = finding, at


def _check(board: Board, kind: CheckKind, finding: Finding, by: Person, at: datetime) -> None:
    db.session.add(
        BoardCheck(
            request_key=f"demo-{kind}-{board.id}",
            board=board,
            kind=kind,
            at=at,
            by=by,
            revision=board.revision,
            finding=finding,
            place=board.place,
            words=SEEN[finding],
        )
    )


def _revoke(boards: Sequence[Board], shown: Grid, by: Person, now: datetime) -> None:
    """Revoke the code of a board near the shown one, as somebody pasted over it."""
    ours = next((n for n, board in enumerate(boards) if board.grid_id == shown.id), 0)
    for board in boards[ours + NEXT : ours + NEXT + 1]:
        note = "巡查时发现二维码被换贴，原牌已取下"
        at = now - timedelta(days=9)
        actions.revoke(board, why=Revocation.SUSPICIOUS, note=note, by=by, now=at)
