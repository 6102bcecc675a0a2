"""Sixteen people approve at the very same moment: the budget holds, on both databases."""

from sqlalchemy import select

from portal.accounts.models import Person
from portal.db import db
from portal.rewards.actions import goods as stock
from portal.rewards.actions import money
from portal.rewards.actions.proving import prove
from portal.rewards.models import RewardPayment
from portal.rewards.queries import money as queries
from tests.at_once import all_at_once
from tests.factories import DISTRICT_CODE
from tests.rewards.money_cast import OPEN_AT, QUARTER, a_cast

HANDS = 16


def test_sixteen_approvals_at_one_moment_never_exceed_the_budget(own_app):
    cast = a_cast(*[2] * HANDS)
    cast.budget(10_000 * 5)
    ids, lead_id = [payment.id for payment in cast.proposed()], cast.lead.id
    db.session.commit()

    def approve(payment_id):
        payment = db.session.get_one(RewardPayment, payment_id)
        money.approve([payment], by=db.session.get_one(Person, lead_id), now=OPEN_AT)

    assert all_at_once(own_app, approve, ids) == (5, HANDS - 5)
    standing = queries.standing_of(cast.community, QUARTER)
    assert (standing.committed, standing.left) == (50_000, 0)
    assert prove(now=OPEN_AT).faults == []


def test_the_last_goods_are_promised_once_and_one_reward_is_approved_once(own_app):
    cast = a_cast(*[2] * 4)
    cast.budget(1_000_000)
    made = cast.proposed()
    rice = stock.add_goods("米", "Rice", 4000, area_code=DISTRICT_CODE, by=cast.lead, now=OPEN_AT)
    stock.move_stock(rice, 1, why="bought", by=cast.finance, now=OPEN_AT)
    for payment in made:
        money.choose(payment, rice, by=payment.person, now=OPEN_AT)
    ids, lead_id = [payment.id for payment in made] * 4, cast.lead.id
    db.session.commit()

    def approve(payment_id):
        payment = db.session.get_one(RewardPayment, payment_id)
        money.approve([payment], by=db.session.get_one(Person, lead_id), now=OPEN_AT)

    assert all_at_once(own_app, approve, ids) == (1, HANDS - 1)
    states = list(db.session.scalars(select(RewardPayment.state)))
    assert sorted(states).count("approved") == 1
    assert prove(now=OPEN_AT).faults == []
