"""Quarters of star ratings: how many have which star, by community; and freezing the next one."""

from collections import Counter
from datetime import date

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.forms import PortalForm
from portal.i18n import _n
from portal.policy.queries import policy_on
from portal.rewards import actions, queries
from portal.rewards.rules import freezes_on, quarter_before, quarter_of
from portal.staff import blueprint as staff
from portal.staff import point_words

STARS = range(5, -1, -1)


@staff.get("/points/quarters")
@allow(Permission.SEE_POINTS)
def show_quarters() -> ResponseReturnValue:
    """Show the newest frozen quarter in reach, and when the next one can be frozen."""
    return _page(PortalForm(formdata=None))


@staff.post("/points/quarters/freeze")
@allow(Permission.RATE_STARS)
def freeze_quarter() -> ResponseReturnValue:
    """Freeze the stars of the quarter that ended last."""
    form = PortalForm.from_request()
    frozen: list[int] = []

    def act() -> None:
        frozen.append(actions.freeze_quarter(_ended(), now=clock.now()))

    if not form.validate() or not form.accepts(act):
        return _page(form), 422
    flash(_n("%(num)d rating is frozen.", "%(num)d ratings are frozen.", frozen[0]), "ok")
    return web.updated(url_for(".show_quarters"))


def _page(form: PortalForm) -> str:
    reach = queries.communities(area_codes_of(current_user, clock.today()))
    quarter = queries.newest_quarter()
    ratings = queries.ratings_in(quarter, reach) if quarter else []
    by_star = Counter(rating.stars for rating in ratings)
    ended = _ended()
    return render_template(
        "staff/points/quarters.html",
        form=form,
        quarter=quarter,
        ratings=ratings,
        by_star=[(stars, by_star[stars]) for stars in STARS],
        ended=ended,
        is_frozen=quarter == ended,
        first=freezes_on(ended, policy_on(ended)),
        today=clock.today(),
        words=point_words,
    )


def _ended() -> date:
    return quarter_before(quarter_of(clock.today()))
