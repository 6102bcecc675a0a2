"""A case told to its reporter: one sentence, how late it is, and every hop with its unit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from flask import url_for

from portal import clock
from portal.accounts.rules import UnitKind
from portal.cases import queries
from portal.cases.models import Case, CaseEvent
from portal.cases.rules import (
    CaseStatus,
    DeclineReason,
    Outcome,
    PauseReason,
    Source,
    Step,
    days_late,
    masked,
)
from portal.errors import N_
from portal.i18n import _, day, named
from portal.policy.queries import work_calendar

HEADLINES: dict[CaseStatus, str] = {
    CaseStatus.REPORTED: N_("We have your report and pass it on by %(triage)s"),
    CaseStatus.DISPATCHED: N_("Passed to %(unit)s, who promise to resolve it by %(due)s"),
    CaseStatus.IN_HAND: N_("%(unit)s is working on it and promises to resolve it by %(due)s"),
    CaseStatus.PAUSED: N_("%(unit)s has to wait and goes on after %(until)s at the latest"),
    CaseStatus.DECLINED: N_("We cannot take this on: %(reason)s"),
}
HELD = N_("We have your report; somebody looks at it first, by %(triage)s")
RETURNED = N_("On its way to another unit, to be resolved by %(due)s")
LATE_HEADLINES: dict[CaseStatus, str] = {
    CaseStatus.REPORTED: N_("We have your report; it was to be passed on by %(triage)s"),
    CaseStatus.DISPATCHED: N_("%(unit)s has it; it was to be resolved by %(due)s"),
    CaseStatus.IN_HAND: N_("%(unit)s is working on it; it was to be resolved by %(due)s"),
}
OUTCOMES: dict[Outcome, str] = {
    Outcome.DONE: N_("%(unit)s says that it is resolved"),
    Outcome.EXPLAINED: N_("%(unit)s has explained how it stands"),
    Outcome.CANNOT_NOW: N_("%(unit)s says that it cannot be done now"),
    Outcome.NOT_FOUND: N_("%(unit)s looked and did not find it"),
}
CLOSINGS: dict[Step, str] = {
    Step.CONFIRM: N_("Closed: you said that it is solved"),
    Step.VERIFY: N_("Closed: a grid worker looked and found it solved"),
    Step.LAPSE: N_("Closed: nobody objected in time"),
}
REASONS: dict[DeclineReason, str] = {
    DeclineReason.NOT_LISTED: N_("it is not among the matters of the grids"),
    DeclineReason.DUPLICATE: N_("it has been reported before"),
    DeclineReason.NOTHING_FOUND: N_("nothing was found there"),
    DeclineReason.TRIVIAL_REPEAT: N_("the same has been reported again and again"),
    DeclineReason.TEST: N_("it was a test"),
}
TITLES: dict[Step, str] = {
    Step.REPORT: N_("You reported it"),
    Step.DISPATCH: N_("Passed to %(unit)s"),
    Step.DECLINE: N_("Not taken on: %(reason)s"),
    Step.TAKE: N_("%(unit)s began to work on it"),
    Step.TRANSFER: N_("%(before)s passed it on to %(unit)s"),
    Step.RETURN: N_("%(before)s gave it back: it belongs elsewhere"),
    Step.CONFIRM: N_("You said that it is solved"),
    Step.VERIFY: N_("A grid worker looked and found it solved"),
    Step.DISPUTE: N_("A grid worker found it not solved; %(unit)s has it again"),
    Step.LAPSE: N_("Closed, as nobody objected in time"),
    Step.REOPEN: N_("You said that it is not solved; %(unit)s has it again"),
    Step.ESCALATE: N_("You said again that it is not solved; it went up to %(unit)s"),
    Step.EXPEDITE: N_("The promised day passed; the level above was told"),
    Step.RECALL: N_("Looked at again before it is passed on"),
    Step.ANSWER: N_("%(unit)s wrote to you"),
    Step.ASK_HELP: N_("%(unit)s asked a second unit to help: %(words)s"),
    Step.HELP: N_("The second unit has done its part"),
    Step.CONSULT: N_("Put before a meeting of the units concerned"),
    Step.SETTLE: N_("The meeting has decided how it goes on"),
    Step.REDATE: N_("The day was computed anew, as the holidays are now known"),
    Step.PAUSE: N_("%(unit)s has to wait"),
    Step.RESUME: N_("The wait is over; %(unit)s goes on"),
    Step.EXTEND: N_("%(unit)s was given more days"),
    Step.HAND_UP: N_("%(before)s could not do it; it went up to %(unit)s"),
}
HURRIED_BY: dict[UnitKind, str] = {
    UnitKind.COMMAND_ROOM: N_("Hurried on by the command room of the street"),
    UnitKind.COMMAND_CENTRE: N_("Hurried on by the command centre of the district"),
}
PAUSED_FOR: dict[PauseReason, str] = {
    PauseReason.REPORTER: N_("%(unit)s waits for something from you"),
    PauseReason.WEATHER: N_("%(unit)s waits for better weather"),
    PauseReason.COURT: N_("%(unit)s waits for a court"),
    PauseReason.AUTHORITY: N_("%(unit)s waits for another authority"),
}
REPORTED_BY_WORKER = N_("A grid worker reported it")
# Only what its writer knew the reporter would read: a return and an objection speak to staff.
WITH_WORDS = {Step.DECLINE, Step.TAKE, Step.TRANSFER, Step.RESOLVE, Step.ANSWER}
WITH_WORDS |= {Step.PAUSE, Step.RESUME, Step.EXTEND, Step.HAND_UP}
WITH_DATE = {Step.DISPATCH, Step.DISPUTE, Step.REOPEN, Step.ESCALATE, Step.REDATE}
WITH_DATE |= {Step.RESUME, Step.EXTEND, Step.HAND_UP}
STAGES = {CaseStatus.REPORTED: 1, CaseStatus.DISPATCHED: 2, CaseStatus.IN_HAND: 3}
STAGES |= {CaseStatus.PAUSED: 3, CaseStatus.RESOLVED: 4, CaseStatus.CLOSED: 5}


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
class Late:
    """By how many working days what is missed: "triage", "open" or "resolved"."""

    missed: str
    due: date
    days: int


def headline(case: Case, today: date) -> str:
    """Return where a case stands, in one sentence that names the unit and the day."""
    sentence, on = _sentence(case, today), case.due_on or case.promised_on
    return str(
        _(
            sentence,
            unit=named(case.unit) if case.unit else "",
            due=day(on),
            triage=day(case.triage_due_on),
            until=_paused_until(case),
            reason=_reason(case),
        )
    )


def lateness(case: Case, today: date) -> Late | None:
    """Return how late a case is or was when it was resolved; None while it is in time."""
    missed, due, on = _clock(case, today)
    if due is None or on <= due:
        return None
    return Late(missed, due, days_late(due, on, work_calendar()))


def stage(case: Case) -> int | None:
    """Return the step of the four-step bar, 5 when all are done; a declined case has no bar."""
    return STAGES.get(case.status)


def contact(case: Case) -> list[str]:
    """Return how we can reach the reporter, masked: enough to know it again."""
    kept = (case.contact.phone, case.contact.email) if case.contact else ()
    return [masked(one) for one in kept if one]


def last_answer(case: Case) -> Entry | None:
    """Return what the unit said when it last resolved a case."""
    answers = [entry for step, entry in _told(case) if step is Step.RESOLVE]
    return answers[-1] if answers else None


def entries(case: Case) -> list[Entry]:
    """Return every hop of a case, the newest first."""
    return [entry for _step, entry in _told(case)][::-1]


def _told(case: Case) -> Iterator[tuple[Step, Entry]]:
    before, precise = "", _precisely(case)
    for event in _public_events(case):
        unit = named(event.unit) if event.unit else _("The command room")
        yield (
            event.step,
            Entry(
                at=event.at,
                title=_title(case, event, precise.get(event.id), unit=unit, before=before),
                words=_words(case, event),
                due_on=event.due_on if event.step in WITH_DATE else None,
                photos=_photos(case, event),
            ),
        )
        before = unit


def _sentence(case: Case, today: date) -> str:
    if case.status is CaseStatus.CLOSED and case.closed_by:
        return CLOSINGS[case.closed_by]
    if case.status is CaseStatus.RESOLVED and case.outcome:
        return OUTCOMES[case.outcome]
    if case.status is CaseStatus.REPORTED and case.dispatched_at:
        return RETURNED
    if case.status in LATE_HEADLINES and _is_late(case, today):
        return LATE_HEADLINES[case.status]
    return HELD if case.is_held and case.status.is_open else HEADLINES[case.status]


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


def _public_events(case: Case) -> Iterator[CaseEvent]:
    """Return the steps that concern the reporter; an answer that was taken back is none."""
    unsaid = {event.note for event in case.events if event.step is Step.UNSAY}
    for event in case.events:
        is_unsaid = event.step is Step.ANSWER and str(event.id) in unsaid
        if not is_unsaid and (event.step is Step.RESOLVE or event.step in TITLES):
            yield event


def _precisely(case: Case) -> dict[int, str]:
    """Return what is known better than the step says: who hurried it on, what a pause waits for."""
    steps = {event.step for event in case.events}
    said: dict[int, str] = {}
    if Step.EXPEDITE in steps:
        offices = queries.offices_of_orders(case)
        said |= {event_id: HURRIED_BY[office] for event_id, office in offices.items()}
    if Step.PAUSE in steps:
        asked = (one for one in queries.requests_of(case) if one.event_id and one.is_granted)
        said |= {one.event_id: PAUSED_FOR[one.reason] for one in asked if one.reason}
    return said


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


def _photos(case: Case, event: CaseEvent) -> list[Shown]:
    address = partial(url_for, "public.case_photo", token=case.follow_token)
    ours = (photo for photo in case.photos if photo.event_id == event.id)
    return [
        Shown(
            url=address(n=photo.id),
            thumbnail_url=address(n=photo.id, size="small"),
            words=_("Photo %(n)s, %(day)s", n=n, day=day(clock.day_of(event.at))),
        )
        for n, photo in enumerate(ours, 1)
    ]
