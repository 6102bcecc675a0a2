"""portal boards print: boards as a PDF for the print shop."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path

import click

from portal import clock
from portal.boards.actions import contents_of, ensure_boards
from portal.boards.drawing import BoardContent, draw_boards
from portal.boards.models import Board
from portal.boards.queries import boards_in
from portal.boards.rules import Sheet
from portal.cli.house import count, in_the_house, settings
from portal.db import db
from portal.grids.queries import place_by_code
from portal.grids.rules import DISTRICT

Draw = Callable[[Sequence[BoardContent]], bytes]
TRIAL = 8  # boards drawn first, to learn how long one takes


@click.group("boards")
def boards() -> None:
    """The boards that stand in the grids."""


@boards.command("print")
@click.option("--grid", help="Code of one grid.")
@click.option("--community", help="Code of a community: all its grids.")
@click.option("--all", "all_of_them", is_flag=True, help="Every grid of the district.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("boards.pdf"),
    show_default=True,
    help="The PDF to write; a folder gets one PDF for each community.",
)
@click.option(
    "--sheet",
    type=click.Choice([sheet.value for sheet in Sheet]),
    default=Sheet.A3_LANDSCAPE.value,
    show_default=True,
    help="The size to print.",
)
@click.option("--bilingual", is_flag=True, help="In Chinese and English.")
@click.option("--bleed", is_flag=True, help="With 3 mm of bleed and crop marks, for a print shop.")
@in_the_house
def print_boards(
    grid: str | None,
    community: str | None,
    out: Path,
    sheet: str,
    *,
    all_of_them: bool,
    bilingual: bool,
    bleed: bool,
) -> None:
    """Draw boards as PDF, one page each.

    A grid that has no board yet gets one, with a code that is its own for ever.
    """
    area_code = _area(grid, community, all_of_them=all_of_them)
    made = ensure_boards(area_code, now=clock.now())
    found = boards_in(area_code)
    if not found:
        raise click.ClickException(f"No working grid lies in {area_code}: import grids first.")
    db.session.commit()  # before a page exists: no code may be printed that is not kept
    draw = partial(draw_boards, sheet=Sheet(sheet), bilingual=bilingual, bleed=bleed)
    if out.is_dir():
        for code, some in _by_community(found).items():
            _write(out / f"boards-{code}.pdf", some, draw)
    else:
        _write(out, found, draw)
    click.echo(
        f"{count(len(found), 'board')} in {out}, {len(made):,} of them new. "
        f"Their codes lead to {settings().base_url}/b/…"
    )


def _area(grid: str | None, community: str | None, *, all_of_them: bool) -> str:
    chosen = [code for code in (grid, community) if code]
    if len(chosen) + all_of_them != 1:
        raise click.UsageError("Say which boards: --grid CODE, --community CODE or --all.")
    return place_by_code(chosen[0]).code if chosen else DISTRICT


def _by_community(found: Sequence[Board]) -> dict[str, list[Board]]:
    by_code: dict[str, list[Board]] = {}
    for board in found:
        by_code.setdefault(board.grid.community.code, []).append(board)
    return by_code


def _drawn(contents: list[BoardContent], draw: Draw, label: str) -> bytes:
    """Draw in one piece beside a bar that moves at the pace measured on the first few boards."""
    started = time.monotonic()
    pdf = draw(contents[:TRIAL])
    if len(contents) <= TRIAL:
        return pdf
    pace = (time.monotonic() - started) / TRIAL
    with (
        ThreadPoolExecutor(max_workers=1) as other,
        click.progressbar(length=len(contents), label=label) as bar,
    ):
        drawing = other.submit(draw, contents)
        while not drawing.done():
            wait([drawing], timeout=max(pace, 0.05))
            bar.update(min(1, len(contents) - 1 - bar.pos))
        bar.update(len(contents) - bar.pos)
    return drawing.result()


def _write(path: Path, found: Sequence[Board], draw: Draw) -> None:
    """Write a PDF whole or not at all: a print shop never gets half of one."""
    contents = contents_of(
        found,
        clock.today(),
        base_url=settings().base_url,
        supervision_phone=settings().supervision_phone,
    )
    pdf = _drawn(list(contents), draw, path.name)
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(pdf)
        os.replace(part, path)
    except OSError as why:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{path} cannot be written: {why.strerror}.") from None
