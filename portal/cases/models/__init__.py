"""What is stored of cases: matters, cases and their history, handling, and staff's own tools."""

from portal.cases.models.case import (
    Case,
    CaseEvent,
    ChangedMonth,
    Contact,
    DayCount,
    Photo,
    Rating,
)
from portal.cases.models.handling import (
    Assist,
    CaseRequest,
    ExpediteOrder,
    ExpediteReply,
    Meeting,
    MeetingCase,
    MeetingUnit,
    Reminder,
)
from portal.cases.models.matters import Campaign, Matter, MatterEdition, Platform, RefusedImport
from portal.cases.models.tallies import DayTally
from portal.cases.models.workbench import (
    AnswerTemplate,
    BulkItem,
    BulkRun,
    Route,
    SavedFilter,
)

__all__ = [
    "AnswerTemplate",
    "Assist",
    "BulkItem",
    "BulkRun",
    "Campaign",
    "Case",
    "CaseEvent",
    "CaseRequest",
    "ChangedMonth",
    "Contact",
    "DayCount",
    "DayTally",
    "ExpediteOrder",
    "ExpediteReply",
    "Matter",
    "MatterEdition",
    "Meeting",
    "MeetingCase",
    "MeetingUnit",
    "Photo",
    "Platform",
    "Rating",
    "RefusedImport",
    "Reminder",
    "Route",
    "SavedFilter",
]
