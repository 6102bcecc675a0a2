"""Goods come into the catalogue and the stock, and are handed over against a code."""

from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotYours
from portal.rewards.actions.book import Place, Posting, post
from portal.rewards.actions.stepping import take_steps
from portal.rewards.models import GoodsMovement, RewardGoods, RewardPayment
from portal.rewards.queries import goods as queries
from portal.rewards.queries import money
from portal.rewards.rules.book import supplied
from portal.rewards.rules.money import PayStep


def add_goods(
    name: str, name_en: str, value_fen: int, *, area_code: str, by: Person, now: datetime
) -> RewardGoods:
    """Put goods into the catalogue of an area; there are none of them yet."""
    goods = RewardGoods(
        area_code=area_code, name=name, name_en=name_en, value_fen=value_fen, by_id=by.id, at=now
    )
    db.session.add(goods)
    db.session.flush()
    return goods


def move_stock(
    goods: RewardGoods, count: int, *, why: str, by: Person, now: datetime
) -> GoodsMovement:
    """Take goods into the stock, or write some off: never those that are promised to somebody."""
    stock = queries.hold_goods([goods.id])[goods.id]
    if count == 0:
        raise NotAcceptable(N_("Say how many came in, or how many are gone as -3."))
    if stock.free + count < 0:
        raise NotAcceptable(
            N_("Only %(free)d are there and promised to nobody. No more can be written off."),
            free=stock.free,
        )
    moved = GoodsMovement(goods_id=goods.id, count=count, by=by, at=now, words=why)
    db.session.add(moved)
    db.session.flush()
    lines = [(Place(goods_id=goods.id), supplied(count, goods.value_fen))]
    post([Posting(f"stock:{moved.id}", lines, words=why)], by=by, now=now)
    return moved


def end_goods(goods: RewardGoods, *, on: date) -> None:
    """Offer goods to nobody any more; what was promised is still handed over."""
    goods.ended_on = goods.ended_on or on


def hand_over(payment: RewardPayment, *, by: Person, now: datetime) -> None:
    """Hand goods over to whoever showed the code: by another person than who gets them."""
    (held,) = money.to_change([payment.id])
    if by.id == held.person_id:
        raise NotYours(N_("This reward is your own: somebody else has to hand it over."))
    take_steps([held], PayStep.HAND_OVER, by=by, now=now)
    held.settled_on = clock.day_of(now)
    db.session.add(
        GoodsMovement(goods_id=held.goods_id, count=-1, payment_id=held.id, by=by, at=now, words="")
    )
