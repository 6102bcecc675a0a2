"""Visits as they were kept: one's own list, and each with its answers, photos and problems."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.queries import matters_called
from portal.policy.queries import policy_on
from portal.staff import blueprint as staff
from portal.staff import patrol_words, supervision_field_words
from portal.supervision import queries


@staff.get("/supervision/visits")
@allow(Permission.INSPECT)
def list_visits() -> ResponseReturnValue:
    """Show the visits that I have made, the latest first."""
    page = queries.visits_by(current_user, after_key=request.args.get("after"))
    subjects = queries.subjects_of([visit.sampled for visit in page.visits])
    return render_template(
        "staff/supervision/visits.html",
        rows=list(zip(page.visits, subjects, strict=True)),
        next_key=page.next_key,
        words=supervision_field_words,
    )


@staff.get("/supervision/visits/<int:n>")
@allow(Permission.INSPECT)
def show_visit(n: int) -> ResponseReturnValue:
    """Show one visit of my team; still nothing of what the handlers said."""
    visit = queries.open_visit_of_team(current_user, n, clock.today())
    [subject] = queries.subjects_of([visit.sampled])
    codes = {problem.matter_code for problem in visit.problems}
    return render_template(
        "staff/supervision/visit.html",
        visit=visit,
        subject=subject,
        oddities=queries.oddities_of(visit, policy_on(clock.today())),
        replacement=queries.replacement_of(visit.sampled),
        matters=matters_called(codes),
        words=supervision_field_words,
        place_words=patrol_words,
    )


@staff.get("/supervision/visits/<int:n>/photos/<int:photo>")
@allow(Permission.INSPECT)
def visit_photo(n: int, photo: int) -> ResponseReturnValue:
    """Return a photo of one of my team's visits."""
    visit = queries.open_visit_of_team(current_user, n, clock.today())
    response = web.photo(queries.photo_of_visit(visit, photo).key)
    response.headers["Cache-Control"] = "private, max-age=600"
    return response
