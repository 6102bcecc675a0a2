"""The list of admitted matters to read: by groups, one matter with its history, as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allow
from portal.cases.models import Matter, MatterEdition
from portal.cases.queries.editions import departments, editions, platforms, row_of
from portal.cases.queries.matters import all_matters, matters_called, open_cases_of, rows_of_code
from portal.cases.rules.editions import Change, sheet_of
from portal.cases.rules.matter_rows import Row, cells_of
from portal.i18n import language, named
from portal.sheets import csv_lines, workbook
from portal.staff import blueprint as staff
from portal.staff import matter_words

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Period:
    """One row of a matter: from when until when it reads so, and what differs from before."""

    matter: Matter
    edition: MatterEdition | None
    cells: list[tuple[str, Any, Any]]
    is_again: bool  # it was off the list in between
    left_by: MatterEdition | None  # the edition that took it off the list, if one did


@staff.get("/matters")
@allow(Permission.SEE_OWN_PAGE)
def list_matters() -> ResponseReturnValue:
    """List the matters in force today by groups, narrowed by word or initials if asked."""
    today, asked = clock.today(), request.args.get("q", "").strip()[:40]
    found = matters_called(all_matters(today), asked)
    groups: dict[str, list[Matter]] = {}
    for matter in found:
        groups.setdefault(matter.group_code, []).append(matter)
    known = editions()
    return render_template(
        "staff/matters/list.html",
        asked=asked,
        groups=list(groups.values()),
        count=len(found),
        current=_in_force(known),
        coming=[each for each in known if each.in_force_on and each.in_force_on > today],
        drafts=[each for each in known if each.in_force_on is None],
        names=cell_names(),
        words=matter_words,
    )


@staff.get("/matters/today.csv")
@allow(Permission.SEE_OWN_PAGE)
def matters_as_csv() -> ResponseReturnValue:
    """Give the list in force today as a CSV file."""
    return as_csv([row_of(matter) for matter in all_matters()], f"{clock.today()}")


@staff.get("/matters/today.xlsx")
@allow(Permission.SEE_OWN_PAGE)
def matters_as_xlsx() -> ResponseReturnValue:
    """Give the list in force today as a workbook."""
    return as_xlsx([row_of(matter) for matter in all_matters()], f"{clock.today()}")


@staff.get("/matters/<string:code>")
@allow(Permission.SEE_OWN_PAGE)
def show_matter(code: str) -> ResponseReturnValue:
    """Show one matter as it reads today, or last read, and how it read before."""
    rows, today = rows_of_code(code), clock.today()
    begun = [row for row in rows if row.started_on <= today]
    shown = begun[-1] if begun else rows[0]
    return render_template(
        "staff/matters/matter.html",
        matter=shown,
        cells=cells_of(row_of(shown)),
        is_off=bool(shown.ended_on and shown.ended_on <= today),
        is_coming=not begun,
        periods=_history(rows),
        open_cases=open_cases_of([code]).get(code, 0),
        names=cell_names(),
        today=today,
        words=matter_words,
    )


def as_csv(rows: Sequence[Row], name: str) -> Response:
    """Return a list as a CSV file that a spreadsheet opens rightly, headed as the page reads."""
    lines = sheet_of(rows, is_chinese=language() == "zh")
    return attached(b"".join(csv_lines(lines)), f"matters-{name}.csv", CSV)


def as_xlsx(rows: Sequence[Row], name: str) -> Response:
    """Return a list as a workbook."""
    lines = sheet_of(rows, is_chinese=language() == "zh")
    return attached(workbook(lines, name="matters"), f"matters-{name}.xlsx", XLSX)


def attached(content: bytes, name: str, media_type: str) -> Response:
    """Return a file to be saved."""
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def cell_names() -> dict[str, str]:
    """Return what each platform and department of the list is called in the page's language."""
    known = {unit.code: named(unit) for unit in departments()}
    return known | {platform.name: named(platform) for platform in platforms()}


def _in_force(known: Sequence[MatterEdition]) -> MatterEdition | None:
    """Return the edition in force today; None while the list is as it was loaded."""
    today = clock.today()
    return next((each for each in known if each.in_force_on and each.in_force_on <= today), None)


def _history(rows: Sequence[Matter]) -> list[Period]:
    """Return how a matter read, the newest first, each with what its edition changed."""
    by_day = {each.in_force_on: each for each in editions() if each.in_force_on}
    begun = {row.started_on for row in rows}
    periods = []
    for before, row in pairwise([None, *rows]):
        if row is None:
            continue
        cells = Change(row.code, row_of(before), row_of(row)).cells if before else []
        again = before is not None and before.ended_on != row.started_on
        ended = row.ended_on if row.ended_on not in begun else None
        left_by = by_day.get(ended) if ended else None
        periods.append(Period(row, by_day.get(row.started_on), cells, again, left_by))
    return periods[::-1]
