"""Putting the pieces together: numbers, names, homes and service areas of the grids."""

from dataclasses import asdict, dataclass
from random import Random

import coverage
import outlines
import shapely
import tables
from areas import Community, Grid
from shapely import Polygon

KINDS = {
    "residential": ("", "", "住宅小区及沿街商铺"),
    "resettlement": ("", "", "安置小区楼栋及公共部位"),
    "park": ("（园区）", " (business park)", "园区楼宇及周边道路"),
    "street": ("（街面）", " (street front)", "沿街商铺及人行道"),
    "enterprise": ("（企业）", " (enterprise)", "企业厂区及周边道路"),
}
HOMES = ("residential", "resettlement")

# Well-known roads in their order, with how far along the district they are taken to run. The
# outlines are invented, so the words name a rough belt and always defer to the sketch.
ALONG = [(0.30, "滨康路"), (0.52, "江南大道"), (0.74, "滨盛路"), (0.93, "闻涛路")]
ACROSS = [
    (0.22, "浦沿路"),
    (0.44, "时代大道"),
    (0.58, "长河路"),
    (0.70, "江晖路"),
    (0.85, "西兴路"),
]

# The streets from west to east, and the angle of each one's eastern border. The second leans
# more than the first, so that a bay in the outline does not cut a street in two.
BORDERS = {"330108003": 112, "330108002": 124, "330108001": 0}


@dataclass(frozen=True)
class NumberedGrid:
    """A grid as it is written into the registry; its outline goes into the map file."""

    code: str
    name: str
    name_en: str
    community: str
    grid_kind: str
    households: int
    residents: int
    scope: str
    outline: Polygon

    def facts(self) -> dict[str, object]:
        """Return everything but the outline."""
        facts = asdict(self)
        del facts["outline"]
        return facts


def numbered_grids(communities: list[Community]) -> list[NumberedGrid]:
    """Draw and number every grid of the district, in order of code."""
    shapes = coverage.joined(_pieces(communities))
    ground = coverage.to_metres(coverage.district())
    found = []
    for community in communities:
        mine = [(shapes[f"{community.code}/{n}"], g) for n, g in enumerate(community.grids)]
        dice = tables.dice("homes " + community.code)
        for number, (shape, grid) in enumerate(_in_reading_order(mine), start=1):
            found.append(_numbered(community, number, grid, shape, ground, dice))
    return found


def _pieces(communities: list[Community]) -> dict[str, Polygon]:
    """Cut the district into streets from west to east, these into communities, these into grids."""
    dice = tables.dice("outlines")
    left = coverage.to_metres(coverage.district())
    pieces: dict[str, Polygon] = {}
    for street, angle in BORDERS.items():
        mine = [c for c in communities if c.street_code == street]
        rest = [c for c in communities if c.street_code < street]
        share = _ground(mine) / _ground(mine + rest)
        here, left = outlines.cut(left, angle, share, dice) if rest else (left, left)
        plots = [outlines.Plot(c.code, _ground([c]), c.leans) for c in mine]
        regions = outlines.share_out(here, plots, dice)
        for community in mine:
            plots = [outlines.Plot(n, g.ground) for n, g in enumerate(community.grids)]
            cells = outlines.share_out(regions[community.code], plots, dice)
            pieces |= {f"{community.code}/{n}": coverage.to_degrees(s) for n, s in cells.items()}
    return pieces


def _ground(communities: list[Community]) -> float:
    return sum(grid.ground for community in communities for grid in community.grids)


def _in_reading_order(mine: list[tuple[Polygon, Grid]]) -> list[tuple[Polygon, Grid]]:
    """Order grids from west to east in rows from north to south, as unit grids are numbered."""
    box = shapely.union_all([coverage.to_metres(shape) for shape, _ in mine]).bounds
    wide, high = box[2] - box[0], box[3] - box[1]
    rows = max(1, min(len(mine), round((len(mine) * high / wide) ** 0.5)))
    left = sorted(mine, key=lambda one: -one[0].centroid.y)
    ordered = []
    for row in range(rows, 0, -1):
        length = round(len(left) / row)
        ordered += sorted(left[:length], key=lambda one: one[0].centroid.x)
        left = left[length:]
    return ordered


def _numbered(
    community: Community, number: int, grid: Grid, shape: Polygon, ground: Polygon, dice: Random
) -> NumberedGrid:
    """Return the grid with its number, its invented homes and its service area."""
    mark, mark_en, _ = KINDS[grid.kind]
    households, residents = _homes(dice) if grid.kind in HOMES else (0, 0)
    return NumberedGrid(
        code=f"{community.code}{number:03}",
        name=f"{community.name}第{number}网格{mark}",
        name_en=f"{community.name_en} Grid {number}{mark_en}",
        community=community.code,
        grid_kind=grid.kind,
        households=households,
        residents=residents,
        scope=_scope(grid.kind, coverage.to_metres(shape), ground),
        outline=shape,
    )


def _homes(dice: Random) -> tuple[int, int]:
    """Return invented households and residents.

    The district's own rule is 300 to 500 households and normally at most 1,000
    residents. The census gives about 1,390 a grid; the rule is kept here,
    because these are invented figures and must not look like a count.
    """
    households = dice.randint(300, 500)
    return households, 600 + round(2 * (households - 300) * dice.uniform(0.6, 1))


def _scope(kind: str, shape: Polygon, ground: Polygon) -> str:
    """Return the service area in words: a rough belt between roads, deferring to the sketch."""
    turn = -outlines.bearing(shape)
    here = shapely.affinity.rotate(shape.centroid, turn, origin=(0, 0))
    west, south, east, north = shapely.affinity.rotate(ground, turn, origin=(0, 0)).bounds
    sides = _between(ACROSS, (here.x - west) / (east - west), "以西", "以东")
    sides += _between(ALONG, (here.y - south) / (north - south), "以南", "以北")
    return f"{'、'.join(sides)}一带的{KINDS[kind][2]}（示例，四至以示意图为准）"


def _between(roads: list[tuple[float, str]], place: float, before: str, after: str) -> list[str]:
    """Return the words for a place between its two nearest roads, or beyond the last one."""
    behind = [road + after for at, road in roads if at <= place][-1:]
    ahead = [road + before for at, road in roads if at > place][:1]
    return behind + ahead
