"""What is done with teams: made, joined and left; where they may not look; phones renewed."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from portal import clock
from portal.accounts.actions import give_post, reset_second_factor
from portal.accounts.models import Person
from portal.accounts.queries import people_by_number, posts_of
from portal.accounts.rules import INSPECTS, Role
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.grids.queries import place_by_code
from portal.grids.rules import DISTRICT
from portal.supervision.models import Conflict, SupervisionTeam, TeamMember
from portal.supervision.queries import membership_of, teams

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,11}")


@dataclass(frozen=True)
class TeamFacts:
    """What a team is called, who sends it, and by which contract."""

    name: str
    name_en: str
    organisation: str
    contract: str
    phone: str


@dataclass(frozen=True)
class NewMember:
    """Somebody to join a team: by their staff number; the rest is for who is not known yet."""

    number: str
    name: str = ""
    email: str = ""
    phone: str = ""
    is_lead: bool = False


def make_team(code: str, facts: TeamFacts, *, on: date) -> SupervisionTeam:
    """Make a team; its code is never given to another."""
    code = code.upper()
    if not CODE.fullmatch(code):
        raise NotAcceptable(N_("A team's code has 2 to 12 letters, digits or hyphens, as in JD-1."))
    if code in {team.code for team in teams()}:
        raise NotAcceptable(N_("The code %(code)s is another team's. Choose one more."), code=code)
    team = SupervisionTeam(code=code, started_on=on, **vars(facts))
    db.session.add(team)
    db.session.flush()
    return team


def join(team: SupervisionTeam, new: NewMember, *, on: date) -> TeamMember:
    """Put somebody into a team, with the post that goes with it; who works for us cannot join."""
    if team.ended_on:
        raise NotAllowedNow(N_("This team has ended: nobody joins it any more."))
    person = people_by_number([new.number]).get(new.number) or _new_person(new)
    if membership_of(person, on):
        raise NotAcceptable(N_("%(name)s is in a team already."), name=person.name)
    role = Role.INSPECTION_LEAD if new.is_lead else Role.INSPECTOR
    give_post(person, role, area_code=DISTRICT, on=on)
    person.ended_on = None
    member = TeamMember(team=team, person=person, is_lead=new.is_lead, started_on=on)
    db.session.add(member)
    db.session.flush()
    return member


def leave(member: TeamMember, *, on: date) -> None:
    """End somebody's place in a team, and the post with it; at once, not at midnight."""
    if member.ended_on:
        raise NotAllowedNow(N_("%(name)s has left this team already."), name=member.person.name)
    member.ended_on = on
    for post in posts_of(member.person, on):
        if post.role in INSPECTS:
            post.ended_on = on


def end_team(team: SupervisionTeam, *, on: date) -> None:
    """End a team with all its places; what it found stays."""
    if team.ended_on:
        raise NotAllowedNow(N_("This team has ended already."))
    team.ended_on = on
    for member in team.members:
        if member.ended_on is None:
            leave(member, on=on)


def note_conflict(
    team: SupervisionTeam,
    area_code: str,
    *,
    reason: str,
    member: TeamMember | None,
    by: Person,
    now: datetime,
) -> Conflict:
    """Write down where a team, or one member, may not look from today on, and why."""
    place = place_by_code(area_code)
    if len(place.code) <= len(DISTRICT):
        raise NotAcceptable(N_("Choose a street or a community: a whole district leaves nothing."))
    if not reason:
        raise NotAcceptable(N_("Say why they may not look there: it is kept with the check."))
    conflict = Conflict(
        team_id=team.id,
        person_id=member.person_id if member else None,
        area_code=place.code,
        reason=reason,
        started_on=clock.day_of(now),
        by_id=by.id,
        at=now,
    )
    db.session.add(conflict)
    db.session.flush()
    return conflict


def end_conflict(conflict: Conflict, *, on: date) -> None:
    """Let a conflict be over from a day on; that there was one stays."""
    if conflict.ended_on:
        raise NotAllowedNow(N_("This conflict is over already."))
    conflict.ended_on = on


def renew_phone(member: TeamMember, *, by: Person, address: str, now: datetime) -> None:
    """Let a member set up their codes anew: the phone is lost."""
    reset_second_factor(member.person, by=by, address=address, now=now)


def _new_person(new: NewMember) -> Person:
    if not new.number or not new.name:
        raise NotAcceptable(N_("Nobody has this number yet: give their name as well."))
    if not new.email and not new.phone:
        raise NotAcceptable(N_("Give a mobile phone or an e-mail: the way in is sent there."))
    person = Person(
        number=new.number, name=new.name, email=new.email or None, phone=new.phone or None
    )
    db.session.add(person)
    db.session.flush()
    return person
