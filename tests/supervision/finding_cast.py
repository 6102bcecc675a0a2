"""A closed case that was drawn and looked at, and people who find, sign, rebut and decide."""

from types import SimpleNamespace

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions as case_actions
from portal.db import db
from portal.policy.queries import policy_on
from portal.supervision import actions
from portal.supervision.models import DrawRound, Sampled, SpotCheck
from portal.supervision.rules import (
    CheckStatus,
    FrameKind,
    SizeBy,
    StrataBy,
    Verdict,
    VisitState,
)
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, a_clerk, a_grid, a_resolved_case, a_unit
from tests.supervision.cast import a_member, a_team


def a_cast(**given):
    """A team of a lead and three inspectors, a unit with a clerk, and one case drawn."""
    team = a_team(**given)
    lead = a_member(team, "钱组长", is_lead=True).person
    first, second, third = (a_member(team, name).person for name in ("李新", "孙平", "周远"))
    unit = a_unit()
    clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
    cast = SimpleNamespace(
        team=team, lead=lead, first=first, second=second, third=third, unit=unit, clerk=clerk
    )
    cast.grid = a_grid()
    cast.check = a_drawn_check(team)
    cast.case = a_closed_case(cast)
    cast.sampled = looked_at(cast, cast.case.number, cast.case.id)
    return cast


def a_closed_case(cast):
    case = a_resolved_case(grid=cast.grid, unit=cast.unit, by=cast.clerk)
    case_actions.lapse(case, now=NOW)
    return case


def a_drawn_check(team, frame=FrameKind.CLOSED_CASES, code="CC-2026-901"):
    check = SpotCheck(
        request_key=code,
        code=code,
        team=team,
        frame=frame,
        area_code="330108",
        period_from=clock.day_of(NOW),
        period_to=clock.day_of(NOW),
        strata_by=StrataBy.STREET,
        size_by=SizeBy.MARGIN,
        left_out=[],
        status=CheckStatus.DRAWN,
        published_at=NOW,
    )
    check.rounds.append(
        DrawRound(
            turn=1,
            sizes={},
            seed="3 1 4",
            typed="",
            entered_by=team.members[0].person,
            entered_at=NOW,
            drawn_at=NOW,
        )
    )
    db.session.add(check)
    db.session.flush()
    return check


def looked_at(cast, number, source_id, *, check=None):
    check = check or cast.check
    sampled = Sampled(
        check=check,
        round=check.rounds[0],
        number=number,
        stratum="330108002",
        rank=1,
        source_id=source_id,
        grid=cast.grid,
        street_code="330108002",
        inspector=cast.first,
        state=VisitState.VISITED,
    )
    db.session.add(sampled)
    db.session.flush()
    return sampled


def proposed(cast, verdict=Verdict.FALSE_CLOSURE, words="现场没有任何处理", *, sampled=None):
    return actions.propose(sampled or cast.sampled, verdict, words=words, by=cast.first, now=NOW)


def signed(cast, verdict=Verdict.FALSE_CLOSURE, words="现场没有任何处理", *, sampled=None):
    finding = proposed(cast, verdict, words, sampled=sampled)
    actions.sign(finding, seen=finding.revision, by=cast.second, now=NOW)
    db.session.flush()
    return finding


def standing(cast):
    finding = signed(cast)
    actions.accept(finding, by=cast.clerk, now=NOW)
    return finding


def resolved_anew(cast):
    case_actions.resolve(
        cast.case,
        outcome="done",
        words="重新处理好了",
        photos=[],
        by=cast.clerk,
        now=NOW,
        policy=policy_on(clock.day_of(NOW)),
    )


def a_community(cast):
    """The community's office, which answers for patrols and places."""
    return a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE, platform="")
