"""What is stored of figures: one row of counts per grid and month."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class GridMonth(Base):
    """The counts of one grid in one month (Asia/Shanghai), recomputed whole when a case changes."""

    __tablename__ = "grid_months"

    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    reported: Mapped[int]
    resolved: Mapped[int]
    on_time: Mapped[int]  # of those resolved
    asked: Mapped[int]
    answered: Mapped[int]  # gave stars
    satisfied: Mapped[int]  # four or five stars
    stars: Mapped[int]  # sum
    said: Mapped[int]  # answered "solved?"
    solved: Mapped[int]  # said yes
    counted_at: Mapped[datetime]
