"""What a fact earns: its worth, what caps leave of it, and why the rest does not count."""

import enum
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.cases.rules import DeclineReason
from portal.cases.rules.duplicates import metres_between, position_of
from portal.policy.rules import Policy, WorkCalendar
from portal.rewards.rules.stars import points_for_report


class FactKind(enum.StrEnum):
    """What can earn points, or cost some; each fact is one row, paid once."""

    REPORT = "report"
    VERIFICATION = "verification"
    PATROL = "patrol"
    HELP = "help"  # for a household
    TRAINING = "training"
    THANKS = "thanks"  # by name, with five stars
    FAULT = "fault"  # an invalid report through one's own fault
    FAKE = "fake"  # a fact that somebody found to be made up


class WhyNot(enum.StrEnum):
    """Why a fact earns nothing, or less than it is worth."""

    NOT_VALID = "not_valid"
    NOT_JUDGED = "not_judged"  # a judgement was taken back, and none has been made since
    JUDGED_AGAIN = "judged_again"  # otherwise than before
    NOT_FIRST = "not_first"  # somebody reported or looked before, or it joined their report
    NO_ROUTE = "no_route"
    TOO_SHORT = "too_short"  # a patrol of a few minutes
    SECOND_PATROL = "second_patrol"  # of the same day
    REPLACED = "replaced"  # a newer record stands for it
    DAY_FULL = "day_full"
    MONTH_FULL = "month_full"
    THANKS_FULL = "thanks_full"  # of the month
    CALLED_FAKE = "called_fake"
    AWAY = "away"  # not a volunteer on that day


# What an invalid report costs points for; a duplicate or a mistake about the list does not.
FAULTS = frozenset({DeclineReason.TRIVIAL_REPEAT, DeclineReason.TEST})
NOT_JUDGED_YET = frozenset({WhyNot.NOT_JUDGED})
LEAST_OF_A_ROUTE = 2  # positions, or places ticked

Key = tuple[FactKind, int]


@dataclass(frozen=True)
class Told:
    """A report as the first-reporter rule sees it."""

    id: int
    at: datetime
    grid_id: int
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Claim:
    """What a fact asks for: its worth, what stands against it, and what a decision made of it."""

    key: Key
    at: datetime
    day: date
    worth: int
    why_not: WhyNot | None = None
    decided: int | None = None

    @property
    def asked(self) -> int:
        """Points before caps: as decided on an objection, or the worth if nothing is against it."""
        if self.why_not is WhyNot.CALLED_FAKE:
            return 0
        if self.decided is not None:
            return self.decided
        return 0 if self.why_not else self.worth


@dataclass(frozen=True)
class Allotted:
    """What a fact gets, and why not all that it is worth."""

    points: int
    why_not: WhyNot | None


def worth_of(kind: FactKind, policy: Policy, *, level: int | None = None) -> int:
    """Return the points of a fact before caps; a report's are those of its level."""
    if kind is FactKind.REPORT:
        return points_for_report(level or 1, is_valid=True, is_first=True, policy=policy)
    return {
        FactKind.VERIFICATION: policy.verification_points,
        FactKind.PATROL: policy.patrol_points,
        FactKind.HELP: policy.help_points,
        FactKind.TRAINING: policy.training_points,
        FactKind.THANKS: policy.thanks_points,
        FactKind.FAULT: policy.fault_points,
        FactKind.FAKE: policy.fake_points,
    }[kind]


def allotted(
    claims: Iterable[Claim], policy_on: Callable[[date], Policy]
) -> Mapping[Key, Allotted]:
    """Return what each fact of one person's month gets, in the order in which things happened.

    A day and a month hold only so much, and of thanks only so many; what does not
    fit is cut off and said. Thanks come last on their day: they push no work out.
    The result depends on the facts alone and not on when they became known,
    and one more fact never lowers the sum.
    """
    in_order = sorted(claims, key=_in_order)
    month = _Month(_patrols_that_count(in_order))
    return {claim.key: month.take(claim, policy_on) for claim in in_order}


def _patrols_that_count(in_order: Iterable[Claim]) -> Mapping[date, Key]:
    """Return the patrol of each day that asks for most, of several the first.

    A decision may have raised one, and another on that day takes nothing away from it.
    """
    most: dict[date, Claim] = {}
    for one in in_order:
        is_patrol = one.key[0] is FactKind.PATROL
        if is_patrol and (one.day not in most or one.asked > most[one.day].asked):
            most[one.day] = one
    return {day: one.key for day, one in most.items()}


def _in_order(claim: Claim) -> tuple[date, bool, datetime, Key]:
    return claim.day, claim.key[0] is FactKind.THANKS, claim.at, claim.key


@dataclass
class _Month:
    """What one person's month has given so far."""

    patrols: Mapping[date, Key]  # the one of each day that counts
    given: int = 0
    days: Counter[date] = field(default_factory=Counter)
    thanked: int = 0

    def take(self, claim: Claim, policy_on: Callable[[date], Policy]) -> Allotted:
        """Give a claim what there is room for."""
        kind, points, why = claim.key[0], claim.asked, claim.why_not
        if points <= 0:
            return Allotted(points, why)
        if kind is FactKind.PATROL and claim.key != self.patrols[claim.day]:
            return Allotted(0, WhyNot.SECOND_PATROL)
        left, full = self._room(kind, claim.day, policy_on(claim.day))
        points, why = (points, why) if left >= points else (left, full)
        self._note(kind, claim.day, points)
        return Allotted(points, why)

    def _room(self, kind: FactKind, day: date, policy: Policy) -> tuple[int, WhyNot]:
        """Return what still fits, and what the narrowest limit is."""
        rooms = [
            (policy.day_points - self.days[day], WhyNot.DAY_FULL),
            (policy.month_points - self.given, WhyNot.MONTH_FULL),
        ]
        if kind is FactKind.THANKS:
            rooms.append((policy.thanks_month_points - self.thanked, WhyNot.THANKS_FULL))
        left, why = min(rooms, key=lambda room: room[0])
        return max(0, left), why

    def _note(self, kind: FactKind, day: date, points: int) -> None:
        self.given += points
        self.days[day] += points
        if kind is FactKind.THANKS:
            self.thanked += points


def joins(later: Told, earlier: Told, policy: Policy) -> bool:
    """Say whether a report joins an earlier one of the same matter (first-reporter rule).

    So near and so soon, and it is the same problem. Where one of the two has no
    position, the same grid counts as the same place: leaving out the position
    must not pay.
    """
    if (earlier.at, earlier.id) >= (later.at, later.id):
        return False
    if later.at - earlier.at > timedelta(hours=policy.first_hours):
        return False
    one, other = position_of(earlier.lat, earlier.lon), position_of(later.lat, later.lon)
    if one and other:
        return metres_between(one, other) <= policy.first_metres
    return earlier.grid_id == later.grid_id


def why_no_patrol(lasted: timedelta, positions: int, ticked: int, policy: Policy) -> WhyNot | None:
    """Return why a patrol earns nothing: it shows no way, or it was only a ride through."""
    if max(positions, ticked) < LEAST_OF_A_ROUTE:
        return WhyNot.NO_ROUTE
    is_short = lasted < timedelta(minutes=policy.patrol_minutes)
    return WhyNot.TOO_SHORT if is_short else None


def held_until(day: date, policy: Policy) -> date:
    """Return the first day on which what a fact earned can no longer be sampled."""
    return day + timedelta(days=policy.hold_days)


def object_until(noted: date, policy: Policy, calendar: WorkCalendar) -> date:
    """Return the last day on which a line may be objected to."""
    return calendar.add(noted, policy.objection_days)
