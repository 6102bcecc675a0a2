"""Who volunteers, since when, and how they stand; applications and help."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Appointment, Area, Grid
from portal.grids.queries import areas_within, lies_in
from portal.grids.rules import AreaKind, Duty
from portal.volunteers.models import (
    Application,
    Help,
    HelpDecision,
    Volunteer,
    VolunteerEvent,
    VolunteerPause,
)
from portal.volunteers.rules import (
    ApplicationStatus,
    HelpStatus,
    Known,
    Span,
    VolunteerStatus,
    active_spans,
    covers,
    is_same,
    status_on,
)

PAGE = 30
MOST_AT_ONCE = 1000  # values in one question to the database


def was_active_on(person_id: int, day: date) -> bool:
    """Say whether somebody was a volunteer on a day, neither paused nor gone."""
    return covers(spans_of([person_id]).get(person_id, []), day)


def spans_of(person_ids: Collection[int]) -> dict[int, list[Span]]:
    """Return from when until when (that day no longer) each of these was active."""
    found: dict[int, list[Span]] = {}
    wanted = sorted(person_ids)
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[start : start + MOST_AT_ONCE]
        pauses = pauses_of(some)
        for one in db.session.scalars(select(Volunteer).where(Volunteer.person_id.in_(some))):
            away = pauses[one.person_id]
            found[one.person_id] = active_spans(one.started_on, one.left_on, away)
    return found


def standings_on(rows: Sequence[Volunteer], day: date) -> dict[int, VolunteerStatus]:
    """Return where each of these volunteers stands on a day."""
    away = pauses_of([one.person_id for one in rows])
    return {
        one.person_id: status_on(one.started_on, one.left_on, away[one.person_id], day)
        for one in rows
    }


def pauses_of(person_ids: Collection[int]) -> defaultdict[int, list[Span]]:
    """Return the days on which each of these was away."""
    away: defaultdict[int, list[Span]] = defaultdict(list)
    rows = select(VolunteerPause).where(VolunteerPause.person_id.in_(list(person_ids)))
    for pause in db.session.scalars(rows.order_by(VolunteerPause.from_on)):
        away[pause.person_id].append((pause.from_on, pause.until_on))
    return away


def volunteers_in(day: date) -> list[Volunteer]:
    """Return everybody who was a volunteer on a day, also those who paused."""
    rows = select(Volunteer).where(
        Volunteer.started_on <= day, or_(Volunteer.left_on.is_(None), Volunteer.left_on > day)
    )
    return list(db.session.scalars(rows.order_by(Volunteer.person_id)))


def volunteer_of(person: Person) -> Volunteer:
    """Return what somebody is as a volunteer; who is none has no such page."""
    one = db.session.get(Volunteer, person.id)
    if one is None:
        raise NotFound(N_("You have not joined as a volunteer yet. Ask your community."))
    return one


def volunteer_in_reach(reach: Collection[str], number: str) -> Volunteer:
    """Return the volunteer with this number in these areas; others do not exist."""
    found = select(Volunteer).join(Volunteer.person).where(Person.number == number)
    one = db.session.scalar(found.options(joinedload(Volunteer.person), joinedload(Volunteer.grid)))
    if one is None or not one.grid.code.startswith(tuple(reach)):
        raise NotFound(N_("No such volunteer, or not one of your area."))
    return one


def communities_in(reach: Collection[str]) -> list[Area]:
    """Return the communities in these areas."""
    return [area for area in areas_within(reach) if area.kind is AreaKind.COMMUNITY]


def history_of(person: Person) -> Sequence[VolunteerEvent]:
    """Return what happened to a volunteer's standing, the newest first."""
    rows = select(VolunteerEvent).where(VolunteerEvent.person_id == person.id)
    return db.session.scalars(rows.order_by(VolunteerEvent.id.desc())).all()


def application_by_request(key: str) -> Application | None:
    """Return the application that this very form made before."""
    return db.session.scalar(select(Application).where(Application.request_key == key))


def application_by_token(token: str) -> Application:
    """Return the application behind an applicant's own link."""
    one = db.session.scalar(select(Application).where(Application.token == token))
    if one is None:
        raise NotFound(N_("No application has this link. Look at it again, or apply anew."))
    return one


def applications_of(
    community_ids: Collection[int], status: ApplicationStatus, before: int | None
) -> Sequence[Application]:
    """Return a page of applications and the first of the next page, the newest first."""
    rows = select(Application).where(
        Application.community_id.in_(list(community_ids)), Application.status == status
    )
    if before is not None:
        rows = rows.where(Application.id < before)
    return db.session.scalars(rows.order_by(Application.id.desc()).limit(PAGE + 1)).all()


def application_in_reach(
    reach: Collection[str], number: str, *, to_decide: bool = False
) -> Application:
    """Return an application to a grid in these areas, held to decide; others do not exist."""
    digits = number.removeprefix("SQ")
    is_one = digits.isascii() and digits.isdecimal() and len(digits) < 10
    held = to_decide or None
    one = db.session.get(Application, int(digits), with_for_update=held) if is_one else None
    if one is None or not one.grid.code.startswith(tuple(reach)):
        raise NotFound(N_("No such application, or not one of your area."))
    return one


def applications_to_erase(before: datetime, most: int) -> Sequence[Application]:
    """Return applications that were decided before an instant and still say who it was."""
    rows = select(Application).where(
        Application.erased_at.is_(None), Application.decided_at < before
    )
    return db.session.scalars(rows.order_by(Application.decided_at).limit(most)).all()


def known_of(one: Application | Person) -> Known:
    """Return by what somebody may be recognised."""
    return Known(one.name, one.phone, one.email)


def maybe_the_same(application: Application) -> tuple[list[Person], list[Application]]:
    """Return volunteers and open applications of a community that may be the same person."""
    wanted = known_of(application)
    rows = select(Volunteer).where(Volunteer.community_id == application.community_id)
    people = [one.person for one in db.session.scalars(rows.options(joinedload(Volunteer.person)))]
    open_ones = select(Application).where(
        Application.community_id == application.community_id,
        Application.status == ApplicationStatus.WAITING,
        Application.id != application.id,
    )
    return (
        [one for one in people if is_same(known_of(one), wanted)],
        [one for one in db.session.scalars(open_ones) if is_same(known_of(one), wanted)],
    )


def help_by_request(key: str) -> Help | None:
    """Return the help that this very form wrote down before."""
    return db.session.scalar(select(Help).where(Help.request_key == key))


def helps_of(person: Person) -> Sequence[Help]:
    """Return what help somebody wrote down last."""
    rows = select(Help).where(Help.person_id == person.id).order_by(Help.id.desc()).limit(PAGE)
    return db.session.scalars(rows).all()


def places_answered_for(person: Person, on: date) -> list[str]:
    """Return the codes of the areas and grids for which somebody holds a post on a day."""
    return [post.area_code for post in posts_of(person, on) if post.area_code]


def helps_waiting(person: Person, on: date) -> tuple[Sequence[Help], int]:
    """Return the oldest helps that somebody may look at, never their own, and how many wait."""
    reach = places_answered_for(person, on)
    ids = [area.id for area in communities_in({code[:12] for code in reach})]
    is_ours = and_(
        Help.community_id.in_(ids),
        Help.status == HelpStatus.WAITING,
        Help.person_id != person.id,
        or_(false(), *(lies_in(Grid.code, code) for code in reach)),
    )
    count = select(func.count()).select_from(Help).join(Help.grid).where(is_ours)
    rows = select(Help).join(Help.grid).where(is_ours)
    rows = rows.options(joinedload(Help.person), contains_eager(Help.grid))
    found = db.session.scalars(rows.order_by(Help.id).limit(PAGE)).all()
    return found, db.session.scalar(count) or 0


def help_in_reach(person: Person, help_id: int, on: date) -> Help:
    """Return a help in the areas that somebody answers for, held for their decision."""
    one = db.session.get(Help, help_id, with_for_update=True)
    if one is None or not one.grid.code.startswith(tuple(places_answered_for(person, on))):
        raise NotFound(N_("No such help, or not one of your area."))
    return one


def confirmed_helps(after_id: int, most: int) -> Sequence[HelpDecision]:
    """Return what was decided of helps after a mark, in order.

    What was confirmed may be refused later: that is a decision of its own.
    """
    rows = select(HelpDecision).where(HelpDecision.id > after_id).order_by(HelpDecision.id)
    return db.session.scalars(rows.options(joinedload(HelpDecision.help)).limit(most)).all()


def duty_of(person: Person, grid: Grid) -> Appointment | None:
    """Return somebody's present part-time duty on a grid."""
    rows = select(Appointment).where(
        Appointment.person_id == person.id,
        Appointment.grid_id == grid.id,
        Appointment.duty == Duty.PART_TIME_WORKER,
        Appointment.ended_on.is_(None),
    )
    return db.session.scalar(rows.limit(1))
