"""After a blind visit: each problem is compared with what was reported, and a person says which."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.queries import matter_by_code
from portal.cases.rules import without_phones
from portal.i18n import _
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff.supervision_field_forms import NONE_OF_THEM, MatchForm
from portal.supervision import actions, queries
from portal.supervision.models import SeenProblem


@staff.get("/supervision/problems/<int:n>")
@allow(Permission.INSPECT)
def show_problem(n: int) -> ResponseReturnValue:
    """Show a problem beside the reports that may be about it."""
    problem = queries.problem_of_team(current_user, n)
    return _page(problem, MatchForm(formdata=None))


@staff.post("/supervision/problems/<int:n>/match")
@allow(Permission.INSPECT)
def match_problem(n: int) -> ResponseReturnValue:
    """Keep which report it is, or that it is none of them."""
    problem = queries.problem_of_team(current_user, n, to_change=True)
    form = MatchForm()
    offers = queries.offers_for(problem, policy_on(clock.today()))

    def match() -> None:
        asked = form.case.data
        chosen = None if asked == NONE_OF_THEM else queries.offered(offers, asked)
        actions.confirm_match(problem, chosen, offers, by=current_user, now=clock.now())

    if not form.validate() or not form.accepts(match):
        return _page(problem, form), 422
    flash(_("Kept. If you see it otherwise later, say it again: the last word counts."), "ok")
    return web.updated(url_for(".show_visit", n=problem.visit_id, _anchor=f"problem-{n}"))


@staff.get("/supervision/problems/<int:n>/photos/<int:photo>")
@allow(Permission.INSPECT)
def offered_photo(n: int, photo: int) -> ResponseReturnValue:
    """Return the first photo of a report that may be about a problem."""
    problem = queries.problem_of_team(current_user, n)
    response = web.photo(queries.photo_of_offer(problem, photo, policy_on(clock.today())))
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def _page(problem: SeenProblem, form: MatchForm) -> str:
    policy = policy_on(clock.today())
    return render_template(
        "staff/supervision/problem.html",
        problem=problem,
        matter=matter_by_code(problem.matter_code, clock.day_of(problem.at)),
        offers=queries.offers_for(problem, policy),
        none=NONE_OF_THEM,
        without_phones=without_phones,
        form=form,
        policy=policy,
    )
