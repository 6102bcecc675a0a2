"""Supervision teams: made, joined and left, their conflicts, and phones set up anew."""

from collections.abc import Callable

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.accounts.actions import invite
from portal.accounts.queries import second_factor_of
from portal.errors import N_, NotFound
from portal.grids.queries import all_areas
from portal.i18n import _, named
from portal.staff import blueprint as staff
from portal.staff.supervision_team_forms import ConflictForm, MemberForm, TeamForm
from portal.supervision import actions, queries
from portal.supervision.models import Conflict, SupervisionTeam, TeamMember


@staff.get("/supervision/teams")
@allow(Permission.KEEP_TEAMS)
def list_teams() -> ResponseReturnValue:
    """List the teams, the newest first, and offer to make one."""
    return _list_page(TeamForm(formdata=None))


@staff.post("/supervision/teams")
@allow(Permission.KEEP_TEAMS)
def make_team() -> ResponseReturnValue:
    """Make a team."""
    form, made = TeamForm(), list[SupervisionTeam]()
    if not form.validate() or not form.accepts(
        lambda: made.append(actions.make_team(form.code.data or "", form.facts(), on=clock.today()))
    ):
        return _list_page(form), 422
    flash(_("Made. Now put its people in, and write down where they may not look."), "ok")
    return web.updated(url_for(".show_team", team=made[0].code))


@staff.get("/supervision/teams/<string:team>")
@allow(Permission.KEEP_TEAMS)
def show_team(team: str) -> ResponseReturnValue:
    """Show a team with its people and its conflicts."""
    return _page(queries.team_called(team))


@staff.post("/supervision/teams/<string:team>/members")
@allow(Permission.KEEP_TEAMS)
def add_member(team: str) -> ResponseReturnValue:
    """Put somebody into a team; whoever can be written to gets their first way in."""
    into, form, made = queries.team_called(team), MemberForm(), list[TeamMember]()
    if not form.validate() or not form.accepts(
        lambda: made.append(actions.join(into, form.new_member(), on=clock.today()))
    ):
        return _page(into, member_form=form), 422
    sent = invite(made[0].person, by=current_user, now=clock.now())
    flash(_("Joined, and a way in is on its way.") if sent else _("Joined."), "ok")
    return web.updated(url_for(".show_team", team=into.code))


@staff.post("/supervision/teams/<string:team>/members/<int:n>/end")
@allow(Permission.KEEP_TEAMS)
def end_member(team: str, n: int) -> ResponseReturnValue:
    """End somebody's place in a team, and the post with it."""
    member = _member(team, n)
    actions.leave(member, on=clock.today())
    flash(_("%(name)s has left the team.", name=member.person.name), "ok")
    return web.updated(url_for(".show_team", team=team))


@staff.post("/supervision/teams/<string:team>/members/<int:n>/new-phone")
@allow(Permission.KEEP_TEAMS)
def renew_phone(team: str, n: int) -> ResponseReturnValue:
    """Let a member set up another phone; all their sessions end."""
    member = _member(team, n)
    actions.renew_phone(member, by=current_user, address=request.remote_addr or "", now=clock.now())
    flash(_("%(name)s sets up a phone at the next sign-in.", name=member.person.name), "ok")
    return web.updated(url_for(".show_team", team=team))


@staff.post("/supervision/teams/<string:team>/conflicts")
@allow(Permission.KEEP_TEAMS)
def note_conflict(team: str) -> ResponseReturnValue:
    """Write down where a team or one member may not look."""
    of = queries.team_called(team)
    form = ConflictForm(of, all_areas())
    if not form.validate() or not form.accepts(_noting(of, form)):
        return _page(of, conflict_form=form), 422
    flash(_("Written down. Lists that are frozen from now on leave it out."), "ok")
    return web.updated(url_for(".show_team", team=of.code))


@staff.post("/supervision/teams/<string:team>/conflicts/<int:n>/end")
@allow(Permission.KEEP_TEAMS)
def end_conflict(team: str, n: int) -> ResponseReturnValue:
    """Let a conflict be over; that there was one stays."""
    actions.end_conflict(_conflict(team, n), on=clock.today())
    flash(_("Over from today on."), "ok")
    return web.updated(url_for(".show_team", team=team))


@staff.post("/supervision/teams/<string:team>/end")
@allow(Permission.KEEP_TEAMS)
def end_team(team: str) -> ResponseReturnValue:
    """End a team with all its places."""
    actions.end_team(queries.team_called(team), on=clock.today())
    flash(_("The team has ended. What it found stays."), "ok")
    return web.updated(url_for(".show_team", team=team))


def _noting(team: SupervisionTeam, form: ConflictForm) -> Callable[[], Conflict]:
    member = next((one for one in team.members if str(one.id) == form.member.data), None)
    return lambda: actions.note_conflict(
        team,
        form.area.data or "",
        reason=form.reason.data or "",
        member=member,
        by=current_user,
        now=clock.now(),
    )


def _member(team: str, n: int) -> TeamMember:
    for member in queries.team_called(team).members:
        if member.id == n:
            return member
    raise NotFound(N_("There is nobody like that in this team."))


def _conflict(team: str, n: int) -> Conflict:
    for conflict in queries.team_called(team).conflicts:
        if conflict.id == n:
            return conflict
    raise NotFound(N_("There is no such conflict in this team."))


def _list_page(form: TeamForm) -> str:
    return render_template("staff/supervision/teams.html", teams=queries.teams(), form=form)


def _page(
    team: SupervisionTeam,
    *,
    member_form: MemberForm | None = None,
    conflict_form: ConflictForm | None = None,
) -> str:
    areas = all_areas()
    return render_template(
        "staff/supervision/team.html",
        team=team,
        member_form=member_form or MemberForm(formdata=None),
        conflict_form=conflict_form or ConflictForm(team, areas, formdata=None),
        names={area.code: named(area) for area in areas},
        with_phone={one.id for one in team.members if second_factor_of(one.person)},
    )
