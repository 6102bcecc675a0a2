"""What is stored of supervision, by subject."""

from portal.supervision.models.checks import (
    CheckEvent,
    DrawRound,
    Reserve,
    Sampled,
    SpotCheck,
    Stratum,
)
from portal.supervision.models.findings import (
    Finding,
    LogCount,
    LogEntry,
    LogProof,
    OrderNote,
    Rectification,
    SecondLook,
)
from portal.supervision.models.teams import Conflict, SupervisionTeam, TeamMember
from portal.supervision.models.visits import (
    CheckQuestion,
    ProblemMatch,
    SeenProblem,
    Visit,
    VisitPhoto,
)

__all__ = [
    "CheckEvent",
    "CheckQuestion",
    "Conflict",
    "DrawRound",
    "Finding",
    "LogCount",
    "LogEntry",
    "LogProof",
    "OrderNote",
    "ProblemMatch",
    "Rectification",
    "Reserve",
    "Sampled",
    "SecondLook",
    "SeenProblem",
    "SpotCheck",
    "Stratum",
    "SupervisionTeam",
    "TeamMember",
    "Visit",
    "VisitPhoto",
]
