"""What is true of a plan: strata that are too small are merged, some are looked at more closely."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import ceil, sqrt
from statistics import NormalDist

from portal.errors import N_, NotAcceptable
from portal.supervision.rules.drawing import FEWEST, shared_out

LEAST_RESERVE = 2


@dataclass(frozen=True)
class Planned:
    """One stratum as it would be drawn: how many there are, how many of them, and with what weight.

    The weight is how many of the list one drawn thing stands for.
    """

    name: str
    population: int
    size: int
    merged: tuple[str, ...] = ()

    @property
    def weight(self) -> float:
        """Return N ÷ n."""
        return self.population / self.size if self.size else 0.0


@dataclass(frozen=True)
class Cost:
    """What a sample costs: visits, and days of one pair of inspectors."""

    visits: int
    days: int


def merging(populations: Mapping[str, int]) -> dict[str, str]:
    """Return what each stratum with fewer than two is merged into, by name.

    The nearest is the one whose name begins alike the longest: another level
    of the same street before another street; between equal ones the larger,
    then the first by name. Where there is no other stratum nothing can be merged.

    >>> merging({"330108001-1": 9, "330108001-2": 1, "330108002-2": 40})
    {'330108001-2': '330108001-1'}
    """
    now = {name: there for name, there in sorted(populations.items()) if there}
    into: dict[str, str] = {}
    while thin := [name for name, there in now.items() if there < FEWEST]:
        name, others = thin[0], [other for other in now if other != thin[0]]
        if not others:
            break
        nearest = min(others, key=lambda other: (-_alike(name, other), -now[other], other))
        now[nearest] += now.pop(name)
        into[name] = nearest
    return {name: _end(name, into) for name in sorted(into)}


def merged_populations(populations: Mapping[str, int], into: Mapping[str, str]) -> dict[str, int]:
    """Return how many each stratum has once the small ones are merged; empty ones are left out.

    >>> merged_populations({"a": 1, "b": 5, "c": 0}, {"a": "b"})
    {'b': 6}
    """
    merged: dict[str, int] = {}
    for name, there in sorted(populations.items()):
        if there:
            target = into.get(name, name)
            merged[target] = merged.get(target, 0) + there
    return dict(sorted(merged.items()))


def planned(
    populations: Mapping[str, int], size: int, *, level_one_times: int = 1
) -> list[Planned]:
    """Return what would be drawn from each stratum: in proportion, two at least, level 1 oftener.

    Cases that a grid worker solved on the spot have one witness: they may be
    drawn some times as often, and are weighted back in every estimate.
    """
    into = merging(populations)
    there = merged_populations(populations, into)
    if not there or min(there.values()) < FEWEST:
        raise NotAcceptable(N_("The list has fewer than two: there is nothing to draw from."))
    sizes = shared_out(size, there)
    return [
        Planned(
            name,
            there[name],
            min(there[name], sizes[name] * (level_one_times if is_level_one(name) else 1)),
            tuple(small for small, target in into.items() if target == name),
        )
        for name in there
    ]


def trimmed(strata: list[Planned], size: int) -> list[Planned]:
    """Return strata of which no more are drawn than `size`, as a gate needs: two in each stay.

    One by one from where most are drawn; between equal ones from the name that comes last.
    """
    sizes = {one.name: one.size for one in strata}
    while sum(sizes.values()) > size:
        name = max(sizes, key=lambda name: (sizes[name], name))
        if sizes[name] <= FEWEST:
            raise NotAcceptable(
                N_(
                    "The plan looks at %(size)d in all, and two of each stratum are more: its "
                    "limits would no longer hold. Choose fewer strata, or a higher inspection "
                    "level."
                ),
                size=size,
            )
        sizes[name] -= 1
    return [replace(one, size=sizes[one.name]) for one in strata]


def is_level_one(stratum: str) -> bool:
    """Say whether a stratum holds what grid workers solved on the spot.

    >>> is_level_one("330108001-1"), is_level_one("330108001")
    (True, False)
    """
    return stratum.endswith("-1")


def expected_margin(strata: list[Planned], share: float, confidence: float) -> float:
    """Return half the width of the interval to expect, should this share of each stratum fail.

    Stratified, with finite population correction: weights squared, so what is
    drawn more often elsewhere does not help here.
    """
    whole = sum(one.population for one in strata)
    spread = sum(
        (one.population / whole) ** 2
        * share
        * (1 - share)
        / one.size
        * (1 - one.size / one.population)
        for one in strata
    )
    return NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(spread)


def cost(strata: list[Planned], visits_a_day: int) -> Cost:
    """Return how many visits a sample takes, and how many days of one pair."""
    visits = sum(one.size for one in strata)
    return Cost(visits, ceil(visits / visits_a_day))


def reserve_for(size: int) -> int:
    """Return how many more tickets stand ready behind those drawn from a stratum.

    Half as many, two at least: for what cannot be seen. In the order of the
    draw, so that nobody chooses what is looked at instead.

    >>> reserve_for(2), reserve_for(9)
    (2, 5)
    """
    return max(LEAST_RESERVE, ceil(size / 2))


def _alike(name: str, other: str) -> int:
    """Return how many signs two names have in common from their beginning."""
    return next(
        (n for n, (one, two) in enumerate(zip(name, other, strict=False)) if one != two),
        min(len(name), len(other)),
    )


def _end(name: str, into: Mapping[str, str]) -> str:
    """Return where a stratum has gone in the end: what it was merged into may itself have gone."""
    while name in into:
        name = into[name]
    return name
