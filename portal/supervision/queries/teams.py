"""What is asked of teams: who is in which, and where each may look."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.db import db
from portal.errors import N_, NotFound
from portal.supervision.models import Conflict, Sampled, SupervisionTeam, TeamMember
from portal.supervision.rules import MONTHS_IN_A_ROW, month_before, touches


def teams() -> Sequence[SupervisionTeam]:
    """Return every team with its members, the newest first; they stay few."""
    asked = select(SupervisionTeam).order_by(SupervisionTeam.id.desc())
    return db.session.scalars(asked.options(selectinload(SupervisionTeam.members))).all()


def team_called(code: str) -> SupervisionTeam:
    """Return the team with this code."""
    asked = select(SupervisionTeam).where(SupervisionTeam.code == code)
    team = db.session.scalar(asked)
    if team is None:
        raise NotFound(N_("There is no such team. Choose one from the list."))
    return team


def membership_of(person: Person, on: date) -> TeamMember | None:
    """Return somebody's place in a team on a day."""
    asked = (
        select(TeamMember)
        .where(TeamMember.person_id == person.id, TeamMember.started_on <= on)
        .where(or_(TeamMember.ended_on.is_(None), TeamMember.ended_on > on))
        .order_by(TeamMember.id.desc())
        .limit(1)
        .options(joinedload(TeamMember.team))
    )
    return db.session.scalar(asked)


def members_on(team: SupervisionTeam, on: date) -> list[TeamMember]:
    """Return who is in a team on a day."""
    asked = (
        select(TeamMember)
        .where(TeamMember.team_id == team.id, TeamMember.started_on <= on)
        .where(or_(TeamMember.ended_on.is_(None), TeamMember.ended_on > on))
        .order_by(TeamMember.is_lead.desc(), TeamMember.id)
        .options(joinedload(TeamMember.person))
    )
    return list(db.session.scalars(asked))


def conflicts_on(team: SupervisionTeam, on: date) -> list[Conflict]:
    """Return the areas in which a team or one of its members may not look on a day."""
    asked = (
        select(Conflict)
        .where(Conflict.team_id == team.id, Conflict.started_on <= on)
        .where(or_(Conflict.ended_on.is_(None), Conflict.ended_on > on))
        .order_by(Conflict.area_code, Conflict.id)
    )
    return list(db.session.scalars(asked))


def areas_left_out(team: SupervisionTeam, on: date) -> list[str]:
    """Return the areas in which a whole team may not look on a day."""
    whole = {one.area_code for one in conflicts_on(team, on) if one.person_id is None}
    return sorted(whole)


def may_inspect(person: Person, area_codes: Collection[str], conflicts: Sequence[Conflict]) -> bool:
    """Say whether somebody may look into all of these areas, as far as conflicts go."""
    theirs = [one.area_code for one in conflicts if one.person_id in {None, person.id}]
    return not any(touches(mine, area) for mine in theirs for area in area_codes)


def days_in_street(person: Person, street_code: str, on: date) -> list[date]:
    """Return the days lately on which somebody was given something to look at in a street."""
    asked = (
        select(Sampled.assigned_on)
        .where(Sampled.inspector_id == person.id, Sampled.street_code == street_code)
        .where(Sampled.assigned_on >= month_before(on, MONTHS_IN_A_ROW))
        .where(Sampled.assigned_on < on.replace(day=1))
        .distinct()
    )
    return [day for day in db.session.scalars(asked) if day]
