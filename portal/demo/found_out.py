"""An earlier check of the demonstration: drawn, looked at, signed for, ended; it has results."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import Refused
from portal.grids.rules import DISTRICT
from portal.supervision import actions, queries
from portal.supervision.actions import Looked, Plan
from portal.supervision.models import Sampled, SpotCheck, TeamMember
from portal.supervision.queries import Subject
from portal.supervision.rules import FrameKind, StrataBy, Verdict

DAYS = timedelta(days=1)
SEED = "03 08 14 17 25 30 12"
EVERY = {7: Verdict.PARTLY, 9: Verdict.FALSE_CLOSURE}  # each seventh is, and each ninth
WORDS = {
    Verdict.SOLVED: "现场已解决。",
    Verdict.PARTLY: "清了一半，靠墙一侧还有。",
    Verdict.FALSE_CLOSURE: "现场没有处理过的痕迹。",
}


def make_results(now: datetime) -> None:
    """Let the team have ended a check of closed cases of two months before the present one."""
    day = clock.day_of(now)
    lead = next(iter(holders(Role.INSPECTION_LEAD, DISTRICT, day)), None)
    mine = queries.membership_of(lead, day) if lead else None
    if lead is None or mine is None:
        return
    others = [member for member in mine.team.members if not member.is_lead]
    with suppress(Refused):  # too few cases in a very small demonstration
        check = _drawn(mine, others[0], now - 50 * DAYS)
        for n, subject in enumerate(queries.subjects_of(_items(check))):
            _find(subject, n, others[0].person, lead, now - 45 * DAYS)
        actions.close(check, by=lead, now=now - 30 * DAYS)


def _drawn(lead: TeamMember, second: TeamMember, then: datetime) -> SpotCheck:
    """Draw a sample in the open, each step at its hour, and share it out."""
    day = clock.day_of(then)
    plan = Plan(
        frame=FrameKind.CLOSED_CASES,
        area_code=DISTRICT,
        period_from=day - 60 * DAYS,
        period_to=day - DAYS,
        strata_by=StrataBy.STREET_LEVEL,
        margin_permille=150,
        expected_permille=200,
    )
    by = lead.person
    check = actions.plan_check(lead.team, plan, request_key="demo-ended-check", by=by, now=then)
    actions.freeze(check, actions.gather(check, on=day), by=by, now=then)
    actions.publish(check, seed_from="福彩双色球当晚开奖号码", by=by, now=then)
    actions.enter_seed(check, SEED, by=by, now=then + timedelta(hours=12))
    actions.confirm_seed(check, SEED, by=second.person, now=then + timedelta(hours=12))
    actions.draw_round(check, by=by, now=then + timedelta(hours=13))
    for street in queries.streets_to_assign(check):
        actions.assign_street(check, street, second, now=then + timedelta(hours=14))
    return check


def _items(check: SpotCheck) -> Sequence[Sampled]:
    db.session.flush()
    return queries.sampled_in(check)


def _find(subject: Subject, n: int, first: Person, second: Person, at: datetime) -> None:
    """Look at something, and say in two names what it is."""
    verdict = next((said for each, said in EVERY.items() if n % each == each - 1), Verdict.SOLVED)
    seen = Looked(at=at, place=subject.around, words=WORDS[verdict])
    actions.keep_visit(subject, seen, (), request_key=f"demo-ended-{n:08}", by=first, now=at)
    finding = actions.propose(subject.sampled, verdict, words=WORDS[verdict], by=first, now=at)
    db.session.flush()
    actions.sign(finding, seen=finding.revision, by=second, now=at + timedelta(hours=2))
