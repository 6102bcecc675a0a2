"""How a browser takes a step with a case, and who may take it."""

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import stream_encode_multipart

from portal import clock
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.models import Assist
from portal.cases.rules import Step
from portal.db import db
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
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
    Step.DECLINE: {"reason": "not_listed", "words": "请拨打 12345"},
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
    if step in {Step.DISPATCH, Step.DECLINE}:
        return a_case(), a_dispatcher()
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
    return a_dispatched_case(unit=unit), a_clerk(Role.UNIT_CLERK, unit=unit)


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
    return GOOD[step] | more
