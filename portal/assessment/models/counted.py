"""What is stored of counts: one row for each cell, and one for each grid and month."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Counted:
    """A column for each of the counts; their meaning stands with `rules.Counts`."""

    reported: Mapped[int]
    judged: Mapped[int]
    valid: Mapped[int]
    passed_on: Mapped[int]
    found: Mapped[int]
    found_by_workers: Mapped[int]
    due: Mapped[int]
    excluded: Mapped[int]
    closed: Mapped[int]
    closed_in_time: Mapped[int]
    due_valid: Mapped[int]
    confirmed: Mapped[int]
    unconfirmed: Mapped[int]
    response_due: Mapped[int]
    responded: Mapped[int]
    asked: Mapped[int]
    answered: Mapped[int]
    satisfied: Mapped[int]
    stars: Mapped[int]
    said: Mapped[int]
    solved: Mapped[int]
    resolved: Mapped[int]
    on_time: Mapped[int]
    resolutions: Mapped[int]
    reworked: Mapped[int]
    verify_due: Mapped[int]
    verified: Mapped[int]
    returned: Mapped[int]
    returns_upheld: Mapped[int]


class FigureCell(Counted, Base):
    """The counts of one grid, month, matter, level and unit: what every figure is a sum of.

    Areas sum what is whole or in one piece, units what is in one piece or a part: so neither
    counts a case in parts twice. Level and unit are 0 where a case has none yet.
    """

    __tablename__ = "figure_cells"
    __table_args__ = (Index("ix_figure_cells_month_unit_id", "month", "unit_id"),)

    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matters.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(primary_key=True)
    piece: Mapped[int] = mapped_column(primary_key=True)  # 0 in one piece, 1 whole, 2 part


class GridMonth(Counted, Base):
    """The sums of one grid in one month (Asia/Shanghai): what pages read."""

    __tablename__ = "grid_months"

    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    counted_at: Mapped[datetime]


class FigureProof(Base):
    """That the figures were counted by another way, when, and what differed and was mended."""

    __tablename__ = "figure_proofs"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    first_month: Mapped[date]
    last_month: Mapped[date]
    cells: Mapped[int]
    differing: Mapped[int]  # grids and months, counted anew since
