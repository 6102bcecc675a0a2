"""Supervision in the demonstration: a team, a check drawn in the open, one being planned."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import holders
from portal.accounts.rules import Role
from portal.demo.people import NUMBER
from portal.errors import Refused
from portal.grids.models import Grid
from portal.grids.rules import DISTRICT
from portal.supervision import actions, queries
from portal.supervision.actions import NewMember, Plan, TeamFacts
from portal.supervision.models import SpotCheck, SupervisionTeam, TeamMember
from portal.supervision.rules import FrameKind, StrataBy

TEAM = TeamFacts(
    name="求真监督小组",
    name_en="Qiuzhen Supervision Team",
    organisation="求真社会服务评估中心",
    contract="滨监〔2026〕18号",
    phone="0571-5550100",
)
PEOPLE = (  # those with a login are known by its number
    NewMember(f"{NUMBER}inspector", "钱实", email="inspector@demo.example.org"),
    NewMember(f"{NUMBER}teamlead", "赵真", email="teamlead@demo.example.org", is_lead=True),
    NewMember(f"{NUMBER}inspector-2", "孙明", email="inspector-2@demo.example.org"),
    NewMember(f"{NUMBER}inspector-3", "李清", email="inspector-3@demo.example.org"),
)
SEED = "07 12 19 23 26 31 09"


def make_team(today: date) -> None:
    """Put a team together, from outside the district's chain."""
    team = actions.make_team("QZ-1", TEAM, on=today - timedelta(days=200))
    for one in PEOPLE:
        actions.join(team, one, on=today - timedelta(days=200))


def make_checks(shown: Grid, now: datetime) -> None:
    """Draw a sample of last month's closed cases and share it out."""
    leads = holders(Role.INSPECTION_LEAD, DISTRICT, clock.day_of(now))
    if not leads:
        return
    team, lead = queries.team_called("QZ-1"), leads[0]
    _conflict(team, shown, lead, now)
    with suppress(Refused):
        _end_one(team, lead, now - timedelta(days=60))
    cases = _plan(team, lead, FrameKind.CLOSED_CASES, now - timedelta(days=3))
    with suppress(Refused):  # too few cases in a very small demonstration
        _draw(cases, team, lead, now)


def plan_patrols(now: datetime) -> None:
    """Plan a look at patrols, with nothing frozen yet."""
    if leads := holders(Role.INSPECTION_LEAD, DISTRICT, clock.day_of(now)):
        team = queries.team_called("QZ-1")
        _plan(team, leads[0], FrameKind.PATROLS, now - timedelta(hours=2))


def _end_one(team: SupervisionTeam, lead: Person, then: datetime) -> None:
    """Let a check of the two months before have ended: its results have pages."""
    check = _plan(team, lead, FrameKind.CLOSED_CASES, then, key="demonstration-ended")
    _freeze_and_draw(check, team, lead, then)
    actions.close(check, by=lead, now=then + timedelta(days=20))


def _conflict(team: SupervisionTeam, shown: Grid, lead: Person, now: datetime) -> None:
    """Let one member have a relative in another community than the one that is shown."""
    others = [code for code in ("330108001", "330108003") if not shown.code.startswith(code)]
    member = team.members[-1]
    actions.note_conflict(
        team, others[0], reason="亲属在该街道工作", member=member, by=lead, now=now
    )


def _plan(
    team: SupervisionTeam, lead: Person, frame: FrameKind, now: datetime, *, key: str = ""
) -> SpotCheck:
    today = clock.day_of(now)
    is_of_cases = frame is FrameKind.CLOSED_CASES
    plan = Plan(
        frame=frame,
        area_code=DISTRICT,
        period_from=today - timedelta(days=60),
        period_to=today - timedelta(days=1),
        strata_by=StrataBy.STREET_LEVEL if is_of_cases else StrataBy.STREET,
        margin_permille=150,
        expected_permille=200,
        level_one_times=2 if is_of_cases else 1,
    )
    return actions.plan_check(
        team, plan, request_key=key or f"demonstration-{frame}", by=lead, now=now
    )


def _draw(check: SpotCheck, team: SupervisionTeam, lead: Person, now: datetime) -> None:
    """Freeze, publish, throw and draw, each at its hour; then each street goes to somebody."""
    then = now - timedelta(days=2)
    second = _freeze_and_draw(check, team, lead, then)
    urgent = [case.number for case in queries.urgent_cases(check)][:2]
    if urgent:
        actions.add_urgent(check, urgent, by=lead, now=then + timedelta(hours=13))
    for street in queries.streets_to_assign(check):
        actions.assign_street(check, street, second, now=then + timedelta(hours=14))


def _freeze_and_draw(
    check: SpotCheck, team: SupervisionTeam, lead: Person, then: datetime
) -> TeamMember:
    """Take a check through its steps in their order; return who gave the seed the second name."""
    gathered = actions.gather(check, on=clock.day_of(then))
    actions.freeze(check, gathered, by=lead, now=then)
    actions.publish(
        check, seed_from="福彩双色球当晚开奖号码", by=lead, now=then + timedelta(hours=1)
    )
    second = next(one for one in team.members if one.person_id != lead.id)
    actions.enter_seed(check, SEED, by=lead, now=then + timedelta(hours=12))
    actions.confirm_seed(check, SEED, by=second.person, now=then + timedelta(hours=12, minutes=5))
    actions.draw_round(check, by=lead, now=then + timedelta(hours=12, minutes=7))
    return second
