"""Who is in date: by area in counts, and in one community by name, with what each lacks."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.accounts.queries import area_codes_of
from portal.grids.queries import areas_within
from portal.grids.rules import AreaKind
from portal.staff import blueprint as staff
from portal.staff import course_words
from portal.staff.boards import area_asked_for
from portal.training import queries


@staff.get("/courses/trained")
@allow(Permission.KEEP_COURSES)
def show_trained() -> ResponseReturnValue:
    """Show how many of the people of the grids are in date, and who lacks which course."""
    today = clock.today()
    areas = areas_within(area_codes_of(current_user, today))
    area = area_asked_for(areas)
    people = queries.people_of_grids(area, today) if area.kind is AreaKind.COMMUNITY else []
    lacking = queries.lacking_by_person([each.id for each in people], today)
    return render_template(
        "staff/courses/trained.html",
        area=area,
        areas=areas,
        is_community=area.kind is AreaKind.COMMUNITY,
        standings=queries.standings(area, areas, today),
        required=queries.required_on(today),
        people=[(each, lacking[each.id]) for each in people if lacking[each.id]],
        words=course_words,
    )
