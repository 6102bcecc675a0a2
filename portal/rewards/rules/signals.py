"""What may mean that somebody plays with the rules: shown with its evidence, never punished.

A signal by itself changes no point. Each rule returns what it found, so that
whoever looks sees the same as the rule did.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from portal.cases.rules.duplicates import Position, metres_between
from portal.policy.rules import Policy


class SignalKind(enum.StrEnum):
    """What people should have a look at; a signal by itself changes no point."""

    SAME_PHOTO = "same_photo"
    BURST = "burst"  # many reports in a few minutes
    SELF_CLOSED = "self_closed"  # one confirms for the other, or solves what they report
    SPLIT = "split"  # one problem told as several
    TOO_FAST = "too_fast"  # a patrol faster than walking
    COPIED_WAY = "copied_way"  # a patrol's way that was walked before, to the metre
    ONE_DEVICE = "one_device"  # signed in for several people


AT_ONCE = timedelta(seconds=5)  # one browser lets out whom it had and lets in the next
JUMP_KMH = 60  # there and back so fast is the satellites' mistake and nobody's way
LEAST_OF_A_WAY = 10  # positions: by fewer no two ways can be told apart

Point = Sequence[float]  # longitude, latitude, seconds since the start


@dataclass(frozen=True)
class Filed:
    """A report of one volunteer as signals see it."""

    id: int
    at: datetime
    grid_id: int
    matter_code: str
    place: Position | None


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        """The share in whole percent; of nothing it is none."""
        return self.part * 100 // self.whole if self.whole else 0


@dataclass(frozen=True)
class Stretch:
    """A part of a patrol's way: how far in a straight line, in how long, beginning when."""

    metres: int
    seconds: int
    begins: int

    @property
    def kmh(self) -> float:
        """The speed over it."""
        return self.metres * 3.6 / self.seconds


@dataclass(frozen=True)
class SignalVisit:
    """A session as signals see it; `where` is the address and the kind of device."""

    person_id: int
    began: datetime
    ended: datetime | None
    where: tuple[str, str]


def bursts(filed: Iterable[Filed], policy: Policy) -> list[list[Filed]]:
    """Return the reports that came too many in too few minutes, burst by burst."""
    ordered = sorted(filed, key=lambda one: (one.at, one.id))
    many, span = policy.burst_reports, timedelta(minutes=policy.burst_minutes)
    found: list[tuple[int, int]] = []
    for begin in range(len(ordered) - many + 1):
        end = begin + many
        if ordered[end - 1].at - ordered[begin].at > span:
            continue
        goes_on = found and begin < found[-1][1]
        found.append((found.pop()[0] if goes_on else begin, end))
    return [ordered[begin:end] for begin, end in found]


def splits(filed: Iterable[Filed], policy: Policy) -> list[list[Filed]]:
    """Return reports that may be one problem told several times, whatever matters they name.

    Around the first of each group: whoever walks along a street and reports at
    every corner is not in it. Where a position is missing, the same grid and
    matter stand for the same place.
    """
    rest = sorted(filed, key=lambda one: (one.at, one.id))
    found = []
    while rest:
        first, *rest = rest
        near = [one for one in rest if _is_near(first, one, policy)]
        if len(near) + 1 >= policy.split_reports:
            found.append([first, *near])
            rest = [one for one in rest if one not in near]
    return found


def is_pair(there: Share, back: Share, policy: Policy) -> bool:
    """Say whether one looks at another's repairs so often that somebody should ask why.

    One way is enough where it is most of all looks: the second never reports. A
    smaller share is enough both ways: so rings of several are seen, who take turns.
    """
    if there.part < policy.pair_looks:
        return False
    is_mutual = back.part >= policy.pair_looks
    least = min(there.percent, back.percent)
    return there.percent >= policy.pair_percent or (is_mutual and least >= policy.mutual_percent)


def solves_own(share: Share, policy: Policy) -> bool:
    """Say whether somebody reports mostly what they say they solved themselves."""
    return share.part >= policy.own_solved and share.percent >= policy.own_percent


def fastest(route: Sequence[Point], policy: Policy) -> Stretch | None:
    """Return the fastest stretch of a way that lasts long enough to count; None on a short way.

    In a straight line from end to end: satellites that err by a few metres
    make every way longer, and nobody faster.
    """
    points, least = _without_jumps(route), policy.walk_minutes * 60
    best, end = None, 0
    for point in points:
        while end < len(points) and points[end][2] - point[2] < least:
            end += 1
        if end == len(points):
            break
        last = points[end]
        metres = round(_metres(point, last))
        one = Stretch(metres, int(last[2] - point[2]), int(point[2]))
        if best is None or one.kmh > best.kmh:
            best = one
    return best


def is_too_fast(stretch: Stretch | None, policy: Policy) -> bool:
    """Say whether a stretch of a patrol was faster than anybody walks."""
    return stretch is not None and stretch.kmh > policy.walk_kmh


def in_common(one: Sequence[Point], other: Sequence[Point]) -> int:
    """Return how much of a way another one had before, in percent of its points, to the metre.

    No phone measures the same way twice alike: it drifts by metres.

    >>> way = [(120.2 + n / 1000, 30.2, 60 * n) for n in range(12)]
    >>> in_common(way, way), in_common(way, [(lon, lat + 0.0001, s) for lon, lat, s in way])
    (100, 0)
    """
    mine, theirs = _places(one), _places(other)
    if min(len(mine), len(theirs)) < LEAST_OF_A_WAY:
        return 0
    return len(mine & theirs) * 100 // len(mine)


def on_one_device(visits: Iterable[SignalVisit], policy: Policy) -> list[list[SignalVisit]]:
    """Return sessions in which several people came one after another on one device.

    An address alone says nothing, thousands share one. But where one session
    ends and from the same address, on the same kind of device, the next begins
    within minutes, it is mostly one device; within seconds it is one browser.
    """
    found = []
    ordered = sorted(visits, key=lambda one: (one.where, one.began, one.person_id))
    for _where, here in groupby(ordered, key=lambda one: one.where):
        chains: list[list[SignalVisit]] = []
        for visit in here:
            before = next((c for c in chains if _follows(c, visit, policy)), None)
            if before is None:
                chains.append([visit])
            else:
                before.append(visit)
        found += [chain for chain in chains if _people(chain) >= policy.device_people]
    return found


def is_one_browser(before: SignalVisit, after: SignalVisit) -> bool:
    """Say whether one session took the place of another in the same browser."""
    return before.ended is not None and abs(after.began - before.ended) <= AT_ONCE


def _follows(chain: Sequence[SignalVisit], visit: SignalVisit, policy: Policy) -> bool:
    within = timedelta(minutes=policy.device_minutes)
    return any(
        one.ended is not None and -AT_ONCE <= visit.began - one.ended <= within for one in chain
    )


def _people(chain: Iterable[SignalVisit]) -> int:
    return len({one.person_id for one in chain})


def _is_near(first: Filed, later: Filed, policy: Policy) -> bool:
    if later.at - first.at > timedelta(minutes=policy.split_minutes):
        return False
    if first.place and later.place:
        return metres_between(first.place, later.place) <= policy.split_metres
    return (first.grid_id, first.matter_code) == (later.grid_id, later.matter_code)


def _without_jumps(route: Sequence[Point]) -> list[Point]:
    """Leave out points to which a way leaps and from which it comes back, and leaps at its ends."""
    route = _trimmed(_trimmed(route)[::-1])[::-1]
    kept: list[Point] = []
    for n, point in enumerate(route):
        if kept and n + 1 < len(route):
            before, after = kept[-1], route[n + 1]
            leaps = min(_kmh(before, point), _kmh(point, after)) > JUMP_KMH
            if leaps and _metres(before, after) < _metres(before, point):
                continue
        kept.append(point)
    return kept


def _trimmed(route: Sequence[Point]) -> Sequence[Point]:
    """Leave out a first point that the second one leaps away from: a first fix is often wrong."""
    leaps = len(route) > 2 and _kmh(*route[:2]) > JUMP_KMH >= _kmh(*route[1:3])
    return route[1:] if leaps else route


def _kmh(one: Point, other: Point) -> float:
    return _metres(one, other) * 3.6 / max(1, abs(other[2] - one[2]))


def _metres(one: Point, other: Point) -> float:
    return metres_between(Position(one[1], one[0]), Position(other[1], other[0]))


def _places(route: Iterable[Point]) -> set[tuple[float, float]]:
    return {(round(point[0], 5), round(point[1], 5)) for point in route}
