"""What is stored of goods: the catalogue to choose from, and every movement of the stock."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Person
from portal.db import Base


class RewardGoods(Base):
    """Something that can be chosen instead of money; of another value it is another row."""

    __tablename__ = "reward_goods"
    __table_args__ = (CheckConstraint("value_fen > 0", name="worth_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    area_code: Mapped[str] = mapped_column(index=True)  # for whose communities it is kept
    name: Mapped[str]
    name_en: Mapped[str]
    value_fen: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    ended_on: Mapped[date | None]


class GoodsMovement(Base):
    """Goods that came in or went out, added and never changed: the stock is their sum."""

    __tablename__ = "goods_movements"
    __table_args__ = (
        Index(None, "goods_id", "id"),
        CheckConstraint("count <> 0", name="moves"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    goods_id: Mapped[int] = mapped_column(ForeignKey("reward_goods.id"))
    count: Mapped[int]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("reward_payments.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    words: Mapped[str]

    by: Mapped[Person] = relationship()
