"""Rounds and records of the demonstration: places to pass, two months of patrols, what is kept.

Some places are passed seldom, as everywhere: so the coverage has something to show.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import insert

from portal import clock
from portal.db import Base, db
from portal.demo.chance import Chance
from portal.demo.keeping import continue_numbering
from portal.demo.life import Facts
from portal.grids.models import (
    Grid,
    InfoCheck,
    InfoItem,
    PatrolLog,
    PatrolVisit,
    Place,
    PlaceMonth,
)
from portal.grids.queries import grids_in, in_office
from portal.grids.rules import DISTRICT, Duty, GridKind, InfoFinding, PlaceKind

DAYS = 60
WALKS_SHARE, SHOWN_SHARE = 0.28, 0.8  # of the days; the grid that is shown walks more
HELPER_SHARE, WALKING_HELPERS, HELPER_DAYS = 0.6, 4, 330  # in the grid that is shown
PASSED_SHARE, NEGLECTED_SHARE, NEGLECTED_PASSED = 0.7, 0.14, 0.015
ROUTE_SHARE, NOTE_SHARE, LATER_SHARE = 0.06, 0.2, 0.12
SETS_OUT = 510, 630  # minutes after midnight
SUNDAY, FEWEST_CORNERS = 6, 3
SINCE = timedelta(days=400)
K = PlaceKind
Named = tuple[PlaceKind, str, str]
EVERYWHERE: tuple[Named, ...] = (
    (K.STREET, "东侧道路", "East-side road"),
    (K.STREET, "南侧道路", "South-side road"),
    (K.PARK, "口袋公园", "Pocket park"),
    (K.FACILITY, "垃圾分类投放点", "Waste sorting station"),
    (K.FACILITY, "公交站与共享单车点", "Bus stop and bike racks"),
)
OF_KIND: dict[GridKind, tuple[Named, ...]] = {
    GridKind.RESIDENTIAL: (
        (K.BUILDING, "小区东门", "East gate of the estate"),
        (K.BUILDING, "地下车库", "Underground car park"),
        (K.FACILITY, "电动车充电棚", "E-bike charging shed"),
        (K.FACILITY, "儿童游乐场", "Playground"),
        (K.ENTERPRISE, "底商一条街", "Row of shops"),
        (K.ENTERPRISE, "快递驿站", "Parcel station"),
    ),
    GridKind.RESETTLEMENT: (
        (K.BUILDING, "安置房西门", "West gate of the estate"),
        (K.BUILDING, "出租房集中楼栋", "Building with many rental homes"),
        (K.FACILITY, "电动车充电棚", "E-bike charging shed"),
        (K.FACILITY, "居家养老服务站", "Day centre for older people"),
        (K.ENTERPRISE, "农贸市场", "Market"),
        (K.ENTERPRISE, "小餐饮一条街", "Row of small restaurants"),
    ),
    GridKind.PARK: (
        (K.ENTERPRISE, "园区1号楼企业", "Enterprises in building 1"),
        (K.ENTERPRISE, "园区食堂", "Canteen"),
        (K.FACILITY, "消防水泵房", "Fire pump room"),
        (K.FACILITY, "配电房", "Switch room"),
        (K.BUILDING, "园区地下车库", "Underground car park"),
    ),
    GridKind.STREET: (
        (K.ENTERPRISE, "沿街商铺东段", "Shops, eastern part"),
        (K.ENTERPRISE, "沿街商铺西段", "Shops, western part"),
        (K.ENTERPRISE, "农贸市场", "Market"),
        (K.FACILITY, "地铁口广场", "Square at the metro exit"),
        (K.STREET, "后街背巷", "Back lane"),
    ),
    GridKind.ENTERPRISE: (
        (K.ENTERPRISE, "厂区大门", "Factory gate"),
        (K.ENTERPRISE, "仓库区", "Warehouses"),
        (K.FACILITY, "危废暂存间", "Hazardous waste store"),
        (K.FACILITY, "消防水池", "Fire water tank"),
        (K.BUILDING, "员工宿舍", "Staff dormitory"),
    ),
}
FORGOTTEN = EVERYWHERE[-1][1]
NOTES = (
    "一切正常",
    "楼道堆物已当场劝离",
    "提醒商户收回外摆",
    "充电棚有飞线，已告知物业",
    "雨后无积水",
    "与物业约好下周看消防通道",
)
RECORDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("B101", "{n}幢{m}单元{m}0{n}室", ("出租，两人合住", "出租，一家三口", "空置，房东在外地")),
    ("B103", "{m}号商铺", ("小吃店，证照齐全", "新开便利店", "转让中，暂未营业")),
    ("B104", "{n}幢{m}单元，独居老人", ("身体尚好，每周走访", "行动不便，邻居照看")),
    ("B108", "底商{m}号，小场所", ("灭火器在有效期内", "疏散通道畅通")),
    ("B109", "物业服务中心", ("项目经理未变", "值班电话已更新")),
    ("B111", "{n}号充电棚", ("充电口可用", "两个充电口待修")),
)


@dataclass
class Rounds:
    """Rows of several tables on their way."""

    chance: Chance
    now: datetime
    rows: dict[type[Base], list[Facts]] = field(default_factory=dict)
    counted: Counter[tuple[int, date]] = field(default_factory=Counter)
    walked: set[tuple[int, date]] = field(default_factory=set)

    def add(self, model: type[Base], **row: object) -> int:
        """Take a row and return its number among those of its kind."""
        rows = self.rows.setdefault(model, [])
        rows.append(row)
        return len(rows)

    def numbered(self, model: type[Base], **row: object) -> int:
        """Take a row and give it this number as its id."""
        number = self.add(model, **row)
        self.rows[model][-1]["id"] = number
        return number


def make_rounds(chance: Chance, shown: Grid, now: datetime) -> None:
    """Give each grid its places, its worker's patrols of the last weeks, and its records."""
    grids = grids_in(DISTRICT)
    workers = _workers(grids, clock.day_of(now))
    rounds = Rounds(chance, now)
    for grid in grids:
        is_shown = grid.id == shown.id
        places = _places(rounds, grid, is_shown=is_shown)
        if worker := workers.get(grid.id):
            _walk(rounds, grid, worker, places, SHOWN_SHARE if is_shown else WALKS_SHARE)
            _record(rounds, grid, worker)
        if is_shown:
            for n, helper in enumerate(_helpers(grid, clock.day_of(now))):
                _walk(rounds, grid, helper, places, HELPER_SHARE / (n + 1), days=HELPER_DAYS)
    for (place, month), visits in rounds.counted.items():
        rounds.add(PlaceMonth, place_id=place, month=month, visits=visits)
    for model in (Place, PatrolLog, PatrolVisit, PlaceMonth, InfoItem, InfoCheck):
        db.session.connection().execute(insert(model.__table__), rounds.rows[model])  # type: ignore[arg-type]
    continue_numbering((Place, PatrolLog, InfoItem, InfoCheck))


def _workers(grids: Sequence[Grid], today: date) -> dict[int, int]:
    held = in_office([grid.id for grid in grids], today)
    return {one.grid_id: one.person_id for one in held if one.duty is Duty.FULL_TIME_WORKER}


def _helpers(grid: Grid, today: date) -> list[int]:
    """Return the grid's part-time workers who also walk: the first few."""
    held = in_office([grid.id], today)
    return [one.person_id for one in held if one.duty is Duty.PART_TIME_WORKER][:WALKING_HELPERS]


def _places(rounds: Rounds, grid: Grid, *, is_shown: bool) -> dict[int, float]:
    """Make the places of a grid; return with each how likely a round passes it.

    In the grid that is shown, the bus stop is forgotten: its worker's page has something to say.
    """
    chance, likely = rounds.chance, {}
    for kind, name, name_en in (*EVERYWHERE, *OF_KIND[grid.kind]):
        number = rounds.numbered(
            Place,
            grid_id=grid.id,
            kind=kind,
            name=name,
            name_en=name_en,
            started_on=clock.day_of(rounds.now - SINCE),
        )
        seldom = chance.happens(NEGLECTED_SHARE)
        likely[number] = NEGLECTED_PASSED if seldom else PASSED_SHARE
        if is_shown and name == FORGOTTEN:
            likely[number] = 0
    return likely


def _walk(
    rounds: Rounds,
    grid: Grid,
    worker: int,
    places: dict[int, float],
    share: float,
    days: int = DAYS,
) -> None:
    for begun in _mornings(rounds, worker, share, days):
        chance = rounds.chance
        ended = begun + timedelta(minutes=chance.randint(45, 110))
        has_route = chance.happens(ROUTE_SHARE * share * 4)
        passed = [place for place, likely in places.items() if chance.happens(likely)]
        number = rounds.numbered(
            PatrolLog,
            request_key=chance.token(),
            ended_key=chance.token(),
            grid_id=grid.id,
            person_id=worker,
            started_at=begun,
            ended_at=ended,
            entered_at=ended + timedelta(hours=2) if chance.happens(LATER_SHARE) else begun,
            note=chance.choice(NOTES) if chance.happens(NOTE_SHARE) else "",
            route=_route(chance, grid, ended - begun) if has_route else [],
        )
        for n, place in enumerate(passed, 1):
            at = begun + (ended - begun) * n / (len(passed) + 1)
            rounds.add(PatrolVisit, patrol_id=number, place_id=place, visited_at=at)
            rounds.counted[place, clock.month_of(begun)] += 1


def _mornings(rounds: Rounds, worker: int, share: float, days: int) -> Iterator[datetime]:
    """Return when a worker sets out, on some of the days up to yesterday; once a day."""
    today = clock.day_of(rounds.now)
    for back in range(days, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() == SUNDAY or not rounds.chance.happens(share):
            continue
        if (worker, day) in rounds.walked:
            continue
        rounds.walked.add((worker, day))
        yield clock.start_of(day) + timedelta(minutes=rounds.chance.randint(*SETS_OUT))


def _route(chance: Chance, grid: Grid, lasted: timedelta) -> list[list[float]]:
    """Return a way along the grid's outline, a little inside, as a phone would have noted it."""
    ring = grid.outline or []
    if len(ring) < FEWEST_CORNERS:
        return []
    middle = [sum(corner[axis] for corner in ring[:-1]) / (len(ring) - 1) for axis in (0, 1)]
    corners = [[a + (m - a) * 0.15 for a, m in zip(corner, middle, strict=True)] for corner in ring]
    legs = [
        [a[axis] + (b[axis] - a[axis]) * part / 8 for axis in (0, 1)]
        for a, b in pairwise(corners)
        for part in range(8)
    ]
    second = lasted.total_seconds() / len(legs)
    return [
        [
            round(lon + chance.gauss(0, 4e-5), 5),
            round(lat + chance.gauss(0, 4e-5), 5),
            int(n * second),
        ]
        for n, (lon, lat) in enumerate(legs)
    ]


def _record(rounds: Rounds, grid: Grid, worker: int) -> None:
    chance = rounds.chance
    for code, subject, words in RECORDS:
        at = rounds.now - timedelta(days=chance.randint(1, 120), minutes=chance.randint(1, 600))
        said = chance.choice(words)
        number = rounds.numbered(
            InfoItem,
            request_key=chance.token(),
            grid_id=grid.id,
            matter_code=code,
            subject=subject.format(n=chance.randint(1, 9), m=chance.randint(1, 4)),
            words=said,
            last_checked_on=clock.day_of(at),
            checked_by_id=worker,
            version=1,
        )
        rounds.add(
            InfoCheck,
            request_key=chance.token(),
            item_id=number,
            at=at,
            by_id=worker,
            finding=InfoFinding.CHANGED,
            words=said,
        )
