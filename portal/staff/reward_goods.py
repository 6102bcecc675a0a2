"""Goods instead of money: the catalogue, the stock, and handing over against a code."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.errors import N_, NotFound
from portal.i18n import _, named
from portal.rewards.actions import goods as actions
from portal.rewards.models import RewardGoods
from portal.rewards.queries import goods as queries
from portal.rewards.queries import money
from portal.rewards.rules.money import HANDS_OVER, PAYS
from portal.staff import blueprint as staff
from portal.staff import reward_reach as reach
from portal.staff import reward_words as words
from portal.staff.reward_forms import CollectForm, GoodsForm, StockForm

LONGEST_CODE = 20  # as typed, with spaces


@staff.get("/rewards/goods")
@allow(Permission.PAY_REWARDS)
def list_goods() -> ResponseReturnValue:
    """List the goods with how many are there, are promised and are free."""
    return _goods_page(GoodsForm(reach.areas(PAYS), formdata=None))


@staff.post("/rewards/goods")
@allow(Permission.PAY_REWARDS)
def add_goods() -> ResponseReturnValue:
    """Put something into the catalogue."""
    form = GoodsForm(reach.areas(PAYS))
    if not form.validate():
        return _goods_page(form), 422
    goods = actions.add_goods(
        form.name.data or "",
        form.name_en.data or "",
        form.fen(),
        area_code=form.area.data,
        by=current_user,
        now=clock.now(),
    )
    flash(_("Added. Enter how many came in, then it can be chosen."), "ok")
    return web.updated(url_for(".show_goods", n=goods.id))


@staff.get("/rewards/goods/<int:n>")
@allow(Permission.PAY_REWARDS)
def show_goods(n: int) -> ResponseReturnValue:
    """Show goods with the movements of their stock."""
    return _one_page(_goods(n), StockForm(formdata=None))


@staff.post("/rewards/goods/<int:n>/stock")
@allow(Permission.PAY_REWARDS)
def move_stock(n: int) -> ResponseReturnValue:
    """Enter what came in, or write off what is gone."""
    goods, form = _goods(n), StockForm()
    if not form.validate() or not form.accepts(
        lambda: actions.move_stock(
            goods, form.count.data or 0, why=form.why.data or "", by=current_user, now=clock.now()
        )
    ):
        return _one_page(goods, form), 422
    flash(_("Entered."), "ok")
    return web.updated(url_for(".show_goods", n=n))


@staff.post("/rewards/goods/<int:n>/end")
@allow(Permission.PAY_REWARDS)
def end_goods(n: int) -> ResponseReturnValue:
    """Offer goods to nobody any more."""
    actions.end_goods(_goods(n), on=clock.today())
    flash(_("Offered to nobody any more. What was promised is still handed over."), "ok")
    return web.updated(url_for(".show_goods", n=n))


@staff.get("/rewards/collect")
@allow(Permission.HAND_OVER_GOODS)
def ask_collection_code() -> ResponseReturnValue:
    """Ask for the code that somebody shows, and say what it is for."""
    typed = request.args.get("code", "")[:LONGEST_CODE]
    found = money.payment_by_code(reach.codes(HANDS_OVER), typed) if typed else None
    return render_template(
        "staff/rewards/collect.html", typed=typed, payment=found, words=words
    ), 404 if typed and not found else 200


@staff.post("/rewards/collect")
@allow(Permission.HAND_OVER_GOODS)
def hand_over() -> ResponseReturnValue:
    """Hand goods over to whoever showed the code."""
    form = CollectForm()
    typed = (form.code.data or "")[:LONGEST_CODE]
    payment = money.payment_by_code(reach.codes(HANDS_OVER), typed)
    if payment is None or not form.validate():
        raise NotFound(N_("No reward waits under this code. Look at it again, letter by letter."))
    actions.hand_over(payment, by=current_user, now=clock.now())
    flash(_("Handed over to %(name)s.", name=payment.person.name), "ok")
    return web.updated(url_for(".show_reward", number=payment.number))


def _goods(n: int) -> RewardGoods:
    return queries.goods_in(reach.codes(PAYS), n)


def _goods_page(form: GoodsForm) -> str:
    stocks = queries.goods_within(reach.codes(PAYS))
    return render_template("staff/rewards/goods.html", stocks=stocks, form=form, words=words)


def _one_page(goods: RewardGoods, form: StockForm) -> str:
    return render_template(
        "staff/rewards/one_goods.html",
        stock=queries.stocks([goods])[0],
        movements=queries.movements_of(goods),
        name=named(goods),
        form=form,
        words=words,
    )
