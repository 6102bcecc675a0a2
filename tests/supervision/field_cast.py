"""A team in the field: a check that was drawn, with tickets left, and its inspector."""

import json
from datetime import date, timedelta
from itertools import count

from sqlalchemy import select

from portal import clock
from portal.accounts.rules import Role
from portal.db import db
from portal.supervision.actions import add_question
from portal.supervision.models import (
    DrawRound,
    Reserve,
    Sampled,
    SeenProblem,
    SpotCheck,
    SupervisionTeam,
    TeamMember,
    Visit,
)
from portal.supervision.queries import frames, subjects_of
from portal.supervision.rules import CheckStatus, FrameKind, SizeBy, StrataBy
from tests.factories import DISTRICT_CODE, a_clerk

_n = count(1)
ITEMS = "/staff/supervision/items"
BEFORE = timedelta(days=2)  # the draw was so long ago


def kept(thing):
    db.session.add(thing)
    db.session.flush()
    return thing


def a_team():
    return kept(
        SupervisionTeam(
            code=f"T{next(_n)}",
            name="第三方一组",
            name_en="Third party one",
            organisation="某某咨询",
            contract="",
            phone="",
            started_on=date(2026, 1, 1),
        )
    )


def an_inspector(team, role=Role.INSPECTOR):
    person = a_clerk(role, area_code=DISTRICT_CODE)
    is_lead = role is Role.INSPECTION_LEAD
    kept(TeamMember(team=team, person=person, is_lead=is_lead, started_on=date(2026, 1, 1)))
    return person


def a_drawn_check(team, frame=FrameKind.CLOSED_CASES):
    check = kept(
        SpotCheck(
            request_key=f"check-{next(_n)}",
            code=f"CC-2026-{next(_n):03}",
            team=team,
            frame=frame,
            area_code=DISTRICT_CODE,
            period_from=date(2026, 8, 1),
            period_to=date(2026, 8, 31),
            strata_by=StrataBy.STREET,
            size_by=SizeBy.MARGIN,
            status=CheckStatus.DRAWN,
            left_out=[],
        )
    )
    enters, confirms = (an_inspector(team) for _ in range(2))
    at = clock.now() - BEFORE
    kept(
        DrawRound(
            check=check,
            turn=1,
            sizes={"s": 2},
            seed="3 1 4 1 5",
            typed="",
            entered_by=enters,
            entered_at=at,
            confirmed_by=confirms,
            confirmed_at=at,
            drawn_at=at,
        )
    )
    return check


def an_item(check, source, inspector, **given):
    """Something of a check: a case, a patrol or a place, given to an inspector."""
    defaults = {
        "check": check,
        "round": check.rounds[0],
        "number": number_of(source),
        "stratum": "s",
        "rank": next(_n),
        "source_id": source.id,
        "grid": source.grid,
        "street_code": source.grid.code[:9],
        "inspector": inspector,
        "assigned_on": clock.today(),
    }
    return kept(Sampled(**defaults | given))


def a_reserve(check, source, rank):
    given = {"stratum": "s", "rank": rank, "number": number_of(source)}
    return kept(Reserve(round=check.rounds[0], **given))


def number_of(source):
    kind = {"patrol_logs": FrameKind.PATROLS, "places": FrameKind.PLACES}.get(source.__tablename__)
    return frames.number_of(kind, source.id) if kind else source.number


def subject_of(item):
    return subjects_of([item])[0]


def a_question(about="closed_cases", words="真的处理好了吗？"):
    return add_question(about, words, f"In English: {words}")


def counted(check):
    """How many problems were seen in a check and handed in, how many fit a case, how many wait."""
    db.session.flush()
    db.session.expire_all()
    rows = select(SeenProblem).join(SeenProblem.visit).join(Visit.sampled)
    rows = rows.where(Sampled.check_id == check.id, Visit.ended_at.is_not(None))
    seen = [one for one in db.session.scalars(rows) if one.taken_back_at is None]
    matched = [one for one in seen if one.match and one.match.case]
    return len(seen), len(matched), len([one for one in seen if one.match is None])


def items():
    return db.session.scalars(select(Sampled).order_by(Sampled.id)).all()


def stamps(*rows):
    return json.dumps(list(rows))
