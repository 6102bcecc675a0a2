"""Orders to print: whose they are, how far they are, what is to be done next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, undefer

from portal.accounts.models import Person
from portal.boards.models import Board, BoardVersion, PrintItem, PrintOrder
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid

PAGE = 20


@dataclass(frozen=True)
class Progress:
    """How far an order is: its boards, those whose words are settled, those that are drawn."""

    count: int
    frozen: int
    drawn: int


def order_by_request(key: str) -> PrintOrder | None:
    """Return the order that this very form gave, if it was sent before."""
    return db.session.scalar(select(PrintOrder).where(PrintOrder.request_key == key))


def order_of(person: Person, key: str) -> PrintOrder:
    """Return somebody's own order; anybody else's does not exist for them."""
    order = order_by_request(key)
    if order is None or order.by_id != person.id:
        raise NotFound(N_("No such order, or it is not yours to see."))
    return order


def orders_of(person: Person, *, before: int | None) -> Sequence[PrintOrder]:
    """Return a page of somebody's orders and the first of the next page, the newest first."""
    rows = select(PrintOrder).where(PrintOrder.by_id == person.id)
    if before is not None:
        rows = rows.where(PrintOrder.id < before)
    return db.session.scalars(rows.order_by(PrintOrder.id.desc()).limit(PAGE + 1)).all()


def progress_of(order: PrintOrder) -> Progress:
    """Return how far an order is."""
    frozen, drawn = db.session.execute(
        select(
            func.count().filter(PrintItem.version_id.is_not(None)),
            func.count().filter(PrintItem.is_drawn),
        ).where(PrintItem.order_id == order.id)
    ).one()
    return Progress(order.count, frozen, drawn)


def items_to_freeze(order: PrintOrder, most: int) -> Sequence[PrintItem]:
    """Return the next boards of an order whose words are not settled yet."""
    left = _items(order).where(PrintItem.version_id.is_(None))
    return db.session.scalars(left.limit(most)).all()


def items_to_draw(order: PrintOrder, most: int) -> Sequence[PrintItem]:
    """Return the next boards of an order that are to be drawn, with what they say."""
    left = _items(order, with_words=True).where(PrintItem.is_drawn.is_(False))
    return db.session.scalars(left.limit(most)).all()


def items_with_all(order: PrintOrder) -> Sequence[PrintItem]:
    """Return all boards of an order, each with its grid and revision but not what it says."""
    return db.session.scalars(_items(order)).all()


def orders_over(now: datetime, most: int) -> Sequence[PrintOrder]:
    """Return the orders whose file has been kept long enough."""
    over = select(PrintOrder).where(PrintOrder.file_key.is_not(None), PrintOrder.kept_until < now)
    return db.session.scalars(over.order_by(PrintOrder.kept_until).limit(most)).all()


def _items(order: PrintOrder, *, with_words: bool = False) -> Select[PrintItem]:
    version = joinedload(PrintItem.version)
    return (
        select(PrintItem)
        .where(PrintItem.order_id == order.id)
        .options(
            joinedload(PrintItem.board).joinedload(Board.grid).joinedload(Grid.community),
            version.options(undefer(BoardVersion.content)) if with_words else version,
        )
        .order_by(PrintItem.place)
    )
