"""What ships with the portal and is loaded once: calendar, matters, units, the example district."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from portal import clock
from portal.accounts.actions import load_units
from portal.accounts.rules import UnitKind
from portal.cases.actions import load_matters, load_platforms
from portal.cases.actions.routing import load_routes
from portal.cases.actions.tallies import count_the_past
from portal.grids.actions import Changes, import_registry, make_district, read_registry
from portal.grids.queries import known_codes
from portal.grids.rules import check_rows
from portal.policy.actions import load_calendar
from portal.policy.queries import policy_on
from portal.supervision.actions.checklists import load_check_questions

HERE = Path(__file__).parent
# The Four Platforms (四个平台) as a portal begins with them; staff may call them otherwise.
PLATFORMS = (
    ("综治工作", "Comprehensive governance"),
    ("市场监管", "Market regulation"),
    ("综合执法", "Integrated law enforcement"),
    ("便民服务", "Public services"),
)


@dataclass(frozen=True)
class FirstThings:
    """What a first start added; a later one adds nothing."""

    years: list[int]
    matters: int
    units: int
    routes: int


def load_first_things(today: date) -> FirstThings:
    """Migrate the database and load calendar, matters, units, routes and the district's area."""
    upgrade()
    count_the_past(today)
    make_district()
    load_four_platforms()
    load_check_questions(map(_question, _rows("checklists.csv")))
    return FirstThings(
        years=load_calendar(today.year + 1),
        matters=load_matters(map(_matter, _rows("matters.csv"))),
        units=load_units(map(_unit, _rows("units.csv"))),
        routes=load_routes(now=clock.now()),
    )


def load_four_platforms() -> int:
    """Load the platforms into a portal that has none yet, and return how many that were."""
    return load_platforms(
        {"name": name, "name_en": name_en, "rank": rank}
        for rank, (name, name_en) in enumerate(PLATFORMS, 1)
    )


def load_district(today: date) -> Changes:
    """Import the shipped registry, then the outlines; the same files again change nothing."""
    changes = Changes()
    for name in ("registry.csv", "grids.geojson"):
        rows = read_registry((HERE / name).read_bytes())
        limit = policy_on(today).residents_limit
        checked = check_rows(rows, known_codes(), residents_limit=limit)
        if checked.faults:
            raise ValueError(f"{name} is damaged: {checked.faults[0]}")
        changes.add(import_registry(checked, today=today))
    return changes


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _matter(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a row of the list as the portal keeps it."""
    same = (
        *("code", "platform", "department", "evidence", "initials", "kind_of_unit", "icon"),
        *("name_basis", "national_name", "national_code_2013", "national_name_2013"),
    )
    renamed = {
        "category": "category_code",
        "category_name": "category_zh",
        "category_name_en": "category_en",
        "group_code": "group_code",
        "group_name": "group_zh",
        "group_name_en": "group_en",
        "name": "name_zh",
        "name_en": "name_en",
        "short_name": "short_zh",
        "short_name_en": "short_en",
    }
    numbers = {"level": "level", "days": "days"}
    perhaps = {"first_response_hours": "first_response_hours", "rank": "common"}
    return (
        {name: row[name] for name in same}
        | {name: row[column] for name, column in renamed.items()}
        | {name: int(row[column]) for name, column in numbers.items()}
        | {name: int(row[column]) if row[column] else None for name, column in perhaps.items()}
        | {name: row[name] == "true" for name in ("is_info", "residents_may_report", "is_private")}
        | {"national_code": row["national_code"] or None}
    )


def _question(row: Mapping[str, str]) -> dict[str, str]:
    """Return a question of the check-lists as the portal keeps it."""
    return {"about": row["about"], "words": row["words_zh"], "words_en": row["words_en"]}


def _unit(row: Mapping[str, str]) -> dict[str, Any]:
    """Return a unit's row as the portal keeps it."""
    same = ("code", "name_en", "platform", "area_code", "phone", "about")
    return {name: row[name] for name in same} | {
        "name": row["name_zh"],
        "kind": UnitKind(row["kind"]),
    }
