"""Who asked to join in the demonstration: one application in each state, in the shown grid."""

from datetime import datetime, timedelta

from portal import clock
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.grids.models import Grid
from portal.volunteers import actions
from portal.volunteers.models import Application
from portal.volunteers.rules import VolunteerKind, VolunteerTask

ASKED = (
    ("𬭎䶮", "13800000101", VolunteerKind.NEIGHBOUR, "退休教师，上午有空。"),
    ("欧阳秀兰", "13800000102", VolunteerKind.STAIR_HEAD, "本楼楼道长，愿意帮忙。"),
    ("沈建国", "13800000103", VolunteerKind.PARTY_MEMBER, "周末可以巡查。"),
    ("郑小梅", "13800000104", VolunteerKind.NEIGHBOUR, "想做点事。"),
)


def make_applications(grid: Grid, now: datetime) -> None:
    """Let four people apply: one still waits, one is accepted, one refused, one withdrew."""
    _waits, accepted, refused, withdrawn = (_apply(grid, n, now) for n in range(len(ASKED)))
    actions.withdraw(withdrawn, now=now - timedelta(days=2))
    clerks = holders(Role.COMMUNITY_CLERK, grid.community.code, clock.day_of(now))
    if clerks:
        by, then = clerks[0], now - timedelta(days=1)
        actions.accept(accepted, grid, list(VolunteerTask), by=by, now=then)
        actions.refuse(refused, "您住在邻近社区，请向那里报名。", by=by, now=then)


def _apply(grid: Grid, n: int, now: datetime) -> Application:
    name, phone, kind, words = ASKED[n]
    return actions.apply(
        grid,
        actions.Asked(name, phone, None, kind, words, ""),
        request_key=f"demonstration-{n:04}",
        is_proven=True,
        now=now - timedelta(days=3, hours=n),
    )
