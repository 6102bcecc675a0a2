"""What is kept back of published figures, so that nobody's answer can be told from them.

Workers are never published. Where fewer answered than policy says, what they answered is kept
back; and where that is so of one area alone among its neighbours, of the one with the next
fewest answers too: else it could be worked out from the sum that both are part of.
"""

from collections.abc import Mapping, Sequence

from portal.assessment.rules.results import Result, SubjectKind
from portal.assessment.rules.subjects import Subject

TOLD = ("answered", "said")  # counts of people who told something
AREAS = (SubjectKind.STREET, SubjectKind.COMMUNITY, SubjectKind.GRID)
Key = tuple[SubjectKind, str]


def few_answers(some: Sequence[Result] | Sequence[Subject], fewest: int) -> frozenset[Key]:
    """Return the subjects whose answers are kept back, workers left aside.

    >>> from portal.assessment.rules.counts import Counts
    >>> def grid(code, answered):
    ...     counts = Counts(answered=answered)
    ...     return Result(SubjectKind.GRID, code, "", "", "", counts, {})
    >>> grids = [grid("330108001001001", 3), grid("330108001001002", 9), grid("330108001001003", 7)]
    >>> sorted(code[-1] for _kind, code in few_answers(grids, 5))
    ['1', '3']
    """
    kept: set[Key] = set()
    groups: dict[tuple[SubjectKind, str], dict[Key, Result | Subject]] = {}
    for one in some:
        if one.kind is not SubjectKind.WORKER:
            above = one.code[:-3] if one.kind in AREAS else ""
            groups.setdefault((one.kind, above), {})[one.kind, one.code] = one
    for members in groups.values():
        for told in TOLD:
            kept |= _too_few(
                {key: getattr(one.counts, told) for key, one in members.items()}, fewest
            )
    return frozenset(kept)


def kept_back(results: Sequence[Result], fewest: int) -> frozenset[Key]:
    """Return the subjects whose whole text is not published: workers, and few answers."""
    workers = {(one.kind, one.code) for one in results if one.kind is SubjectKind.WORKER}
    return few_answers(results, fewest) | workers


def _too_few(told: Mapping[Key, int], fewest: int) -> set[Key]:
    few = {key for key, count in told.items() if 0 < count < fewest}
    others = {key: count for key, count in told.items() if count >= fewest}
    if len(few) == 1 and others:
        few.add(min(others, key=lambda key: (others[key], key)))
    return few
