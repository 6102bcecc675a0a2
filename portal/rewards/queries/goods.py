"""What is asked of goods: what there is to choose from, how much is there and not yet promised."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.errors import N_, NotFound
from portal.rewards.models import GoodsMovement, RewardGoods, RewardPayment
from portal.rewards.queries.money import in_codes
from portal.rewards.rules.money import PayState

MOVEMENTS = 50  # on one page


@dataclass(frozen=True)
class Stock:
    """Goods with how many lie there and how many of them are promised."""

    goods: RewardGoods
    there: int
    promised: int

    @property
    def free(self) -> int:
        """How many can still be promised."""
        return self.there - self.promised


def goods_within(codes: Collection[str], *, on: date | None = None) -> list[Stock]:
    """Return the goods kept for these areas; of a day, those that had not ended by then."""
    wanted = select(RewardGoods).where(in_codes(RewardGoods.area_code, codes))
    return stocks(db.session.scalars(_current(wanted, on).order_by(RewardGoods.id)).all())


def goods_for(community_code: str, most_fen: int, on: date) -> list[Stock]:
    """Return the goods that are there for a community's volunteers, up to a value."""
    around = {community_code[:digits] for digits in (6, 9, 12)}
    wanted = select(RewardGoods).where(
        RewardGoods.area_code.in_(around), RewardGoods.value_fen <= most_fen
    )
    found = stocks(db.session.scalars(_current(wanted, on).order_by(RewardGoods.id)).all())
    return [stock for stock in found if stock.free > 0]


def goods_in(codes: Collection[str], n: int) -> RewardGoods:
    """Return goods that are kept for these areas."""
    wanted = select(RewardGoods).where(RewardGoods.id == n, in_codes(RewardGoods.area_code, codes))
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound(N_("No such goods, or they are not yours to see."))
    return found


def hold_goods(ids: Collection[int]) -> dict[int, Stock]:
    """Hold goods until the commit, and return how much there is of each: two take turns."""
    held = select(RewardGoods).where(RewardGoods.id.in_(sorted(ids))).order_by(RewardGoods.id)
    found = db.session.scalars(held.with_for_update()).all()
    return {stock.goods.id: stock for stock in stocks(found)}


def stocks(goods: Sequence[RewardGoods]) -> list[Stock]:
    """Return how much there is of each of these goods."""
    ids = [each.id for each in goods]
    there = _sums(
        select(GoodsMovement.goods_id, func.sum(GoodsMovement.count))
        .where(GoodsMovement.goods_id.in_(ids))
        .group_by(GoodsMovement.goods_id)
    )
    promised = _sums(
        select(RewardPayment.goods_id, func.count(RewardPayment.id))
        .where(RewardPayment.goods_id.in_(ids), RewardPayment.state == PayState.APPROVED)
        .group_by(RewardPayment.goods_id)
    )
    return [Stock(each, there.get(each.id, 0), promised.get(each.id, 0)) for each in goods]


def movements_of(goods: RewardGoods) -> Sequence[GoodsMovement]:
    """Return the latest movements of goods."""
    rows = select(GoodsMovement).where(GoodsMovement.goods_id == goods.id)
    rows = rows.options(joinedload(GoodsMovement.by)).order_by(GoodsMovement.id.desc())
    return db.session.scalars(rows.limit(MOVEMENTS)).all()


def _current(wanted: Select[RewardGoods], on: date | None) -> Select[RewardGoods]:
    if on is None:
        return wanted
    return wanted.where(or_(RewardGoods.ended_on.is_(None), RewardGoods.ended_on > on))


def _sums(rows: Select[Any, Any]) -> dict[int, int]:
    return {one: int(total) for one, total in db.session.execute(rows)}
