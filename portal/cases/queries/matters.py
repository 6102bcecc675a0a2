"""The list of admitted matters on a day, and choosing a matter among many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal import clock
from portal.accounts.models import Person
from portal.cases.models import Case, Matter
from portal.cases.rules.cells import plain
from portal.db import db
from portal.errors import N_, NotFound

OFTEN = 6  # of a worker's own matters
LOOKED_BACK = 200  # of a worker's own reports


@dataclass(frozen=True)
class Choice:
    """The matters to choose among: those that are pressed for or often used first, then by group.

    Each stands once. `pressed` are those of a running campaign.
    """

    common: list[Matter]
    groups: list[list[Matter]]
    pressed: list[Matter] = field(default_factory=list)
    often: list[Matter] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is anything to choose."""
        return bool(self.common or self.groups or self.pressed or self.often)


def in_force(on: date) -> ColumnElement[bool]:
    """Return the condition that a row belongs to the list of a day."""
    return and_(Matter.started_on <= on, or_(Matter.ended_on.is_(None), Matter.ended_on > on))


def all_matters(on: date | None = None) -> Sequence[Matter]:
    """Return the whole list of a day, today's unless another is asked for, in order of codes."""
    rows = select(Matter).where(in_force(on or clock.today()))
    return db.session.scalars(rows.order_by(Matter.code)).all()


def matter_by_code(code: str, on: date | None = None) -> Matter | None:
    """Return the matter with this code on a day, today unless another is asked for."""
    day = on or clock.today()
    return db.session.scalar(select(Matter).where(Matter.code == code, in_force(day)))


def matter_of_national_code(code: str, on: date) -> Matter | None:
    """Return the matter nearest to a national type on a day, of those that residents report."""
    nearest = (
        select(Matter)
        .where(Matter.national_code == code, in_force(on))
        .where(Matter.residents_may_report, Matter.is_info.is_(False))
        .order_by(Matter.code)
        .limit(1)
    )
    return db.session.scalar(nearest)


def rows_of_code(code: str) -> Sequence[Matter]:
    """Return every row under this code, the oldest first; at least one, or it does not exist."""
    rows = select(Matter).where(Matter.code == code).order_by(Matter.started_on)
    if not (found := db.session.scalars(rows).all()):
        raise NotFound(N_("No matter has this code. Choose one from the list."))
    return found


def ids_of_codes(codes: Collection[str]) -> list[int]:
    """Return the ids of every row under any of these codes: a case keeps the row it came under."""
    return list(db.session.scalars(select(Matter.id).where(Matter.code.in_(codes))))


def last_day_of(code: str, today: date) -> date | None:
    """Return since when a code is off the list, if it was on it and is no more."""
    ended = select(func.max(Matter.ended_on)).where(Matter.code == code, Matter.ended_on <= today)
    return db.session.scalar(ended)


def open_cases_of(codes: Collection[str]) -> dict[str, int]:
    """Return how many open cases each of these codes has; codes without any are left out."""
    counted = (
        select(Matter.code, func.count(Case.id).label("cases"))
        .join(Case.matter)
        .where(Case.closed_at.is_(None), Matter.code.in_(codes))
        .group_by(Matter.code)
    )
    return {row.code: row.cases for row in db.session.execute(counted)}


def matters_for_residents() -> list[Matter]:
    """Return the matters a resident may report, the common ones first."""
    return [matter for matter in matters_for_staff() if matter.residents_may_report]


def matters_for_staff() -> list[Matter]:
    """Return every matter that can be a case today, the common ones first."""
    reportable = (
        select(Matter)
        .where(Matter.is_info.is_(False), in_force(clock.today()))
        .order_by(Matter.rank.nulls_last(), Matter.code)
    )
    return list(db.session.scalars(reportable))


def often_reported(person: Person) -> list[str]:
    """Return the codes that somebody reported most among their last reports, the most first."""
    last = (
        select(Case.id, Case.matter_id)
        .where(Case.reported_by_id == person.id, Case.part_of_id.is_(None))
        .order_by(Case.id.desc())
        .limit(LOOKED_BACK)
        .subquery()
    )
    used = (
        select(Matter.code)
        .join(last, last.c.matter_id == Matter.id)
        .group_by(Matter.code)
        .order_by(func.count().desc(), Matter.code)
        .limit(OFTEN)
    )
    return list(db.session.scalars(used))


def choice_of(
    matters: Sequence[Matter],
    asked: str,
    *,
    pressed: Collection[str] = (),
    often: Sequence[str] = (),
) -> Choice:
    """Return the matters whose names or pinyin initials hold what was asked for."""
    found = {matter.code: matter for matter in matters_called(matters, asked)}
    first = [matter for code, matter in found.items() if code in set(pressed)]
    own = [found[code] for code in often if code in found and code not in set(pressed)]
    taken = {matter.code for matter in [*first, *own]}
    rest = [matter for code, matter in found.items() if code not in taken]
    groups: dict[str, list[Matter]] = {}
    for matter in sorted(rest, key=lambda m: m.code):
        if not matter.rank:
            groups.setdefault(matter.group_code, []).append(matter)
    return Choice([matter for matter in rest if matter.rank], list(groups.values()), first, own)


def matters_called(matters: Sequence[Matter], asked: str) -> list[Matter]:
    """Return those of some matters that a word, a code or pinyin initials find."""
    wanted = _plain(asked)
    return [matter for matter in matters if wanted in _plain(_found_by(matter))]


def _found_by(matter: Matter) -> str:
    names = (matter.code, matter.name, matter.name_en, matter.short_name, matter.initials)
    return " ".join(names)


def _plain(words: str) -> str:
    return plain(words).casefold().replace(" ", "").replace("'", "").replace("’", "")
