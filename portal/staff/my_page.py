"""The volunteer's own page: stars, what counts next, every line of it, and objections."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.queries import how_many_to_verify
from portal.grids.queries import running_patrol
from portal.i18n import _
from portal.offline import Keep, kept_offline
from portal.own_copies import kept_for_a_minute
from portal.policy.queries import policy_on, work_calendar
from portal.rewards import actions, queries
from portal.rewards.models import PointFact
from portal.rewards.queries import Year, money
from portal.rewards.rules import held_until, object_until, quarter_of, way_to_next
from portal.staff import blueprint as staff
from portal.staff import point_words, reward_words
from portal.staff.course_words import said
from portal.staff.point_forms import ObjectionForm
from portal.training.models import Course
from portal.training.queries import lacks
from portal.volunteers.queries import volunteer_of

NEWEST = 5  # lines on the page itself; the statement has them all
QUARTERS = 8


@staff.get("/my-page")
@allow(Permission.SEE_OWN_POINTS)
@kept_offline(Keep.STAFF)
@kept_for_a_minute
def my_page() -> ResponseReturnValue:
    """Show stars and what lacks for the next one, what is to do, and what came last."""
    ratings, today = queries.ratings_of(current_user.id)[:QUARTERS], clock.today()
    lacking = lacks(current_user, today)
    return render_template(
        "staff/points/my_page.html",
        volunteer=volunteer_of(current_user),
        ratings=ratings,
        band=queries.band_in_community(ratings[0]) if ratings else None,
        named=queries.named_in_community(ratings[0]) if ratings else [],
        rewards=money.rewards_of(current_user)[:QUARTERS],
        reward_words=reward_words,
        thanks=queries.thanks_of(current_user.id),
        **_stars(today, is_trained=not lacking),
        **_tasks(today, lacking),
        **_lines(queries.statement_of(current_user.id, most=NEWEST)),
    )


def _stars(today: date, *, is_trained: bool) -> dict[str, Any]:
    """Return how many stars the running year makes, and what the next one takes."""
    policy = policy_on(today)
    mine = queries.years_to(quarter_of(today), [current_user.id])
    year = mine.get(current_user.id, Year())
    stars = year.stars(policy, is_trained=is_trained)
    return {
        "year": year,
        "stars": stars,
        "filled": way_to_next(year.points, stars, policy),
        "needs": year.needs(policy, is_trained=is_trained),
    }


def _tasks(today: date, lacking: Sequence[Course]) -> dict[str, Any]:
    """Return what can be done today, and how much of it still counts."""
    counted = queries.counted_on(current_user.id, today)
    return {
        "day_left": policy_on(today).day_points - counted,
        "lacking": [said(one.title, one.title_en) for one in lacking],
        "to_look_at": how_many_to_verify(current_user, today),
        "running": running_patrol(current_user),
    }


@staff.get("/my-page/statement")
@allow(Permission.SEE_OWN_POINTS)
@kept_offline(Keep.STAFF)
def my_statement() -> ResponseReturnValue:
    """Show every fact, what it got, and why not more; a page at a time."""
    page = queries.statement_of(current_user.id, after_key=request.args.get("after"))
    return render_template("staff/points/statement.html", **_lines(page))


@staff.get("/my-page/statement/<int:n>")
@allow(Permission.SEE_OWN_POINTS)
def my_line(n: int) -> ResponseReturnValue:
    """Show one line with its entries, and the form to object to it."""
    return _line_page(queries.own_fact(current_user.id, n), ObjectionForm.from_request())


@staff.post("/my-page/statement/<int:n>/object")
@allow(Permission.SEE_OWN_POINTS)
def object_to_line(n: int) -> ResponseReturnValue:
    """Keep an objection to a line."""
    fact, form = queries.own_fact(current_user.id, n), ObjectionForm.from_request()

    def act() -> None:
        actions.object_to(
            fact,
            words=form.words.data or "",
            by=current_user,
            community_id=volunteer_of(current_user).community_id,
            now=clock.now(),
        )

    if not form.validate() or not form.accepts(act):
        return _line_page(fact, form), 422
    flash(_("Your objection is kept. Somebody else decides on it, in words."), "ok")
    return web.updated(url_for(".my_line", n=n))


def _line_page(fact: PointFact, form: ObjectionForm) -> str:
    noted = clock.day_of(fact.noted_at)
    return render_template(
        "staff/points/line.html",
        fact=fact,
        form=form,
        last=object_until(noted, policy_on(noted), work_calendar()),
        **_words(),
    )


def _lines(page: queries.Statement) -> dict[str, Any]:
    return {
        "lines": page.facts,
        "next_key": page.next_key,
        "my_line_url": lambda fact: url_for(".my_line", n=fact.id),
        **_words(),
    }


def _words() -> dict[str, Any]:
    today = clock.today()
    policy = policy_on(today)
    return {
        "words": point_words,
        "today": today,
        "policy": policy,
        "held_until": lambda fact: held_until(fact.day, policy),
    }
