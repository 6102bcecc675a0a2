"""Who and what a check needs: a team of three, and closed cases in a few strata."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from portal.accounts.rules import Role
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.supervision import actions
from portal.supervision.actions import NewMember, Plan, TeamFacts
from portal.supervision.models import TeamMember
from portal.supervision.rules import FrameKind, StrataBy
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_case, a_clerk

_n = count(1)
TODAY = date(2026, 9, 21)
CLOSED = datetime(2026, 9, 10, 3, tzinfo=UTC)


def a_team(code="JD-1"):
    """A team with a lead and two inspectors."""
    facts = TeamFacts("求真评估", "Qiuzhen", "求真第三方评估中心", "2026-18", "0571-5550100")
    team = actions.make_team(code, facts, on=date(2026, 1, 1))
    for name, is_lead in (("赵真", True), ("钱实", False), ("孙明", False)):
        a_member(team, name, is_lead=is_lead)
    return team


def a_member(team, name="李新", *, is_lead=False) -> TeamMember:
    n = next(_n)
    new = NewMember(f"V{n:04}", name, email=f"v{n}@example.org", is_lead=is_lead)
    return actions.join(team, new, on=date(2026, 1, 1))


def closed_cases(grid, many, *, level=2):
    """Cases of a grid that were closed in September."""
    made: list = []
    for n in range(many):
        case = a_case(grid=grid, matter=made[0].matter if made else None)
        case.status, case.level = CaseStatus.CLOSED, level
        case.closed_at = CLOSED + timedelta(minutes=n)
        made.append(case)
    db.session.flush()
    return made


def a_plan(**given):
    defaults = {
        "frame": FrameKind.CLOSED_CASES,
        "area_code": DISTRICT_CODE,
        "period_from": date(2026, 9, 1),
        "period_to": date(2026, 9, 20),
        "strata_by": StrataBy.STREET_LEVEL,
        "margin_permille": 300,
    }
    return Plan(**defaults | given)


def a_check(team, **given):
    """A check that is planned."""
    return actions.plan_check(
        team, a_plan(**given), request_key=f"check-{next(_n)}", by=lead_of(team), now=NOW
    )


def frozen(check):
    actions.freeze(check, actions.gather(check, on=TODAY), by=lead_of(check.team), now=NOW)
    return check


def published(check):
    actions.publish(frozen(check), seed_from="福彩双色球", by=lead_of(check.team), now=NOW)
    return check


def seeded(check, seed="3 1 4 1 5", further=0):
    lead, second = lead_of(check.team), second_of(check.team)
    actions.enter_seed(check, seed, by=lead, now=NOW, further=further)
    actions.confirm_seed(check, seed, by=second, now=NOW)
    return check


def drawn(check, seed="3 1 4 1 5"):
    return actions.draw_round(seeded(published(check), seed), by=lead_of(check.team), now=NOW)


def lead_of(team):
    return team.members[0].person


def second_of(team):
    return team.members[1].person


def a_keeper():
    return a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)
