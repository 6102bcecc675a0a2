"""What is true of figures: how counts become shares, and when there are too few to show one."""

from collections.abc import Sequence
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal

from portal.assessment.rules.counts import Counts
from portal.policy.rules import Policy
from portal.supervision.rules import wilson


def percent(part: int, whole: int, policy: Policy) -> Decimal | None:
    """Return `part` of `whole` in percent to one decimal, or None where there are too few.

    Below ten answers a rate says more about chance than about work: the
    counts are shown and the rate is not. An empty whole is no figure, never 0 %.
    """
    if whole == 0 or whole < policy.fewest_to_rate:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)


def interval(part: int, whole: int, policy: Policy) -> tuple[Decimal, Decimal] | None:
    """Return the 95 % Wilson interval of `part` in `whole` in percent, or None if too few.

    >>> from portal.policy.rules import DRAFT
    >>> low, high = interval(18, 20, DRAFT)
    >>> str(low), str(high)
    ('69.9', '97.2')
    """
    if percent(part, whole, policy) is None:
        return None
    low, high = wilson(part, whole)
    return _in_percent(low), _in_percent(high)


def mean_stars(counts: Counts, policy: Policy) -> Decimal | None:
    """Return the mean of the stars given to one decimal, or None where there are too few."""
    if counts.answered == 0 or counts.answered < policy.fewest_to_rate:
        return None
    return (Decimal(counts.stars) / counts.answered).quantize(Decimal("0.1"), ROUND_HALF_UP)


# What tells of people, and what of it is told: reporters who answered, and the grid's one worker.
_OF_PEOPLE = (
    (("answered",), ("answered", "satisfied", "stars")),
    (("said",), ("said", "solved")),
    (("confirmed", "unconfirmed"), ("confirmed", "unconfirmed")),
    (("found",), ("found_by_workers",)),
    (("verify_due",), ("verify_due", "verified")),
)


def published(counts: Counts, policy: Policy) -> dict[str, int | str]:
    """Return a grid's counts as open data gives them: few answers are only said to be few.

    A handler who knows whose two cases were closed could tell from two
    answers who gave how many stars. So where fewer than five answered, what
    they answered is "<5", and so is a part of it, even a nought. The same goes
    for what was confirmed, which tells what reporters said, and for what the
    one worker of a grid found or looked at. Reports and resolutions name
    nobody, and are given as they are.
    """
    given: dict[str, int | str] = dict(asdict(counts))
    for people, told in _OF_PEOPLE:
        if 0 < sum(getattr(counts, name) for name in people) < policy.fewest_to_publish:
            given.update(dict.fromkeys(told, f"<{policy.fewest_to_publish}"))
    return given


KEPT_BACK = "kept back"  # enough answered, but beside a sum it would tell what few answered


def published_together(neighbours: Sequence[Counts], policy: Policy) -> list[dict[str, int | str]]:
    """Return the counts of all grids of one community as open data gives them.

    What few answered in one grid is the community's total less all the others,
    and that total is published. So where something is kept back, so much more
    is kept back beside it that the total tells of no grid: the smallest first.
    """
    given = [published(counts, policy) for counts in neighbours]
    for people, told in _OF_PEOPLE:
        many = [sum(getattr(counts, name) for name in people) for counts in neighbours]
        for n in _kept_beside(many, policy.fewest_to_publish):
            given[n].update(dict.fromkeys(told, KEPT_BACK))
    return given


def _kept_beside(many: Sequence[int], fewest: int) -> list[int]:
    """Return which of the others are kept back with the few, so that their sum tells nothing.

    >>> _kept_beside([2, 30, 9], 5), _kept_beside([4, 4, 9], 5), _kept_beside([3, 4, 9], 5)
    ([2], [2], [])
    """
    few = [n for n, people in enumerate(many) if 0 < people < fewest]
    beside: list[int] = []
    if not few:
        return beside
    others = [n for n in range(len(many)) if n not in few]
    others.sort(key=lambda n: (many[n] == 0, many[n]))  # a nought hides nothing: last
    hidden = sum(many[n] for n in few)
    all_as_many_as_can_be = (fewest - 1) * len(few)
    for n in others:
        is_open = beside or hidden not in {len(few), all_as_many_as_can_be}
        if is_open and len(few) + len(beside) > 1 and hidden >= fewest:
            break
        beside.append(n)
        hidden += many[n]
    return beside


def _in_percent(share: float) -> Decimal:
    return Decimal(100 * share).quantize(Decimal("0.1"), ROUND_HALF_UP)
