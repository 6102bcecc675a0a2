"""Whatever is done in whatever order: the book is right, and no budget is exceeded."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.db import db
from portal.errors import Refused
from portal.rewards.actions import goods as stock
from portal.rewards.actions import money, payouts
from portal.rewards.actions.proving import prove
from portal.rewards.queries import money as queries
from portal.rewards.rules.pay_file import BatchKind
from tests.factories import DISTRICT_CODE
from tests.rewards.money_cast import OPEN_AT, QUARTER, a_cast
from tests.rewards.test_money import bring_back

WHAT = st.sampled_from(
    [
        *("budget", "propose", "choose", "approve", "approve_all", "refuse"),
        *("export", "paid", "failed", "withdraw", "hand", "reverse"),
    ]
)
pytestmark = pytest.mark.usefixtures("app")


def do(what, n, cast, rice, open_batches):
    """Do one thing, as far as it can be done just now."""
    rewards = [p for r in cast.ratings for p in queries.rewards_of(r.person)]
    reward = rewards[n % len(rewards)] if rewards else None
    now = OPEN_AT + timedelta(minutes=n)
    match what:
        case "budget":
            cast.budget(n * 3000, now=now)
        case "propose":
            cast.proposed()
        case "approve_all":
            waiting = [p for p in rewards if p.state == "proposed"]
            money.approve(waiting, by=cast.lead, now=now)
        case "export":
            open_batches.append(
                payouts.make_batch(DISTRICT_CODE, QUARTER, BatchKind.BANK, by=cast.finance, now=now)
            )
        case "paid" | "failed" | "withdraw" if open_batches:
            batch = open_batches.pop()
            if what == "withdraw":
                payouts.withdraw_batch(batch, why="x", by=cast.finance, now=now)
            else:
                failed = {"1"} if what == "failed" else set()
                bring_back(batch, cast, failed=failed, first=f"{batch.id}-")
        case _ if reward:
            one(what, reward, n, cast, rice, now)


def one(what, reward, n, cast, rice, now):
    match what:
        case "choose":
            money.choose(reward, rice if n % 2 else None, by=reward.person, now=now)
        case "approve":
            money.approve([reward], by=cast.lead, now=now)
        case "refuse":
            money.refuse(reward, why="x", by=cast.lead, now=now)
        case "hand":
            stock.hand_over(reward, by=cast.finance, now=now)
        case "reverse":
            money.reverse(reward, why="x", by=cast.street, now=now)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(WHAT, st.integers(0, 40)), min_size=5, max_size=25))
def test_any_sequence_keeps_the_book_right_and_the_budget(steps):
    everything = db.session.begin_nested()
    cast, open_batches = a_cast(1, 2, 5), []
    rice = stock.add_goods("米", "Rice", 4000, area_code=DISTRICT_CODE, by=cast.lead, now=OPEN_AT)
    stock.move_stock(rice, 2, why="bought", by=cast.finance, now=OPEN_AT)
    cast.budget(60_000)
    cast.proposed()

    for what, n in steps:
        with suppress(Refused), db.session.begin_nested():
            do(what, n, cast, rice, open_batches)
        assert queries.standing_of(cast.community, QUARTER).left >= 0

    assert prove(now=OPEN_AT).faults == []
    everything.rollback()
    db.session.expire_all()
