"""A reward takes a step: its state, the row of its history and the entry in the book are one."""

from collections.abc import Sequence
from datetime import date, datetime

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.messages import notify
from portal.rewards.actions.book import Place, Posting, post
from portal.rewards.models import RewardPayment, RewardStep
from portal.rewards.rules.book import issued, stepped
from portal.rewards.rules.money import OVER, SETTLED, Hands, PayKind, PayState, PayStep, after

TOLD = {
    PayStep.APPROVE: "reward_approved",
    PayStep.REFUSE: "reward_refused",
    PayStep.PAY: "reward_paid",
    PayStep.FAIL: "reward_failed",
    PayStep.REVERSE: "reward_reversed",
}
TALK = frozenset({PayStep.PROPOSE, PayStep.CHOOSE, PayStep.CONFIRM})


def take_steps(
    payments: Sequence[RewardPayment],
    step: PayStep,
    *,
    by: Person,
    now: datetime,
    words: Sequence[str] = (),
    days: Sequence[date] = (),
) -> None:
    """Let rewards take the same step; with one that cannot, none of them does.

    `words` and `days` are of each of them, in order, where they differ from today.
    """
    today = clock.day_of(now)
    befores = [payment.state for payment in payments]
    afters = [after(payment.state, step, payment.kind) for payment in payments]
    steps = [
        _write_down(
            payment, step, to, by, now, words[n] if words else "", days[n] if days else today
        )
        for n, (payment, to) in enumerate(zip(payments, afters, strict=True))
    ]
    db.session.flush()
    made = zip(payments, steps, befores, strict=True)
    post([_posting(*each) for each in made], by=by, now=now)


def hands_of(payment: RewardPayment) -> Hands:
    """Return whose hands a reward has been through."""
    proposer = next(step.by_id for step in payment.steps if step.step is PayStep.PROPOSE)
    movers = [step.by_id for step in payment.steps if step.step not in TALK]
    return Hands(payment.person_id, proposer, movers[-1] if movers else proposer)


def _write_down(
    payment: RewardPayment,
    step: PayStep,
    to: PayState,
    by: Person,
    now: datetime,
    words: str,
    day: date,
) -> RewardStep:
    received = _worth(to, payment) - _worth(payment.state, payment)
    payment.state = to
    if to in OVER:
        payment.code = None
    if step in TOLD:
        notify(payment.person_id, TOLD[step], case_number="", facts=payment.number, now=now)
    written = RewardStep(
        step=step,
        by_id=by.id,
        at=now,
        day=day,
        words=words,
        received_fen=received,
        in_goods=payment.kind is PayKind.GOODS,
    )
    payment.steps.append(written)
    return written


def _worth(state: PayState, payment: RewardPayment) -> int:
    return payment.worth_fen if state in SETTLED else 0


def _posting(payment: RewardPayment, step: RewardStep, before: PayState) -> Posting:
    budget = Place(community_id=payment.community_id, quarter=payment.quarter)
    moved = [(budget, stepped(before, payment.state, payment.worth_fen))]
    if payment.goods_id:
        stock = issued(step.step, before, payment.worth_fen)
        moved.append((Place(goods_id=payment.goods_id), stock))
    return Posting(f"step:{step.id}", moved, words=step.words, payment=payment)
