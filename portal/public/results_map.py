"""The map of grids, from light to dark by one indicator; the table beside it says the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil, floor

from portal.assessment.rules import Result, SubjectKind
from portal.boards.rules import Sketch, sketch
from portal.grids.queries import grids_in
from portal.i18n import _
from portal.public.results_told import Edition

WIDTH, OFF = 480, 1.0  # of the picture, and how far a line may stray in it
SHADES = 4
NONE = "none"
BELOW = {SubjectKind.STREET: SubjectKind.COMMUNITY, SubjectKind.COMMUNITY: SubjectKind.GRID}


@dataclass(frozen=True)
class HeatMap:
    """Grids in a few shades, with what each shade stands for."""

    sketch: Sketch
    shades: list[tuple[str, str]]  # shade, and the paths of all grids that have it
    keys: list[tuple[str, str]]  # shade, and its words


def heat_map(here: Edition, results: Sequence[Result], name: str, within: str) -> HeatMap | None:
    """Return the grids of an area by the share that an indicator has in each; None without any."""
    drawn = sketch(
        ((grid.code, grid.outline) for grid in grids_in(within) if grid.outline), WIDTH, off=OFF
    )
    told = ((one.code, here.told(one, name)) for one in results)
    rated = {code: one.range.share * 100 for code, one in told if one and one.range}
    if not drawn.paths or not rated:
        return None
    steps = _steps(rated.values())
    paths: dict[str, list[str]] = {}
    for code, path in drawn.paths.items():
        paths.setdefault(_shade(rated.get(code), steps), []).append(path)
    keys = [(f"shade-{n + 1}", f"{low}–{high} %") for n, (low, high) in enumerate(steps)]
    none = [(NONE, str(_("counts only, or nothing")))] if NONE in paths else []
    return HeatMap(drawn, [(shade, "".join(all_)) for shade, all_ in paths.items()], keys + none)


def inside(here: Edition, result: Result, name: str) -> tuple[HeatMap | None, list[Result]]:
    """Return the map of an area's grids, and what is said of the areas or grids right below it."""
    if result.kind not in BELOW:
        return None, []
    below = here.all_of(BELOW[result.kind], result.code)
    is_of_grids = BELOW[result.kind] is SubjectKind.GRID
    grids = below if is_of_grids else here.all_of(SubjectKind.GRID, result.code)
    return heat_map(here, grids, name, result.code), sorted(below, key=lambda one: one.code)


def _steps(shares: Collection[float]) -> list[tuple[int, int]]:
    """Return the classes of a map: as wide as each other, in whole percent."""
    low, high = floor(min(shares)), ceil(max(shares))
    wide = max(1, ceil((high - low) / SHADES))
    start = min(low, 100 - SHADES * wide) if SHADES * wide <= 100 else 0
    return [(start + n * wide, start + (n + 1) * wide) for n in range(SHADES)]


def _shade(share: float | None, steps: Sequence[tuple[int, int]]) -> str:
    if share is None:
        return NONE
    above = sum(share >= low for low, _high in steps)
    return f"shade-{max(1, above)}"
