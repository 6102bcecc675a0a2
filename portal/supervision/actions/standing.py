"""What follows once a finding stands: an order to put it right, and the case opens again."""

from datetime import datetime

from portal import clock
from portal.cases.actions import reopen_as_found
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from portal.supervision.actions.telling import tell_unit
from portal.supervision.models import Finding, Rectification
from portal.supervision.queries.held import case_of
from portal.supervision.rules import OrderState, fails


def stand(finding: Finding, *, now: datetime) -> None:
    """Order a unit to put right what was found; a case goes back to it for its reporter too."""
    if not fails(finding.verdict):
        return
    today, calendar = clock.day_of(now), work_calendar()
    policy = policy_on(today)
    if case := case_of(finding.sampled):
        reopen_as_found(case, words=finding.words, now=now, policy=policy, calendar=calendar)
    if finding.unit is None:
        return
    due_on = calendar.add(today, policy.mend_days)
    finding.order = Rectification(
        unit_id=finding.unit.id,
        at=now,
        due_on=due_on,
        is_provisional=calendar.is_provisional(due_on),
        state=OrderState.OPEN,
    )
    db.session.flush()
    tell_unit(finding, "order_issued", day=due_on, now=now)


def withdraw_order(finding: Finding) -> None:
    """Take an order back whose finding holds no more, unless it has been put right already."""
    if finding.order and finding.order.state is not OrderState.PASSED:
        finding.order.state = OrderState.WITHDRAWN
