"""The book of two sides: its trial balance, its entries, and whether it was proved."""

from collections.abc import Sequence

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import Permission, allow
from portal.errors import N_, NotFound
from portal.i18n import _
from portal.rewards.actions.proving import prove
from portal.rewards.models import BookAccount
from portal.rewards.queries import book as queries
from portal.rewards.queries import money
from portal.rewards.rules.book import OF_BUDGETS, OF_GOODS, AccountKind
from portal.staff import blueprint as staff
from portal.staff import reward_reach as reach
from portal.staff import reward_words as words

PROOFS = 8  # shown


@staff.get("/rewards/book")
@allow(Permission.SEE_REWARDS)
def show_book() -> ResponseReturnValue:
    """Show the trial balance of an area and quarter, and the latest proofs."""
    areas, quarter = reach.areas(), reach.quarter_asked_for()
    area = reach.area_asked_for(areas)
    budgets = queries.trial_balance(_accounts(area.code, OF_BUDGETS))
    goods = queries.trial_balance(_accounts(area.code, OF_GOODS))
    return render_template(
        "staff/rewards/book.html",
        area=area,
        areas=areas,
        quarter=quarter,
        quarters=reach.quarters(),
        tables=[(_("Budgets and rewards"), budgets), (_("Goods"), goods)],
        proofs=queries.newest_proofs(PROOFS),
        words=words,
    )


@staff.get("/rewards/book/<string:kind>")
@allow(Permission.SEE_REWARDS)
def show_account(kind: str) -> ResponseReturnValue:
    """Show the entries of an account, the newest first."""
    if kind not in set(AccountKind):
        raise NotFound(N_("There is no such account. Choose one of the book."))
    account, quarter, areas = AccountKind(kind), reach.quarter_asked_for(), reach.areas()
    area, before = reach.area_asked_for(areas), reach.page_asked_for()
    rows = queries.entries_on(_accounts(area.code, [account]), before=before)
    return render_template(
        "staff/rewards/account.html",
        account=account,
        area=area,
        quarter=quarter,
        lines=rows[: queries.ENTRIES],
        is_first=before is None,
        next_key=rows[queries.ENTRIES - 1].id if len(rows) > queries.ENTRIES else None,
        words=words,
    )


@staff.post("/rewards/book/prove")
@allow(Permission.PAY_REWARDS)
def prove_now() -> ResponseReturnValue:
    """Prove the book now, and not only at night."""
    faults = prove(now=clock.now()).faults
    said = _("The proof found faults. They stand on this page.")
    flash(said if faults else _("Proved: the book is right."), "danger" if faults else "ok")
    back = {name: request.form[name] for name in ("area", "quarter") if name in request.form}
    return web.updated(url_for(".show_book", **back))  # type: ignore[arg-type]


def _accounts(area_code: str, kinds: Sequence[AccountKind]) -> list[BookAccount]:
    """Return an area's accounts of these kinds: of the quarter asked for, or of goods."""
    if kinds[0] in OF_GOODS:
        found = queries.accounts_of_goods([area_code])
    else:
        ids = [each.id for each in money.communities_within([area_code])]
        found = queries.accounts_of(ids, reach.quarter_asked_for())
    return [account for account in found if account.kind in kinds]
