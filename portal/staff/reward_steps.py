"""What is done with budgets and rewards: set, propose, approve, refuse, take back."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.rewards.actions import money as actions
from portal.rewards.models import RewardPayment
from portal.rewards.queries import money as queries
from portal.rewards.rules.money import APPROVES, PROPOSES, PayState
from portal.rewards.rules.quarters import key_of, last_day
from portal.staff import blueprint as staff
from portal.staff import reward_reach as reach
from portal.staff.reward_forms import BudgetForm, SureForm, WhyForm
from portal.staff.rewards import community_page, reward_page


@staff.post("/rewards/communities/<string:code>/budget")
@allow(Permission.PROPOSE_REWARDS)
def set_budget(code: str) -> ResponseReturnValue:
    """Set what a community may spend in a quarter."""
    community = queries.community_within(reach.codes(PROPOSES), code)
    quarter, form = reach.quarter_asked_for(), BudgetForm()
    if not form.validate() or not form.accepts(
        lambda: actions.set_budget(
            community,
            quarter,
            form.fen(),
            why=form.why.data or "",
            by=current_user,
            now=clock.now(),
        )
    ):
        return community_page(community, quarter, SureForm(formdata=None), form), 422
    flash(_("The budget is set. The row before it stays in the history."), "ok")
    return web.updated(url_for(".show_community_rewards", code=code, quarter=key_of(quarter)))


@staff.post("/rewards/communities/<string:code>/propose")
@allow(Permission.PROPOSE_REWARDS)
def propose_rewards(code: str) -> ResponseReturnValue:
    """Propose a reward for each frozen rating of a community that has none yet."""
    community = queries.community_within(reach.codes(PROPOSES), code)
    quarter = reach.quarter_asked_for()
    policy = policy_on(last_day(quarter))
    made = actions.propose(community, quarter, policy, by=current_user, now=clock.now())
    flash(
        ngettext("%(num)s reward was proposed.", "%(num)s rewards were proposed.", len(made)), "ok"
    )
    return web.updated(url_for(".show_community_rewards", code=code, quarter=key_of(quarter)))


@staff.post("/rewards/communities/<string:code>/approve")
@allow(Permission.APPROVE_REWARDS)
def approve_rewards(code: str) -> ResponseReturnValue:
    """Approve all rewards of a community's quarter that wait, or none."""
    community = queries.community_within(reach.codes(APPROVES), code)
    quarter, form = reach.quarter_asked_for(), SureForm()
    waiting = queries.payments_in(community, quarter, states=[PayState.PROPOSED])
    if not form.validate() or not form.accepts(
        lambda: actions.approve(waiting, by=current_user, now=clock.now())
    ):
        return community_page(community, quarter, form), 422
    flash(
        ngettext("%(num)s reward is approved.", "%(num)s rewards are approved.", len(waiting)), "ok"
    )
    return web.updated(url_for(".show_community_rewards", code=code, quarter=key_of(quarter)))


@staff.post("/rewards/payments/<string:number>/approve")
@allow(Permission.APPROVE_REWARDS)
def approve_reward(number: str) -> ResponseReturnValue:
    """Approve one reward."""
    payment, form = _to_decide(number), WhyForm(formdata=None)
    if not form.accepts(lambda: actions.approve([payment], by=current_user, now=clock.now())):
        return reward_page(payment, form), 422
    flash(_("Approved."), "ok")
    return web.updated(url_for(".show_reward", number=number))


@staff.post("/rewards/payments/<string:number>/refuse")
@allow(Permission.APPROVE_REWARDS)
def refuse_reward(number: str) -> ResponseReturnValue:
    """Refuse one reward, with a reason."""
    payment, form = _to_decide(number), WhyForm()
    if not form.validate():
        return reward_page(payment, form), 422
    actions.refuse(payment, why=form.why.data or "", by=current_user, now=clock.now())
    flash(_("Not approved. It can be proposed anew."), "ok")
    return web.updated(url_for(".show_reward", number=number))


@staff.post("/rewards/payments/<string:number>/reverse")
@allow(Permission.APPROVE_REWARDS)
def reverse_reward(number: str) -> ResponseReturnValue:
    """Take back what somebody else approved, paid or handed over."""
    payment, form = _to_decide(number), WhyForm()
    if not form.validate():
        return reward_page(payment, form), 422
    actions.reverse(payment, why=form.why.data or "", by=current_user, now=clock.now())
    flash(_("Taken back by a counter-entry. What was done before stays in the history."), "ok")
    return web.updated(url_for(".show_reward", number=number))


def _to_decide(number: str) -> RewardPayment:
    return queries.payment_within(reach.codes(APPROVES), number)
