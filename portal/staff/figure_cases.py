"""The cases behind a number of the figures, for whoever may see that number."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock
from portal.access import Permission, allow
from portal.assessment.indicators import INDICATORS
from portal.assessment.queries import Part, cases_behind, is_in_reach, names_of_subject
from portal.assessment.rules import MEANINGS, SubjectKind
from portal.errors import N_, NotFound
from portal.staff import blueprint as staff
from portal.staff.figures import month_asked_for

LARGEST = 2**31 - 1
NOT_THERE = N_("No such figure, or it is not yours to see. Choose one from the figures.")


@staff.get("/figures/cases")
@allow(Permission.SEE_FIGURES)
def list_cases_behind() -> ResponseReturnValue:
    """List the cases behind a number: what counts, out of what, or what was left out and why."""
    if "kind" not in request.args:
        return redirect(url_for(".show_figures"), 303)  # of no number yet: choose one there
    begins, ends = _months_asked_for()
    kind, code = _subject_asked_for()
    name, part = request.args.get("of", "reported"), _part_asked_for()
    after = min(request.args.get("after", LARGEST, type=int), LARGEST)
    return render_template(
        "staff/figure_cases.html",
        page=cases_behind(kind, code, name, part, begins, ends, after=after),
        here={"kind": kind, "code": code, "of": name, "month": _written(begins)}
        | {"until": _written(ends)},
        subject=names_of_subject(kind, code),
        part=part,
        parts=list(Part) if name in INDICATORS else [],
        title=INDICATORS[name].title if name in INDICATORS else MEANINGS[name],
        begins=begins,
        ends=ends,
        is_first=after == LARGEST,
    )


def _months_asked_for() -> tuple[date, date]:
    begins, ends = month_asked_for(), month_asked_for("until")
    if begins > ends:
        raise NotFound(NOT_THERE)
    return begins, ends


def _subject_asked_for() -> tuple[SubjectKind, str]:
    """Return whose figures the address asks for, if they are in reach."""
    asked, code = request.args.get("kind", ""), request.args.get("code", "")
    if asked in set(SubjectKind) and code:
        kind = SubjectKind(asked)
        if is_in_reach(current_user, kind, code, on=clock.today()):
            return kind, code
    raise NotFound(NOT_THERE)


def _part_asked_for() -> Part:
    asked = request.args.get("part", Part.NUMERATOR)
    if asked not in set(Part):
        raise NotFound(NOT_THERE)
    return Part(asked)


def _written(month: date) -> str:
    return f"{month:%Y-%m}"
