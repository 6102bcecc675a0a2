"""What a snapshot holds: the files of the open data, those of many checks or periods as one each.

One file for all checks and one for all editions keeps a snapshot short, however
many there come to be; what it belongs to stands in the first columns of a line.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Any, NamedTuple

from portal.assessment.models import Revision
from portal.assessment.queries import counts_by_grid, published_revisions
from portal.cases.queries import all_matters
from portal.exchange.queries import open_cases
from portal.grids.rules import DISTRICT
from portal.opendata import dictionary, result_rows, rows
from portal.opendata import register_dictionary as registers
from portal.opendata import results_dictionary as results
from portal.opendata.columns import Column
from portal.opendata.exports import cases_pieces, csv_pieces, geojson_pieces
from portal.opendata.media import CSV, GEOJSON, JSON_LINES
from portal.policy.queries import policy_on, values_on
from portal.supervision.queries import log_lines

Lines = Callable[[Revision], Iterable[Any]]


class KeptFile(NamedTuple):
    """One file of a snapshot: its name, what its columns mean, and its bytes piece by piece."""

    name: str
    columns: Sequence[Column]
    pieces: Iterable[bytes]
    media_type: str = CSV


def files_of(today: date) -> Iterator[KeptFile]:
    """Yield all files, and last the dictionary of them all."""
    columns_of: dict[str, Sequence[Column]] = {}
    for file in chain(_registers(today), _checks(), _results()):
        columns_of[file.name] = file.columns
        yield file
    said = ((name, column) for name, columns in columns_of.items() for column in columns)
    yield _table("dictionary.csv", registers.ALL_DICTIONARIES, said)


def _table(name: str, columns: Sequence[Column], told: Iterable[Any]) -> KeptFile:
    return KeptFile(name, columns, csv_pieces(columns, told))


def _registers(today: date) -> Iterator[KeptFile]:
    """Yield what the portal goes by, and the cases and figures of the month that ended last."""
    policy, month = policy_on(today), (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    cases = open_cases(month.year, today, policy.fewest_to_publish)
    yield KeptFile(f"cases-{month.year}.csv", registers.CASES, cases_pieces(cases))
    counts = counts_by_grid(DISTRICT, month, month).items()
    figures = rows.figures_told(month, counts, policy)
    yield _table(f"figures-{month:%Y-%m}.csv", dictionary.FIGURES, figures)
    yield _table("grids.csv", dictionary.GRIDS, rows.placed_grids())
    outlines = geojson_pieces(rows.placed_grids())
    yield KeptFile("grids.geojson", dictionary.GRIDS, outlines, GEOJSON)
    yield _table("boards.csv", registers.BOARDS, rows.placed_boards())
    yield _table("matters.csv", dictionary.MATTERS, all_matters(today))
    yield _table("policy.csv", dictionary.POLICY, values_on(today))
    yield _table("policy-versions.csv", dictionary.POLICY_VERSIONS, rows.all_values())


def _checks() -> Iterator[KeptFile]:
    """Yield the published spot checks: seeds, frames, tickets, and the log of findings."""
    yield _table("checks.csv", registers.CHECKS, rows.published_draws())
    yield _table("frames.csv", registers.ALL_FRAMES, rows.all_frames())
    yield _table("tickets.csv", registers.ALL_DRAWN, rows.all_tickets())
    yield _table("findings.csv", registers.FINDINGS, map(rows.log_row, log_lines()))


def _results() -> Iterator[KeptFile]:
    """Yield what every edition of every period was published with."""
    every = published_revisions()
    told: dict[str, tuple[Sequence[Column], Lines]] = {
        "results.csv": (results.RESULTS, result_rows.result_lines),
        "strata.csv": (results.STRATA, result_rows.stratum_lines),
        "results-matters.csv": (results.BY_MATTER, _sealed_as("matters")),
        "results-mix.csv": (results.MIX, _sealed_as("mix")),
        "exclusions.csv": (results.EXCLUSIONS, _sealed_as("exclusions")),
    }
    for name, (columns, lines) in told.items():
        yield _table(name, results.of_all_editions(columns), _each_with(every, lines))
    sealed = map(_sealed_line, every)
    yield KeptFile("results-sealed.jsonl", results.SEALED_WHOLE, sealed, JSON_LINES)


def _each_with(every: Iterable[Revision], lines: Lines) -> Iterator[tuple[Revision, Any]]:
    return ((one, line) for one in every for line in lines(one))


def _sealed_as(name: str) -> Lines:
    return lambda revision: result_rows.sealed_rows(getattr(revision, name))


def _sealed_line(revision: Revision) -> bytes:
    said = {**result_rows.sealed(revision), "files": revision.files}
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"
