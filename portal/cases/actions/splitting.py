"""Splitting a case into parts: each is a case of its own, and the reporter follows the whole."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal import clock
from portal.accounts.models import Person, Unit
from portal.cases.actions.handling import dispatch
from portal.cases.actions.history import move, start_clock, start_triage, write_down
from portal.cases.actions.intake import make_findable, searchable
from portal.cases.actions.numbering import new_secrets, next_number
from portal.cases.actions.telling import tell, tell_reporter
from portal.cases.models import Case, Matter
from portal.cases.queries import coordinator_of, people_in_hand
from portal.cases.rules import CaseStatus, Step, Validity, after, may_receive, respond_by
from portal.cases.rules.together import latest, why_not_split
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.rules import Policy, WorkCalendar

COORDINATES = 3  # the level of a street's command room


@dataclass(frozen=True)
class PartAsked:
    """One part as it is to be: its matter, level and unit, and what that unit should know."""

    matter: Matter
    level: int
    unit: Unit
    note: str = ""


def split(
    case: Case,
    parts: Sequence[PartAsked],
    *,
    by: Person,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
) -> None:
    """Split a case into parts, each dispatched at once on a clock of its own.

    Who has the case coordinates; one that nobody has yet goes to the command
    room of its street. It keeps its date unless a part is due later. A case
    that was split before can get further parts, up to the limit in all.
    """
    after(case.status, Step.SPLIT)
    _refuse(case, parts, policy)
    _give_to_coordinator(case, parts, by, now, policy, calendar)
    due_before = case.due_on
    new = [
        _make_part(case, asked, n, by=by, now=now, policy=policy, calendar=calendar)
        for n, asked in enumerate(parts, len(case.parts) + 1)
    ]
    case.has_parts = True
    last = latest([due_before, *(part.due_on for part in new)])
    if last != due_before:
        case.due_on = last
        case.is_due_provisional = any(part.is_due_provisional for part in new)
    move(case, Step.SPLIT, by=by, now=now)
    others = [one for one in people_in_hand(case, clock.day_of(now)) if one.id != by.id]
    tell(others, case, "split", now=now)
    tell_reporter(case, "split", now=now)


def _refuse(case: Case, parts: Sequence[PartAsked], policy: Policy) -> None:
    if case.part_of_id:
        raise NotAllowedNow(N_("This is a part of a case. A part is not split again."))
    if refusal := why_not_split(len(parts), len(case.parts), policy.parts_limit):
        raise NotAcceptable(refusal, most=policy.parts_limit)
    for part in parts:
        if part.matter.is_info:
            raise NotAcceptable(N_("This matter cannot be reported here. Choose another one."))
        if not may_receive(part.level, part.unit.kind):
            raise NotAcceptable(
                N_("That unit does not take cases of this level. Choose another one.")
            )


def _give_to_coordinator(
    case: Case,
    parts: Sequence[PartAsked],
    by: Person,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
) -> None:
    """Give a case that nobody has to whoever coordinates; its date is then that of its parts."""
    if case.unit is not None:
        return
    room = coordinator_of(case)
    first = max(parts, key=lambda part: part.level)
    case.unit, case.level = (room, COORDINATES) if room else (first.unit, first.level)
    case.is_held = False
    if case.reported_by_id != by.id:
        case.validity = Validity.VALID
    if case.due_on is None:
        start_clock(case, now=now, policy=policy, calendar=calendar)
        case.due_on, case.is_due_provisional = None, False
    if case.first_response_at is None:
        case.response_due_at = respond_by(now, case.matter.first_response_hours)


def _make_part(
    case: Case,
    asked: PartAsked,
    n: int,
    *,
    by: Person,
    now: datetime,
    policy: Policy,
    calendar: WorkCalendar,
) -> Case:
    """Make one part of what was reported and hand it to its unit."""
    part = Case(
        number=next_number(clock.day_of(now)),
        request_key=f"part-{secrets.token_urlsafe(16)}",
        **new_secrets(),
        whole=case,
        part=n,
        matter=asked.matter,
        grid=case.grid,
        community_id=case.community_id,
        street_id=case.street_id,
        source=case.source,
        reported_by_id=case.reported_by_id,
        words=case.words,
        place_note=case.place_note,
        lat=case.lat,
        lon=case.lon,
        language=case.language,
        status=CaseStatus.REPORTED,
        reopened=0,
        round=0,
        reported_at=now,
        promised_on=case.promised_on,
        policy_version=policy.version,
    )
    start_triage(part, now=now, policy=policy, calendar=calendar)
    db.session.add(part)
    write_down(part, Step.SPLIT, by=by, now=now)
    make_findable([{"id": part.id, "words": searchable(part)}])
    dispatch(
        part,
        level=asked.level,
        unit=asked.unit,
        note=asked.note,
        by=by,
        now=now,
        policy=policy,
        calendar=calendar,
    )
    return part
