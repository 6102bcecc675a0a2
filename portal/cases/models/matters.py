"""What is stored of matters: the list by its editions, and the campaigns that stress some."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

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
    first_response_hours: Mapped[int | None]
    department: Mapped[str]  # code of the unit that answers at level 4
    kind_of_unit: Mapped[str]  # in words, as the list says it
    evidence: Mapped[str]
    is_info: Mapped[bool]  # belongs in the patrol log, never a case
    residents_may_report: Mapped[bool]
    is_private: Mapped[bool]  # public pages show the grid only
    national_code: Mapped[str | None]
    rank: Mapped[int | None]  # 1-8: the big tiles
    same_within_m: Mapped[int] = mapped_column(default=50)  # the same problem: so near,
    same_within_days: Mapped[int] = mapped_column(default=7)  # and so lately
    is_draft: Mapped[bool] = mapped_column(default=True)


class MatterEdition(Base):
    """One dated edition of the list: a draft to look at, then in force from its day on."""

    __tablename__ = "matter_editions"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    in_force_on: Mapped[date | None]
    reason: Mapped[str]
    rows: Mapped[Any] = mapped_column(JSON)  # the whole list as it is to read, row by row
    made_by_id: Mapped[int]
    made_at: Mapped[datetime]
    adopted_by_id: Mapped[int | None]
    adopted_at: Mapped[datetime | None]


class Platform(Base):
    """One of the platforms (四个平台) under which matters and units stand; names are data."""

    __tablename__ = "platforms"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str]
    rank: Mapped[int]


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
    made_by_id: Mapped[int]
