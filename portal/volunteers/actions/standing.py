"""How a volunteer stands: they agree, rest, come back, move to another grid, leave."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from portal import clock
from portal.accounts.actions import end_people, give_post
from portal.accounts.models import Person, Post
from portal.accounts.queries import posts_of
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.grids.models import Appointment, Grid
from portal.grids.rules import Duty
from portal.volunteers.actions.joining import note
from portal.volunteers.models import Relative, Volunteer, VolunteerPause
from portal.volunteers.queries import pauses_of
from portal.volunteers.rules import VolunteerStatus, VolunteerStep, status_on


def agree(one: Volunteer, *, version: int, now: datetime) -> None:
    """Note that a volunteer has read the rules as they are today and agrees to them."""
    _refuse_who_left(one, clock.day_of(now))
    one.agreed_at, one.agreed_version = now, version
    note(one, VolunteerStep.AGREED, by=one.person, now=now)


def choose_shown(one: Volunteer, *, name: bool, stars: bool) -> None:
    """Show a volunteer's name in the community, or their stars on the board page, or not."""
    one.shows_name, one.shows_stars = name, stars


def pause(
    one: Volunteer,
    *,
    from_on: date,
    until_on: date | None,
    why: str,
    by: Person,
    now: datetime,
) -> None:
    """Let a volunteer rest from a day on; what they do meanwhile earns nothing."""
    today = clock.day_of(now)
    _refuse_who_left(one, today)
    if from_on < today:
        raise NotAcceptable(N_("A pause begins today or later: what was done before counts."))
    if until_on and until_on <= from_on:
        raise NotAcceptable(N_("The first day back lies after the first day of the pause."))
    if _open_pause(one, today):
        raise NotAllowedNow(N_("There is a pause already. End it first."))
    db.session.add(VolunteerPause(person_id=one.person_id, from_on=from_on, until_on=until_on))
    note(one, VolunteerStep.PAUSED, by=by, now=now, words=why).on = from_on
    settle(one, today)


def resume(one: Volunteer, *, by: Person, now: datetime) -> None:
    """End a pause today: from now on facts count again."""
    today = clock.day_of(now)
    _refuse_who_left(one, today)
    away = _open_pause(one, today)
    if away is None:
        raise NotAllowedNow(N_("There is no pause to end."))
    if away.from_on >= today:
        db.session.delete(away)
    else:
        away.until_on = today
    note(one, VolunteerStep.RESUMED, by=by, now=now)
    settle(one, today)


def leave(
    one: Volunteer, *, why: str, by: Person, now: datetime, keeps: Collection[str] = ()
) -> None:
    """End a volunteer's post and duty today; what they did and earned stays.

    A duty on a grid whose code they keep stays, as of a worker of the registry.
    """
    today = clock.day_of(now)
    _refuse_who_left(one, today)
    one.left_on = today
    _end_duties(one, today, keeps)
    note(one, VolunteerStep.LEFT, by=by, now=now, words=why)
    settle(one, today)
    if not keeps:
        end_people([one.person], on=today)


def move(one: Volunteer, grid: Grid, *, why: str, by: Person, now: datetime) -> None:
    """Let a volunteer work in another grid from today on."""
    today = clock.day_of(now)
    _refuse_who_left(one, today)
    if grid.id == one.grid_id:
        raise NotAcceptable(N_("They work in this grid already."))
    tasks = _end_duties(one, today)
    give_post(one.person, Role.VOLUNTEER, area_code=grid.code, on=today)
    db.session.add(
        Appointment(
            grid=grid,
            person=one.person,
            duty=Duty.PART_TIME_WORKER,
            tasks=tasks,
            started_on=today,
        )
    )
    one.grid, one.community = grid, grid.community
    note(one, VolunteerStep.MOVED, by=by, now=now, words=why, grid=grid)


def declare_relative(person: Person, other: Person | None, *, now: datetime) -> None:
    """Keep somebody's word that another is their relative; said twice it is said once."""
    if other is None:
        raise NotAcceptable(N_("Nobody has this number. Look at it again."))
    if other.id == person.id:
        raise NotAcceptable(N_("This is your own number."))
    if word := db.session.get(Relative, (person.id, other.id)):
        word.withdrawn_at = None
    else:
        db.session.add(Relative(person_id=person.id, other_id=other.id, said_at=now))


def take_back_relative(person: Person, other: Person | None, *, now: datetime) -> None:
    """Take back what somebody said of a relative, by whoever said it; the row stays."""
    word = db.session.get(Relative, (person.id, other.id)) if other else None
    if word is None or word.withdrawn_at:
        raise NotAllowedNow(N_("You have not declared this relative, or took it back before."))
    word.withdrawn_at = now


def _refuse_who_left(one: Volunteer, today: date) -> None:
    if one.left_on and one.left_on <= today:
        raise NotAllowedNow(N_("This volunteer has left. What they did stays as it is."))


def _open_pause(one: Volunteer, today: date) -> VolunteerPause | None:
    """Return the pause that runs or is still to come."""
    db.session.flush()
    rows = select(VolunteerPause).where(VolunteerPause.person_id == one.person_id)
    for away in db.session.scalars(rows.order_by(VolunteerPause.from_on)):
        if away.until_on is None or away.until_on > today:
            return away
    return None


def _end_duties(one: Volunteer, today: date, keeps: Collection[str] = ()) -> str:
    """End post and appointment and return the tasks, as printed."""
    held: list[Post] = [p for p in posts_of(one.person, today) if p.role is Role.VOLUNTEER]
    for post in held:
        post.ended_on = today
    tasks = ""
    rows = select(Appointment).where(
        Appointment.person_id == one.person_id,
        Appointment.duty == Duty.PART_TIME_WORKER,
        Appointment.ended_on.is_(None),
    )
    for duty in db.session.scalars(rows):
        if duty.grid.code not in keeps:
            duty.ended_on, tasks = today, duty.tasks
    return tasks


def settle(one: Volunteer, today: date) -> None:
    """Write down where a volunteer stands today, for lists."""
    db.session.flush()
    away = pauses_of([one.person_id])[one.person_id]
    one.status = status_on(one.started_on, one.left_on, away, today)
    if one.status is VolunteerStatus.LEFT:
        one.shows_name = one.shows_stars = False
