"""What to improve next: from shares and their limits alone, never from how much was reported."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from portal.assessment.rules.comparing import compared
from portal.assessment.rules.results import Figure, Result, State

MOST = 4  # pieces of advice: nobody turns to more in a month
LITTLE = 2  # with so many clear ones, what may be chance is left out


@dataclass(frozen=True)
class Whole:
    """What all peers together reach in one indicator: a sum of counts, and the share in percent."""

    part: Decimal
    whole: int

    @property
    def share(self) -> Decimal:
        """The share in percent to one decimal."""
        return (100 * self.part / self.whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Weighting:
    """By what is judged: the weight of each indicator, and those of which less is better."""

    weights: Mapping[str, int]
    lower: Collection[str] = ()


@dataclass(frozen=True)
class Advice:
    """One thing to improve. `cases` of `whole` would have made the difference to `aim`, a share."""

    indicator: str
    cases: int
    whole: int
    share: Decimal
    aim: Decimal  # what all peers together reach, or what was reached the period before
    is_sure: bool  # chance alone does not explain it
    has_slipped: bool = False  # measured against oneself, the period before
    is_unconfirmed: bool = False  # much is closed and nobody else's word is there for it


def whole_of_peers(results: Iterable[Result]) -> dict[str, Whole]:
    """Return what peers reach together in each indicator; one without any count is left out.

    An estimate stands on more than its counted part, and weighs by what it is a share of.
    """
    sums: dict[str, Whole] = {}
    for result in results:
        for name, figure in result.figures.items():
            if figure.whole:
                so_far = sums.get(name, Whole(Decimal(0), 0))
                sums[name] = Whole(so_far.part + _reached(figure), so_far.whole + figure.whole)
    return sums


def advise(
    result: Result, peers: Mapping[str, Whole], before: Result | None, weighting: Weighting
) -> list[Advice]:
    """Return what to improve next, the surest and heaviest first; at most a few.

    Only what weighs in the score is spoken of: a share of it, never a number of
    reports. Where a figure stands on too few, nothing is said: one case more or
    less would change the advice.
    """
    found: list[Advice] = []
    for name, figure in result.figures.items():
        if weighting.weights.get(name) and name in peers:
            then = before.figures.get(name) if before else None
            found += _of(name, figure, peers[name], then, is_lower=name in weighting.lower)
    found.sort(key=lambda each: _order(each, weighting.weights))
    sure = [each for each in found if each.is_sure]
    return [*sure, *found[len(sure) : LITTLE]][:MOST]


def is_behind(figure: Figure, peers: Whole, *, is_lower: bool) -> bool:
    """Say whether a figure is worse than its peers' whole share by more than chance explains."""
    if figure.low is None or figure.high is None:
        return False
    return figure.low > peers.share if is_lower else figure.high < peers.share


def in_need(
    results: Sequence[Result], peers: Mapping[str, Mapping[str, Whole]], weighting: Weighting
) -> list[tuple[Result, list[str]]]:
    """Return who is surely behind their peers and in what, those behind in most weight first.

    `peers` holds the whole of each peer group by its name.
    """
    found = []
    for result in results:
        group = peers[result.peers]
        names = [
            name
            for name, figure in result.figures.items()
            if weighting.weights.get(name)
            and name in group
            and is_behind(figure, group[name], is_lower=name in weighting.lower)
        ]
        if names:
            found.append((result, names))
    return sorted(found, key=lambda one: (-sum(weighting.weights[n] for n in one[1]), one[0].code))


def _of(
    name: str, figure: Figure, peers: Whole, then: Figure | None, *, is_lower: bool
) -> list[Advice]:
    share = figure.share
    if share is None:
        return []
    is_open = figure.state is State.UNSAMPLED
    if cases := _missing(share, peers.share, figure.whole, is_lower=is_lower):
        is_sure = is_behind(figure, peers, is_lower=is_lower)
        return [
            Advice(name, cases, figure.whole, share, peers.share, is_sure, is_unconfirmed=is_open)
        ]
    moved = compared(figure, then) if then else None
    if then is None or then.share is None or moved is None or not moved.is_beyond_chance:
        return []
    cases = _missing(share, then.share, figure.whole, is_lower=is_lower)
    slipped = Advice(name, cases, figure.whole, share, then.share, is_sure=True, has_slipped=True)
    return [slipped] if cases else []


def _missing(share: Decimal, aim: Decimal, whole: int, *, is_lower: bool) -> int:
    gap = share - aim if is_lower else aim - share
    return max(0, math.ceil(gap * whole / 100))


def _reached(figure: Figure) -> Decimal:
    counted = Whole(Decimal(figure.part), figure.whole)
    if figure.share is None or figure.share == counted.share:
        return counted.part
    return figure.share * figure.whole / 100


def _order(advice: Advice, weights: Mapping[str, int]) -> tuple[bool, Decimal, str]:
    return (
        not advice.is_sure,
        -weights[advice.indicator] * abs(advice.share - advice.aim),
        advice.indicator,
    )
