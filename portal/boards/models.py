"""What is stored of boards: codes, prints, where they hang, what was found, scans, doubts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.boards.rules import (
    BoardState,
    CheckKind,
    Finding,
    HangsAt,
    Packing,
    Revocation,
    Sheet,
    Standing,
    SuspectSign,
    Wish,
    state_of,
)
from portal.db import Base
from portal.grids.models import Grid


class Board(Base):
    """A responsibility board (责任公示牌): its code is printed, works for ever, is never reused.

    What hangs on its life stands here too, so that the register needs no other table: a board
    is taken off by its revocation, never deleted.
    """

    __tablename__ = "boards"
    __table_args__ = (
        CheckConstraint("(lon IS NULL) = (lat IS NULL)", name="position"),
        Index("ix_boards_compared_at", "compared_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey("grids.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)  # what the print shop and the register call it
    revision: Mapped[int] = mapped_column(default=1)  # of what was printed last
    made_at: Mapped[datetime]

    hangs_at: Mapped[HangsAt] = mapped_column(default=HangsAt.MOST_VISIBLE)
    place: Mapped[str] = mapped_column(default="")  # in words; empty until somebody said it
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    printed_at: Mapped[datetime | None]  # last
    posted_at: Mapped[datetime | None]
    posted_revision: Mapped[int | None]
    inspected_at: Mapped[datetime | None]
    fault: Mapped[Finding | None]  # what is wrong with it, as far as anybody has said
    faulty_since: Mapped[datetime | None]
    out_of_date_since: Mapped[datetime | None]
    out_of_date_why: Mapped[Any] = mapped_column(JSON, default=list)  # field, who, old, new
    compared_at: Mapped[datetime | None]  # with the registry; none for what was never printed
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[Revocation | None]
    revoked_note: Mapped[str] = mapped_column(default="")
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("boards.id"), unique=True)

    grid: Mapped[Grid] = relationship()
    revoked_by: Mapped[Person | None] = relationship()
    replaced_by: Mapped["Board | None"] = relationship(
        remote_side="Board.id", foreign_keys=[replaced_by_id], back_populates="replaces"
    )
    replaces: Mapped["Board | None"] = relationship(
        foreign_keys=[replaced_by_id], back_populates="replaced_by"
    )

    @property
    def standing(self) -> Standing:
        """What its state hangs on."""
        return Standing(
            is_revoked=self.revoked_at is not None,
            faulty_since=self.faulty_since,
            out_of_date_since=self.out_of_date_since,
            printed_at=self.printed_at,
            posted_at=self.posted_at,
            revision=self.revision,
            posted_revision=self.posted_revision,
        )

    @property
    def state(self) -> BoardState:
        """How it stands, in one word."""
        return state_of(self.standing)


class BoardVersion(Base):
    """What was printed (版次): the words themselves, so that it can be printed again exactly."""

    __tablename__ = "board_versions"
    __table_args__ = (UniqueConstraint("board_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    revision: Mapped[int]
    content: Mapped[str] = mapped_column(deferred=True)  # canonical JSON
    sha256: Mapped[str]
    drawn_with: Mapped[str]  # the hash of templates and fonts as they then were
    printed_at: Mapped[datetime]
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    board: Mapped[Board] = relationship()
    printed_by: Mapped[Person | None] = relationship()


class BoardCheck(Base):
    """Somebody was at a board: it was put up there, or looked at."""

    __tablename__ = "board_checks"
    __table_args__ = (Index(None, "board_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    kind: Mapped[CheckKind]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    revision: Mapped[int]  # that hung there, or was put up
    finding: Mapped[Finding]
    place: Mapped[str]  # in words, as it then was
    words: Mapped[str]
    photo_key: Mapped[str | None]

    board: Mapped[Board] = relationship()
    by: Mapped[Person] = relationship()


class BoardReport(Base):
    """Residents say that something is wrong with a board; those of one day are one entry."""

    __tablename__ = "board_reports"
    __table_args__ = (
        UniqueConstraint("board_id", "day", "finding"),
        Index(
            "ix_board_reports_open",
            "board_id",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    day: Mapped[date]
    finding: Mapped[Finding]
    times: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    case_number: Mapped[str | None]  # boards stand below cases and know the number
    settled_at: Mapped[datetime | None]

    board: Mapped[Board] = relationship()


class PrintOrder(Base):
    """Boards to be printed together: which ones, on what, and the file that came of it."""

    __tablename__ = "print_orders"
    __table_args__ = (
        CheckConstraint("copies BETWEEN 1 AND 20", name="copies"),
        Index(None, "by_id", "id"),
        Index(
            "ix_print_orders_kept",
            "kept_until",
            sqlite_where=text("file_key IS NOT NULL"),
            postgresql_where=text("file_key IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_key: Mapped[str] = mapped_column(unique=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    packing: Mapped[Packing]
    sheet: Mapped[Sheet]
    is_bilingual: Mapped[bool] = mapped_column(default=False)
    has_bleed: Mapped[bool] = mapped_column(default=False)
    copies: Mapped[int] = mapped_column(default=1)
    count: Mapped[int]
    ended_at: Mapped[datetime | None]
    gave_up_at: Mapped[datetime | None]
    file_key: Mapped[str | None]  # none before it is ready, and after it was cleared away
    file_bytes: Mapped[int | None]
    file_sha256: Mapped[str | None]
    kept_until: Mapped[datetime | None]

    by: Mapped[Person] = relationship()
    items: Mapped[list["PrintItem"]] = relationship(
        back_populates="order", order_by="PrintItem.place"
    )

    @property
    def wish(self) -> Wish:
        """How its boards are to be printed."""
        return Wish(self.packing, self.sheet, self.is_bilingual, self.has_bleed, self.copies)


class PrintItem(Base):
    """One board of an order: frozen first, then drawn."""

    __tablename__ = "print_items"
    __table_args__ = (Index(None, "board_id"), Index(None, "version_id"))

    order_id: Mapped[int] = mapped_column(ForeignKey("print_orders.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # 1, 2, 3: also its page
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("board_versions.id"))
    is_drawn: Mapped[bool] = mapped_column(default=False)
    pdf_sha256: Mapped[str | None]  # of its own file; a page of a common file has none

    order: Mapped[PrintOrder] = relationship(back_populates="items")
    board: Mapped[Board] = relationship()
    version: Mapped[BoardVersion | None] = relationship()


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
