"""The units that handle cases: centre, command rooms, street teams, communities, departments."""

from collections.abc import Iterator, Sequence
from itertools import count

import tables
from areas import STREETS_EN, Community

COLUMNS = ["code", "name_zh", "name_en", "kind", "platform", "area_code", "phone", "about"]
DISTRICT = "330108"
CENTRE = "DC"
TEAMS = (
    ("PA", "综治工作", "平安办", "Safety Office", "矛盾纠纷化解、治安防范、消防和安全隐患排查"),
    ("SJ", "市场监管", "市场监管所", "Market Regulation Station", "食品药品、特种设备、价格和证照"),
    (
        "ZF",
        "综合执法",
        "综合执法队",
        "Law Enforcement Team",
        "市容环境、占道经营、违法建设、停车秩序",
    ),
    (
        "BM",
        "便民服务",
        "公共服务办",
        "Public Services Office",
        "民生救助、养老助残、便民设施、居民求助",
    ),
)


def units(communities: Sequence[Community]) -> list[tables.Row]:
    """Return every unit, each with a number that can never be dialled."""
    streets = {c.street_code: c.street for c in communities}
    rows = [_centre()]
    for code, name in streets.items():
        rows += _street(code, name)
    rows += [_community(community) for community in communities]
    rows += _departments()
    return [row | {"phone": f"0571-00{n:06}"} for row, n in zip(rows, count(100_001), strict=False)]


def _centre() -> tables.Row:
    return _unit(
        (CENTRE, "区社会治理指挥中心", "District Command Centre"),
        "command_centre",
        DISTRICT,
        "统一受理、分流交办、跟踪督办、反馈和考核；其他单位职责不清的事项由其牵头",
    )


def _street(code: str, name: str) -> Iterator[tables.Row]:
    """Yield a street's command room and its team for each of the four platforms."""
    english = STREETS_EN[name]
    room = f"{name}综合信息指挥室", f"{english} Subdistrict Command Room"
    yield _unit((f"CR-{code}", *room), "command_room", code, "街道一级的受理、派单、督办和延期审批")
    for mark, platform, team, team_en, about in TEAMS:
        names = f"{mark}-{code}", f"{name}{team}", f"{english} Subdistrict {team_en}"
        yield _unit(names, "street_team", code, about, platform)


def _community(community: Community) -> tables.Row:
    names = community.code, community.name, community.name_en
    about = "本社区网格上报事项的处置、核实和居民沟通"
    return _unit(names, "community", community.code, about)


def _departments() -> Iterator[tables.Row]:
    for row in tables.read("departments.csv"):
        names = row["code"], row["name_zh"], row["name_en"]
        yield _unit(names, "department", DISTRICT, row["about"], row["platform"])


def _unit(
    names: tuple[str, str, str], kind: str, area: str, about: str, platform: str = ""
) -> tables.Row:
    """Return the row of a unit named by its code, Chinese and English names."""
    cells = (*names, kind, platform, area, "", about + "。")
    return dict(zip(COLUMNS, cells, strict=True))
