"""Findings in the demonstration: two names, a rebuttal, an order to put something right."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login
from portal.cases.queries import people_of
from portal.db import db
from portal.demo.people import LOGINS
from portal.demo.play import is_of_a_scene
from portal.supervision import actions, queries
from portal.supervision.actions import Looked
from portal.supervision.models import Finding, Sampled, TeamMember
from portal.supervision.rules import Answer, FrameKind, Verdict

HOUR = timedelta(hours=1)
GOOD = (Verdict.SOLVED, "")
PARTLY = (Verdict.PARTLY, "清理了一半，靠墙一侧的杂物还在。")
NOTHING = (Verdict.FALSE_CLOSURE, "现场和上报时一样，没有处理过的痕迹。")
UNREPORTED = (Verdict.UNREPORTED, "井盖松动，附近没有人上报过。")
REBUTTAL = "当天已经清理，杂物是之后新堆的，有照片。"


def make_findings(now: datetime) -> None:
    """Let the team sign what its inspector has looked at, and units answer."""
    inspector = person_by_login("inspector")
    member = queries.membership_of(inspector, clock.day_of(now)) if inspector else None
    if inspector is None or member is None:
        return
    seen = queries.to_find(member.team, after=None).rows
    cases = [one for one in seen if one.check.frame is FrameKind.CLOSED_CASES]
    places = [one for one in seen if one.check.frame is FrameKind.PLACES]
    for sampled, said in zip(cases, (GOOD, PARTLY), strict=False):
        _answer(_signed(sampled, said, member, now - 3 * HOUR), now - 2 * HOUR)
    for sampled in places[:1]:  # of the community that can sign in
        _signed(sampled, UNREPORTED, member, now - 2 * HOUR)
    for sampled in places[1:2]:
        _propose(sampled, UNREPORTED, now - HOUR)
    for sampled in _of_those_who_sign_in(inspector, now)[:2]:
        _look(sampled, inspector, now - 5 * HOUR)
        _signed(sampled, NOTHING, member, now - 4 * HOUR)
    _accept_one(now)


def _of_those_who_sign_in(inspector: Person, now: datetime) -> Sequence[Sampled]:
    """Return what is still to be looked at and a login of the demonstration answers for."""
    today = clock.day_of(now)
    people = [person for login in LOGINS if (person := person_by_login(login))]
    units = {unit for person in people for unit in queries.units_of(person, today)}
    items = queries.items_to_visit(inspector)
    return [item for item in items if _is_plain(item) and _unit_of(item) in units]


def _is_plain(sampled: Sampled) -> bool:
    """Say whether it is a case of the year and of no scene, whose own end must stay as told."""
    case = queries.case_of(sampled)
    return case is not None and not (is_of_a_scene(case) or case.parts or case.whole)


def _unit_of(sampled: Sampled) -> int | None:
    is_case = sampled.check.frame is FrameKind.CLOSED_CASES
    unit = queries.unit_answering_for(sampled) if is_case else None
    return unit.id if unit else None


def _look(sampled: Sampled, by: Person, at: datetime) -> None:
    [subject] = queries.subjects_of([sampled])
    answers = [(question, Answer.NO) for question in queries.questions_for(subject)]
    looked, key = Looked(at=at, words=NOTHING[1]), f"demo-finding-{sampled.number}"
    actions.keep_visit(subject, looked, answers, request_key=key, by=by, now=at)


def _propose(sampled: Sampled, said: tuple[Verdict, str], at: datetime) -> Finding | None:
    verdict, words = said
    if sampled.inspector is None:
        return None
    return actions.propose(sampled, verdict, words=words, by=sampled.inspector, now=at)


def _signed(
    sampled: Sampled, said: tuple[Verdict, str], member: TeamMember, at: datetime
) -> Finding | None:
    """Let somebody else of the team sign what was proposed."""
    finding = _propose(sampled, said, at)
    others = [one.person for one in member.team.members if one.person is not sampled.inspector]
    if finding and others:
        actions.sign(finding, seen=finding.revision, by=others[-1], now=at + HOUR / 2)
        db.session.flush()
    return finding


def _answer(finding: Finding | None, at: datetime) -> None:
    """Let the unit rebut what is held against it; the lead has still to decide."""
    if finding and finding.unit and (people := people_of(finding.unit, clock.day_of(at))):
        actions.rebut(finding, words=REBUTTAL, by=people[0], now=at)


def _accept_one(now: datetime) -> None:
    """Let one unit of those who can sign in accept: an order follows, and its case opens again."""
    for login in LOGINS:
        person = person_by_login(login)
        rows = queries.held_against(person, clock.day_of(now), before=None).rows if person else ()
        for finding in rows:
            if person and finding.verdict is Verdict.FALSE_CLOSURE:
                actions.accept(finding, by=person, now=now - HOUR)
                return
