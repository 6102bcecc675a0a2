"""Joining reports of the same problem: one case speaks for all, and every reporter is kept."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from portal import clock, i18n
from portal.accounts.models import Person
from portal.cases.actions.history import move, start_triage, write_down
from portal.cases.actions.rounds import ask_joined
from portal.cases.actions.telling import tell_joined, tell_reporter, tell_unit
from portal.cases.models import Case, Photo
from portal.cases.queries import same_within
from portal.cases.rules import CaseStatus, Step, after
from portal.cases.rules.together import NOT_OF_A_PART, OVER, why_not_joined
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.rules import Policy, WorkCalendar

SHOWN = N_("Residents can see a photo of this report now.")
HIDDEN = N_("Residents no longer see a photo of this report.")
THE_REPORTER_SAYS = N_("The reporter says that it is the same problem as %(number)s.")


def merge(
    case: Case, other: Case, *, by: Person | None, now: datetime, policy: Policy, note: str = ""
) -> None:
    """Join a case to another one of the same problem, or to the one that speaks for that.

    There is never a chain: who was joined to this one goes along. Every
    reporter is told, and where the main case waits for an answer, asked.
    """
    main = _held(case, other)
    if refusal := why_not(case, main, now):
        raise NotAcceptable(refusal)
    after(case.status, Step.MERGE)
    joined = [case, *case.merged]
    for one in joined:
        one.merged_into = main
    case.closed_at, case.closed_by = now, Step.MERGE
    case.assigned_to, case.is_held = None, False
    move(case, Step.MERGE, by=by, now=now, words=main.number, note=note)
    for one in joined[1:]:
        write_down(one, Step.MERGE, by=by, now=now, words=main.number)
    _note_on(main, Step.MERGE, case, by, now)
    if main.status in OVER:
        for one in joined:
            ask_joined(one, now=now, policy=policy)
    _tell(case, main, joined, now)


def unmerge(
    case: Case, *, note: str, by: Person, now: datetime, policy: Policy, calendar: WorkCalendar
) -> None:
    """Part a report from the case it was joined to; it waits to be dispatched as its own problem.

    A date that it had before stays. What its reporter was asked about the
    other case and has not answered is void.
    """
    if not note:
        raise NotAcceptable(N_("Say why it is another problem: colleagues read this."))
    after(case.status, Step.UNMERGE)
    main = case.merged_into
    case.merged_into = case.unit = None
    case.closed_at = case.closed_by = None
    start_triage(case, now=now, policy=policy, calendar=calendar)
    move(case, Step.UNMERGE, by=by, now=now, note=note)
    if main:
        _note_on(main, Step.UNMERGE, case, by, now)
    tell_reporter(case, "unmerged", now=now)


def join_on_word(case: Case, other: Case, *, now: datetime, policy: Policy) -> bool:
    """Join a report to another because its own reporter says so, and say whether it was.

    Where that cannot be, the report stands as it is and a note tells staff
    what its reporter said: nobody is turned away for having said it.
    """
    main = other.merged_into or other
    if case.status is CaseStatus.MERGED:
        return case.merged_into_id == main.id
    if case.is_held or case.status is not CaseStatus.REPORTED or why_not(case, main, now):
        with i18n.speaking(i18n.LANGUAGES[0]):
            said = str(i18n._(THE_REPORTER_SAYS)) % {"number": other.number}
        move(case, Step.NOTE, by=None, now=now, note=said)
        return False
    merge(case, other, by=None, now=now, policy=policy)
    return True


def why_not(case: Case, main: Case, now: datetime) -> str | None:
    """Return why a case cannot be joined to another one now, if so."""
    if case.part_of_id and Step.MERGE in NOT_OF_A_PART:
        return N_("This is a part of a case. Only the whole can be joined to another one.")
    today = clock.day_of(now)
    return why_not_joined(
        main.status,
        is_part=main.part_of_id is not None,
        is_same=main.id == case.id,
        days_closed=(today - clock.day_of(main.closed_at)).days if main.closed_at else None,
        within_days=same_within(main.matter, today)[1],
    )


def _held(case: Case, other: Case) -> Case:
    """Return the case that is to speak, as it stands now, with others kept out of both."""
    main = other.merged_into or other
    db.session.flush()
    both = select(Case.id).where(Case.id.in_([case.id, main.id])).order_by(Case.id)
    db.session.execute(both.with_for_update()).all()
    db.session.refresh(main)
    if main.merged_into_id:
        raise NotAllowedNow(
            N_("That case has just been joined to another one. Reload to see it now.")
        )
    return main


def _note_on(main: Case, step: Step, case: Case, by: Person | None, now: datetime) -> None:
    """Write down on the main case that a report came or went; whoever has it open learns of it."""
    flag_modified(main, "status")
    write_down(main, step, by=by, now=now, note=case.number)


def _tell(case: Case, main: Case, joined: list[Case], now: datetime) -> None:
    for one in joined:
        tell_joined(one, now=now)
    if case.unit_id:
        tell_unit(case, "merged", now=now)
    if main.status.is_open:
        tell_unit(main, "joined", now=now)


def show_photo(photo: Photo, *, is_shown: bool, by: Person, now: datetime) -> None:
    """Let residents see a photo in small after a look at it, or take it back; staff read who did.

    Only a photo that came with a report, and never one of a private matter.
    """
    if is_shown and (photo.event.step is not Step.REPORT or photo.case.matter.is_private):
        raise NotAllowedNow(N_("This photo is not for residents: it stays with staff."))
    if is_shown == (photo.shown_at is not None):
        return
    photo.shown_at = now if is_shown else None
    with i18n.speaking(i18n.LANGUAGES[0]):
        said = str(i18n._(SHOWN if is_shown else HIDDEN))
    move(photo.case, Step.NOTE, by=by, now=now, note=said)
