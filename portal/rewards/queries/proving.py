"""What the rows say that the book has to agree with: budgets, rewards by state, goods, lists."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.db import db
from portal.rewards.models import (
    PayBatch,
    RewardBudget,
    RewardGoods,
    RewardPayment,
)
from portal.rewards.queries.goods import Stock, stocks
from portal.rewards.rules.money import COUNTS, PayState

LISTS_AT_ONCE = 20


def quarters_spent() -> list[date]:
    """Return every quarter that has a budget or a reward, jumping from one to the next."""
    found: list[date] = []
    while True:
        later = [
            select(func.min(model.quarter)).where(model.quarter > (found or [date.min])[-1])
            for model in (RewardBudget, RewardPayment)
        ]
        following = [day for day in map(db.session.scalar, later) if day]
        if not following:
            return found
        found.append(min(following))


def budgets_of(quarter: date) -> dict[int, int]:
    """Return the budget in force of each community that has one in a quarter."""
    rows = select(RewardBudget.community_id, RewardBudget.amount_fen).where(
        RewardBudget.quarter == quarter
    )
    ordered = rows.order_by(RewardBudget.community_id, RewardBudget.turn)
    return {one: fen for one, fen in db.session.execute(ordered)}  # noqa: C416 - the last row stays


def spent_in(quarter: date) -> dict[tuple[int, PayState], int]:
    """Return what a quarter's rewards come to, by community and state."""
    rows = (
        select(RewardPayment.community_id, RewardPayment.state, func.sum(RewardPayment.worth_fen))
        .where(RewardPayment.quarter == quarter, RewardPayment.state.in_(COUNTS))
        .group_by(RewardPayment.community_id, RewardPayment.state)
    )
    return {(one, state): int(fen) for one, state, fen in db.session.execute(rows)}


def collected_by_goods() -> dict[int, int]:
    """Return how many of each goods stand as collected."""
    goods = [stock.goods.id for stock in all_stocks()]
    rows = (
        select(RewardPayment.goods_id, func.count(RewardPayment.id))
        .where(RewardPayment.goods_id.in_(goods), RewardPayment.state == PayState.COLLECTED)
        .group_by(RewardPayment.goods_id)
    )
    return {one: many for one, many in db.session.execute(rows) if one is not None}


def all_stocks() -> list[Stock]:
    """Return all goods there ever were, with how many lie there and are promised."""
    return stocks(db.session.scalars(select(RewardGoods).order_by(RewardGoods.id)).all())


def list_batches() -> Iterator[Sequence[PayBatch]]:
    """Yield all lists with their lines, some at a time."""
    last = 0
    while True:
        rows = select(PayBatch).where(PayBatch.id > last).order_by(PayBatch.id)
        rows = rows.options(selectinload(PayBatch.lines)).limit(LISTS_AT_ONCE)
        some = db.session.scalars(rows).all()
        if not some:
            return
        yield some
        last = some[-1].id
