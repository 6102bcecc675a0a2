"""Rewards by community and quarter, each with its steps and its receipt."""

from datetime import date

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allow
from portal.grids.models import Area
from portal.policy.queries import policy_on
from portal.rewards.models import RewardPayment
from portal.rewards.queries import book, payouts
from portal.rewards.queries import money as queries
from portal.rewards.rules.money import PayState, open_from, reward_for
from portal.rewards.rules.quarters import last_day
from portal.staff import blueprint as staff
from portal.staff import reward_reach as reach
from portal.staff import reward_words as words
from portal.staff.reward_forms import BudgetForm, SureForm, WhyForm


@staff.get("/rewards")
@allow(Permission.SEE_REWARDS)
def show_rewards() -> ResponseReturnValue:
    """Show how each community in an area stands in a quarter, those first where something waits."""
    areas, quarter = reach.areas(), reach.quarter_asked_for()
    area = reach.area_asked_for(areas)
    lines = queries.standings(queries.communities_within([area.code]), quarter)
    return render_template(
        "staff/rewards/overview.html",
        area=area,
        areas=areas,
        quarter=quarter,
        quarters=reach.quarters(),
        lines=sorted(lines, key=lambda line: (not line.waiting, not line.committed)),
        budget=sum(line.budget or 0 for line in lines),
        committed=sum(line.committed for line in lines),
        received=sum(line.received for line in lines),
        waiting=sum(line.waiting for line in lines),
        words=words,
    )


@staff.get("/rewards/communities/<string:code>")
@allow(Permission.SEE_REWARDS)
def show_community_rewards(code: str) -> ResponseReturnValue:
    """Show a community's budget and rewards of a quarter."""
    community = queries.community_within(reach.codes(), code)
    return community_page(community, reach.quarter_asked_for(), SureForm(formdata=None))


@staff.get("/rewards/payments/<string:number>")
@allow(Permission.SEE_REWARDS)
def show_reward(number: str) -> ResponseReturnValue:
    """Show a reward with its steps and its entries in the book."""
    return reward_page(queries.payment_within(reach.codes(), number), WhyForm(formdata=None))


@staff.get("/rewards/payments/<string:number>/receipt")
@allow(Permission.SEE_REWARDS)
def show_receipt(number: str) -> ResponseReturnValue:
    """Show the receipt of a reward, to be printed and signed."""
    payment = queries.payment_within(reach.codes(), number)
    return render_template("staff/rewards/receipt.html", payment=payment, words=words, is_own=False)


def community_page(
    community: Area, quarter: date, refused: SureForm, budget_form: BudgetForm | None = None
) -> str:
    """Return the page of a community's quarter."""
    payments = queries.payments_in(community, quarter)
    policy = policy_on(last_day(quarter))
    ratings = queries.ratings_to_pay(community, quarter)
    return render_template(
        "staff/rewards/community.html",
        community=community,
        quarter=quarter,
        quarters=reach.quarters(),
        standing=queries.standing_of(community, quarter),
        budgets=queries.budget_rows(community, quarter),
        payments=payments,
        to_propose=sum(reward_for(rating.stars, policy) > 0 for rating in ratings),
        rated=len(ratings),
        opens_on=open_from(quarter, policy),
        is_open=open_from(quarter, policy) <= clock.today(),
        proposed_fen=sum(p.worth_fen for p in payments if p.state is PayState.PROPOSED),
        refused=refused,
        form=budget_form or BudgetForm(formdata=None),
        words=words,
    )


def reward_page(payment: RewardPayment, form: WhyForm) -> str:
    """Return the page of a reward."""
    return render_template(
        "staff/rewards/payment.html",
        payment=payment,
        entries=book.entries_of_payment(payment.id),
        line=payouts.line_of(payment),
        form=form,
        words=words,
    )
