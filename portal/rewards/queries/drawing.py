"""What rewards draws from other rooms: reports, looks and patrols, as facts with their worth."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.cases.models import Case, CaseEvent, Matter
from portal.cases.rules import Source, Step, Validity
from portal.db import db
from portal.grids.models import PatrolLog, PatrolVisit
from portal.policy.queries import policy_on
from portal.policy.rules import Policy
from portal.rewards.queries.reading import Happened
from portal.rewards.rules import FAULTS, FactKind, Key, Told, WhyNot, joins, why_no_patrol, worth_of
from portal.volunteers.models import Volunteer

LOOKS = (Step.VERIFY, Step.DISPUTE)
# After these another report may be the first one.
JUDGES = frozenset({Step.JUDGE, Step.DECLINE, Step.RECALL, Step.MERGE, Step.UNMERGE})


@dataclass(frozen=True)
class Drawn:
    """A fact as its source shows it now; `is_new` is False where it is only worth a correction."""

    kind: FactKind
    source_id: int
    person_id: int
    at: datetime
    subject: str
    why_not: WhyNot | None = None
    level: int | None = None
    is_new: bool = True

    @property
    def key(self) -> Key:
        """What makes it the same fact as before."""
        return self.kind, self.source_id

    @property
    def day(self) -> date:
        """The day on which it happened."""
        return clock.day_of(self.at)


@dataclass
class Policies:
    """The policies of days, each looked up once."""

    known: dict[date, Policy] = field(default_factory=dict)

    def __call__(self, day: date) -> Policy:
        """Return the values in force on a day."""
        if day not in self.known:
            self.known[day] = policy_on(day)
        return self.known[day]

    def worth(self, drawn: Drawn) -> int:
        """Return what a fact is worth before caps."""
        return worth_of(drawn.kind, self(drawn.day), level=drawn.level)


def volunteers_among(person_ids: Collection[int]) -> Mapping[int, Volunteer]:
    """Return the volunteers among some people, also those who have paused or left."""
    rows = select(Volunteer).where(Volunteer.person_id.in_(sorted(person_ids)))
    return {one.person_id: one for one in db.session.scalars(rows)} if person_ids else {}


def from_reports(case_ids: Collection[int], policies: Policies) -> Iterator[Drawn]:
    """Draw what these cases mean for whoever reported them, if they are volunteers."""
    cases = _reported(case_ids)
    levels = _first_levels([case.id for case in cases])
    for case in cases:
        yield from _from_report(case, levels.get(case.id, 1), policies)


def from_looks(events: Sequence[Happened]) -> Iterator[Drawn]:
    """Draw what looks at repairs mean for whoever looked; one look at a case earns points."""
    looks = [(event, event.by_id or 0) for event in events if event.step in LOOKS]
    known = volunteers_among({who for _event, who in looks})
    for event, who in looks:
        if who in known:
            why = WhyNot.NOT_FIRST if _looked_before(event) else None
            yield Drawn(FactKind.VERIFICATION, event.id, who, event.at, event.number, why)


def from_patrols(patrols: Sequence[PatrolLog], policies: Policies) -> Iterator[Drawn]:
    """Draw what patrols that have ended mean for volunteers who walked them."""
    ended = [patrol for patrol in patrols if patrol.ended_at]
    known = volunteers_among({patrol.person_id for patrol in ended})
    ticks = _ticks([patrol.id for patrol in ended])
    for patrol in ended:
        if patrol.person_id in known:
            why = _why_no_patrol(patrol, ticks, policies)
            yield Drawn(
                FactKind.PATROL,
                patrol.id,
                patrol.person_id,
                patrol.started_at,
                patrol.grid.name,
                why,
            )


def touched_by(events: Sequence[Happened], policies: Policies) -> set[int]:
    """Return volunteers' reports whose worth may change with these steps.

    Their own; and the later ones nearby, of cases that were judged otherwise or joined.
    """
    known = volunteers_among({event.reported_by_id for event in events if event.reported_by_id})
    found = {event.case_id for event in events if event.reported_by_id in known}
    judged = {event.case_id for event in events if event.step in JUDGES}
    for case in db.session.scalars(select(Case).where(Case.id.in_(sorted(judged)))):
        span = timedelta(hours=policies(clock.day_of(case.reported_at)).first_hours)
        later = _of_matter(case, case.reported_at, case.reported_at + span)
        found |= {row.id for row in later if row.reported_by_id}
        if case.merged_into_id:
            found.add(case.merged_into_id)
    return found


def _reported(case_ids: Collection[int]) -> Sequence[Case]:
    rows = (
        select(Case)
        .where(Case.id.in_(sorted(case_ids)), Case.source == Source.WORKER)
        .where(Case.part_of_id.is_(None))
        .where(Case.reported_by_id.in_(select(Volunteer.person_id)))
        .options(joinedload(Case.merged_into), joinedload(Case.matter))
        .order_by(Case.id)
    )
    return db.session.scalars(rows).all()


def _from_report(case: Case, level: int, policies: Policies) -> Iterator[Drawn]:
    def drawn(kind: FactKind, why: WhyNot | None, *, is_new: bool) -> Drawn:
        who = case.reported_by_id or 0
        return Drawn(kind, case.id, who, case.reported_at, case.number, why, level, is_new)

    validity = _validity_of(case)
    is_fault = validity is Validity.INVALID and case.decline_reason in FAULTS
    yield drawn(FactKind.FAULT, None if is_fault else WhyNot.JUDGED_AGAIN, is_new=is_fault)
    if validity is Validity.VALID:
        is_joined = _is_joined(case, policies(clock.day_of(case.reported_at)))
        yield drawn(FactKind.REPORT, WhyNot.NOT_FIRST if is_joined else None, is_new=True)
    elif validity is Validity.INVALID:
        yield drawn(FactKind.REPORT, WhyNot.NOT_VALID, is_new=True)
    else:
        yield drawn(FactKind.REPORT, WhyNot.NOT_JUDGED, is_new=False)


def _validity_of(case: Case) -> Validity:
    """Return what was judged; of a report that joined another one, unjudged itself, the other's."""
    if case.validity is Validity.NOT_JUDGED and case.merged_into:
        return case.merged_into.validity
    return case.validity


def _is_joined(case: Case, policy: Policy) -> bool:
    """Say whether somebody told the same before: by merging, or by place and time."""
    together = select(Case.id, Case.reported_at).where(
        (Case.id == case.merged_into_id) | (Case.merged_into_id == (case.merged_into_id or case.id))
    )
    others = [row for row in db.session.execute(together) if row.id != case.id]
    if any((row.reported_at, row.id) < (case.reported_at, case.id) for row in others):
        return True
    since = case.reported_at - timedelta(hours=policy.first_hours)
    own = _told(case)
    return any(
        joins(own, _told(row), policy)
        for row in _of_matter(case, since, case.reported_at)
        if row.id != case.id and row.validity is not Validity.INVALID and not row.part_of_id
    )


def _of_matter(case: Case, since: datetime, until: datetime) -> Iterable[Row[Any]]:
    """Return reports of the same matter, in whichever edition of the list, in a span of time."""
    editions = select(Matter.id).where(Matter.code == case.matter.code)
    rows = select(
        *(Case.id, Case.reported_at, Case.grid_id, Case.lat, Case.lon),
        *(Case.validity, Case.part_of_id, Case.reported_by_id),
    ).where(
        Case.matter_id.in_(list(db.session.scalars(editions))),
        Case.street_id == case.street_id,
        Case.reported_at.between(since, until),
    )
    return db.session.execute(rows)


def _told(row: Case | Row[Any]) -> Told:
    return Told(row.id, row.reported_at, row.grid_id, row.lat, row.lon)


def _first_levels(case_ids: Sequence[int]) -> dict[int, int]:
    """Return the level that each case was first given: going up later earns nothing."""
    first = (
        select(CaseEvent.case_id, func.min(CaseEvent.id).label("id"))
        .where(CaseEvent.case_id.in_(case_ids), CaseEvent.level.is_not(None))
        .group_by(CaseEvent.case_id)
        .subquery()
    )
    rows = select(CaseEvent.case_id, CaseEvent.level).join(first, first.c.id == CaseEvent.id)
    return {case_id: level or 1 for case_id, level in db.session.execute(rows)}


def _looked_before(event: Happened) -> bool:
    before = select(CaseEvent.id).where(
        CaseEvent.case_id == event.case_id,
        CaseEvent.by_id == event.by_id,
        CaseEvent.step.in_(LOOKS),
        CaseEvent.id < event.id,
    )
    return db.session.scalar(before.limit(1)) is not None


def _why_no_patrol(
    patrol: PatrolLog, ticks: Mapping[int, int], policies: Policies
) -> WhyNot | None:
    if patrol.replaced_by:
        return WhyNot.REPLACED
    lasted = (patrol.ended_at or patrol.started_at) - patrol.started_at
    policy = policies(clock.day_of(patrol.started_at))
    return why_no_patrol(lasted, len(patrol.route), ticks.get(patrol.id, 0), policy)


def _ticks(patrol_ids: Iterable[int]) -> dict[int, int]:
    rows = (
        select(PatrolVisit.patrol_id, func.count().label("ticks"))
        .where(PatrolVisit.patrol_id.in_(list(patrol_ids)))
        .group_by(PatrolVisit.patrol_id)
    )
    return {row.patrol_id: row.ticks for row in db.session.execute(rows)}
