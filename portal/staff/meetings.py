"""Consultations and joint meetings: the list, calling one, its minutes."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases import actions, queries
from portal.cases.rules import MeetingKind
from portal.i18n import _
from portal.policy.queries import policy_on, work_calendar
from portal.staff import blueprint as staff
from portal.staff import case_words
from portal.staff.meeting_forms import MeetingForm, came_in, decisions_in, minutes_form


@staff.get("/meetings")
@allow(Permission.SEE_CASES)
def list_meetings() -> ResponseReturnValue:
    """List the meetings that concern one's area or unit, the latest called first."""
    page = queries.list_meetings(
        current_user, before=request.args.get("before", type=int), on=clock.today()
    )
    return render_template("staff/meetings/list.html", page=page, words=case_words, now=clock.now())


@staff.get("/meetings/new")
@allow(Permission.HOLD_MEETING)
def new_meeting() -> ResponseReturnValue:
    """Ask why, when, where, who and about which cases."""
    form = MeetingForm(formdata=None, data={"cases": request.args.get("case", "")})
    return render_template("staff/meetings/new.html", form=form)


@staff.post("/meetings")
@allow(Permission.HOLD_MEETING)
def call_meeting() -> ResponseReturnValue:
    """Call a meeting."""
    form = MeetingForm()
    moment = form.starts_at.moment() if form.validate() else None
    if moment is None or not form.accepts(lambda: _call(form)):
        return render_template("staff/meetings/new.html", form=form), 422
    flash(_("Called. Everybody concerned is told."), "ok")
    return web.updated(url_for(".list_meetings"))


@staff.get("/meetings/<int:n>")
@allow(Permission.SEE_CASES)
def show_meeting(n: int) -> ResponseReturnValue:
    """Show a meeting: its units and cases, and once it was held its minutes."""
    meeting = queries.meeting_in_reach(current_user, n, clock.today())
    form = minutes_form(meeting, formdata=None)
    return render_template(
        "staff/meetings/meeting.html", meeting=meeting, form=form, words=case_words, now=clock.now()
    )


@staff.post("/meetings/<int:n>/minutes")
@allow(Permission.HOLD_MEETING)
def keep_minutes(n: int) -> ResponseReturnValue:
    """Keep the minutes of a meeting and do what it decided."""
    meeting = queries.meeting_in_reach(current_user, n, clock.today())
    form = minutes_form(meeting)
    is_kept = form.validate() and form.accepts(
        lambda: actions.keep_minutes(
            meeting,
            minutes=form["minutes"].data or "",
            came=came_in(form, meeting),
            decisions=decisions_in(form, meeting),
            by=current_user,
            now=clock.now(),
            policy=policy_on(clock.today()),
            calendar=work_calendar(),
        )
    )
    if not is_kept:
        shown = {"meeting": meeting, "form": form, "words": case_words, "now": clock.now()}
        return render_template("staff/meetings/meeting.html", **shown), 422
    flash(_("Kept. What was decided stands in each case, and its unit is told."), "ok")
    return web.updated(url_for(".show_meeting", n=n))


def _call(form: MeetingForm) -> None:
    actions.call_meeting(
        MeetingKind(form.kind.data),
        form.title.data or "",
        area_code=form.area_code,
        place=form.place.data or "",
        starts_at=form.starts_at.moment() or clock.now(),
        units=form.chosen_units(),
        questions=form.questions,
        by=current_user,
        now=clock.now(),
    )
