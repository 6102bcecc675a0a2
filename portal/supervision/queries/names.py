"""What results are called in the reader's language: both doors and the report say the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.grids.queries import all_areas
from portal.i18n import _, _l, named
from portal.supervision.rules import CheckStep, Estimate, FrameKind, Gate, Verdict

V = Verdict
VERDICT_NAMES: dict[Verdict, Any] = {
    V.SOLVED: _l("Solved"),
    V.PARTLY: _l("Partly solved"),
    V.NOT_SOLVED: _l("Not solved"),
    V.FALSE_CLOSURE: _l("False closure"),
    V.NOT_CHECKABLE: _l("Could not be judged"),
    V.GOOD: _l("As it should be"),
    V.FALSE_PATROL: _l("False patrol"),
    V.IDLE_PATROL: _l("Idle patrol"),
    V.UNREPORTED: _l("Unreported problem"),
}
PASSING: dict[FrameKind, Any] = {  # what a frame's pass rate counts
    FrameKind.CLOSED_CASES: _l("Solved, as seen on the spot"),
    FrameKind.PATROLS: _l("Patrols that took place and looked"),
    FrameKind.PLACES: _l("Places without an unreported problem"),
}
LISTS: dict[FrameKind, Any] = {
    FrameKind.CLOSED_CASES: _l("Closed cases"),
    FrameKind.PATROLS: _l("Patrols of grid workers"),
    FrameKind.PLACES: _l("Places, visited without notice"),
}
CHECK_STEPS: dict[CheckStep, Any] = {
    CheckStep.PLAN: _l("planned"),
    CheckStep.FREEZE: _l("froze the list"),
    CheckStep.PUBLISH: _l("published the hash of the list"),
    CheckStep.ENTER_SEED: _l("entered the seed"),
    CheckStep.CONFIRM_SEED: _l("confirmed the seed"),
    CheckStep.DRAW: _l("drew the sample"),
    CheckStep.ADD_PRIORITY: _l("added urgent cases beside the draw"),
    CheckStep.CLOSE: _l("ended the check"),
    CheckStep.ABANDON: _l("gave the check up"),
}
GATES: dict[Gate, Any] = {
    Gate.ACCEPTED: _l("The batch is accepted"),
    Gate.REFUSED: _l("The batch is refused"),
    Gate.OPEN: _l("Not enough was looked at to say"),
}
METHOD = (
    _l(
        "The list was frozen and its hash published before the seed was thrown; the lowest hashes"
        " of seed and number were drawn. Anybody can repeat it."
    ),
    _l(
        "Each stratum counts by what it has (N) and not by what was drawn (n). The interval is"
        " Wilson's, with the effective size of the stratified sample and finite population"
        " correction: with %(sure)s certainty the true share lies in it."
    ),
    _l(
        "Two people sign each finding; then it is locked and chained to the one before, and the"
        " unit may rebut it."
    ),
    _l(
        "The interval counts chance and not the errors of inspectors: a second inspector looks at"
        " some of the findings again."
    ),
)


def stratum_name(stratum: str, areas: Mapping[str, str]) -> str:
    """Return what a stratum is called: its area, and the level where it has one."""
    code, _sign, level = stratum.partition("-")
    area = areas.get(code, code)
    if not level:
        return area
    said = _("level %(level)s", level=level) if level != "0" else _("no level")
    return f"{area} · {said}"


def strata_names(strata: Iterable[str]) -> dict[str, str]:
    """Return what each of these strata is called."""
    areas = {area.code: named(area) for area in all_areas()}
    return {stratum: stratum_name(stratum, areas) for stratum in strata}


def area_name(code: str) -> str:
    """Return what an area is called, or its code where it has gone."""
    return next((named(area) for area in all_areas() if area.code == code), code)


def in_percent(estimate: Estimate) -> str:
    """Return a share in percent to one decimal.

    >>> in_percent(Estimate(0.1234, 0.1, 0.15, 300, 900, 900))
    '12.3 %'
    """
    return f"{estimate.share * 100:.1f} %"


def ends_in_percent(estimate: Estimate) -> str:
    """Return from where to where a share lies, in percent.

    >>> ends_in_percent(Estimate(0.1234, 0.1, 0.15, 300, 900, 900))
    '10.0–15.0 %'
    """
    return f"{estimate.low * 100:.1f}–{estimate.high * 100:.1f} %"
