"""A step with a case, taken for the state that the key's holder has read, and for no other."""

from http import HTTPStatus

from flask import Response, request

from portal import clock
from portal.api.case_shapes import CASE, NUMBER
from portal.api.cases import CASE_PATH, case_of, told
from portal.api.given import Taking
from portal.api.operations import Asked, Operation, Parameter, Reply, etag_of, operation
from portal.api.problems import NeedsETag, Stale
from portal.api.step_shapes import STEPS
from portal.api.taking import take_step
from portal.cases import queries
from portal.cases.models import Case
from portal.cases.rules import Step
from portal.errors import N_
from portal.exchange.queries.told import TEXT
from portal.exchange.queries.told_case import one_case
from portal.exchange.rules import Scope

IF_MATCH = Parameter(
    "If-Match", N_("ETag of the case as it was read"), TEXT, "header", is_required=True
)


@operation(
    Operation(
        "POST",
        f"{CASE_PATH}/steps",
        Scope.STEP_CASES,
        N_("Take a step with a case, as a clerk of the key's unit or area may"),
        Reply(N_("The case as it stands now"), CASE, headers=("ETag",)),
        (NUMBER, IF_MATCH),
        STEPS,
        refusals=(
            HTTPStatus.CONFLICT,
            HTTPStatus.PRECONDITION_FAILED,
            HTTPStatus.PRECONDITION_REQUIRED,
        ),
    )
)
def take_one_step(asked: Asked, number: str) -> Response:
    """Take a step, unless the case has changed since it was read."""
    case, step, today = case_of(asked, number), Step(asked.body["step"]), clock.today()
    _refuse_if_changed(case, asked)
    queries.case_for_step(asked.key.person, number, step, seen=None, on=today)
    take_step(Taking(case, asked.body, asked.key.person, clock.now()), step)
    return told(case, asked)


def _refuse_if_changed(case: Case, asked: Asked) -> None:
    if "If-Match" not in request.headers:
        raise NeedsETag(N_("Send the ETag of the case as you read it, in If-Match."))
    now = etag_of(one_case(case, asked.key.person, clock.today()))
    if not request.if_match.contains(now):
        raise Stale(N_("The case has changed since you read it. Read it again, then decide."))
