"""The way from a number to the cases behind it."""

from flask import url_for

from portal import clock
from portal.assessment.indicators import INDICATORS
from portal.assessment.queries import Part, Standing


def behind_url(standing: Standing, indicator: str, part: Part = Part.NUMERATOR) -> str | None:
    """Return where the cases behind one figure of a subject are listed.

    None where there are none: what samples say stands on what was drawn, not on cases.
    """
    if INDICATORS[indicator].is_sampled:
        return None
    result, period = standing.result, standing.revision.period
    return url_for(
        "staff.list_cases_behind",
        kind=result.kind.value,
        code=result.code,
        of=indicator,
        month=f"{period.begins:%Y-%m}",
        until=f"{min(period.ends, clock.today()):%Y-%m}",
        part=part.value,
    )
