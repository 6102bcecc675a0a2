"""Meetings: called, a list of who came by their own phone or by hand, closed and counted."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.accounts.models import Person
from portal.accounts.rules import has_left
from portal.db import db
from portal.errors import N_, NoLonger, NotAcceptable, NotAllowedNow
from portal.policy.rules import Policy
from portal.training.actions.courses import new_code, one_line
from portal.training.actions.taking import certificate_code
from portal.training.models import Attendance, Course, CourseResult, Gathering
from portal.training.queries import attendance_of, attendances, published_of_line
from portal.training.queries.results import held_until, tries_by_person
from portal.training.rules import LONGEST_NAME, is_good_word, is_open, may_renew, valid_until


@dataclass(frozen=True)
class Planned:
    """What, where and when a meeting is, for whom, and which course it counts as."""

    title: str
    place: str
    area_code: str
    starts_at: datetime
    ends_at: datetime
    course: Course | None = None


def call_gathering(planned: Planned, *, by: Person, now: datetime) -> Gathering:
    """Call a meeting with a list."""
    title, place = one_line(planned.title), one_line(planned.place)
    if not title or not place or len(title) > LONGEST_NAME or len(place) > LONGEST_NAME:
        raise NotAcceptable(N_("Say in a few words what it is about, and where."))
    if planned.ends_at <= planned.starts_at:
        raise NotAcceptable(N_("It has to end after it begins."))
    if clock.day_of(planned.starts_at) != clock.day_of(planned.ends_at):
        raise NotAcceptable(N_("A meeting begins and ends on one day. Call one for each day."))
    gathering = Gathering(
        code=new_code(),
        secret=secrets.token_urlsafe(24),
        area_code=planned.area_code,
        title=title,
        place=place,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        course=planned.course,
        made_at=now,
        made_by=by,
    )
    db.session.add(gathering)
    db.session.flush()
    return gathering


def why_not_word(gathering: Gathering, word: str, *, now: datetime, policy: Policy) -> str | None:
    """Return why nobody gets onto the list by this word now, or None if it is good."""
    if gathering.closed_at or not is_open(gathering.starts_at, gathering.ends_at, now):
        return N_("The list of this meeting is not open now.")
    if not is_good_word(gathering.secret, word, now, policy.list_code_minutes):
        return N_("This code is over: it changes every few minutes. Scan the screen again.")
    return None


def check_in(
    gathering: Gathering, word: str, *, by: Person, now: datetime, policy: Policy
) -> Attendance:
    """Put whoever scanned the screen on the list; twice is once."""
    if why_not := why_not_word(gathering, word, now=now, policy=policy):
        raise NoLonger(why_not)
    known = attendance_of(gathering, by)
    if known and known.struck_at:
        raise NotAllowedNow(N_("You were taken off this list. Speak to whoever keeps it."))
    return known or _kept_once(Attendance(gathering_id=gathering.id, person=by, at=now))


def enter_by_hand(gathering: Gathering, person: Person, *, by: Person, now: datetime) -> Attendance:
    """Put somebody on the list who came without a phone; the list says that it was by hand."""
    _refuse_closed(gathering)
    if person.id == by.id:
        raise NotAcceptable(N_("Nobody enters themselves. Scan the screen like the others."))
    if has_left(person.ended_on, clock.day_of(now)):
        raise NotAcceptable(N_("They do not work here any more."))
    if now < gathering.starts_at and not is_open(gathering.starts_at, gathering.ends_at, now):
        raise NotAllowedNow(N_("It has not begun yet."))
    known = attendance_of(gathering, person)
    if known is None:
        made = Attendance(gathering_id=gathering.id, person=person, at=now, entered_by=by)
        return _kept_once(made)
    if known.struck_at:
        known.struck_at, known.struck_by, known.entered_by = None, None, by
    return known


def strike_off(gathering: Gathering, n: int, *, by: Person, now: datetime) -> None:
    """Take somebody off the list who was not there; the line stays, struck out."""
    _refuse_closed(gathering)
    for each in attendances(gathering):
        if each.person_id == n and not each.struck_at:
            each.struck_at, each.struck_by = now, by
            return
    raise NotAllowedNow(N_("They are not on the list."))


def close_list(gathering: Gathering, *, by: Person, now: datetime, policy: Policy) -> int:
    """Close the list and count it as the course: return how many passed it by coming."""
    _refuse_closed(gathering)
    if now < gathering.starts_at:
        raise NotAllowedNow(N_("It has not begun yet."))
    gathering.closed_at, gathering.closed_by = now, by
    came = [each.person for each in attendances(gathering) if not each.struck_at]
    count = 0
    if meant := gathering.course:
        course = published_of_line(meant.line) or meant
        count = _count_as_course(gathering, course, came, now=now, policy=policy)
    db.session.flush()
    return count


def _count_as_course(
    gathering: Gathering, course: Course, came: list[Person], *, now: datetime, policy: Policy
) -> int:
    """Let everybody who came pass the course, but whose pass lasts long enough already."""
    day = clock.day_of(gathering.starts_at)
    held, tries = held_until(course, day), tries_by_person(course, day)
    passing = [
        each
        for each in came
        if each.id not in held or may_renew(held[each.id], day, policy.renewal_days)
    ]
    for person in passing:
        db.session.add(
            CourseResult(
                code=certificate_code(),
                person=person,
                course=course,
                gathering=gathering,
                day=day,
                at=now,
                nth=tries.get(person.id, 0) + 1,
                wrong="",
                passed=True,
                valid_until=valid_until(day, course.valid_months),
                request_key=f"gathering-{gathering.code}",
            )
        )
    return len(passing)


def _refuse_closed(gathering: Gathering) -> None:
    if gathering.closed_at:
        raise NotAllowedNow(N_("The list of this meeting is closed."))


def _kept_once(line: Attendance) -> Attendance:
    """Keep a line of a list; pressed twice at the same moment it stands there once."""
    try:
        with db.session.begin_nested():
            db.session.add(line)
    except IntegrityError:
        raise NotAllowedNow(N_("You are on the list already.")) from None
    return line
