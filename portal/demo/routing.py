"""Some rows of a routing table as a district may have them, one of which needs mending."""

from datetime import datetime, timedelta

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.queries import unit_by_code
from portal.accounts.rules import UnitKind
from portal.cases.actions.routing import Wish, add_route
from portal.db import db
from portal.grids.rules import DISTRICT

STREET = "330108002"
# Matter, area, level, unit and why: above the rows that every portal begins with.
ROWS = (
    ("B223", DISTRICT, 4, "GAJ", "夜间社会生活噪声由公安牵头处置"),
    ("B225", STREET, 3, "PA-330108002", "冠山景区周边停车由平安办统一协调"),
    ("C208", DISTRICT, 4, "RQG", "燃气安全先由燃气公司上门"),
    ("D2", STREET, 3, "ZF-330108002", "垃圾分类专项行动期间由综合执法队处置"),
)
ENDED_CODE = "CGZD-330108002"


def make_routes(by: Person, now: datetime) -> None:
    """Add the district's own rows, and one whose unit has been merged into another since."""
    for matter, area, level, code, note in ROWS:
        if unit := unit_by_code(code):
            _add(matter, area, level, unit, note, by, now)
    gone = Unit(
        code=ENDED_CODE,
        name="长河街道城管中队（已并入综合执法队）",
        name_en="Changhe City Management Squad (now part of the enforcement team)",
        kind=UnitKind.STREET_TEAM,
        platform="综合执法",
        area_code=STREET,
        phone="",
        about="",
        ended_on=None,
    )
    db.session.add(gone)
    db.session.flush()
    _add("B219", STREET, 3, gone, "长河街道占道经营由城管中队处置", by, now)
    gone.ended_on = clock.day_of(now - timedelta(days=20))
    db.session.flush()


def _add(
    matter: str, area: str, level: int, unit: Unit, note: str, by: Person, now: datetime
) -> None:
    wish = Wish(matter, "", area, level, unit, None, None, note)
    add_route(wish, by=by, now=now - timedelta(days=60))
