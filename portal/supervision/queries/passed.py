"""Cases that a sample found solved: what an assessment takes for a confirmation."""

from datetime import datetime

from sqlalchemy import ColumnElement, Exists, exists
from sqlalchemy.orm import InstrumentedAttribute

from portal.supervision.models import Finding, Sampled, SpotCheck
from portal.supervision.rules import FindingState, FrameKind, Verdict


def passed_in_a_sample(
    case_id: ColumnElement[int] | InstrumentedAttribute[int],
    closed_at: ColumnElement[datetime] | InstrumentedAttribute[datetime | None],
) -> Exists:
    """Return the condition that a standing finding says "solved" of a case's present closing.

    Also of one that was added as urgent: two people looked. A finding of an earlier closing,
    after which the case came back, says nothing of this one.
    """
    return exists().where(
        Sampled.source_id == case_id,
        SpotCheck.id == Sampled.check_id,
        SpotCheck.frame == FrameKind.CLOSED_CASES,
        Finding.sampled_id == Sampled.id,
        Finding.state == FindingState.STANDS,
        Finding.verdict == Verdict.SOLVED,
        Finding.signed_at >= closed_at,
    )
