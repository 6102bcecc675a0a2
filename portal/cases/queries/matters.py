"""Choosing a matter: those that may be reported, found by word or initials, in their groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.cases.models import Matter
from portal.db import db


@dataclass(frozen=True)
class Choice:
    """The matters to choose among: the common ones by rank, the others by group."""

    common: list[Matter]
    groups: list[list[Matter]]


def all_matters() -> Sequence[Matter]:
    """Return the whole list of admitted matters, in the order of their codes."""
    return db.session.scalars(select(Matter).order_by(Matter.code)).all()


def matter_by_code(code: str) -> Matter | None:
    """Return the matter with this code."""
    return db.session.scalar(select(Matter).where(Matter.code == code))


def matters_for_residents() -> list[Matter]:
    """Return the matters a resident may report, the common ones first."""
    return [matter for matter in matters_for_staff() if matter.residents_may_report]


def matters_for_staff() -> list[Matter]:
    """Return every matter that can be a case, the common ones first."""
    reportable = (
        select(Matter)
        .where(Matter.is_info.is_(False))
        .order_by(Matter.rank.nulls_last(), Matter.code)
    )
    return list(db.session.scalars(reportable))


def choice_of(matters: Sequence[Matter], asked: str) -> Choice:
    """Return the matters whose names or pinyin initials hold what was asked for."""
    wanted = _plain(asked)
    found = [matter for matter in matters if wanted in _plain(_found_by(matter))]
    groups: dict[str, list[Matter]] = {}
    for matter in sorted(found, key=lambda m: m.code):
        if not matter.rank:
            groups.setdefault(matter.group_code, []).append(matter)
    return Choice([matter for matter in found if matter.rank], list(groups.values()))


def _found_by(matter: Matter) -> str:
    return " ".join((matter.name, matter.name_en, matter.short_name, matter.initials))


def _plain(words: str) -> str:
    return words.casefold().replace(" ", "")
