"""Budgets are set; rewards are proposed, chosen, approved by a second person, and taken back."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow, NotYours
from portal.grids.models import Area
from portal.policy.rules import Policy
from portal.rewards.actions.book import Place, Posting, post
from portal.rewards.actions.stepping import hands_of, take_steps
from portal.rewards.models import (
    GoodsMovement,
    RewardBudget,
    RewardGoods,
    RewardPayment,
    RewardStep,
    StarRating,
)
from portal.rewards.queries import goods as stock
from portal.rewards.queries import money as queries
from portal.rewards.rules.book import granted
from portal.rewards.rules.money import (
    CODE_LETTERS,
    PayKind,
    PayState,
    PayStep,
    after,
    collect_code,
    open_from,
    refuse_beyond,
    refuse_early,
    refuse_own_hands,
    refuse_to_undo,
    reward_for,
    yuan,
)
from portal.volunteers.queries import are_related

Related = Callable[[int, int], bool]
_MEANWHILE = N_("Somebody did the same at this moment. Look at how it stands now.")


def set_budget(
    community: Area, quarter: date, amount_fen: int, *, why: str, by: Person, now: datetime
) -> RewardBudget:
    """Set what a community may spend in a quarter; never less than is promised already."""
    queries.hold_budget(community.id, quarter)
    rows = queries.budget_rows(community, quarter)
    before = rows[0].amount_fen if rows else 0
    committed = queries.standing_of(community, quarter).committed
    if amount_fen < committed:
        raise NotAcceptable(
            N_("%(committed)s yuan of it are promised or paid already: it cannot be less."),
            committed=yuan(committed),
        )
    if rows and amount_fen == before:
        raise NotAcceptable(N_("The budget is this amount already."))
    row = RewardBudget(
        quarter=quarter,
        community_id=community.id,
        turn=len(rows) + 1,
        amount_fen=amount_fen,
        why=why,
        by=by,
        at=now,
    )
    _keep([row])
    place = Place(community_id=community.id, quarter=quarter)
    moved = [(place, granted(amount_fen - before))]
    post([Posting(f"budget:{row.id}", moved, words=why)], by=by, now=now)
    return row


def propose(
    community: Area, quarter: date, policy: Policy, *, by: Person, now: datetime
) -> Sequence[RewardPayment]:
    """Propose a reward for each frozen rating of a community that brings one and has none yet.

    The policy is that of the quarter's last day: so it is the same whenever they are proposed.
    """
    made = [
        _proposed(rating, policy, by, now)
        for rating in queries.ratings_to_pay(community, quarter)
        if reward_for(rating.stars, policy) > 0
    ]
    _keep(made)
    return made


def choose(payment: RewardPayment, goods: RewardGoods | None, *, by: Person, now: datetime) -> None:
    """Choose goods instead of money, or money after all, while nobody has decided."""
    (held,) = queries.to_change([payment.id])
    if by.id != held.person_id:
        raise NotYours(N_("Only whoever gets the reward chooses it."))
    after(held.state, PayStep.CHOOSE, held.kind)
    if goods and goods.value_fen > held.amount_fen:
        raise NotAcceptable(N_("These goods are worth more than your reward. Choose others."))
    held.goods_id = goods.id if goods else None
    held.worth_fen = goods.value_fen if goods else held.amount_fen
    take_steps([held], PayStep.CHOOSE, by=by, now=now, words=[goods.name if goods else ""])


def approve(
    payments: Sequence[RewardPayment],
    *,
    by: Person,
    now: datetime,
    related: Related = are_related,
) -> None:
    """Approve rewards of one community and quarter, by a second person, within its budget.

    All or none: a single one that cannot be approved, or a budget that does not
    hold them together, refuses all. Two at once take turns at the budget.
    """
    if not payments:
        raise NotAllowedNow(N_("No reward waits here for approval."))
    first = payments[0]
    queries.hold_budget(first.community_id, first.quarter)
    held = queries.to_change([payment.id for payment in payments])
    for payment in held:
        after(payment.state, PayStep.APPROVE, payment.kind)
        refuse_early(payment.opens_on, clock.day_of(now))
        is_related = related(by.id, payment.person_id)
        refuse_own_hands(by.id, hands_of(payment), is_related=is_related)
    left = queries.standing_of(first.community, first.quarter).left
    refuse_beyond(left, sum(payment.worth_fen for payment in held), first.quarter)
    _promise_goods(held)
    take_steps(held, PayStep.APPROVE, by=by, now=now)


def refuse(
    payment: RewardPayment,
    *,
    why: str,
    by: Person,
    now: datetime,
    related: Related = are_related,
) -> None:
    """Refuse a proposed reward, with a reason; it can be proposed anew."""
    (held,) = queries.to_change([payment.id])
    is_related = related(by.id, held.person_id)
    refuse_own_hands(by.id, hands_of(held), is_related=is_related)
    take_steps([held], PayStep.REFUSE, by=by, now=now, words=[why])


def reverse(
    payment: RewardPayment,
    *,
    why: str,
    by: Person,
    now: datetime,
    related: Related = are_related,
) -> None:
    """Take an approval, a payment or a handing-over back by a counter-entry.

    The rows of what was done stay. What was paid or handed over is back when
    this is entered; whoever did the step does not take it back.
    """
    queries.hold_budget(payment.community_id, payment.quarter)
    (held,) = queries.to_change([payment.id])
    is_related = related(by.id, held.person_id)
    refuse_to_undo(by.id, hands_of(held), is_related=is_related)
    was_collected = held.state is PayState.COLLECTED
    take_steps([held], PayStep.REVERSE, by=by, now=now, words=[why])
    if was_collected and held.goods_id:
        db.session.add(
            GoodsMovement(
                goods_id=held.goods_id, count=1, payment_id=held.id, by=by, at=now, words=why
            )
        )


def confirm(payment: RewardPayment, *, by: Person, now: datetime) -> None:
    """Confirm that one has got a reward; once is enough."""
    (held,) = queries.to_change([payment.id])
    if by.id != held.person_id:
        raise NotYours(N_("Only whoever got the reward confirms it."))
    if held.confirmed_at is None:
        take_steps([held], PayStep.CONFIRM, by=by, now=now)
        held.confirmed_at = now


def _proposed(rating: StarRating, policy: Policy, by: Person, now: datetime) -> RewardPayment:
    amount = reward_for(rating.stars, policy)
    first = RewardStep(
        step=PayStep.PROPOSE,
        by_id=by.id,
        at=now,
        day=clock.day_of(now),
        words="",
        received_fen=0,
        in_goods=False,
    )
    return RewardPayment(
        person_id=rating.person_id,
        community_id=rating.community_id,
        quarter=rating.quarter,
        rating_id=rating.id,
        stars=rating.stars,
        amount_fen=amount,
        worth_fen=amount,
        policy_version=policy.version,
        opens_on=open_from(rating.quarter, policy),
        state=PayState.PROPOSED,
        steps=[first],
    )


def _promise_goods(payments: Sequence[RewardPayment]) -> None:
    """Give each reward in goods its code, if there are enough that nobody is promised."""
    wanted = Counter(payment.goods_id for payment in payments if payment.goods_id)
    there = stock.hold_goods(list(wanted)) if wanted else {}
    for goods_id, many in wanted.items():
        if many > there[goods_id].free:
            raise NotAcceptable(
                N_("Nothing was approved: %(free)d of %(goods)s are free, %(many)d are needed."),
                free=there[goods_id].free,
                goods=there[goods_id].goods.name,
                many=many,
            )
    for payment in payments:
        if payment.kind is PayKind.GOODS:
            payment.code = collect_code(secrets.token_bytes(CODE_LETTERS))


def _keep(rows: Sequence[RewardBudget | RewardPayment]) -> None:
    """Keep new rows, of which somebody else may have made the same at this moment."""
    try:
        with db.session.begin_nested():
            db.session.add_all(rows)
    except IntegrityError:
        raise NotAllowedNow(_MEANWHILE) from None
