"""What is stored of counts: one row for each cell, and one for each grid and month."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Counted:
    """A column for each of the counts; their meaning stands with `rules.Counts`."""

    reported: Mapped[int] = mapped_column(default=0)
    judged: Mapped[int] = mapped_column(default=0)
    valid: Mapped[int] = mapped_column(default=0)
    passed_on: Mapped[int] = mapped_column(default=0)
    found: Mapped[int] = mapped_column(default=0)
    found_by_workers: Mapped[int] = mapped_column(default=0)
    due: Mapped[int] = mapped_column(default=0)
    excluded: Mapped[int] = mapped_column(default=0)
    closed: Mapped[int] = mapped_column(default=0)
    closed_in_time: Mapped[int] = mapped_column(default=0)
    due_valid: Mapped[int] = mapped_column(default=0)
    confirmed: Mapped[int] = mapped_column(default=0)
    unconfirmed: Mapped[int] = mapped_column(default=0)
    response_due: Mapped[int] = mapped_column(default=0)
    responded: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    satisfied: Mapped[int] = mapped_column(default=0)
    stars: Mapped[int] = mapped_column(default=0)
    said: Mapped[int] = mapped_column(default=0)
    solved: Mapped[int] = mapped_column(default=0)
    resolved: Mapped[int] = mapped_column(default=0)
    on_time: Mapped[int] = mapped_column(default=0)
    resolutions: Mapped[int] = mapped_column(default=0)
    reworked: Mapped[int] = mapped_column(default=0)
    verify_due: Mapped[int] = mapped_column(default=0)
    verified: Mapped[int] = mapped_column(default=0)
    returned: Mapped[int] = mapped_column(default=0)
    returns_upheld: Mapped[int] = mapped_column(default=0)
    requested: Mapped[int] = mapped_column(default=0)
    granted: Mapped[int] = mapped_column(default=0)


class FigureCell(Counted, Base):
    """The counts of one grid, month, matter, level and unit: what every figure is a sum of.

    Areas sum what is whole or in one piece, units what is in one piece or a part: so neither
    counts a case in parts twice. Level and unit are 0 where a case has none yet. Grids and matters
    are those of cases, which refer to them: to check that again for each cell takes long.
    """

    __tablename__ = "figure_cells"
    __table_args__ = (Index("ix_figure_cells_month_unit_id", "month", "unit_id"),)

    grid_id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(primary_key=True)
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
