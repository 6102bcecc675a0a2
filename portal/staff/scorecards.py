"""Scorecards of areas, units and workers, for themselves and their line; and what to improve."""

from functools import partial
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.assessment import queries
from portal.assessment.models import Revision
from portal.assessment.queries import Standing
from portal.assessment.rules import ANSWERED, RevisionStatus, SubjectKind
from portal.errors import N_, NotFound
from portal.policy.queries import values_on
from portal.staff import blueprint as staff
from portal.staff.advice_lines import advice_lines
from portal.staff.behind import behind_url
from portal.staff.editions import edition_asked_for, edition_words, editions, key_of
from portal.staff.figure_courses import courses_of
from portal.staff.figure_lines import lines_of, points_of


@staff.get("/assessment/<string:who>/<string:which>")
@allow(Permission.SEE_FIGURES)
def show_scorecard(who: str, which: str) -> ResponseReturnValue:
    """Show how a subject stands in an edition, beside its peers and the period before."""
    standing, known = _asked_for(who, which)
    return render_template(
        "staff/assessment/card.html",
        known=known,
        lines=lines_of(standing),
        points=points_of(standing),
        courses=courses_of(standing),
        behind=partial(behind_url, standing),
        has_draft_weights=_are_weights_draft(standing),
        answered=ANSWERED.get(standing.result.kind),
        **_words(standing),
    )


@staff.get("/assessment/<string:who>/<string:which>/improve")
@allow(Permission.SEE_FIGURES)
def show_what_to_improve(who: str, which: str) -> ResponseReturnValue:
    """Say in words what to improve next, with the cases behind it."""
    standing, known = _asked_for(who, which)
    return render_template("staff/assessment/improve.html", known=known, **_words(standing))


def _asked_for(who: str, which: str) -> tuple[Standing, list[Revision]]:
    if who not in set(SubjectKind):
        raise NotFound(N_("There is no such kind of figures. Choose one from the list."))
    kind = SubjectKind(who)
    queries.refuse_beyond_line(current_user, kind, which, clock.today())
    known = editions()
    return queries.standing_of(edition_asked_for(known), kind, which), known


def _words(standing: Standing) -> dict[str, Any]:
    return {
        "standing": standing,
        "result": standing.result,
        "revision": standing.revision,
        "is_open": standing.revision.status is RevisionStatus.OPEN,
        "period": queries.period_words(standing.revision.period),
        "place_words": queries.rank_words(standing.result),
        "advice": advice_lines(standing),
        "edition_words": edition_words,
        "key_of": key_of,
    }


def _are_weights_draft(standing: Standing) -> bool:
    """Say whether nobody has confirmed the weights that are in force today."""
    name = f"{standing.result.kind}_weights"
    return any(
        one.name == name and (one.set_by is None or one.set_by.is_draft)
        for one in values_on(clock.today())
    )
