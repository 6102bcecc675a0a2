"""How sharply the next lot of a series is looked at, by what its last lots came to."""

from portal.supervision.models import SpotCheck
from portal.supervision.queries.results import Found, ended_checks, found_in
from portal.supervision.rules import (
    FAILS,
    Gate,
    Lot,
    Severity,
    SizeBy,
    Standing,
    plan_for,
    standing_after,
)


def standing_before(check: SpotCheck) -> Standing | None:
    """Return where a gate's series stands before it: the same team, frame, area, level and limit.

    By clause 9.3 of GB/T 2828.1. None where the check is no gate; a lot of which not
    enough could be judged says nothing, and is passed over.
    """
    if check.size_by is not SizeBy.PLAN:
        return None
    series = [
        one
        for one in ended_checks(check.frame, team_id=check.team_id)
        if _what(one) == _what(check) and one.period_to < check.period_from
    ]
    return standing_after(_lot(one) for one in found_in(series) if one.gate is not Gate.OPEN)


def _what(check: SpotCheck) -> tuple[object, ...]:
    return check.size_by, check.area_code, check.inspection_level, check.aql


def _lot(found: Found) -> Lot:
    check = found.check
    severity = Severity(check.severity or Severity.NORMAL)
    plan = plan_for(check.population or 0, check.aql, check.inspection_level, severity)
    return Lot(plan, check.aql, sum(one.counted(FAILS) for one in found.strata))
