"""The staff list of cases: within reach, filtered, by the page, counted as far as that is cheap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Person
from portal.cases.models import Case
from portal.cases.queries.counts import MOST_OPEN, Count, counted
from portal.cases.queries.filters import Wanted
from portal.cases.queries.strands import BY_DUE, BY_NUMBER, Key, Order, strands_of, walk
from portal.cases.rules import is_case_number
from portal.db import db
from portal.errors import N_, NotFound

PAGE = 30
SHOWN = (joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit))


@dataclass(frozen=True)
class Page:
    """One page of a list and the key of the page after it, if there is one.

    `is_cut` says that a page looked through as many cases as it may before
    it was full: there may be more, further on.
    """

    cases: Sequence[Case]
    next_key: str | None
    is_cut: bool = False


def list_cases(
    person: Person,
    wanted: Wanted,
    *,
    after_key: str | None,
    today: date,
    most: int = PAGE,
    shown: Sequence[Any] = SHOWN,
) -> Page:
    """Return one page of the cases in reach: the latest first, or by their due dates."""
    order, strands = strands_of(person, wanted, today)
    after = _read(order, after_key) if after_key else None
    keys, edge = walk(order, strands, after, most + 1)
    page = keys[:most]
    last = page[-1] if len(keys) > most else edge
    return Page(_cases(order, page, shown), _written(last) if last else None, edge is not None)


@dataclass(frozen=True)
class Glance:
    """How many cases a list holds, and the first few of them."""

    count: Count
    cases: Sequence[Case]


def glance(person: Person, wanted: Wanted, *, today: date, most: int) -> Glance:
    """Return how many open cases a list holds and the first few, walking it once."""
    order, strands = strands_of(person, wanted, today)
    keys, edge = walk(order, strands, None, MOST_OPEN + 1)
    return Glance(counted(keys, edge, MOST_OPEN), _cases(order, keys[:most], SHOWN))


def _cases(order: Order, keys: Sequence[Key], shown: Sequence[Any]) -> Sequence[Case]:
    """Return the cases of these keys, in the same order."""
    name = order.columns[-1]
    rows = db.session.scalars(
        select(Case).where(name.in_([key[-1] for key in keys])).options(*shown)
    )
    by_name = {getattr(case, name.key): case for case in rows}
    return [by_name[key[-1]] for key in keys]


def _written(key: Key) -> str:
    return ".".join(map(str, key))


def _read(order: Order, written: str) -> Key:
    """Return the place that a page's address names, or say that there is none such."""
    try:
        return _place(order, written)
    except ValueError:
        raise NotFound(N_("That page of the list does not exist.")) from None


def _place(order: Order, written: str) -> Key:
    if order is BY_NUMBER:
        if not is_case_number(written):
            raise ValueError(written)
        return (written,)
    day, dot, case_id = written.rpartition(".")
    if bool(dot) != (order is BY_DUE) or not case_id.isdecimal() or len(case_id) > 9:
        raise ValueError(written)
    return (date.fromisoformat(day), int(case_id)) if dot else (int(case_id),)
