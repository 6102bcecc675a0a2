"""Snapshots: all files of the open data as they are on a day, kept for ever."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from portal import clock
from portal.assessment.queries import counts_by_grid
from portal.cases.queries import all_matters
from portal.db import first_look
from portal.exchange.actions import keep_snapshots, make_snapshot
from portal.exchange.queries import open_cases
from portal.grids.rules import DISTRICT
from portal.opendata import dictionary, register_dictionary, rows
from portal.opendata.exports import cases_pieces, csv_pieces, geojson_pieces
from portal.opendata.media import CSV, GEOJSON
from portal.policy.queries import policy_on


def keep_open_data(now: datetime) -> None:
    """Keep every file under today's date: cases and figures of the month that ended last.

    They are made first, which takes long, and no lock is held meanwhile.
    """
    with first_look():
        made = [
            make_snapshot(name, media_type, pieces, now=now)
            for name, media_type, pieces in _files(clock.day_of(now))
        ]
    keep_snapshots(made)


def _files(today: date) -> Iterator[tuple[str, str, Iterable[bytes]]]:
    """Yield the files, each with its type and its pieces."""
    policy, month = policy_on(today), (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    cases = open_cases(month.year, today, policy.fewest_to_publish)
    counts = counts_by_grid(DISTRICT, month, month).items()
    lines = {
        f"figures-{month:%Y-%m}.csv": (
            dictionary.FIGURES,
            rows.figures_told(month, counts, policy),
        ),
        "grids.csv": (dictionary.GRIDS, rows.placed_grids()),
        "boards.csv": (register_dictionary.BOARDS, rows.placed_boards()),
        "matters.csv": (dictionary.MATTERS, all_matters(today)),
        "policy-versions.csv": (dictionary.POLICY_VERSIONS, rows.all_values()),
        "checks.csv": (register_dictionary.CHECKS, rows.published_draws()),
    }
    yield f"cases-{month.year}.csv", CSV, cases_pieces(cases)
    for name, (columns, told) in lines.items():
        yield name, CSV, csv_pieces(columns, told)
    yield "grids.geojson", GEOJSON, geojson_pieces(rows.placed_grids())
