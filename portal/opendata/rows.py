"""What stands in the lines of the files: rows that the rooms know, with their addresses."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import chain, groupby
from typing import Any, NamedTuple

from flask import current_app

from portal.assessment.rules import Counts, published_together
from portal.boards.models import Board
from portal.boards.queries import boards_in
from portal.grids.models import Grid
from portal.grids.queries import grids_in
from portal.grids.rules import DISTRICT
from portal.opendata.register_dictionary import DRAWN
from portal.policy.queries import ValueInForce, coming_values, values_on
from portal.policy.rules import Policy
from portal.supervision.models import DrawRound, SpotCheck
from portal.supervision.queries import all_public_checks, drawn_lines, lines_of
from portal.supervision.rules import COLUMNS, LogLine


class PlacedGrid(NamedTuple):
    """A grid and the address of its board, if it has one."""

    grid: Grid
    board_url: str | None


class GridFigures(NamedTuple):
    """A grid's month as it is published."""

    month: date
    grid: Grid
    counts: dict[str, int | str]


class Draw(NamedTuple):
    """One round of a published check; no round where the seed is still to come."""

    check: SpotCheck
    round: DrawRound | None
    site: str


def site() -> str:
    """Return where the portal is reached; also outside a request, where snapshots are made."""
    return str(current_app.config["SETTINGS"].base_url)


def board_url(board: Board) -> str:
    """Return the address that is printed on a board."""
    return f"{site()}/b/{board.code}"


def placed_grids() -> Iterator[PlacedGrid]:
    """Yield the working grids, each with the address of its main board."""
    boards = {board.grid_id: board_url(board) for board in boards_in(DISTRICT)}  # the main one last
    return (PlacedGrid(grid, boards.get(grid.id)) for grid in grids_in(DISTRICT))


def placed_boards() -> Iterator[tuple[Board, str]]:
    """Yield the valid boards, each with its address."""
    return ((board, board_url(board)) for board in boards_in(DISTRICT))


def figures_told(
    month: date, counts: Iterable[tuple[Grid, Counts]], policy: Policy
) -> Iterator[GridFigures]:
    """Yield the figures of grids in order of their codes, those of a community told together."""
    for _community, pairs in groupby(counts, lambda pair: pair[0].community_id):
        grids, neighbours = zip(*pairs, strict=True)
        for grid, told in zip(grids, published_together(neighbours, policy), strict=True):
            yield GridFigures(month, grid, told)


def all_values() -> Iterator[ValueInForce]:
    """Yield every policy value: first as the portal was written, then each change of it."""
    drafted = {value.name: value for value in values_on(date.min)}
    changes = (
        replace(drafted[row.name], content=row.content, set_by=row)
        for row in coming_values(date.min)
        if row.name in drafted
    )
    return chain(drafted.values(), changes)


def published_draws() -> Iterator[Draw]:
    """Yield every round of every published check whose seed two people confirmed."""
    here = site()
    for check in all_public_checks():
        rounds: list[DrawRound | None] = [one for one in check.rounds if one.confirmed_at]
        yield from (Draw(check, one, here) for one in rounds or [None])


def all_frames() -> Iterator[dict[str, Any]]:
    """Yield every line of the frozen list of every published check."""
    for check in all_public_checks():
        for line in lines_of(check):
            number, stratum = line.split(",", 1)
            yield {"check": check.code, "number": number, "stratum": stratum}


def all_tickets() -> Iterator[dict[str, Any]]:
    """Yield whatever was drawn or put in reserve for every published check."""
    names = [column.name for column in DRAWN]
    for check in all_public_checks():
        for line in drawn_lines(check):
            yield {"check": check.code, **dict(zip(names, line, strict=True))}


def log_row(line: LogLine) -> dict[str, Any]:
    """Return an entry of the log of findings by the names of its columns."""
    return dict(zip(COLUMNS, (*line.link, line.hash, line.details), strict=True))
