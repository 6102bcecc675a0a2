"""What the page of one area or unit tells: its figures, how they moved, and what lies inside."""

from typing import Any

from portal.assessment.rules import Result, SubjectKind
from portal.public import results_league, results_map, results_told
from portal.public import results_words as words
from portal.public.results_told import Edition

MAIN = "effective_resolution"  # what a page opens with, and what it shows over time
COMMUNITY_DIGITS = 12


def about(here: Edition, result: Result) -> dict[str, Any]:
    """Return its name, where it lies, its score by parts, and each figure beside its peers."""
    told = results_told.told_of(here, result)
    scored = result.parts or (MAIN,)  # without a score it is asked what counts most
    is_grid = result.kind is SubjectKind.GRID
    return {
        "name": results_told.name_of(result),
        "around": results_told.links_around(here, result),
        "told": told,
        "asked": [one for one in told if one.name in scored],
        "parts": results_league.parts_of(here, result),
        "within": {"within": result.code[:COMMUNITY_DIGITS]} if is_grid else {},
    }


def over(here: Edition, result: Result) -> dict[str, Any]:
    """Return how what counts most has moved, as a table and as points of a chart."""
    lines = results_told.over_time(here, result, MAIN)
    return {"over": lines, "points": results_told.drawn_over(lines), "main": words.title_of(MAIN)}


def below(here: Edition, result: Result) -> dict[str, Any]:
    """Return the map of its grids, and the areas or grids right below it."""
    heat, inside = results_map.inside(here, result, MAIN)
    return {"heat": heat, "inside": results_league.rows_of(here, inside, MAIN)}
