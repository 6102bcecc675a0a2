"""What is asked of cases: within whose reach, in which list, by which words."""

from portal.cases.queries.authority import case_for_step, is_in_hand_of, steps_for
from portal.cases.queries.finding import (
    case_by_follow_token,
    case_by_number,
    case_by_pin,
    case_by_request,
    events_of,
    is_complete,
    last_step_at,
    open_rating,
    photo_of,
    rating_by_token,
)
from portal.cases.queries.handling import (
    Clock,
    clock_of,
    due_if_dispatched,
    suggested_unit,
    units_to_choose,
)
from portal.cases.queries.lists import (
    PAGE,
    Page,
    Wanted,
    amber_cases,
    how_many,
    list_cases,
    matters_to_filter,
)
from portal.cases.queries.matters import (
    Choice,
    all_matters,
    choice_of,
    matter_by_code,
    matters_for_residents,
    matters_for_staff,
)
from portal.cases.queries.reach import case_in_reach, cases_in_reach, reach_of
from portal.cases.queries.waiting import closed_with_contact, open_past_due, resolved_before

__all__ = [
    "PAGE",
    "Choice",
    "Clock",
    "Page",
    "Wanted",
    "all_matters",
    "amber_cases",
    "case_by_follow_token",
    "case_by_number",
    "case_by_pin",
    "case_by_request",
    "case_for_step",
    "case_in_reach",
    "cases_in_reach",
    "choice_of",
    "clock_of",
    "closed_with_contact",
    "due_if_dispatched",
    "events_of",
    "how_many",
    "is_complete",
    "is_in_hand_of",
    "last_step_at",
    "list_cases",
    "matter_by_code",
    "matters_for_residents",
    "matters_for_staff",
    "matters_to_filter",
    "open_past_due",
    "open_rating",
    "photo_of",
    "rating_by_token",
    "reach_of",
    "resolved_before",
    "steps_for",
    "suggested_unit",
    "units_to_choose",
]
