"""People are taken on, given posts, and leave them; each step stands in what was changed."""

from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.accounts.actions.people import end_people, give_post
from portal.accounts.actions.sessions import note_change
from portal.accounts.models import Person, Post, Unit
from portal.accounts.queries import people_by_number, person_by_login, posts_of
from portal.accounts.rules import AccountStep, Role, refuse_misplaced_post, refuse_own_posts
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow


@dataclass(frozen=True)
class NewPerson:
    """Who is taken on: by what staff they are known, and how they are reached."""

    number: str
    name: str
    login: str | None  # without one they sign in by a code
    phone: str | None
    email: str | None


def take_on(new: NewPerson) -> Person:
    """Keep somebody who works here from now on; they may do nothing before they hold a post."""
    if people_by_number([new.number]):
        raise NotAcceptable(N_("Somebody has this number already. Look them up by it."))
    if new.login and person_by_login(new.login):
        raise NotAcceptable(N_("The login “%(login)s” is taken. Choose another."), login=new.login)
    person = Person(
        number=new.number, name=new.name, login=new.login, phone=new.phone, email=new.email
    )
    db.session.add(person)
    db.session.flush()
    return person


def appoint(
    person: Person,
    role: Role,
    *,
    area_code: str | None,
    unit: Unit | None,
    by: Person,
    now: datetime,
) -> Post:
    """Give somebody a post from today on; whoever had left works here again."""
    refuse_own_posts(by.id, person.id)
    if role is Role.VOLUNTEER:
        raise NotAcceptable(N_("Volunteers apply, and their community lets them in."))
    refuse_misplaced_post(role, area_code, has_unit=unit is not None)
    today = clock.day_of(now)
    held = [(post.role, post.area_code, post.unit_id) for post in posts_of(person, today)]
    if (role, area_code, unit.id if unit else None) in held:
        raise NotAcceptable(N_("They hold this post already."))
    person.ended_on = None
    note_change(person, AccountStep.POST_GIVEN, address="", now=now, by=by)
    return give_post(person, role, area_code=area_code, unit=unit, on=today)


def end_post(post: Post, *, by: Person, now: datetime) -> None:
    """End a post today; whoever holds none any more can no longer sign in."""
    refuse_own_posts(by.id, post.person_id)
    today = clock.day_of(now)
    if post.ended_on and post.ended_on <= today:
        raise NotAllowedNow(N_("This post has ended already."))
    if post.role is Role.VOLUNTEER:
        raise NotAllowedNow(N_("A volunteer leaves on their own page, or their community ends it."))
    post.ended_on = today
    note_change(post.person, AccountStep.POST_ENDED, address="", now=now, by=by)
    end_people([post.person], on=today)
