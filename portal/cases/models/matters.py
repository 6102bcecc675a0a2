"""What is stored of matters: the list by its editions, and the campaigns that stress some."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base

FIRST_DAY = date(2020, 1, 1)  # of matters that no edition has changed yet


class Matter(Base):
    """One item of the list of admitted matters (准入事项清单); a draft until confirmed."""

    __tablename__ = "matters"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 4", name="level"),
        UniqueConstraint("code", "started_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    # From which edition's day until which: a case keeps the row under which it was reported.
    started_on: Mapped[date] = mapped_column(default=FIRST_DAY)
    ended_on: Mapped[date | None]  # the first day on which it no longer counts
    category: Mapped[str]  # A-D
    category_name: Mapped[str]
    category_name_en: Mapped[str]
    group_code: Mapped[str]
    group_name: Mapped[str]
    group_name_en: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    short_name: Mapped[str]  # for a tile; empty unless common
    short_name_en: Mapped[str]
    initials: Mapped[str]  # pinyin initials, for search
    icon: Mapped[str]
    platform: Mapped[str]
    level: Mapped[int]  # suggested
    days: Mapped[int]  # working days; never more than the level's
    limit_hours: Mapped[int | None]  # where the list sets hours; `days` are then those they fill
    first_response_hours: Mapped[int | None]
    department: Mapped[str]  # code of the unit that answers at level 4
    kind_of_unit: Mapped[str]  # in words, as the list says it
    evidence: Mapped[str]
    is_info: Mapped[bool]  # belongs in the patrol log, never a case
    residents_may_report: Mapped[bool]
    is_private: Mapped[bool]  # public pages show the grid only
    national_code: Mapped[str | None]  # GB/T 47678.5-2026, the nearest type, and what it is called
    national_name: Mapped[str] = mapped_column(default="")
    national_code_2013: Mapped[str] = mapped_column(default="")  # GB/T 30428.2-2013
    national_name_2013: Mapped[str] = mapped_column(default="")
    name_basis: Mapped[str] = mapped_column(default="")  # where the name comes from: drafted, ...
    rank: Mapped[int | None]  # 1-8: the big tiles
    same_within_m: Mapped[int] = mapped_column(default=50)  # the same problem: so near,
    same_within_days: Mapped[int] = mapped_column(default=7)  # and so lately
    is_draft: Mapped[bool] = mapped_column(default=True)


class MatterEdition(Base):
    """One dated edition of the list: a draft to work on, then in force from its day on.

    Once adopted the list itself tells what it says; only a draft has rows of its own.
    """

    __tablename__ = "matter_editions"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    in_force_on: Mapped[date | None] = mapped_column(unique=True)
    reason: Mapped[str]
    rows: Mapped[Any] = mapped_column(JSON, deferred=True)  # the whole list as it is to read
    base: Mapped[Any] = mapped_column(JSON, deferred=True)  # as it read when the draft was made,
    based_on: Mapped[int]  # after which edition; 0 for the list as it was loaded
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    adopted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    # Two at one draft: one wins, the other is told.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy

    made_by: Mapped[Person] = relationship(foreign_keys=[made_by_id])
    adopted_by: Mapped[Person | None] = relationship(foreign_keys=[adopted_by_id])


class RefusedImport(Base):
    """The rows of somebody's last import that could not be taken, to be mended and sent again."""

    __tablename__ = "refused_imports"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime]
    lines: Mapped[Any] = mapped_column(JSON)  # of the file, each with its faults behind it


class Platform(Base):
    """One of the platforms (四个平台) under which matters and units stand; names are data."""

    __tablename__ = "platforms"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    rank: Mapped[int]  # their order on pages


class Campaign(Base):
    """A local focus topic (专项行动): some matters, some place, a period and an aim."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    matters: Mapped[Any] = mapped_column(JSON)  # codes
    area_code: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    aim: Mapped[str]
    aim_count: Mapped[int | None]  # cases to be found and resolved
    made_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
