"""What is stored of policy: dated values, and the exceptions to plain working weeks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class PolicyValue(Base):
    """One change of one value from a day on. Never edited: a correction is a newer row."""

    __tablename__ = "policy_values"
    __table_args__ = (Index(None, "name", "in_force_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    content: Mapped[Any] = mapped_column(JSON)
    in_force_on: Mapped[date]
    reason: Mapped[str]
    author: Mapped[str]
    set_at: Mapped[datetime]
    is_draft: Mapped[bool] = mapped_column(default=True)


class CalendarYear(Base):
    """A year whose holiday notice is loaded, and where it came from."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]


class WorkDay(Base):
    """A day that breaks the plain week: a holiday on a weekday, or a worked weekend day (调休)."""

    __tablename__ = "work_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(ForeignKey("calendar_years.year"), index=True)
    is_working: Mapped[bool]
    name: Mapped[str]
