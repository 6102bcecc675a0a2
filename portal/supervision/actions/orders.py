"""Rectification orders (整改单): a thread, the unit's word that it is put right, and a recheck."""

from datetime import datetime

from portal import clock
from portal.accounts.models import Person
from portal.cases.rules.together import OVER
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.queries import policy_on, work_calendar
from portal.supervision.actions.logging import log
from portal.supervision.actions.telling import tell_signers, tell_team, tell_unit
from portal.supervision.models import OrderNote, Rectification
from portal.supervision.queries.held import case_of
from portal.supervision.rules import FindingStep, OrderState, refuse_same_eyes


def write(
    order: Rectification, *, words: str, is_from_unit: bool, by: Person, now: datetime
) -> None:
    """Write below an order, for the unit or for the team; the other side is told."""
    if not words:
        raise NotAcceptable(N_("Write your words first."))
    order.notes.append(OrderNote(by=by, is_from_unit=is_from_unit, at=now, words=words))
    db.session.flush()
    if is_from_unit:
        tell_signers(order.finding, "order_note", now=now)
    else:
        tell_unit(order.finding, "order_note", day=order.due_on, now=now)


def mend(order: Rectification, *, words: str, by: Person, now: datetime) -> None:
    """Say for the unit that it is put right; of a case, once that is resolved anew."""
    _refuse_over(order, OrderState.OPEN)
    if not words:
        raise NotAcceptable(N_("Write what was done: whoever looks again reads this."))
    case = case_of(order.finding.sampled)
    if case and (case.whole or case).status not in OVER:
        raise NotAllowedNow(N_("The case is still open. First say there that it is resolved."))
    order.state, order.mended_at = OrderState.MENDED, now
    order.notes.append(OrderNote(by=by, is_from_unit=True, at=now, words=words))
    log(order.finding, FindingStep.MEND, by=by, now=now, words=words)
    tell_team(order.finding, "order_mended", now=now)


def recheck(order: Rectification, *, is_right: bool, words: str, by: Person, now: datetime) -> None:
    """Keep what somebody who had not looked before found; what is not right goes back."""
    _refuse_over(order, OrderState.MENDED)
    refuse_same_eyes(frozenset({order.finding.proposed_by_id}), by.id)
    if not words:
        raise NotAcceptable(N_("Write what you saw: the unit reads this."))
    order.notes.append(OrderNote(by=by, is_from_unit=False, at=now, words=words))
    if is_right:
        order.state = OrderState.PASSED
        log(order.finding, FindingStep.PASS, by=by, now=now, words=words)
        tell_unit(order.finding, "recheck_passed", now=now)
        return
    _give_back(order, now)
    log(order.finding, FindingStep.FAIL, by=by, now=now, words=words)
    tell_unit(order.finding, "recheck_failed", day=order.due_on, now=now)


def tell_late(order: Rectification, *, now: datetime) -> None:
    """Tell unit and team, once for each date, that an order is past its day."""
    order.told_late_on = clock.day_of(now)
    tell_unit(order.finding, "mending_late", day=order.due_on, now=now)
    tell_team(order.finding, "mending_late", only_leads=True, now=now)


def _give_back(order: Rectification, now: datetime) -> None:
    today, calendar = clock.day_of(now), work_calendar()
    order.state, order.mended_at, order.told_late_on = OrderState.OPEN, None, None
    order.due_on = calendar.add(today, policy_on(today).mend_days)
    order.is_provisional = calendar.is_provisional(order.due_on)
    order.failed += 1


def _refuse_over(order: Rectification, wanted: OrderState) -> None:
    if order.state is not wanted:
        raise NotAllowedNow(N_("This order has moved on. Reload to see how it stands now."))
