"""A volunteer's own rewards: what came, what is to come, money or goods, and that it was got."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.i18n import _
from portal.rewards.actions import money as actions
from portal.rewards.models import RewardPayment
from portal.rewards.queries import money as queries
from portal.rewards.queries.goods import Stock, goods_for
from portal.rewards.rules.money import SETTLED, PayState
from portal.staff import blueprint as staff
from portal.staff import reward_words as words
from portal.staff.reward_forms import MONEY, ChooseForm, SureForm


@staff.get("/my-rewards")
@allow(Permission.SEE_OWN_POINTS)
def list_my_rewards() -> ResponseReturnValue:
    """List one's own rewards, the latest quarter first."""
    rewards = queries.rewards_of(current_user)
    return render_template(
        "staff/rewards/mine.html",
        rewards=rewards,
        got=sum(each.worth_fen for each in rewards if each.state in SETTLED),
        words=words,
    )


@staff.get("/my-rewards/<string:number>")
@allow(Permission.SEE_OWN_POINTS)
def show_my_reward(number: str) -> ResponseReturnValue:
    """Show one of one's own rewards: to choose, to collect, or as a receipt."""
    payment = queries.own_payment(current_user, number)
    return _page(payment, ChooseForm(_stocks(payment), payment.amount_fen, formdata=None))


@staff.post("/my-rewards/<string:number>/choose")
@allow(Permission.SEE_OWN_POINTS)
def choose_reward(number: str) -> ResponseReturnValue:
    """Choose goods, or money after all."""
    payment = queries.own_payment(current_user, number)
    stocks = {str(stock.goods.id): stock.goods for stock in _stocks(payment)}
    form = ChooseForm(_stocks(payment), payment.amount_fen)
    if not form.validate() or not form.accepts(
        lambda: actions.choose(
            payment, stocks.get(form.what.data), by=current_user, now=clock.now()
        )
    ):
        return _page(payment, form), 422
    flash(_("Your choice is kept. You can change it until the reward is approved."), "ok")
    return web.updated(url_for(".show_my_reward", number=number))


@staff.post("/my-rewards/<string:number>/confirm")
@allow(Permission.SEE_OWN_POINTS)
def confirm_reward(number: str) -> ResponseReturnValue:
    """Say that one has got it."""
    payment, form = queries.own_payment(current_user, number), SureForm()
    if not form.validate():
        return web.updated(url_for(".show_my_reward", number=number))
    actions.confirm(payment, by=current_user, now=clock.now())
    flash(_("Thank you. It stands in the receipt."), "ok")
    return web.updated(url_for(".show_my_reward", number=number))


def _stocks(payment: RewardPayment) -> list[Stock]:
    """Return the goods to choose from, while there is a choice."""
    if payment.state is not PayState.PROPOSED:
        return []
    return goods_for(payment.community.code, payment.amount_fen, clock.today())


def _page(payment: RewardPayment, form: ChooseForm) -> str:
    form.what.data = form.what.data or str(payment.goods_id or MONEY)
    return render_template("staff/rewards/my_reward.html", payment=payment, form=form, words=words)
