"""What is done with the units that handle cases: loaded, added, changed, ended, taken up again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Unit
from portal.accounts.queries import has_namesake, is_only_one, mark_of, units_alike
from portal.accounts.rules import UnitKind, has_left, refuse_misplaced_unit, why_not_end
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow


@dataclass(frozen=True)
class UnitFacts:
    """What may change about a unit: it stays the same one under another name."""

    name: str
    name_en: str
    platform: str
    phone: str
    about: str


def load_units(rows: Iterable[Mapping[str, Any]]) -> int:
    """Load handling units; rows whose code is known are left as they are."""
    known = set(db.session.scalars(select(Unit.code)))
    new = [Unit(**row) for row in rows if row["code"] not in known]
    db.session.add_all(new)
    return len(new)


def add_unit(code: str, facts: UnitFacts, *, kind: UnitKind, area_code: str) -> Unit:
    """Add a unit under a code that no unit ever had; a taken code or name is refused."""
    refuse_misplaced_unit(kind, area_code)
    _refuse_namesake(facts.name)
    unit = Unit(code=code, kind=kind, area_code=area_code, **vars(facts))
    try:
        with db.session.begin_nested():
            db.session.add(unit)
    except IntegrityError:
        raise NotAcceptable(
            N_("The code %(code)s is taken. Choose another one."), code=code
        ) from None
    return unit


def change_unit(unit: Unit, facts: UnitFacts, *, seen: str) -> None:
    """Change what a unit is called and does, unless somebody did since its page was shown."""
    _take_turns(unit, seen)
    if unit.ended_on is None:
        _refuse_namesake(facts.name, but=unit)
    for name, value in vars(facts).items():
        setattr(unit, name, value)
    db.session.flush()


def end_unit(unit: Unit, *, open_cases: int, colleagues: int, seen: str, on: date) -> None:
    """Let a unit take no more cases from a day on; its people finish what it has in hand.

    What would leave a case with nobody is refused. Posts are not ended with it.
    """
    _take_turns(unit, seen)
    if has_left(unit.ended_on, on):
        raise NotAllowedNow(N_("This unit has ended already."))
    reason = why_not_end(
        unit.kind,
        is_only_one=is_only_one(unit, on),
        open_cases=open_cases,
        colleagues=colleagues,
    )
    if reason:
        raise NotAllowedNow(reason)
    unit.ended_on = on
    db.session.flush()


def take_up_unit(unit: Unit, *, seen: str) -> None:
    """Let a unit that has ended take cases again; the rows that name it count again too."""
    _take_turns(unit, seen)
    if unit.ended_on is None:
        raise NotAllowedNow(N_("This unit works already."))
    _refuse_namesake(unit.name, but=unit)
    unit.ended_on = None
    db.session.flush()


def _take_turns(unit: Unit, seen: str) -> None:
    """Hold a unit and those like it: of two at once the second sees what the first did."""
    units_alike(unit, to_change=True)
    if mark_of(unit) != seen:
        raise NotAllowedNow(
            N_("Somebody else changed this unit after you opened the page. Look at it again.")
        )


def _refuse_namesake(name: str, *, but: Unit | None = None) -> None:
    if has_namesake(name, but=but):
        raise NotAcceptable(N_("A working unit is called “%(name)s” already."), name=name)
