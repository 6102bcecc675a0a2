"""What happens to boards later: orders are drawn, prints are compared with the registry."""

from datetime import datetime, timedelta

from portal import clock
from portal.boards import actions, queries
from portal.boards.models import PrintOrder
from portal.db import db
from portal.jobs import after_failure, beforehand, every, job, want

COMPARED_EVERY = timedelta(hours=1)
COMPARED_AT_ONCE = 100
CLEARED_AT_ONCE = 20


@job
def print_boards(order_id: int) -> None:
    """Do the next portion of an order, and ask for the one after it."""
    order = db.session.get_one(PrintOrder, order_id)
    if actions.do_portion(order, now=clock.now()):
        want("print_boards", order_id)


@beforehand(print_boards)
def draw_boards(order_id: int) -> None:
    """Draw what the portion is to note; drawn twice it is the same file."""
    actions.draw_portion(db.session.get_one(PrintOrder, order_id))


@after_failure(print_boards)
def say_that_it_failed(order_id: int, *, why: str, again_at: datetime | None) -> datetime | None:
    """Say on the order that nothing will come of it, once there is no other try."""
    if why and again_at is None:
        actions.give_up(db.session.get_one(PrintOrder, order_id), now=clock.now())
    return again_at


@job
def clear_print_parts(order_id: int) -> None:
    """Let the single files of a packed order go."""
    actions.clear_parts(db.session.get_one(PrintOrder, order_id))


@every(minutes=10)
def mark_out_of_date() -> bool:
    """Hold each printed board against the registry, once an hour."""
    now = clock.now()
    boards = queries.boards_to_compare(now - COMPARED_EVERY, COMPARED_AT_ONCE)
    actions.compare(boards, now=now)
    return len(boards) == COMPARED_AT_ONCE


@every(hours=1)
def clear_old_prints() -> bool:
    """Let the files of orders go that were kept long enough."""
    over = queries.orders_over(clock.now(), CLEARED_AT_ONCE)
    for order in over:
        actions.clear_away(order)
    return len(over) == CLEARED_AT_ONCE
