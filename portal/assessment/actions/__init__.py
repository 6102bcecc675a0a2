"""What is done with figures: recounted whole, drafted by period, objected to, and published."""

from portal.assessment.actions.counting import (
    recount,
    recount_all,
    recount_marked,
    recount_month,
    recount_months,
)
from portal.assessment.actions.digest import (
    tell_leader,
)
from portal.assessment.actions.objecting import (
    ask_exclusion,
    decide_exclusion,
    decide_objection,
    object_to,
)
from portal.assessment.actions.periods import (
    begin_period,
    count_draft,
    open_to_objections,
    publish,
    revise,
)
from portal.assessment.actions.proving import ask_for_proof, prove
from portal.assessment.actions.telling import (
    tell_of_tampering,
)

__all__ = [
    "ask_exclusion",
    "ask_for_proof",
    "begin_period",
    "count_draft",
    "decide_exclusion",
    "decide_objection",
    "object_to",
    "open_to_objections",
    "prove",
    "publish",
    "recount",
    "recount_all",
    "recount_marked",
    "recount_month",
    "recount_months",
    "revise",
    "tell_leader",
    "tell_of_tampering",
]
