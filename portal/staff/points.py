"""Points for staff: objections to decide on, a volunteer's statement, and what was made up."""

from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.rewards import actions, queries
from portal.rewards.models import PointFact
from portal.rewards.rules import held_until
from portal.staff import blueprint as staff
from portal.staff import point_words
from portal.staff.point_forms import CallForm, DecisionForm
from portal.volunteers.queries import volunteer_in_reach


@staff.get("/points/objections")
@allow(Permission.DECIDE_POINTS)
def list_objections() -> ResponseReturnValue:
    """Show the objections in reach that wait for a decision, the oldest first."""
    return render_template(
        "staff/points/objections.html",
        objections=queries.open_objections(_reach()),
        totals=queries.objection_totals(),
        words=point_words,
    )


@staff.get("/points/facts/<int:n>")
@allow(Permission.SEE_POINTS)
def show_fact(n: int) -> ResponseReturnValue:
    """Show a line of a volunteer in reach, with what may be decided about it."""
    return _fact_page(queries.fact_in_reach(_reach(), n))


@staff.post("/points/facts/<int:n>/decide")
@allow(Permission.DECIDE_POINTS)
def decide_objection(n: int) -> ResponseReturnValue:
    """Decide on the objection to a line."""
    objection = queries.open_objection(_reach(), n)
    form = DecisionForm.from_request(prefix="decide")

    def act() -> None:
        points, words = form.points.data, form.words.data or ""
        actions.decide_objection(
            objection, points=points, words=words, by=current_user, now=clock.now()
        )

    if not form.validate() or not form.accepts(act):
        return _fact_page(objection.fact, decide=form), 422
    flash(_("Decided. The volunteer is told."), "ok")
    return web.updated(url_for(".show_fact", n=n))


@staff.post("/points/facts/<int:n>/call")
@allow(Permission.DECIDE_POINTS)
def call_fake(n: int) -> ResponseReturnValue:
    """Find that a fact was made up."""
    fact, form = queries.fact_in_reach(_reach(), n), CallForm.from_request(prefix="call")

    def act() -> None:
        actions.call_fake(fact, words=form.words.data or "", by=current_user, now=clock.now())

    if not form.validate() or not form.accepts(act):
        return _fact_page(fact, call=form), 422
    flash(_("Its points are taken back. The volunteer can object."), "ok")
    return web.updated(url_for(".show_fact", n=n))


@staff.post("/points/facts/<int:n>/withdraw")
@allow(Permission.DECIDE_POINTS)
def withdraw_call(n: int) -> ResponseReturnValue:
    """Take back that a fact was made up."""
    call, form = queries.call_in_reach(_reach(), n), CallForm.from_request(prefix="call")

    def act() -> None:
        words = form.words.data or ""
        actions.withdraw_call(call, words=words, by=current_user, now=clock.now())

    if not form.validate() or not form.accepts(act):
        return _fact_page(call.fact, call=form), 422
    flash(_("Taken back. The line is paid again."), "ok")
    return web.updated(url_for(".show_fact", n=n))


@staff.get("/points/people/<string:number>")
@allow(Permission.SEE_POINTS)
def show_statement(number: str) -> ResponseReturnValue:
    """Show the statement of a volunteer in reach, a page at a time."""
    volunteer = volunteer_in_reach(_reach(), number)
    page = queries.statement_of(volunteer.person_id, after_key=request.args.get("after"))
    return render_template(
        "staff/points/volunteer.html",
        volunteer=volunteer,
        ratings=queries.ratings_of(volunteer.person_id),
        lines=page.facts,
        next_key=page.next_key,
        fact_url=lambda fact: url_for(".show_fact", n=fact.id),
        **_words(),
    )


def _fact_page(
    fact: PointFact, *, decide: DecisionForm | None = None, call: CallForm | None = None
) -> str:
    return render_template(
        "staff/points/fact.html",
        fact=fact,
        decide=decide or DecisionForm(prefix="decide", formdata=None),
        call=call or CallForm(prefix="call", formdata=None),
        **_words(),
    )


def _words() -> dict[str, Any]:
    policy = policy_on(clock.today())
    return {
        "words": point_words,
        "today": clock.today(),
        "held_until": lambda fact: held_until(fact.day, policy),
    }


def _reach() -> list[str]:
    return area_codes_of(current_user, clock.today())
