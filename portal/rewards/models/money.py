"""What is stored of money: budgets, rewards with every step, and the lists that a bank pays by."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base
from portal.grids.models import Area
from portal.rewards.models.goods import RewardGoods
from portal.rewards.rules.money import PayKind, PayState, PayStep
from portal.rewards.rules.pay_file import BatchKind, LineState
from portal.rewards.rules.quarters import key_of

STANDING = text("state NOT IN ('refused', 'reversed')")
OPEN = text("state = 'open'")


class RewardBudget(Base):
    """What a community may spend on rewards in a quarter, from then on; a change is a new row."""

    __tablename__ = "reward_budgets"
    __table_args__ = (
        UniqueConstraint("quarter", "community_id", "turn"),
        CheckConstraint("amount_fen >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    quarter: Mapped[date]  # its first day
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    turn: Mapped[int]  # 1, 2, ...; whoever changes a budget or spends of it locks the first row
    amount_fen: Mapped[int]
    why: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]

    by: Mapped[Person] = relationship()


class RewardPayment(Base):
    """The reward of one volunteer for one quarter's stars (以奖代补), in money or in goods."""

    __tablename__ = "reward_payments"
    __table_args__ = (
        Index(
            "uq_reward_payments_standing",
            "person_id",
            "quarter",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index(None, "person_id", "quarter"),
        Index(None, "quarter", "community_id", "state"),
        CheckConstraint("amount_fen > 0 AND worth_fen > 0", name="amounts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    community_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    quarter: Mapped[date]  # its first day
    rating_id: Mapped[int] = mapped_column(ForeignKey("star_ratings.id"), index=True)
    stars: Mapped[int]
    amount_fen: Mapped[int]  # what the stars bring in money
    worth_fen: Mapped[int]  # what is spent: that, or the value of the goods chosen instead
    policy_version: Mapped[int]
    opens_on: Mapped[date]  # the first day on which it may be approved
    state: Mapped[PayState]
    goods_id: Mapped[int | None] = mapped_column(ForeignKey("reward_goods.id"), index=True)
    code: Mapped[str | None] = mapped_column(unique=True)  # to collect goods with
    voucher: Mapped[str | None] = mapped_column(unique=True)  # by which it was paid
    settled_on: Mapped[date | None]
    confirmed_at: Mapped[datetime | None]  # by whoever got it

    person: Mapped[Person] = relationship()
    community: Mapped[Area] = relationship()
    goods: Mapped[RewardGoods | None] = relationship()
    steps: Mapped[list["RewardStep"]] = relationship(
        back_populates="payment", order_by="RewardStep.id"
    )

    @property
    def number(self) -> str:
        """The number by which people know it."""
        return f"JL{key_of(self.quarter)}-{self.id:06}"

    @property
    def kind(self) -> PayKind:
        """Whether it is money or goods."""
        return PayKind.GOODS if self.goods_id else PayKind.MONEY


class RewardStep(Base):
    """One step of a reward, added and never changed."""

    __tablename__ = "reward_steps"
    __table_args__ = (Index(None, "payment_id", "id"), Index(None, "day", "payment_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("reward_payments.id"))
    step: Mapped[PayStep]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    day: Mapped[date]  # on which it took force: of a payment, the day on the voucher
    words: Mapped[str]  # why, or the voucher
    received_fen: Mapped[int]  # what its person got by it; given back, it is negative
    in_goods: Mapped[bool]

    payment: Mapped[RewardPayment] = relationship(back_populates="steps")
    by: Mapped[Person] = relationship()


class PayBatch(Base):
    """A list of rewards to pay, as it went to the bank or to whoever pays against vouchers."""

    __tablename__ = "pay_batches"
    __table_args__ = (Index(None, "area_code", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BatchKind]
    area_code: Mapped[str]
    quarter: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    day: Mapped[date]
    count: Mapped[int]
    total_fen: Mapped[int]
    checksum: Mapped[str]  # SHA-256 over its lines
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]  # when it came back, or was taken back
    why_withdrawn: Mapped[str]

    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])
    lines: Mapped[list["PayLine"]] = relationship(back_populates="batch", order_by="PayLine.line")

    @property
    def number(self) -> str:
        """The number by which people know it."""
        return f"FF{self.day:%Y%m%d}-{self.id:05}"


class PayLine(Base):
    """One line of a list: whom it pays, as it went, and what became of it."""

    __tablename__ = "pay_lines"
    __table_args__ = (
        UniqueConstraint("batch_id", "line"),
        Index(
            "uq_pay_lines_open",
            "payment_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(None, "payment_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("pay_batches.id"))
    line: Mapped[int]
    payment_id: Mapped[int] = mapped_column(ForeignKey("reward_payments.id"))
    number: Mapped[str]  # of the person, and their name, as they were then
    name: Mapped[str]
    amount_fen: Mapped[int]
    given_voucher: Mapped[str]  # by the list itself, or empty
    state: Mapped[LineState]
    voucher: Mapped[str | None]
    paid_on: Mapped[date | None]
    why_failed: Mapped[str]

    batch: Mapped[PayBatch] = relationship(back_populates="lines")
    payment: Mapped[RewardPayment] = relationship()
