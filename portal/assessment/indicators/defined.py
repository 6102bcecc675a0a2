"""The indicators of the district, each defined once: what pages, documents and scores go by."""

from portal.assessment.indicators.terms import Direction, Indicator, Limits, Measure
from portal.assessment.rules import SubjectKind
from portal.errors import N_

AREAS = (SubjectKind.DISTRICT, SubjectKind.STREET, SubjectKind.COMMUNITY, SubjectKind.GRID)
PLACES = (*AREAS, SubjectKind.WORKER)
HANDLERS = (*AREAS, SubjectKind.UNIT)
EVERYBODY = (*HANDLERS, SubjectKind.WORKER)

_NOT_DUE = N_(
    "Cases that two people left out with a reason, and what its reporter solved on the spot."
)
_SILENT = N_("Who did not answer: silence is neither yes nor no.")
_NOT_DRAWN = N_("What was not drawn at random, and what could not be judged.")

_ALL = (
    Indicator(
        name="valid_case_rate",
        title=N_("Valid-case rate"),
        counted=N_("Reports that somebody other than the reporter judged to be valid."),
        out_of=N_("All reports of the period. Those that are not judged yet are shown beside it."),
        left_out=N_("Patrol logs and information items: they are no reports."),
        source="有效事件率",
        numerator=("valid",),
        denominator=("reported",),
        kinds=PLACES,
    ),
    Indicator(
        name="referral_rate",
        title=N_("Referral rate"),
        counted=N_("Reports that were passed to a level above the grid, or to another unit."),
        out_of=N_("All reports of the period."),
        left_out=N_("Patrol logs and information items: they are no reports."),
        source="流转率",
        numerator=("passed_on",),
        denominator=("reported",),
        kinds=AREAS,
        direction=Direction.NEITHER,
    ),
    Indicator(
        name="closed_rate",
        title=N_("Closed rate"),
        counted=N_("Cases that are closed, whenever that was."),
        out_of=N_("Cases that were due in the period."),
        left_out=_NOT_DUE,
        source="办结率",
        numerator=("closed",),
        denominator=("due",),
        kinds=HANDLERS,
    ),
    Indicator(
        name="on_time_rate",
        title=N_("On-time rate"),
        counted=N_(
            "Cases that were closed by the day on which they were due: none that came back, that"
            " went up a level when more than half of their time was gone, or for which their unit"
            " had more time because it handed them up."
        ),
        out_of=N_("Cases that were due in the period."),
        left_out=_NOT_DUE,
        source="按期办结率",
        numerator=("closed_in_time",),
        denominator=("due",),
        kinds=HANDLERS,
    ),
    Indicator(
        name="effective_resolution",
        title=N_("Effective resolution"),
        counted=N_(
            "Cases closed as done that the reporter or the grid worker confirmed, and that did"
            " not come back; of what the grid handed up, the reporter alone. Of those that nobody"
            " confirmed, the share that passed in a random sample. Below stands the confirmed"
            " share alone, above it all that was closed as done."
        ),
        out_of=N_("Valid cases that were due in the period."),
        left_out=_NOT_DUE,
        source="有效解决率",
        numerator=("confirmed",),
        denominator=("due_valid",),
        kinds=HANDLERS,
        limits=Limits.TWO_PHASE,
    ),
    Indicator(
        name="satisfaction",
        title=N_("Satisfaction"),
        counted=N_("Reporters who gave four or five stars."),
        out_of=N_(
            "Reporters who gave stars. The bounds say what it would be if nobody, or everybody,"
            " who kept silent was satisfied."
        ),
        left_out=_SILENT,
        source="满意度",
        numerator=("satisfied",),
        denominator=("answered",),
        kinds=HANDLERS,
        asked="asked",
    ),
    Indicator(
        name="mean_stars",
        title=N_("Mean stars"),
        counted=N_("The sum of all stars, from one to five each."),
        out_of=N_("Reporters who gave stars."),
        left_out=_SILENT,
        source="平均星级",
        numerator=("stars",),
        denominator=("answered",),
        kinds=HANDLERS,
        measure=Measure.STARS,
        limits=Limits.NONE,
    ),
    Indicator(
        name="rework_rate",
        title=N_("Rework rate"),
        counted=N_(
            "Times that a case was opened again, or returned, after it was said to be solved."
        ),
        out_of=N_(
            "All times that a case was said to be solved: those that hold, and those that do not."
        ),
        left_out=N_("What its reporter solved on the spot."),
        source="返工率",
        numerator=("reworked",),
        denominator=("resolutions",),
        kinds=HANDLERS,
        direction=Direction.LESS,
    ),
    Indicator(
        name="first_response",
        title=N_("First answer in time"),
        counted=N_("Cases whose reporter could read a first answer in time."),
        out_of=N_("Cases whose first answer was due in the period."),
        left_out=N_("What its reporter solved on the spot."),
        source="首次回复按时率",
        numerator=("responded",),
        denominator=("response_due",),
        kinds=HANDLERS,
    ),
    Indicator(
        name="returns_upheld",
        title=N_("Rightly passed on"),
        counted=N_(
            "Returned cases that then went to another unit, and cases handed up that never came"
            " back to the unit."
        ),
        out_of=N_(
            "Cases that the unit returned as not its own, or handed to the level above, in the"
            " period."
        ),
        left_out=N_("Returns that nobody has decided yet count as not upheld."),
        source="退回提级成立率",
        numerator=("returns_upheld",),
        denominator=("returned",),
        kinds=(SubjectKind.STREET, SubjectKind.COMMUNITY, SubjectKind.UNIT),
    ),
    Indicator(
        name="requests_upheld",
        title=N_("Requests granted"),
        counted=N_("Requests that somebody else granted."),
        out_of=N_("Requests for a pause, for more time, or that a case be left out of the count."),
        left_out=N_("Requests that nobody has decided yet, and those that were taken back."),
        source="申请成立率",
        numerator=("granted",),
        denominator=("requested",),
        kinds=(SubjectKind.STREET, SubjectKind.COMMUNITY, SubjectKind.UNIT),
    ),
    Indicator(
        name="discovery_share",
        title=N_("Found by grid workers"),
        counted=N_("Valid cases that the grid's own workers were the first to report."),
        out_of=N_("Valid cases of the period that nobody had reported before."),
        left_out=N_("Second reports of the same problem."),
        source="主动发现率",
        numerator=("found_by_workers",),
        denominator=("found",),
        kinds=PLACES,
        direction=Direction.NEITHER,
    ),
    Indicator(
        name="verification",
        title=N_("Looked at in time"),
        counted=N_("Repairs that the grid worker looked at in time."),
        out_of=N_("Repairs that the grid worker had to look at in the period."),
        left_out=N_("What cannot be seen on the spot, and what the worker solved."),
        source="按时核实率",
        numerator=("verified",),
        denominator=("verify_due",),
        kinds=PLACES,
    ),
    Indicator(
        name="false_closure_rate",
        title=N_("False closures"),
        counted=N_(
            "Closed cases of which inspectors found that nothing was done or nothing was there,"
            " or that a grid worker had said without looking that they were solved."
        ),
        out_of=N_(
            "Closed cases that inspectors looked at. Each false one is a proven fact and costs"
            " points however few they looked at."
        ),
        left_out=_NOT_DRAWN,
        source="虚假结案率",
        numerator=("false_closures",),
        denominator=("closures",),
        kinds=EVERYBODY,
        direction=Direction.LESS,
        is_sampled=True,
        is_proof=True,
    ),
    Indicator(
        name="false_patrol_rate",
        title=N_("False patrols"),
        counted=N_("Patrols that inspectors found not to have been walked as they were logged."),
        out_of=N_("Patrols that inspectors checked."),
        left_out=_NOT_DRAWN,
        source="虚假巡查率",
        numerator=("false_patrols",),
        denominator=("patrols",),
        kinds=PLACES,
        direction=Direction.LESS,
        is_sampled=True,
    ),
    Indicator(
        name="unmatched_rate",
        title=N_("Missed problems"),
        counted=N_("Problems that inspectors came upon and that nobody had reported."),
        out_of=N_("Problems that inspectors came upon at places drawn at random."),
        left_out=N_("Problems that nobody has compared with the reports yet."),
        source="漏报率（抽查）",
        numerator=("unmatched",),
        denominator=("problems",),
        kinds=PLACES,
        direction=Direction.LESS,
        is_sampled=True,
    ),
    Indicator(
        name="answer_rate",
        title=N_("Answer rate"),
        counted=N_("Cases whose reporter could read a first answer in time."),
        out_of=N_("Cases whose first answer was due in the period."),
        left_out=N_("What its reporter solved on the spot."),
        source="响应率",
        numerator=("responded",),
        denominator=("response_due",),
        kinds=HANDLERS,
        is_of_three_rates=True,
    ),
    Indicator(
        name="resolution_rate",
        title=N_("Resolution rate"),
        counted=N_("Reporters who said that it is solved."),
        out_of=N_("Reporters who said whether it is solved: yes, partly or no."),
        left_out=_SILENT,
        source="解决率",
        numerator=("solved",),
        denominator=("said",),
        kinds=HANDLERS,
        asked="asked",
        is_of_three_rates=True,
    ),
)

INDICATORS = {one.name: one for one in _ALL}

SCORED = {
    SubjectKind.GRID: (
        *("effective_resolution", "satisfaction", "unmatched_rate", "false_closure_rate"),
    ),
    SubjectKind.COMMUNITY: (
        *("effective_resolution", "on_time_rate", "satisfaction", "rework_rate"),
        *("unmatched_rate", "returns_upheld", "requests_upheld", "false_closure_rate"),
    ),
    SubjectKind.STREET: (
        *("effective_resolution", "on_time_rate", "satisfaction", "rework_rate"),
        *("first_response", "unmatched_rate", "false_closure_rate"),
    ),
    SubjectKind.UNIT: (
        *("effective_resolution", "on_time_rate", "satisfaction"),
        *("first_response", "returns_upheld", "requests_upheld", "false_closure_rate"),
    ),
    SubjectKind.WORKER: (
        *("verification", "unmatched_rate"),
        *("false_patrol_rate", "false_closure_rate"),
    ),
}
THREE_RATES = ("answer_rate", "resolution_rate", "satisfaction")
