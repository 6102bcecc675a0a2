"""What is stored of the book of two sides: accounts, entries with their lines, and its proofs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.grids.models import Area
from portal.rewards.models.goods import RewardGoods
from portal.rewards.models.money import RewardPayment
from portal.rewards.rules.book import AccountKind


class BookAccount(Base):
    """One account: of a community's quarter, or of one of the goods; its balance is a sum."""

    __tablename__ = "book_accounts"
    __table_args__ = (Index(None, "quarter", "community_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # of what stands below: so there is one of each
    kind: Mapped[AccountKind]
    community_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    quarter: Mapped[date | None]
    goods_id: Mapped[int | None] = mapped_column(ForeignKey("reward_goods.id"), index=True)

    community: Mapped[Area | None] = relationship()
    goods: Mapped[RewardGoods | None] = relationship()


class BookEntry(Base):
    """One entry: what caused it, and lines that sum to zero; added and never changed."""

    __tablename__ = "book_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(unique=True)  # such as step:123: entered once
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("reward_payments.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    words: Mapped[str]

    by: Mapped[Person] = relationship()
    payment: Mapped[RewardPayment | None] = relationship()
    lines: Mapped[list["BookLine"]] = relationship(back_populates="entry", order_by="BookLine.id")


class BookLine(Base):
    """One side of an entry: a debit, or, where it is negative, a credit."""

    __tablename__ = "book_lines"
    __table_args__ = (
        Index(None, "account_id", "id"),
        Index(None, "entry_id"),
        CheckConstraint("amount_fen <> 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("book_entries.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("book_accounts.id"))
    amount_fen: Mapped[int]

    entry: Mapped[BookEntry] = relationship(back_populates="lines")
    account: Mapped[BookAccount] = relationship()


class BookProof(Base):
    """What a proof of the book found, night by night."""

    __tablename__ = "book_proofs"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    entries: Mapped[int]
    lines: Mapped[int]
    faults: Mapped[Any] = mapped_column(JSON)  # kind, what it is about, and two amounts each
