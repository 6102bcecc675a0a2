"""A case told to its reporter: one sentence, how late it is, and every hop with its unit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from flask import url_for

from portal import clock
from portal.cases import queries
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import OWES_ANSWER, CaseStatus, Source, Step, days_late, masked
from portal.cases.rules.together import OVER
from portal.i18n import _, day, named
from portal.policy.queries import policy_on, work_calendar
from portal.public.story_words import (
    ANOTHER_REPORTED,
    CLOSINGS,
    HEADLINES,
    HELD,
    HURRIED_BY,
    HURRIED_TO_ANSWER,
    LATE_HEADLINES,
    NEARBY,
    OF_PARTS,
    OUTCOMES,
    PAUSED_FOR,
    REASONS,
    REPORTED_BY_WORKER,
    RETURNED,
    SHARED_CLOSING,
    SHARED_TITLES,
    TITLES,
)

# Only what its writer knew the reporter would read: a return and an objection speak to staff.
WITH_WORDS = {Step.DECLINE, Step.TAKE, Step.TRANSFER, Step.RESOLVE, Step.ANSWER}
WITH_WORDS |= {Step.PAUSE, Step.RESUME, Step.EXTEND, Step.HAND_UP}
WITH_DATE = {Step.DISPATCH, Step.DISPUTE, Step.REOPEN, Step.ESCALATE, Step.REDATE, Step.INSPECT}
WITH_DATE |= {Step.RESUME, Step.EXTEND, Step.HAND_UP}
STAGES = {CaseStatus.REPORTED: 1, CaseStatus.DISPATCHED: 2, CaseStatus.IN_HAND: 3}
# What belongs to whoever reported it first is told to nobody whose report was joined later.
OF_THE_FIRST = {Step.REPORT, Step.MERGE, Step.UNMERGE}
STAGES |= {CaseStatus.PAUSED: 3, CaseStatus.SPLIT: 3, CaseStatus.RESOLVED: 4, CaseStatus.CLOSED: 5}


@dataclass(frozen=True)
class Shown:
    """A photo on the page."""

    url: str
    thumbnail_url: str
    words: str


@dataclass(frozen=True)
class Entry:
    """One hop of the story, in public words."""

    at: datetime
    title: str
    words: str = ""
    due_on: date | None = None
    photos: list[Shown] = field(default_factory=list)
    unit: str = ""  # the title names it


@dataclass(frozen=True)
class PartShown:
    """One part of a case as its reporter reads of it."""

    n: int
    matter: str
    sentence: str
    said: list[Entry]  # what its unit wrote last, and how it was resolved if that was before


@dataclass(frozen=True)
class Late:
    """By how many working days what is missed: "triage", "open" or "resolved"."""

    missed: str
    due: date
    days: int


def headline(case: Case, today: date) -> str:
    """Return where a case stands, in one sentence that names the unit and the day.

    A report that was joined to another stands where that one does.
    """
    case = case.merged_into or case
    sentence, on = _sentence(case, today), case.due_on or case.promised_on
    return str(
        _(
            sentence,
            unit=named(case.unit) if case.unit else "",
            due=day(on),
            triage=day(case.triage_due_on),
            until=_paused_until(case),
            reason=_reason(case),
            parts=len(case.parts) if case.status is CaseStatus.SPLIT else 0,
        )
    )


def nearby(case: Case) -> str:
    """Return where a case stands, to somebody whose report it is not."""
    is_said = case.status is CaseStatus.RESOLVED and case.outcome
    sentence = OUTCOMES[case.outcome] if is_said and case.outcome else NEARBY[case.status]
    return str(
        _(
            sentence,
            unit=named(case.unit) if case.unit else _("The command room"),
            due=day(case.due_on or case.promised_on),
            triage=day(case.triage_due_on),
            resolved=day(clock.day_of(case.resolved_at)) if case.resolved_at else "",
        )
    )


def lateness(case: Case, today: date) -> Late | None:
    """Return how late a case is or was when it was resolved; None while it is in time."""
    missed, due, on = _clock(case.merged_into or case, today)
    if due is None or on <= due:
        return None
    return Late(missed, due, days_late(due, on, work_calendar()))


def if_unsolved(case: Case) -> queries.Again | None:
    """Return what its reporter's "no" would do to a case today, if it is said to be resolved."""
    today = clock.today()
    return queries.if_unsolved(case, today, policy_on(today), work_calendar())


def stage(case: Case) -> int | None:
    """Return the step of the four-step bar, 5 when all are done; a declined case has no bar."""
    return STAGES.get((case.merged_into or case).status)


def contact(case: Case) -> list[str]:
    """Return how we can reach the reporter, masked: enough to know it again."""
    kept = (case.contact.phone, case.contact.email) if case.contact else ()
    return [masked(one) for one in kept if one]


def last_answer(case: Case) -> Entry | None:
    """Return what the unit said when it last resolved a case."""
    main = queries.speaker_of(case)
    answers = [entry for step, entry in _told(main, case) if step is Step.RESOLVE]
    return answers[-1] if answers else None


def entries(case: Case) -> list[Entry]:
    """Return every hop of a case, the newest first.

    A report that was joined to another has its own hops and those of the
    other, without anything that the other's reporter wrote or sent.
    """
    told, main = list(_told(case, case)), queries.speaker_of(case)
    if main is not case:
        told += _told(main, case)
        told.sort(key=lambda hop: hop[1].at)
    return [entry for _step, entry in told][::-1]


def parts(case: Case, today: date) -> list[PartShown]:
    """Return the parts of a case, each with where it stands and what its unit has said."""
    return [
        PartShown(part.part or 0, named(part.matter), headline(part, today), _said_of(part, case))
        for part in queries.parts_of(case.merged_into or case)
    ]


def _said_of(part: Case, reader: Case) -> list[Entry]:
    told = [(step, entry) for step, entry in _told(part, reader) if step in WITH_WORDS]
    resolved = [entry for step, entry in told if step is Step.RESOLVE][-1:]
    return [entry for _step, entry in told[-1:] if entry not in resolved] + resolved


def _told(case: Case, reader: Case) -> Iterator[tuple[Step, Entry]]:
    """Return the hops of a case as the reporter of `reader` may read them, the first one first."""
    before, precise = "", _precisely(case)
    for event in _public_events(case, reader):
        unit = named(event.unit) if event.unit else _("The command room")
        yield (
            event.step,
            Entry(
                at=event.at,
                title=_title(case, event, precise.get(event.id), unit=unit, before=before),
                words=_words(case, event),
                due_on=event.due_on if event.step in WITH_DATE else None,
                photos=_photos(case, event, reader),
            ),
        )
        before = unit


def _sentence(case: Case, today: date) -> str:
    if case.status is CaseStatus.CLOSED and case.closed_by:
        is_shared = case.closed_by is Step.CONFIRM and bool(case.merged)
        return SHARED_CLOSING if is_shared else CLOSINGS[case.closed_by]
    if case.status is CaseStatus.RESOLVED and case.outcome:
        return OUTCOMES[case.outcome]
    if case.status is CaseStatus.REPORTED and case.dispatched_at:
        return RETURNED
    if case.status in LATE_HEADLINES and _is_late(case, today):
        return LATE_HEADLINES[case.status]
    return HELD if case.is_held and case.status.is_open else HEADLINES[case.status]


def may_move(case: Case) -> bool:
    """Say whether a day that is promised now was counted without the holidays of its year."""
    case = case.merged_into or case
    if case.status is CaseStatus.REPORTED and case.is_triage_provisional:
        return True
    runs = case.status is CaseStatus.REPORTED or case.status in OWES_ANSWER
    return runs and case.due_on is not None and case.is_due_provisional


def _is_late(case: Case, today: date) -> bool:
    _missed, due, on = _clock(case, today)
    return due is not None and on > due


def _clock(case: Case, today: date) -> tuple[str, date | None, date]:
    """Return which clock counts now, its last day, and the day that is measured against it."""
    if case.status in {CaseStatus.RESOLVED, CaseStatus.CLOSED} and case.resolved_at:
        return "resolved", case.due_on, clock.day_of(case.resolved_at)
    if case.status is CaseStatus.REPORTED:
        is_back = case.dispatched_at is not None
        return "triage", case.due_on if is_back else case.triage_due_on, today
    runs = case.status.is_open and case.status is not CaseStatus.PAUSED
    return "open", case.due_on if runs else None, today


def _public_events(case: Case, reader: Case) -> Iterator[CaseEvent]:
    """Return the steps that concern a reporter; an answer that was taken back is none."""
    unsaid = {event.note for event in case.events if event.step is Step.UNSAY}
    was = due = None
    for event in case.events:
        is_unsaid = event.step is Step.ANSWER and str(event.id) in unsaid
        is_of_others = case is not reader and event.step in OF_THE_FIRST
        # Written on the case that speaks for others, when one of them is parted from it again.
        is_parting = event.step is Step.UNMERGE and was is not CaseStatus.MERGED
        # Of a case that is resolved, often only the day of a worker's look was computed anew.
        is_inside = event.step is Step.REDATE and event.status in OVER and event.due_on == due
        is_told = event.step is Step.RESOLVE or event.step in TITLES
        if is_told and not (is_unsaid or is_of_others or is_parting or is_inside):
            yield event
        was, due = event.status, event.due_on


def _precisely(case: Case) -> dict[int, str]:
    """Return what is known better than the step says: who hurried it on, what a pause waits for."""
    steps = {event.step for event in case.events}
    in_parts = [event for event in case.events if event.status is CaseStatus.SPLIT]
    said = {event.id: OF_PARTS[event.step] for event in in_parts if event.step in OF_PARTS}
    if Step.EXPEDITE in steps:
        offices = queries.offices_of_orders(case)
        said |= {event_id: HURRIED_BY[office] for event_id, office in offices.items()}
        asked_now = (event for event in case.events if queries.is_for_answer(event))
        said |= {event.id: HURRIED_TO_ANSWER for event in asked_now}
    if Step.PAUSE in steps:
        asked = (one for one in queries.requests_of(case) if one.event_id and one.is_granted)
        said |= {one.event_id or 0: PAUSED_FOR[one.reason] for one in asked if one.reason}
    if Step.MERGE in steps:
        said |= {event.id: words for event in case.events if (words := _shared(case, event))}
    return said


def _shared(case: Case, event: CaseEvent) -> str | None:
    """Return what a case that speaks for others says differently."""
    if event.step is Step.MERGE and event.status is not CaseStatus.MERGED:
        return ANOTHER_REPORTED
    return SHARED_TITLES.get(event.step) if case.merged else None


def _title(case: Case, event: CaseEvent, precise: str | None, **names: str) -> str:
    sentence = precise or TITLES.get(event.step, "")
    if event.step is Step.RESOLVE and event.outcome:
        sentence = OUTCOMES[event.outcome]
    if event.step is Step.REPORT and case.source is Source.WORKER:
        sentence = REPORTED_BY_WORKER
    return str(_(sentence, reason=_reason(case), words=event.words, **names))


def _words(case: Case, event: CaseEvent) -> str:
    if event.step is Step.REPORT:
        return case.words
    return event.words if event.step in WITH_WORDS else ""


def _paused_until(case: Case) -> str:
    lasting = queries.pause_of(case) if case.status is CaseStatus.PAUSED else None
    return day(lasting.until) if lasting and lasting.until else ""


def _reason(case: Case) -> str:
    return str(_(REASONS[case.decline_reason])) if case.decline_reason else ""


def _photos(case: Case, event: CaseEvent, reader: Case) -> list[Shown]:
    if case is not reader and event.step is not queries.SHOWN_OF_WORK:
        return []
    address = partial(url_for, "public.case_photo", token=reader.follow_token)
    ours = (photo for photo in case.photos if photo.event_id == event.id)
    return [
        Shown(
            url=address(n=photo.id),
            thumbnail_url=address(n=photo.id, size="small"),
            words=_("Photo %(n)s, %(day)s", n=n, day=day(clock.day_of(event.at))),
        )
        for n, photo in enumerate(ours, 1)
    ]
