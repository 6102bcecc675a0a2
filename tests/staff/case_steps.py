"""How a browser takes a step with a case, and who may take it."""

from datetime import timedelta

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import stream_encode_multipart

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.models import Assist, ExpediteOrder
from portal.cases.rules import PauseReason, Step
from portal.db import db
from portal.policy.queries import policy_on, work_calendar
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_person,
    a_resolved_case,
    a_unit,
)

# What fills in each form so that nothing is wrong with it.
GOOD = {
    Step.DISPATCH: {"level": "3", "unit": ""},
    Step.DECLINE: {"reason": "not_listed", "words": "不归网格", "instead": "12345"},
    Step.TAKE: {"words": "马上去看"},
    Step.TRANSFER: {"words": "属于市场监管"},
    Step.RETURN: {"words": "不在本街道"},
    Step.RESOLVE: {"outcome": "done", "words": "已清理"},
    Step.VERIFY: {"words": "看过了"},
    Step.DISPUTE: {"words": "还有垃圾"},
    Step.NOTE: {"note": "电话里说明天在家"},
    Step.ANSWER: {"words": "配件明天到"},
    Step.ASSIGN: {},
    Step.ASK_HELP: {"words": "请协助断电"},
    Step.HELP: {"words": "已断电"},
    Step.JUDGE: {"validity": "invalid", "reason": "nothing_found"},
    Step.RECALL: {"note": "派错了"},
    Step.ASK_PAUSE: {"reason": "court", "until": "2026-09-24", "words": "等法院判决"},
    Step.ASK_EXTENSION: {"days": "2", "words": "材料没到"},
    Step.PAUSE: {"note": "同意"},
    Step.EXTEND: {"note": ""},
    Step.REFUSE: {"note": "不必等"},
    Step.RESUME: {"words": "继续处理"},
    Step.HAND_UP: {"words": "需要区里处理"},
    Step.EXPEDITE: {"words": "请今天去看", "reply_by": "2026-09-23"},
    Step.REPLY: {"words": "明天去"},
    Step.MERGE: {"note": "同一处"},
    Step.UNMERGE: {"note": "是另一处"},
}


def press(client, case, step, **fields):
    """Send a step's form as the page of the case shows it now."""
    sent = {"version": str(case.version)} | fields
    kept = MultiDict({name: value for name, value in sent.items() if value is not None})
    body, _length, boundary = stream_encode_multipart(kept, use_tempfile=False)
    return client.post(
        f"/staff/cases/{case.number}/{step.replace('_', '-')}?lang=en",
        data=body.read(),
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def look(client, case):
    """Open the page of a case."""
    return client.get(f"/staff/cases/{case.number}?lang=en")


def a_dispatcher():
    return a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)


def a_community_unit():
    return a_unit(kind=UnitKind.COMMUNITY, area_code=COMMUNITY_CODE, name_en="The Community")


def ready_for(step):
    """Return a case that waits for this step, and somebody whose step it is."""
    unit = a_unit(name_en="The Team")
    if step in {Step.DISPATCH, Step.DECLINE, Step.MERGE}:
        return a_case(), a_dispatcher()
    if step is Step.UNMERGE:
        case, by, policy = a_case(), a_dispatcher(), policy_on(clock.today())
        actions.merge(case, a_case(), by=by, now=clock.now(), policy=policy)
        return case, by
    if step in {Step.JUDGE, Step.RECALL}:
        return a_dispatched_case(unit=unit), a_dispatcher()
    if step is Step.ASSIGN:
        a_clerk(Role.UNIT_CLERK, unit=unit, number="COLLEAGUE")
    if step is Step.HELP:
        case, second = a_dispatched_case(unit=unit), a_unit(name_en="The Second Team")
        actions.ask_help(case, unit=second, words="请断电", by=a_person(), now=clock.now())
        return case, a_clerk(Role.UNIT_CLERK, unit=second)
    if step in {Step.VERIFY, Step.DISPUTE}:
        case = a_resolved_case(unit=unit)
        return case, a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    case, clerk = a_dispatched_case(unit=unit), a_clerk(Role.UNIT_CLERK, unit=unit)
    return _ready_from_above(case, clerk, step) if step in FROM_ABOVE else (case, clerk)


FROM_ABOVE = {
    Step.PAUSE,
    Step.EXTEND,
    Step.REFUSE,
    Step.RESUME,
    Step.HAND_UP,
    Step.EXPEDITE,
    Step.REPLY,
}


def _ready_from_above(case, clerk, step):
    """Return a case, and whose step it is, where somebody above the unit takes part."""
    if step is Step.HAND_UP:
        a_unit(kind=UnitKind.COMMAND_CENTRE, area_code=DISTRICT_CODE, name_en="The Centre")
    elif step is Step.RESUME:
        _asked(case, clerk, Step.PAUSE)
        actions.pause(case, note="", by=a_dispatcher(), now=clock.now())
    elif step is Step.REPLY:
        friday = clock.today() + timedelta(days=4)
        actions.order(case, words="请抓紧", reply_by=friday, by=a_dispatcher(), now=clock.now())
    else:
        if step is not Step.EXPEDITE:
            _asked(case, clerk, step)
        return case, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    return case, clerk


def _asked(case, clerk, step):
    """Let a unit ask for more days, or for a pause where that is what is decided about."""
    policy, by = policy_on(clock.today()), {"by": clerk, "now": clock.now()}
    if step is Step.PAUSE:
        actions.ask_pause(
            case,
            reason=PauseReason.COURT,
            words="等法院判决",
            until=clock.today() + timedelta(days=3),
            policy=policy,
            calendar=work_calendar(),
            **by,
        )
    else:
        actions.ask_extension(case, days=2, words="材料没到", policy=policy, **by)
    return case


def good(step):
    """Return what fills in a step's form, with another unit where one is needed."""
    more = {}
    if step in {Step.TRANSFER, Step.ASK_HELP}:
        more["unit"] = a_unit(name_en="Another Team").code
    if step is Step.ASSIGN:
        more["person"] = "COLLEAGUE"
    if step is Step.HELP:
        asked = db.session.scalar(select(Assist).order_by(Assist.id.desc()).limit(1))
        more["unit"] = asked.unit.code
    if step is Step.REPLY:
        order = select(ExpediteOrder.id).order_by(ExpediteOrder.id.desc())
        more["order"] = str(db.session.scalar(order.limit(1)))
    if step is Step.MERGE:
        other = a_case()
        more["main"] = f"{other.number}.{other.version}"
    return GOOD[step] | more
