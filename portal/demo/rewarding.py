"""Rewards of the demonstration: amounts as examples, budgets, one quarter in every state, goods.

It stands on the frozen ratings that there are; where too few have a star, less is told.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login
from portal.db import db
from portal.grids.models import Area, Grid
from portal.policy.actions import set_value
from portal.policy.queries import policy_on
from portal.rewards.actions import goods, money, payouts
from portal.rewards.actions.proving import prove
from portal.rewards.models import PayBatch, RewardGoods, RewardPayment
from portal.rewards.queries import money as queries
from portal.rewards.rules.money import PayState, open_from
from portal.rewards.rules.pay_file import BatchKind, table_of
from portal.rewards.rules.quarters import last_day, quarter_of, quarters_before

FEN = [5_000, 10_000, 20_000, 35_000, 60_000]  # examples: the district has set nothing
GOODS = (
    ("五常大米 5 公斤", "Rice, 5 kg", 4_500, 20),
    ("食用油 5 升", "Cooking oil, 5 l", 6_800, 12),
    ("雨伞", "Umbrella", 3_000, 30),
    ("保温杯", "Thermos flask", 5_900, 0),
)
SET_BEFORE = timedelta(days=800)
FEWEST = 3  # of a quarter for which something is told
COMMUNITIES = 4  # that have a budget
REFUSED_BY_BANK = "账户已注销，请核对卡号"


def make_rewards(shown: Grid, now: datetime) -> None:
    """Tell two quarters of rewards: one that is nearly settled, and one that waits."""
    finance, lead = person_by_login("finance"), person_by_login("lead")
    if finance is None or lead is None:
        return
    latest, before = quarters_before(quarter_of(clock.day_of(now)), 3)[1:]
    things = _stock(shown.code[:6], finance, now)
    _settle(before, shown.community, things, (finance, lead), now)
    _begin(latest, shown.community, things, (finance, lead), now)
    prove(now=now)
    db.session.flush()


def set_amounts(now: datetime) -> None:
    """Set examples of what a star brings, from long ago: so the whole year has one policy."""
    first = clock.day_of(now - SET_BEFORE)
    why = "示例金额，尚待区里确定"
    set_value("star_fen", FEN, from_day=first, why=why, by="demonstration", now=now)
    db.session.flush()


def _stock(district: str, finance: Person, now: datetime) -> list[RewardGoods]:
    at, made = now - timedelta(days=60), []
    for name, name_en, value, count in GOODS:
        one = goods.add_goods(name, name_en, value, area_code=district, by=finance, now=at)
        if count:
            goods.move_stock(one, count, why="区里统一采购", by=finance, now=at)
        made.append(one)
    return made


def _settle(
    quarter: date,
    community: Area,
    things: Sequence[RewardGoods],
    cast: tuple[Person, Person],
    now: datetime,
) -> None:
    """Tell a quarter to its end: approved, some in goods, paid, and one that the bank refused."""
    finance, lead = cast
    policy = policy_on(last_day(quarter))
    opens = min(clock.start_of(open_from(quarter, policy)) + timedelta(hours=10), now)
    _budget(community, quarter, 600_000, finance, opens)
    made = list(money.propose(community, quarter, policy, by=finance, now=opens))
    if len(made) < FEWEST:
        return
    gone = made.pop(2)
    others = made
    money.refuse(gone, why="已不在本社区，由新社区提出", by=lead, now=opens)
    money.choose(others[1], _affordable(things, others[1]), by=others[1].person, now=opens)
    money.approve(others, by=lead, now=opens)
    batch = payouts.make_batch(
        community.code[:6], quarter, BatchKind.BANK, by=finance, now=opens + timedelta(hours=1)
    )
    _bring_back(batch, finance, opens + timedelta(days=4))
    if others[1].state is PayState.APPROVED and others[1].goods_id:
        goods.hand_over(others[1], by=finance, now=opens + timedelta(days=6))
    paid = next((each for each in others if each.state is PayState.PAID), None)
    if paid:
        money.confirm(paid, by=paid.person, now=opens + timedelta(days=7))


def _bring_back(batch: PayBatch, finance: Person, at: datetime) -> None:
    table = table_of(payouts.list_of(batch))
    for row in table[1:-2]:
        row[6:] = [f"YH{batch.id:03}{int(row[1]):05}", "成功", str(clock.day_of(at)), ""]
    if len(table) > 4:
        table[2][6:] = ["", "失败", "", REFUSED_BY_BANK]
    payouts.take_results(batch, list(enumerate(table, 1)), by=finance, now=at)


def _begin(
    quarter: date,
    community: Area,
    things: Sequence[RewardGoods],
    cast: tuple[Person, Person],
    now: datetime,
) -> None:
    """Tell how the latest quarter began: proposed, one approved in goods, the others wait."""
    finance, lead = cast
    policy = policy_on(last_day(quarter))
    at = now - timedelta(days=1)
    _budget(community, quarter, 250_000, finance, at)
    made = money.propose(community, quarter, policy, by=finance, now=at)
    if len(made) < FEWEST or clock.day_of(at) < open_from(quarter, policy):
        return
    chosen = made[1]
    money.choose(chosen, _affordable(things, chosen), by=chosen.person, now=at)
    money.approve([made[1], made[2]], by=lead, now=at)
    payouts.make_batch(community.code[:6], quarter, BatchKind.VOUCHERS, by=finance, now=at)


def _budget(community: Area, quarter: date, fen: int, finance: Person, at: datetime) -> None:
    near = queries.communities_within([community.code[:9]])[:COMMUNITIES]
    for one in {community.id: community, **{each.id: each for each in near}}.values():
        money.set_budget(one, quarter, fen, why="按志愿者人数分配", by=finance, now=at)


def _affordable(things: Sequence[RewardGoods], payment: RewardPayment) -> RewardGoods:
    """Return the dearest goods that a reward reaches: the umbrella at least."""
    fitting = [each for each in things[:3] if each.value_fen <= payment.amount_fen]
    return max(fitting, key=lambda each: each.value_fen)
