"""What is stored of boards: the printed address of a grid, its scans, doubts about its code."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.boards.rules import SuspectSign
from portal.db import Base
from portal.grids.models import Grid


class Board(Base):
    """A responsibility board (责任公示牌): its code is printed, works for ever, is never reused."""

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)  # what the print shop and the register call it
    revision: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]

    grid: Mapped[Grid] = relationship()


class _Scans:
    """How often a page was opened from a board; nothing about who did, but phone or not."""

    from_phone: Mapped[bool] = mapped_column(primary_key=True)
    count: Mapped[int]


class BoardHour(_Scans, Base):
    """The scans of one board in one hour (Asia/Shanghai)."""

    __tablename__ = "board_hours"
    __table_args__ = ({"sqlite_with_rowid": False},)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), primary_key=True, sort_order=-3)
    day: Mapped[date] = mapped_column(primary_key=True, sort_order=-2)
    hour: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class BoardDay(_Scans, Base):
    """The scans of one board on one day: the sum of its hours, kept beside them."""

    __tablename__ = "board_days"
    __table_args__ = ({"sqlite_with_rowid": False},)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), primary_key=True, sort_order=-2)
    day: Mapped[date] = mapped_column(primary_key=True, sort_order=-1)


class BoardMonth(_Scans, Base):
    """The scans of one board in one month, so that years of many boards are soon added up."""

    __tablename__ = "board_months"
    __table_args__ = ({"sqlite_with_rowid": False},)

    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), primary_key=True, sort_order=-2)
    month: Mapped[date] = mapped_column(primary_key=True, sort_order=-1)


OPEN = text("closed_at IS NULL")


class SuspectCode(Base):
    """A code that somebody thinks is not ours; nothing is kept of who said so.

    One row for all who say it until somebody of the staff has looked.
    """

    __tablename__ = "suspect_codes"
    __table_args__ = (
        Index(
            "ix_suspect_codes_open",
            "board_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(None, "board_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    sign: Mapped[SuspectSign]  # what was said last
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    words: Mapped[str] = mapped_column(default="")  # what was found, by whoever closed it

    board: Mapped[Board] = relationship()
    closed_by: Mapped[Person | None] = relationship()
