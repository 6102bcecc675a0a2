"""Which steps of a case are whose: the one place that says who may do what with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import i18n
from portal.accounts.models import Person, Post
from portal.accounts.queries import posts_of, works_for
from portal.accounts.rules import TRIAGES, WALKS, Role
from portal.cases.models import Case, CaseRequest
from portal.cases.queries.expediting import orders_of
from portal.cases.queries.finding import events_of
from portal.cases.queries.handling import assists_of
from portal.cases.queries.reach import case_in_reach, cases_in_reach
from portal.cases.queries.requests import open_request
from portal.cases.rules import (
    APPROVES,
    DECISION_ON,
    DECISIONS,
    DONE,
    CaseStatus,
    Step,
    after,
    statuses_for,
    steps_from,
)
from portal.cases.rules.together import NOT_OF_A_PART
from portal.db import db
from portal.errors import N_, NotAllowedNow, NotYours
from portal.grids.rules import DISTRICT

COMMANDS = frozenset({Role.STREET_CLERK, Role.DISPATCHER, Role.LEAD})  # above those who handle


def case_for_step(person: Person, number: str, step: Step, *, seen: int | None, on: date) -> Case:
    """Return a case for this person to take this step with, or say why not.

    `seen` is the version that their page showed: if the case has moved since,
    they learn who did what before they act on what no longer holds.
    """
    case = case_in_reach(person, number, on)
    if seen is not None:
        refuse_if_moved(case, seen)
    if not _may_take(person, case, step, on):
        raise NotYours(N_("This step belongs to somebody else. The case page says who has it."))
    after(case.status, step)
    return case


def steps_for(person: Person, case: Case, on: date) -> list[Step]:
    """Return the steps this person may take with a case now; nobody confirms their own work."""
    is_own = case.status is CaseStatus.RESOLVED and case.resolved_by_id == person.id
    return [
        step
        for step in _open_to(case)
        if not is_own and _may_take(person, case, step, on) and _has_cause(case, step)
    ]


def requests_waiting(person: Person, on: date) -> list[CaseRequest]:
    """Return the pauses and extensions that wait for this person's word, the oldest first.

    They are few: a case has one at most, and its unit waits for it.
    """
    whole_case = joinedload(CaseRequest.case).options(
        joinedload(Case.matter), joinedload(Case.grid), joinedload(Case.unit)
    )
    waiting = (
        select(CaseRequest)
        .join(Case, CaseRequest.case_id == Case.id)
        .where(CaseRequest.decided_at.is_(None), cases_in_reach(person, on, among_open=True))
        .options(whole_case, joinedload(CaseRequest.asked_by))
        .order_by(CaseRequest.id)
    )
    return [
        asked
        for asked in db.session.scalars(waiting)
        if _may_take(person, asked.case, Step.REFUSE, on)
    ]


def is_in_hand_of(person: Person, case: Case, on: date) -> bool:
    """Say whether this person works for whoever has the case now."""
    return any(_has_in_hand(post, case) for post in posts_of(person, on))


def _open_to(case: Case) -> list[Step]:
    """Return the steps that a case may take at all; some are not for a part of a case."""
    not_open = NOT_OF_A_PART if case.part_of_id else frozenset()
    return [step for step in steps_from(case.status) if step not in not_open]


def _may_take(person: Person, case: Case, step: Step, on: date) -> bool:
    posts = posts_of(person, on)
    if step in DECISIONS and any(_has_in_hand(post, case) for post in posts):
        return False  # nobody decides about their own case, whatever other post they hold
    return any(_is_theirs(post, case, step) for post in posts)


def _has_cause(case: Case, step: Step) -> bool:
    """Say whether there is anything to decide about, or to answer to."""
    if step is Step.REPLY:
        return bool(orders_of(case))
    if step not in DECISIONS:
        return True
    asked = open_request(case)
    return asked is not None and step in {DECISION_ON[asked.kind], Step.REFUSE}


def refuse_if_moved(case: Case, seen: int) -> None:
    """Tell whoever comes too late who did what since their page showed this version of a case."""
    if seen == case.version:
        return
    newest = events_of(case)[-1]
    raise NotAllowedNow(
        N_(
            "%(who)s %(what)s, %(when)s, after you opened the page. "
            "Look at the case as it stands now, then decide."
        ),
        who=newest.by.name if newest.by else i18n._(N_("Somebody else")),
        what=i18n._(DONE[newest.step]),
        when=i18n.moment(newest.at),
    )


def _has_in_hand(post: Post, case: Case) -> bool:
    if case.unit is None:
        return False
    if post.role is Role.GRID_WORKER:
        return case.level == 1 and post.area_code == case.grid.code
    return works_for(post, case.unit)


def _covers(post: Post, case: Case) -> bool:
    """Say whether a post's area holds the case's place, as it was when the case was reported."""
    areas = {DISTRICT, case.street.code, case.community.code, case.grid.code}
    return post.area_code in areas


def _triages(post: Post, case: Case) -> bool:
    return post.role in TRIAGES and _covers(post, case)


def _commands(post: Post, case: Case) -> bool:
    return post.role in COMMANDS and _covers(post, case) and not _has_in_hand(post, case)


def _handles_or_commands(post: Post, case: Case) -> bool:
    return _has_in_hand(post, case) or _commands(post, case)


def _approves(post: Post, case: Case) -> bool:
    approvers = APPROVES[case.level or 1]
    return post.role in approvers and _covers(post, case) and not _has_in_hand(post, case)


def _handles_or_triages(post: Post, case: Case) -> bool:
    if case.status is CaseStatus.REPORTED:
        return _triages(post, case)
    return _has_in_hand(post, case) or _triages(post, case)


def _handles_or_approves(post: Post, case: Case) -> bool:
    return _has_in_hand(post, case) or _approves(post, case)


def _looks_after(post: Post, case: Case) -> bool:
    return post.role in WALKS and post.area_code == case.grid.code


def _assists(post: Post, case: Case) -> bool:
    open_ones = (one for one in assists_of(case) if one.answered_at is None)
    return any(works_for(post, one.unit) for one in open_ones)


def _knows(post: Post, case: Case) -> bool:
    return _covers(post, case) or _has_in_hand(post, case) or _assists(post, case)


# Who takes which step; a step that is not here is taken by nobody's press of a button.
WHOSE: dict[Step, Callable[[Post, Case], bool]] = {
    Step.DISPATCH: _triages,
    Step.DECLINE: _triages,
    Step.RECALL: _triages,
    Step.JUDGE: _triages,
    Step.MERGE: _triages,
    Step.UNMERGE: _triages,
    Step.SPLIT: _handles_or_triages,
    Step.ANSWER: _handles_or_triages,
    Step.UNSAY: _handles_or_triages,
    Step.TAKE: _has_in_hand,
    Step.TRANSFER: _has_in_hand,
    Step.RETURN: _has_in_hand,
    Step.RESOLVE: _has_in_hand,
    Step.ASSIGN: _has_in_hand,
    Step.ASK_HELP: _has_in_hand,
    Step.ASK_PAUSE: _has_in_hand,
    Step.ASK_EXTENSION: _has_in_hand,
    Step.HAND_UP: _has_in_hand,
    Step.REPLY: _handles_or_commands,
    Step.RESUME: _handles_or_approves,
    Step.PAUSE: _approves,
    Step.EXTEND: _approves,
    Step.REFUSE: _approves,
    Step.EXPEDITE: _commands,
    Step.CONSULT: _commands,
    Step.SETTLE: _commands,
    Step.HELP: _assists,
    Step.NOTE: _knows,
    Step.VERIFY: _looks_after,
    Step.DISPUTE: _looks_after,
}


# The same in words, for whoever asks why a step is not theirs.
WHY_NOT: dict[Callable[[Post, Case], bool], str] = {
    _triages: N_("The command room of the street does this, or the command centre."),
    _handles_or_triages: N_("The unit that has the case does this, or the command room."),
    _has_in_hand: N_("Only the unit that has the case does this."),
    _handles_or_approves: N_("The unit that has the case does this, or somebody above it."),
    _handles_or_commands: N_("The unit that has the case does this, or somebody above it."),
    _approves: N_("Somebody above the unit does this, never the unit itself."),
    _commands: N_("Somebody above the unit does this, never the unit itself."),
    _assists: N_("A second unit does this, once it is asked in."),
    _knows: N_("Whoever the case concerns does this."),
    _looks_after: N_("The grid's own worker does this."),
}


def why_not(person: Person, case: Case, on: date) -> list[tuple[Step, str]]:
    """Return the steps that are open but not this person's, each with whose it is."""
    theirs = set(steps_for(person, case, on))
    is_own = case.status is CaseStatus.RESOLVED and case.resolved_by_id == person.id
    own_work = N_("Nobody confirms their own work. Somebody else must look at it.")
    return [
        (step, own_work if is_own else WHY_NOT[WHOSE[step]])
        for step in _open_to(case)
        if step in WHOSE and step not in theirs and _has_cause(case, step)
    ]


@dataclass(frozen=True)
class NotNow:
    """A step that a case cannot take as it stands: why, or in which statuses it can."""

    step: Step
    why: str
    statuses: list[CaseStatus]


def not_now(person: Person, case: Case, on: date) -> list[NotNow]:
    """Return the steps that would be this person's if the case stood elsewhere."""
    return [
        NotNow(step, _why_closed(case, step), statuses_for(step))
        for step in WHOSE
        if _may_take(person, case, step, on)
        and not (step in _open_to(case) and _has_cause(case, step))
    ]


def _why_closed(case: Case, step: Step) -> str:
    if step in steps_from(case.status):
        if case.part_of_id and step in NOT_OF_A_PART:
            return N_("Not with a part: the whole case is for that.")
        return ASKED_FOR[step]
    return ""


ASKED_FOR: dict[Step, str] = {
    Step.REPLY: N_("Nobody has hurried it on."),
    Step.PAUSE: N_("The unit has not asked for a pause."),
    Step.EXTEND: N_("The unit has not asked for more days."),
    Step.REFUSE: N_("The unit has asked for nothing that is still to decide."),
}


def _is_theirs(post: Post, case: Case, step: Step) -> bool:
    return step in WHOSE and WHOSE[step](post, case)
