"""Field maps, the cases that a map sends, and what is known under other systems' numbers."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from importlib import resources

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus, Validity
from portal.db import db
from portal.errors import N_, NotFound
from portal.exchange.models import ExternalNumber, MapVersion, StoredMap, Upload, UploadHandover
from portal.exchange.rules import Direction, FieldMap, Filter, Value, read_map
from portal.grids.models import Area, Grid

ROWS_AT_ONCE = 500
UPLOADS_SHOWN = 30
NEWEST = 2**31 - 1  # above any number, so that the list is sought and the table not read
LENGTH_OF_GRID, LENGTH_OF_COMMUNITY, LENGTH_OF_STREET = 15, 12, 9


def stored_map(map_id: int) -> StoredMap:
    """Return a field map, or refuse: there is none."""
    if found := db.session.get(StoredMap, map_id):
        return found
    raise NotFound(N_("There is no such field map."))


def stored_maps(direction: Direction | None = None) -> Sequence[StoredMap]:
    """Return the field maps by their names, those of one direction if it is given."""
    rows = select(StoredMap).options(selectinload(StoredMap.versions).joinedload(MapVersion.by))
    if direction:
        rows = rows.where(StoredMap.direction == direction, StoredMap.ended_at.is_(None))
    return db.session.scalars(rows.order_by(StoredMap.name)).all()


def upload_by_id(upload_id: int) -> Upload:
    """Return an upload, or refuse: there is none."""
    if found := db.session.get(Upload, upload_id):
        return found
    raise NotFound(N_("There is no such upload."))


def handover_by_id(handover_id: int, *, hold: bool = False) -> UploadHandover:
    """Return a file on its way, held for whoever changes how it stands."""
    return db.session.get_one(UploadHandover, handover_id, with_for_update=hold)


def uploads(before: int | None = None) -> Sequence[Upload]:
    """Return a page of uploads and one more, the newest first."""
    rows = select(Upload).options(joinedload(Upload.map), joinedload(Upload.by))
    rows = rows.where(Upload.id < (before or NEWEST))
    return db.session.scalars(rows.order_by(Upload.id.desc()).limit(UPLOADS_SHOWN + 1)).all()


def is_made(stored: StoredMap, first_day: date) -> bool:
    """Say whether an upload of this map for a period was begun, by anybody."""
    made = select(Upload.id).where(Upload.map_id == stored.id, Upload.first_day == first_day)
    return db.session.scalar(made.limit(1)) is not None


def cases_to_send(plan: FieldMap, days: tuple[date, date], after: str, most: int) -> list[Case]:
    """Return the next cases of a map, by their numbers: those hold the day of the report."""
    rows = select(Case).where(Case.number > after, *_chosen(plan, days))
    whole = (
        joinedload(Case.matter, innerjoin=True),
        joinedload(Case.grid, innerjoin=True),
        joinedload(Case.community, innerjoin=True),
        joinedload(Case.street, innerjoin=True),
        joinedload(Case.unit),
    )
    return list(db.session.scalars(rows.options(*whole).order_by(Case.number).limit(most)))


def count_to_send(plan: FieldMap, days: tuple[date, date]) -> int:
    """Return how many cases a map has to look at."""
    return db.session.scalar(select(func.count(Case.id)).where(*_chosen(plan, days))) or 0


def values_of(plan: FieldMap, cases: Sequence[Case]) -> Iterable[dict[str, Value]]:
    """Yield the fields of each case; those that need a reason only where the map gives one."""
    known = _external_numbers([case.id for case in cases])
    for case in cases:
        values = _values(case, known.get(case.id, ("", "")))
        if not plan.personal_reason:
            values |= dict.fromkeys(("lat", "lon", "words", "place_note"))
        yield values


def known_numbers(system: str, numbers: Collection[str]) -> dict[str, str]:
    """Return our case numbers of what a system's numbers stand for, where they are known."""
    found: dict[str, str] = {}
    asked = sorted(numbers)
    for start in range(0, len(asked), ROWS_AT_ONCE):
        rows = (
            select(ExternalNumber.number, Case.number)
            .join(Case, ExternalNumber.case_id == Case.id)
            .where(ExternalNumber.system == system)
            .where(ExternalNumber.number.in_(asked[start : start + ROWS_AT_ONCE]))
        )
        found.update((theirs, number) for theirs, number in db.session.execute(rows))
    return found


def _external_numbers(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    rows = select(ExternalNumber).where(ExternalNumber.case_id.in_(ids))
    return {row.case_id: (row.system, row.number) for row in db.session.scalars(rows)}


def _chosen(plan: FieldMap, days: tuple[date, date]) -> list[ColumnElement[bool]]:
    first, last = days
    asked = [
        Case.number >= f"BJ{first:%Y%m%d}",
        Case.number < f"BJ{last + timedelta(days=1):%Y%m%d}",
    ]
    given = plan.filters
    if statuses := given.get(Filter.STATUS):
        asked.append(Case.status.in_([CaseStatus(each) for each in statuses]))
    if levels := given.get(Filter.LEVEL):
        asked.append(Case.level.in_([int(each) for each in levels]))
    if codes := given.get(Filter.MATTER):
        asked.append(Case.matter_id.in_(select(Matter.id).where(Matter.code.in_(codes))))
    if codes := given.get(Filter.AREA):
        asked.append(or_(*(_lies_in(code) for code in codes)))
    if given.get(Filter.ONLY_VALID, ("no",))[0] in {"yes", "true"}:
        asked.append(Case.validity == Validity.VALID)
    return asked


def _lies_in(code: str) -> ColumnElement[bool]:
    if len(code) == LENGTH_OF_GRID:
        return Case.grid_id.in_(select(Grid.id).where(Grid.code == code))
    areas = select(Area.id).where(Area.code == code)
    if len(code) == LENGTH_OF_COMMUNITY:
        return Case.community_id.in_(areas)
    if len(code) == LENGTH_OF_STREET:
        return Case.street_id.in_(areas)
    return Case.street_id.in_(select(Area.id).where(Area.code.startswith(code, autoescape=True)))


def _values(case: Case, external: tuple[str, str]) -> dict[str, Value]:
    matter, unit = case.matter, case.unit
    return {
        "number": case.number,
        "external_system": external[0],
        "external_number": external[1],
        "matter_code": matter.code,
        "matter_name": matter.name,
        "matter_name_en": matter.name_en,
        "category": matter.category,
        "platform": matter.platform,
        "national_code_2026": matter.national_code,
        "national_name_2026": matter.national_name,
        "national_code_2013": matter.national_code_2013,
        "national_name_2013": matter.national_name_2013,
        "national_code_2007": matter.code,  # only through a table of codes
        "status": case.status.value,
        "level": case.level,
        "validity": case.validity.value,
        "source": case.source.value,
        "outcome": case.outcome and case.outcome.value,
        "grid_code": case.grid.code,
        "grid_name": case.grid.name,
        "community_code": case.community.code,
        "community_name": case.community.name,
        "street_code": case.street.code,
        "street_name": case.street.name,
        "unit_code": unit and unit.code,
        "unit_name": unit and unit.name,
        **{name: _local(getattr(case, name)) for name in MOMENTS},
        **{name: getattr(case, name) for name in PLAIN},
    }


MOMENTS = ("reported_at", "dispatched_at", "resolved_at", "closed_at")
PLAIN = ("due_on", "was_in_time", "reopened", "lat", "lon", "words", "place_note")


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(clock.LOCAL) if moment else None


def example_maps() -> dict[str, FieldMap]:
    """Return what the maps that come with the portal say, by the names of their files."""
    read = {name: read_map(text)[0] for name, text in example_texts().items()}
    return {name: plan for name, plan in read.items() if plan}


def example_texts() -> dict[str, str]:
    """Return the maps that come with the portal, by the names of their files; each is a draft."""
    folder = resources.files("portal.exchange").joinpath("examples")
    found = [each for each in folder.iterdir() if each.name.endswith(".yaml")]
    return {
        each.name.removesuffix(".yaml"): each.read_text(encoding="utf-8")
        for each in sorted(found, key=lambda each: each.name)
    }
