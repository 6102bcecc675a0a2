"""The way from a number to the cases behind it."""

from urllib.parse import urlencode

from portal.assessment.queries import Standing


def behind_url(standing: Standing, indicator: str) -> str:
    """Return where the cases behind one figure of a subject are listed."""
    result, period = standing.result, standing.revision.period
    return "/staff/figures/cases?" + urlencode(
        dict(
            kind=result.kind.value,
            code=result.code,
            indicator=indicator,
            begins=period.begins.isoformat(),
            ends=period.ends.isoformat(),
        )
    )
