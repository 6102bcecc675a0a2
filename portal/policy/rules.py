"""Every number the district may change, each a draft; and how working days are counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from portal.errors import N_, NotAcceptable


def value(default: Any, clause: str, words: str) -> Any:
    """A policy value: its draft default, the clause it answers, and its name in words."""
    return field(default=default, metadata={"clause": clause, "words": words})


@dataclass(frozen=True)
class Policy:
    """The values in force on one day. `version` names the newest change among them (0: none)."""

    triage_days: int = value(1, "clocks.triage", N_("Working days to triage a report"))
    level_days: tuple[int, ...] = value((1, 3, 5, 7), "clocks.levels", N_("Working days by level"))
    amber_percent: int = value(
        80, "clocks.amber", N_("Share of the time after which a case is amber")
    )
    return_days: int = value(
        1, "clocks.return", N_("Working days in which a return restarts the clock")
    )
    longest_days: tuple[int, ...] = value(
        (1, 3, 7, 15),
        "clocks.extension",
        N_("Working days by level, one approved extension included"),
    )
    pause_days: int = value(20, "clocks.pause", N_("Working days that one pause may last"))
    parts_limit: int = value(10, "life.parts", N_("Parts into which a case can be split"))
    same_metres: int = value(50, "duplicates", N_("Metres within which it may be the same problem"))
    same_days: int = value(7, "duplicates", N_("Days within which it may be the same problem"))
    order_days: int = value(2, "expedite.reply", N_("Working days to answer an expedite order"))
    undo_minutes: int = value(
        10, "staff.undo", N_("Minutes for which a bulk step can be taken back")
    )
    patrol_hours: int = value(12, "patrols.length", N_("Hours that a patrol lasts at most"))
    patrol_late_days: int = value(
        3, "patrols.late", N_("Days after its end in which a patrol can be entered")
    )
    quiet_from: str = value("21:00", "messages.quiet", N_("From when no message is sent"))
    quiet_until: str = value("08:00", "messages.quiet", N_("Until when no message is sent"))
    warning_days: int = value(
        3, "live.warning", N_("Days, today included, that a warning looks at")
    )
    warning_weeks: int = value(
        4, "live.warning", N_("Whole weeks before, in which a warning looks for the usual")
    )
    warning_least: int = value(5, "live.warning", N_("Reports below which nothing is warned of"))
    warning_odds: int = value(
        1000, "live.warning", N_("A warning means: by chance less than once in so many times")
    )
    digest_minutes: int = value(
        10, "messages.digest", N_("Minutes for which news of a case waits for more, to go as one")
    )
    verify_days: int = value(2, "verification", N_("Working days to verify a resolution"))
    lapse_days: int = value(
        15, "life.lapse", N_("Days without an objection after which a case closes")
    )
    rating_days: int = value(15, "rating.token", N_("Days for which a rating link works"))
    fewest_to_rate: int = value(10, "indicators.few", N_("Answers below which no rate is shown"))
    words_limit: int = value(500, "report.words", N_("Characters in a report's words"))
    photos_limit: int = value(3, "report.photos", N_("Photos in a report"))
    photo_megabytes: int = value(15, "report.photos", N_("Megabytes in one photo"))
    contact_days: int = value(
        730, "privacy.contact", N_("Days after closing that a contact is kept")
    )
    sign_in_tries: int = value(5, "privacy.lock", N_("Failed sign-ins that lock"))
    lock_minutes: int = value(15, "privacy.lock", N_("Minutes that a lock lasts"))
    idle_minutes: int = value(30, "privacy.idle", N_("Minutes after which an idle session ends"))
    kept_days: int = value(
        90, "door.kept", N_("Days without use after which a phone is signed out")
    )
    code_minutes: int = value(10, "door.code", N_("Minutes for which a sign-in code works"))
    code_tries: int = value(5, "door.code", N_("Wrong tries after which a sign-in code is void"))
    link_minutes: int = value(30, "door.link", N_("Minutes for which a sign-in link works"))
    codes_an_hour: int = value(
        5, "door.sending", N_("Sign-in codes sent to one person in an hour at most")
    )
    codes_a_day: int = value(
        15, "door.sending", N_("Sign-in codes sent to one person in a day at most")
    )
    invitation_days: int = value(
        7, "door.invitation", N_("Days for which the first sign-in link works")
    )
    residents_limit: int = value(1000, "grids.size", N_("Residents a grid normally has at most"))
    service_hours: str = value("8:30–17:30", "boards.hours", N_("Service hours on working days"))
    star_points: tuple[int, ...] = value(
        (60, 120, 240, 400, 600),
        "stars.points",
        N_("Points over four quarters for one to five stars"),
    )
    star_gates: tuple[int, ...] = value(
        (30, 40, 50, 60, 70), "stars.gates", N_("Lower bound of the valid share, percent, per star")
    )
    star_fakes: tuple[int, ...] = value(
        (1, 1, 0, 0, 0), "stars.fakes", N_("Made-up facts in the year that each star still bears")
    )
    fewest_to_publish: int = value(
        5, "privacy.counts", N_("Answers below which open data says only that they are few")
    )
    report_points: int = value(10, "rewards.report", N_("Points for a valid report"))
    level_factors: tuple[int, ...] = value(
        (100, 120, 150, 200), "rewards.levels", N_("Factor on a report's points by level, percent")
    )
    verification_points: int = value(
        4, "rewards.verification", N_("Points for looking at a repair")
    )
    patrol_points: int = value(
        2, "rewards.patrol", N_("Points for a patrol with a route, one a day")
    )
    patrol_minutes: int = value(
        20, "rewards.patrol", N_("Minutes that a patrol lasts at least to earn points")
    )
    help_points: int = value(3, "rewards.help", N_("Points for help in a household"))
    training_points: int = value(10, "rewards.training", N_("Points for training passed"))
    thanks_points: int = value(
        2, "rewards.thanks", N_("Points for thanks by name in a rating of five stars")
    )
    thanks_month_points: int = value(
        2, "rewards.thanks", N_("Points from thanks that count in one month at most")
    )
    fault_points: int = value(
        -2, "rewards.fault", N_("Points for a report that is invalid through one's own fault")
    )
    fake_points: int = value(-50, "rewards.fake", N_("Points for a fact that was made up"))
    day_points: int = value(60, "rewards.caps", N_("Points that count in one day at most"))
    month_points: int = value(600, "rewards.caps", N_("Points that count in one month at most"))
    first_metres: int = value(
        50, "rewards.first", N_("Metres within which the first report of a matter counts")
    )
    first_hours: int = value(
        24, "rewards.first", N_("Hours within which the first report of a matter counts")
    )
    hold_days: int = value(
        15, "rewards.hold", N_("Days for which what a fact earned may still be sampled")
    )
    star_fen: tuple[int, ...] = value(
        (0, 0, 0, 0, 0),
        "rewards.amounts",
        N_("Fen for one to five stars in a quarter; nothing until the district sets them"),
    )
    objection_days: int = value(
        10, "rewards.objections", N_("Working days in which a line can be objected to")
    )
    burst_reports: int = value(
        6, "rewards.signals", N_("Reports so soon after one another that somebody should look")
    )
    burst_minutes: int = value(10, "rewards.signals", N_("Minutes in which those reports come"))
    split_reports: int = value(
        3, "rewards.signals", N_("Reports so near each other that they may be one problem")
    )
    split_metres: int = value(30, "rewards.signals", N_("Metres within which those reports lie"))
    split_minutes: int = value(60, "rewards.signals", N_("Minutes within which those reports come"))
    pair_looks: int = value(
        8, "rewards.signals", N_("Looks by one volunteer at what another one reported")
    )
    pair_percent: int = value(
        70, "rewards.signals", N_("Share of all looks at those reports that they are, percent")
    )
    mutual_percent: int = value(
        30,
        "rewards.signals",
        N_("The same share where two look at each other's reports so often, percent"),
    )
    own_solved: int = value(
        10, "rewards.signals", N_("Reports of one volunteer that they solved themselves")
    )
    own_percent: int = value(
        80, "rewards.signals", N_("Share of all their reports that those are, percent")
    )
    signal_days: int = value(90, "rewards.signals", N_("Days of reports that are looked at so"))
    walk_kmh: int = value(
        9, "rewards.signals", N_("Kilometres an hour above which nobody walks for long")
    )
    walk_minutes: int = value(
        5, "rewards.signals", N_("Minutes of a patrol over which its speed is taken")
    )
    way_percent: int = value(
        90, "rewards.signals", N_("Points that two patrols have in common to the metre, percent")
    )
    device_people: int = value(
        3, "rewards.signals", N_("Volunteers who sign in one after another on one device")
    )
    device_minutes: int = value(
        10, "rewards.signals", N_("Minutes between one of them leaving and the next one coming")
    )
    quiz_tries: int = value(3, "training.tries", N_("Tries at a course on one day"))
    renewal_days: int = value(
        60, "training.renewal", N_("Days before its end from which a pass can be renewed")
    )
    list_code_minutes: int = value(
        3, "training.code", N_("Minutes after which the code of a meeting changes")
    )
    volunteers_wanted: int = value(
        12, "volunteers.wanted", N_("Active volunteers wanted in each grid")
    )
    application_days: int = value(
        90, "privacy.applications", N_("Days for which a decided application to volunteer is kept")
    )
    rebut_days: int = value(
        3, "supervision.rebuttal", N_("Working days in which a unit may rebut a finding")
    )
    mend_days: int = value(
        5, "supervision.order", N_("Working days in which a unit puts right what was found")
    )
    again_percent: int = value(
        5, "supervision.again", N_("Share of findings that a second inspector looks at, percent")
    )
    visit_tries: int = value(
        2, "supervision.tries", N_("Days on which something drawn is tried before it is replaced")
    )
    visit_metres: int = value(
        200, "supervision.position", N_("Metres from its place beyond which a visit looks odd")
    )
    visit_late_days: int = value(
        3, "supervision.position", N_("Days after a visit beyond which its worksheet looks odd")
    )
    match_metres: int = value(
        50, "supervision.matching", N_("Metres within which a case may be about what was seen")
    )
    match_days: int = value(
        15, "supervision.matching", N_("Days for which a closed case may be about what was seen")
    )
    grid_weights: tuple[int, ...] = value(
        (20, 15, 25, 40),
        "assessment.weights",
        N_(
            "Weights of a grid: effective resolution, satisfaction, missed problems, false closures"
        ),
    )
    community_weights: tuple[int, ...] = value(
        (25, 10, 15, 5, 10, 5, 5, 25),
        "assessment.weights",
        N_(
            "Weights of a community: effective resolution, on time, satisfaction, rework,"
            " missed problems, rightly passed on, requests granted, false closures"
        ),
    )
    street_weights: tuple[int, ...] = value(
        (35, 10, 15, 10, 10, 10, 10),
        "assessment.weights",
        N_(
            "Weights of a street: effective resolution, on time, satisfaction, rework,"
            " first answer, missed problems, false closures"
        ),
    )
    unit_weights: tuple[int, ...] = value(
        (30, 10, 15, 10, 10, 5, 20),
        "assessment.weights",
        N_(
            "Weights of a unit: effective resolution, on time, satisfaction, first answer,"
            " rightly passed on, requests granted, false closures"
        ),
    )
    worker_weights: tuple[int, ...] = value(
        (15, 30, 25, 30),
        "assessment.weights",
        N_("Weights of a grid worker: looks, missed problems, false patrols, false closures"),
    )
    false_cost: int = value(
        10, "assessment.false", N_("Percent of its points that one percent of false closures costs")
    )
    three_rates: int = value(
        0,
        "assessment.scheme",
        N_("Scores by answer, resolution and satisfaction rate instead (1 yes, 0 no)"),
    )
    three_rates_weights: tuple[int, ...] = value(
        (10, 50, 40),
        "assessment.scheme",
        N_("Their weights: answer rate, resolution rate, satisfaction"),
    )
    grade_points: tuple[int, ...] = value(
        (90, 75, 60, 40), "assessment.grades", N_("Scores from which a grade is A, B, C or D")
    )
    figure_objection_days: int = value(
        5, "assessment.objections", N_("Working days in which drafted figures can be objected to")
    )
    figure_second_days: int = value(
        2,
        "assessment.objections",
        N_("Working days in which figures that changed after an objection can be objected to"),
    )
    version: int = 0

    def days_to_resolve(self, level: int) -> int:
        """Return the working days that a case of `level` (1-4) may take."""
        return self.level_days[level - 1]

    @property
    def quiet_hours(self) -> str:
        """When nobody is written to, such as 21:00-08:00; the same hour twice means never."""
        return f"{self.quiet_from}-{self.quiet_until}"

    def __post_init__(self) -> None:
        """Refuse hours that no clock shows, and weights and grades that make no score."""
        for hour in (self.quiet_from, self.quiet_until):
            time.fromisoformat(hour)
        for known in fields(self):
            if known.name.endswith("_weights"):
                _refuse_scheme(getattr(self, known.name), len(getattr(Policy, known.name)))
        if self.three_rates not in {0, 1}:
            raise NotAcceptable(N_("Enter 1 for yes or 0 for no."))
        _refuse_grades(self.grade_points)

    def changed_by(self, changes: Mapping[str, Any], version: int) -> "Policy":
        """Return this policy with some values replaced; lists become tuples, unknown names fail."""
        known = {f.name for f in fields(self)} - {"version"}
        if unknown := set(changes) - known:
            raise ValueError(f"no such policy value: {', '.join(sorted(unknown))}")
        kept: dict[str, Any] = {
            k: tuple(v) if isinstance(v, list) else v for k, v in changes.items()
        }
        return replace(self, **kept, version=version)


def refuse_weights(weights: Collection[int]) -> None:
    """Refuse weights below nought, or that do not sum to 100."""
    if min(weights) < 0:
        raise NotAcceptable(N_("A weight is a whole number from 0 to 100."))
    if sum(weights) != 100:
        raise NotAcceptable(
            N_("The weights sum to %(sum)d. Change them so that they sum to 100."),
            sum=sum(weights),
        )


def _refuse_scheme(weights: Collection[int], wanted: int) -> None:
    if len(weights) != wanted:
        raise NotAcceptable(N_("Enter %(count)d weights, one for each indicator."), count=wanted)
    refuse_weights(weights)


def _refuse_grades(points: Sequence[int]) -> None:
    falling = all(more > less for more, less in pairwise(points))
    if len(points) != 4 or not falling or points[0] > 100 or points[-1] < 1:
        raise NotAcceptable(
            N_("Enter four scores for the grades A to D, from high to low, between 100 and 1.")
        )


DRAFT = Policy()


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked: weekends off, but for the exceptions (holidays and make-up days).

    `exceptions` maps a day to whether it is worked; `last_year` is the last
    year whose official notice is loaded. Later days count as plain weekdays
    and whatever is computed from them is provisional.
    """

    exceptions: Mapping[date, bool]
    last_year: int

    def is_working(self, day: date) -> bool:
        """Say whether people work on `day`."""
        return self.exceptions.get(day, day.weekday() < 5)

    def add(self, start: date, days: int) -> date:
        """Return the `days`-th working day after `start`; `start` itself does not count."""
        day = start
        while days > 0:
            day += timedelta(days=1)
            days -= self.is_working(day)
        return day

    def on_or_after(self, day: date) -> date:
        """Return `day` if it is worked, or else the next one that is."""
        return self.add(day - timedelta(days=1), 1)

    def between(self, start: date, end: date) -> int:
        """Count the working days after `start` up to and with `end`; negative if it is past."""
        if end < start:
            return -self.between(end, start)
        span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working, span))

    def is_provisional(self, day: date) -> bool:
        """Say whether `day` lies beyond the years whose holidays are known."""
        return day.year > self.last_year
