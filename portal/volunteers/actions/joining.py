"""Joining: somebody applies, the community accepts or refuses, and what was asked is erased."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.accounts.actions import give_post
from portal.accounts.models import Person
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import N_, NotAcceptable
from portal.grids.models import Appointment, Grid
from portal.grids.rules import Duty
from portal.volunteers.models import Application, Volunteer, VolunteerEvent
from portal.volunteers.queries import (
    application_by_request,
    applications_to_erase,
    known_of,
    relatives_of,
)
from portal.volunteers.rules import (
    ApplicationStatus,
    VolunteerKind,
    VolunteerStep,
    VolunteerTask,
    refuse_decided,
    refuse_own,
)

TASKS = {  # as the board prints them
    VolunteerTask.REPORT: "发现上报",
    VolunteerTask.PATROL: "日常巡查",
    VolunteerTask.VERIFY: "整改核实",
}


@dataclass(frozen=True)
class Asked:
    """What an applicant says of themselves."""

    name: str
    phone: str | None
    email: str | None
    kind: VolunteerKind
    words: str
    relative: str


def apply(
    grid: Grid, asked: Asked, *, request_key: str, is_proven: bool, now: datetime
) -> Application:
    """Keep an application; the same form sent again is the same application."""
    if known := application_by_request(request_key):
        return known
    one = Application(
        request_key=request_key,
        token=secrets.token_urlsafe(18),
        grid=grid,
        community=grid.community,
        name=asked.name,
        phone=asked.phone,
        email=asked.email,
        kind=asked.kind,
        words=asked.words,
        relative=asked.relative,
        is_proven=is_proven,
        made_at=now,
    )
    db.session.add(one)
    db.session.flush()
    return one


def withdraw(application: Application, *, now: datetime) -> None:
    """Let an applicant change their mind before it is decided."""
    refuse_decided(application.status)
    application.status, application.decided_at = ApplicationStatus.WITHDRAWN, now


def refuse(application: Application, reason: str, *, by: Person, now: datetime) -> None:
    """Refuse an application with a reason that the applicant reads."""
    _decide(application, ApplicationStatus.REFUSED, by=by, now=now)
    application.reason = reason


def accept(
    application: Application,
    grid: Grid,
    tasks: Collection[VolunteerTask],
    *,
    by: Person,
    now: datetime,
) -> Volunteer:
    """Make a volunteer of an applicant: the person, their post, their duty on the grid."""
    if grid.community_id != application.community_id:
        raise NotAcceptable(N_("Choose a grid of the community that was applied to."))
    _decide(application, ApplicationStatus.ACCEPTED, by=by, now=now)
    today = clock.day_of(now)
    person = Person(
        number=f"V{application.id:06}",
        name=application.name,
        phone=application.phone,
        email=application.email,
    )
    db.session.add(person)
    give_post(person, Role.VOLUNTEER, area_code=grid.code, on=today)
    words = "；".join(TASKS[task] for task in VolunteerTask if task in tasks)
    db.session.add(
        Appointment(
            grid=grid, person=person, duty=Duty.PART_TIME_WORKER, tasks=words, started_on=today
        )
    )
    one = Volunteer(
        person=person,
        kind=application.kind,
        grid=grid,
        community=grid.community,
        tasks=[task.value for task in VolunteerTask if task in tasks],
        started_on=today,
    )
    db.session.add(one)
    db.session.flush()
    application.person = person
    note(one, VolunteerStep.JOINED, by=by, now=now, grid=grid)
    return one


def erase_decided(before: datetime, most: int, *, now: datetime) -> int:
    """Erase who had applied, where that was decided long enough ago; the number stays."""
    old = applications_to_erase(before, most)
    for one in old:
        one.name, one.phone, one.email, one.words, one.relative = "", None, None, "", ""
        one.erased_at = now
    return len(old)


def note(
    one: Volunteer,
    step: VolunteerStep,
    *,
    by: Person | None,
    now: datetime,
    words: str = "",
    grid: Grid | None = None,
) -> VolunteerEvent:
    """Add a line to a volunteer's history, as of today."""
    event = VolunteerEvent(
        person_id=one.person_id,
        step=step,
        at=now,
        on=clock.day_of(now),
        by=by,
        words=words,
        grid=grid,
    )
    db.session.add(event)
    return event


def _decide(
    application: Application, status: ApplicationStatus, *, by: Person, now: datetime
) -> None:
    refuse_decided(application.status)
    refuse_own(known_of(application), known_of(by), [known_of(one) for one in relatives_of(by)])
    application.status, application.decided_by, application.decided_at = status, by, now
