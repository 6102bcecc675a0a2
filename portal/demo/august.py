"""The report's own month: an August in which everybody filed, and hardly anything was passed on.

The totals are the report's: 31,705 reported, 476 of them passed on, 9.5 percent valid, 33
communities that passed nothing on, and some without one valid report. The report names no
community: which they are here, and how much each grid reported, is drawn by a seed, as an
example. Nobody asked reporters then, and no team looked, so nothing is confirmed.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select

from portal import clock
from portal.accounts.models import Person, Unit
from portal.accounts.rules import UnitKind
from portal.assessment import actions
from portal.assessment.models import FigureCell, GridMonth
from portal.assessment.rules import Counts, PeriodKind
from portal.cases.models import Matter
from portal.db import db
from portal.demo.chance import Chance
from portal.demo.stage import BUSY
from portal.demo.year import DAYS
from portal.grids.models import Grid
from portal.grids.queries import grids_in
from portal.grids.rules import DISTRICT
from portal.policy.queries import work_calendar

REPORTED, VALID, PASSED_ON = 31_705, 3_012, 476
SILENT, WITHOUT_VALID = 33, 4  # communities; the report says "some" of the second
SEED = 8  # the same August in every demonstration
LATE_MORNING = timedelta(hours=10)
QUOTA = 60  # reports that a grid owes a month
UNCLOSED = 222  # more than 99 percent are closed, says the report
TRIVIAL = ("B207", "B220", "B226")  # things in stairways, rubbish, bicycles
OWN, OTHERS = "B224", "B219"  # what is valid: solved on the spot, and passed on to the street
STREET_LEVEL = 3

Cells = dict[tuple[int, str, int], Counts]  # by grid, the matter's code, and level


def august_before(today: date) -> date:
    """Return the last August that had ended when the demonstration's year began."""
    begins = today - timedelta(days=DAYS)
    return date(begins.year - (begins.month <= 8), 8, 1)


def make_august(now: datetime) -> None:
    """Keep the cells of that August, and their sums."""
    month, grids = august_before(clock.day_of(now)), grids_in(DISTRICT)
    cells = cells_of(Chance(SEED), grids)
    street, rooms, ids = {grid.id: grid.code[:9] for grid in grids}, _command_rooms(), _matters()
    for table in (FigureCell, GridMonth):
        db.session.execute(delete(table).where(table.month == month))
    rows = [
        {
            "grid_id": grid_id,
            "month": month,
            "matter_id": ids[matter],
            "level": level,
            "unit_id": rooms[street[grid_id]] if level == STREET_LEVEL else 0,
            "piece": 0,
            **asdict(counts),
        }
        for (grid_id, matter, level), counts in cells.items()
    ]
    db.session.execute(insert(FigureCell), rows)
    db.session.execute(insert(GridMonth), list(_sums(cells, month, now)))


def publish_august(by: Person, now: datetime) -> None:
    """Publish that August as any month is: counted, open to objections, and published."""
    month = august_before(clock.day_of(now))
    ends = clock.next_month(month) - timedelta(days=1)
    at = clock.start_of(ends + timedelta(days=2)) + LATE_MORNING
    period = actions.begin_period(PeriodKind.MONTH, ends, now=at)
    period.is_example, revision = True, period.revisions[0]
    actions.open_to_objections(revision, now=at)
    until = revision.objections_until or ends
    after = work_calendar().on_or_after(until + timedelta(days=1))
    actions.publish(revision, by=by, now=clock.start_of(after) + LATE_MORNING)


def cells_of(chance: Chance, grids: Sequence[Grid]) -> Cells:
    """Return what each grid reported by matter and level, to the report's totals."""
    reported = _reported(chance, grids)
    silent = chance.sample(sorted({grid.code[:12] for grid in grids}), SILENT)
    valid = _valid(chance, grids, reported, without=silent[:WITHOUT_VALID])
    passed_on = _passed_on(chance, grids, valid, without=silent)
    unclosed = _drawn(chance, reported - valid, UNCLOSED)
    cells: Cells = {}
    for grid in grids:
        one = grid.id
        idle = reported[one] - valid[one]
        for matter, many in Counter(chance.choices(TRIVIAL, (5, 3, 2), k=idle)).items():
            open_still = min(many, unclosed[one])
            unclosed[one] -= open_still
            cells[one, matter, 1] = _counted(many, 0, closed=many - open_still)
        cells[one, OWN, 1] = _counted(valid[one] - passed_on[one], 1)
        cells[one, OTHERS, STREET_LEVEL] = _counted(passed_on[one], 1, passed_on=passed_on[one])
    return {key: counts for key, counts in cells.items() if counts.reported}


def _reported(chance: Chance, grids: Sequence[Grid]) -> Counter[int]:
    """Return how much each grid reported: what it owes, and the rest as busy as it is."""
    busy = [BUSY[grid.kind] * chance.gammavariate(2.5, 0.4) for grid in grids]
    ids, rest = [grid.id for grid in grids], REPORTED - QUOTA * len(grids)
    return Counter(dict.fromkeys(ids, QUOTA)) + Counter(chance.choices(ids, busy, k=rest))


def _valid(
    chance: Chance, grids: Sequence[Grid], reported: Mapping[int, int], without: Sequence[str]
) -> Counter[int]:
    """Return how many reports of each grid were valid; communities differ."""
    care = {code: chance.uniform(0.2, 1) for code in sorted({grid.code[:12] for grid in grids})}
    care.update(dict.fromkeys(without, 0.0))
    might_be = {grid.id: int(reported[grid.id] * care[grid.code[:12]]) for grid in grids}
    return _drawn(chance, might_be, VALID)


def _passed_on(
    chance: Chance, grids: Sequence[Grid], valid: Counter[int], without: Sequence[str]
) -> Counter[int]:
    """Return how many valid reports of each grid were passed on: one at least where any was."""
    of = {grid.id: grid.code[:12] for grid in grids}
    speak = Counter({one: many for one, many in valid.items() if of[one] not in without})
    first = Counter({of[one]: one for one in speak}.values())
    return first + _drawn(chance, speak - first, PASSED_ON - first.total())


def _drawn(chance: Chance, of: Mapping[int, int], many: int) -> Counter[int]:
    """Return how many of those drawn fall to each, never more than it has."""
    return Counter(chance.sample(list(of), many, counts=of.values()))


def _counted(many: int, valid: int, passed_on: int = 0, closed: int | None = None) -> Counts:
    """Return the counts of reports that are all valid or none; workers found them all."""
    closed, good = many if closed is None else closed, many * valid
    return Counts(
        reported=many,
        judged=many,
        valid=good,
        passed_on=passed_on,
        found=good,
        found_by_workers=good,
        due=many,
        closed=closed,
        closed_in_time=closed,
        due_valid=good,
        unconfirmed=good,
        resolved=closed,
        on_time=closed,
    )


def _sums(cells: Cells, month: date, now: datetime) -> Iterator[dict[str, object]]:
    """Yield the row of each grid."""
    sums: dict[int, Counts] = {}
    for (grid_id, _matter, _level), counts in cells.items():
        sums[grid_id] = sums.get(grid_id, Counts()) + counts
    for grid_id, counts in sums.items():
        yield {"grid_id": grid_id, "month": month, "counted_at": now, **asdict(counts)}


def _matters() -> dict[str, int]:
    """Return the matters by code, as they were first listed."""
    listed = select(Matter.code, Matter.id).order_by(Matter.started_on.desc())
    return {str(code): matter_id for code, matter_id in db.session.execute(listed)}


def _command_rooms() -> dict[str, int]:
    """Return the command room of each street."""
    rooms = select(Unit.area_code, Unit.id).where(Unit.kind == UnitKind.COMMAND_ROOM)
    return {str(area_code): unit_id for area_code, unit_id in db.session.execute(rooms)}
