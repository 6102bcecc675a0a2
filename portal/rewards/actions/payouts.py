"""Approved rewards go on a list, the list comes back, and each line is paid or approved again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.rewards.actions.stepping import take_steps
from portal.rewards.models import PayBatch, PayLine, RewardPayment
from portal.rewards.queries import money, payouts
from portal.rewards.rules.money import PayStep
from portal.rewards.rules.pay_file import (
    LONGEST_VOUCHER,
    BatchKind,
    LineState,
    Outcome,
    PayList,
    PayRow,
    Returned,
    read_back,
)
from portal.sheets import Line

MOST_LINES = 5000  # of one list
_MEANWHILE = N_("One of its vouchers was entered for another payment at this moment.")
_OVER = N_("This list is closed: what came back was entered, or it was taken back.")


def make_batch(
    area_code: str, quarter: date, kind: BatchKind, *, by: Person, now: datetime
) -> PayBatch:
    """Put the approved rewards in money of an area and quarter on a new list."""
    ids = payouts.ids_to_send(area_code, quarter, MOST_LINES)
    held = money.to_change(ids)
    if not held:
        raise NotAllowedNow(N_("No approved reward in money waits there to be paid."))
    take_steps(held, PayStep.SEND, by=by, now=now)
    batch = PayBatch(
        kind=kind,
        area_code=area_code,
        quarter=quarter,
        by=by,
        at=now,
        day=clock.day_of(now),
        count=len(held),
        total_fen=sum(payment.worth_fen for payment in held),
        checksum="",
        why_withdrawn="",
    )
    db.session.add(batch)
    db.session.flush()  # its number is on its vouchers
    batch.lines = [
        _line(batch, n, payment)
        for n, payment in enumerate(sorted(held, key=lambda each: each.person.number), 1)
    ]
    db.session.flush()
    batch.checksum = list_of(batch).checksum
    return batch


def list_of(batch: PayBatch) -> PayList:
    """Return a list as it went out: the same at any time."""
    rows = [
        PayRow(line.line, line.number, line.name, line.amount_fen, line.given_voucher)
        for line in batch.lines
    ]
    return PayList(batch.number, batch.kind, rows)


def take_results(batch: PayBatch, table: Sequence[Line], *, by: Person, now: datetime) -> Returned:
    """Enter what a list that came back says: all of it, or, with any fault in it, nothing.

    Return what was read; with faults nothing is entered.
    """
    held = _held_open(batch)
    said = {cell.strip() for _line, cells in table for cell in cells}  # whatever its columns are
    used = payouts.vouchers_used({cell for cell in said if len(cell) <= LONGEST_VOUCHER})
    read = read_back(table, list_of(held), used=used, today=clock.day_of(now))
    if not read.faults:
        try:
            with db.session.begin_nested():
                _enter(held, read.outcomes, by, now)
        except IntegrityError:
            raise NotAllowedNow(_MEANWHILE) from None
    return read


def withdraw_batch(batch: PayBatch, *, why: str, by: Person, now: datetime) -> None:
    """Take back a list that was not paid: all its rewards wait again."""
    held = _held_open(batch)
    outcomes = [Outcome(line.line, False, "", None, why) for line in held.lines]
    _enter(held, outcomes, by, now)
    held.why_withdrawn = why


def _held_open(batch: PayBatch) -> PayBatch:
    held = payouts.hold_batch(batch)
    if held.closed_at:
        raise NotAllowedNow(_OVER)
    return held


def _enter(batch: PayBatch, outcomes: Sequence[Outcome], by: Person, now: datetime) -> None:
    lines = {line.line: line for line in batch.lines}
    rewards = {each.id: each for each in money.to_change([n.payment_id for n in batch.lines])}
    paid = [outcome for outcome in outcomes if outcome.is_paid]
    failed = [outcome for outcome in outcomes if not outcome.is_paid]
    for outcome in paid:
        _pay(lines[outcome.line], rewards, outcome)
    for outcome in failed:
        line = lines[outcome.line]
        line.state, line.why_failed = LineState.FAILED, outcome.reason
    of_paid = [rewards[lines[outcome.line].payment_id] for outcome in paid]
    vouchers, days = [each.voucher for each in paid], [each.day for each in paid if each.day]
    take_steps(of_paid, PayStep.PAY, by=by, now=now, words=vouchers, days=days)
    of_failed = [rewards[lines[outcome.line].payment_id] for outcome in failed]
    reasons = [each.reason for each in failed]
    take_steps(of_failed, PayStep.FAIL, by=by, now=now, words=reasons)
    batch.closed_by, batch.closed_at = by, now


def _pay(line: PayLine, rewards: Mapping[int, RewardPayment], outcome: Outcome) -> None:
    line.state, line.voucher, line.paid_on = LineState.PAID, outcome.voucher, outcome.day
    reward = rewards[line.payment_id]
    reward.voucher, reward.settled_on = outcome.voucher, outcome.day


def _line(batch: PayBatch, n: int, payment: RewardPayment) -> PayLine:
    is_numbered = batch.kind is BatchKind.VOUCHERS
    return PayLine(
        line=n,
        payment_id=payment.id,
        number=payment.person.number,
        name=payment.person.name,
        amount_fen=payment.worth_fen,
        given_voucher=f"{batch.number}-{n:04}" if is_numbered else "",
        state=LineState.OPEN,
        why_failed="",
    )
