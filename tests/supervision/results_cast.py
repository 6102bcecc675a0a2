"""A check whose sample has been looked at and signed for, as results see it."""

from datetime import date
from itertools import count

from sqlalchemy import select

from portal.accounts.rules import Role
from portal.db import db
from portal.supervision.models import (
    DrawRound,
    Finding,
    Sampled,
    SpotCheck,
    Stratum,
    SupervisionTeam,
    TeamMember,
)
from portal.supervision.rules import (
    CheckStatus,
    FindingState,
    FrameKind,
    SizeBy,
    StrataBy,
    Verdict,
    VisitState,
)
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, STREET_CODE, a_clerk, a_grid

_n = count(1)
LEVEL_1, LEVEL_2 = f"{STREET_CODE}-1", f"{STREET_CODE}-2"


def a_team():
    team = SupervisionTeam(
        code=f"R{next(_n)}",
        name="求真评估",
        name_en="Qiuzhen",
        organisation="求真第三方评估中心",
        contract="2026-18",
        phone="",
        started_on=date(2026, 1, 1),
    )
    for role in (Role.INSPECTION_LEAD, Role.INSPECTOR):
        person = a_clerk(role, area_code=DISTRICT_CODE)
        is_lead = role is Role.INSPECTION_LEAD
        team.members.append(TeamMember(person=person, is_lead=is_lead, started_on=date(2026, 1, 1)))
    return kept(team)


def a_check(team=None, populations=None, **given):
    """A check that was drawn, of two strata unless others are given."""
    n = next(_n)
    defaults = {
        "request_key": f"results-{n}",
        "code": f"CC-2026-{n + 500}",
        "team": team or a_team(),
        "frame": FrameKind.CLOSED_CASES,
        "area_code": DISTRICT_CODE,
        "period_from": date(2026, 8, 1),
        "period_to": date(2026, 8, 31),
        "strata_by": StrataBy.STREET_LEVEL,
        "size_by": SizeBy.MARGIN,
        "margin_permille": 150,
        "left_out": [],
        "list_sha256": "ab" * 32,
        "frozen_at": NOW,
        "published_at": NOW,
        "status": CheckStatus.DRAWN,
    }
    check = SpotCheck(**defaults | given)
    populations = populations or {LEVEL_1: 900, LEVEL_2: 100}
    for name, there in populations.items():
        check.strata.append(Stratum(name=name, population=there, size=2))
    check.population = sum(populations.values())
    lead, second = (member.person for member in check.team.members[:2])
    check.rounds.append(
        DrawRound(
            turn=1,
            sizes={},
            seed="3 1 4 1 5",
            typed="",
            entered_by=lead,
            entered_at=NOW,
            confirmed_by=second,
            confirmed_at=NOW,
            drawn_at=NOW,
        )
    )
    return kept(check)


def a_seen_check(**given):
    """One whose items were all judged, and that has ended."""
    check = a_check(**given)
    looked_at(check, LEVEL_1, solved=16, false_closure=4)
    looked_at(check, LEVEL_2, solved=9, partly=1)
    return ended(check)


def looked_at(check, stratum, **verdicts):
    """So many of a stratum were drawn and found to be so; `waiting` has nobody signed for."""
    for word, times in verdicts.items():
        for _ in range(times):
            item = an_item(check, stratum)
            if word == "could_not":
                item.state = VisitState.COULD_NOT
            elif word != "waiting":
                found(item, Verdict(word))
    db.session.flush()


def an_item(check, stratum="", grid=None, **given):
    n = next(_n)
    is_priority = given.get("is_priority", False)
    defaults = {
        "check": check,
        "round": None if is_priority else check.rounds[0],
        "number": f"BJ20260810{n:06}",
        "stratum": stratum,
        "rank": None if is_priority else n,
        "source_id": n,
        "grid": grid or _grid_of(check),
        "street_code": STREET_CODE,
        "state": VisitState.VISITED,
    }
    return kept(Sampled(**defaults | given))


def found(item, verdict, state=FindingState.STANDS, version=1):
    """A finding in two names."""
    first, second = (member.person for member in item.check.team.members[:2])
    is_signed = state is not FindingState.PROPOSED
    return kept(
        Finding(
            sampled=item,
            version=version,
            team=item.check.team,
            verdict=verdict,
            words="看过",
            state=state,
            proposed_by=first,
            proposed_at=NOW,
            signed_by=second if is_signed else None,
            signed_at=NOW if is_signed else None,
        )
    )


def ended(check):
    check.status, check.closed_at = CheckStatus.CLOSED, NOW
    db.session.flush()
    return check


def kept(thing):
    db.session.add(thing)
    db.session.flush()
    return thing


def _grid_of(check):
    """One grid holds all that is drawn in a check."""
    first = db.session.scalar(select(Sampled).where(Sampled.check_id == check.id).limit(1))
    return first.grid if first else a_grid()
