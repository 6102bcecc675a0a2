"""Which matters of a subject are told apart in public, so that few people stand behind none.

What is left is told together, as the rest. An area is the sum of those inside it: so a matter is
told of it only where what remains of it, once theirs are taken away, are not few either.
"""

from collections.abc import Iterable, Mapping

from portal.assessment.rules.results import SubjectKind

REST = "rest"  # what stands for the matters that are not told apart
ABOVE = {
    SubjectKind.GRID: SubjectKind.COMMUNITY,
    SubjectKind.COMMUNITY: SubjectKind.STREET,
    SubjectKind.STREET: SubjectKind.DISTRICT,
}
Key = tuple[SubjectKind, str]
Numbers = tuple[int, ...]  # what is counted of a matter: none of them may be few


def told_apart(
    counted: Mapping[Key, Mapping[str, Numbers]], fewest: int
) -> dict[Key, frozenset[str]]:
    """Return the matters that are told apart of each subject; the rest is never of few either.

    >>> around = (SubjectKind.COMMUNITY, "330108002021")
    >>> grid = (SubjectKind.GRID, around[1] + "001")
    >>> counted = {grid: {"A": (9,), "B": (6,), "C": (2,)}, around: {"A": (12,), "B": (30,)}}
    >>> [sorted(matters) for matters in told_apart(counted, 5).values()]
    [['A'], ['B']]
    """
    told: dict[Key, frozenset[str]] = {}
    below: dict[Key, dict[str, Numbers]] = {}
    for key in sorted(counted, key=lambda one: (-len(one[1]), one)):
        own, theirs = counted[key], below.get(key, {})
        fit = [
            matter
            for matter, numbers in own.items()
            if _are_enough(numbers, fewest)
            and _are_many_or_none(_less(numbers, theirs.get(matter)), fewest)
        ]
        told[key] = _with_many_left(own, fit, fewest)
        if key[0] in ABOVE:
            around = below.setdefault((ABOVE[key[0]], key[1][:-3]), {})
            for matter in told[key]:
                around[matter] = _sum([around.get(matter, ()), own[matter]])
    return told


def grouped(counts: Mapping[str, int], apart: frozenset[str]) -> dict[str, int]:
    """Return counts by matter as they are told: those apart, and the rest together.

    >>> grouped({"A": 9, "B": 2, "C": 4}, frozenset("A"))
    {'A': 9, 'rest': 6}
    """
    told = {matter: counts.get(matter, 0) for matter in sorted(apart)}
    return told | {REST: sum(counts.values()) - sum(told.values())}


def _with_many_left(own: Mapping[str, Numbers], fit: Iterable[str], fewest: int) -> frozenset[str]:
    """Take as many matters into the rest as it needs, those with the least first."""
    apart = sorted(fit, key=lambda matter: (own[matter], matter), reverse=True)
    while apart and not _are_many_or_none(
        _less(_sum(own.values()), _sum(own[matter] for matter in apart)), fewest
    ):
        apart.pop()
    return frozenset(apart)


def _are_enough(numbers: Numbers, fewest: int) -> bool:
    return any(numbers) and _are_many_or_none(numbers, fewest)


def _are_many_or_none(numbers: Numbers, fewest: int) -> bool:
    return all(number == 0 or number >= fewest for number in numbers)


def _sum(rows: Iterable[Numbers]) -> Numbers:
    return tuple(map(sum, zip(*filter(None, rows), strict=True)))


def _less(numbers: Numbers, others: Numbers | None) -> Numbers:
    return tuple(a - b for a, b in zip(numbers, others, strict=True)) if others else numbers
