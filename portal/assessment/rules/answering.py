"""Who answers for what: a place for what is dealt with at its own level or below, and no more.

A report blames a community for what a department leaves undone as soon as all that happens in the
community counts for it. So how cases were dealt with counts for the place as far as its own people
dealt with them; what comes in, is found and is looked at there counts whoever deals with it.
"""

from collections.abc import Sequence
from functools import cache
from operator import mul

from portal.accounts.rules import UnitKind
from portal.assessment.rules.counts import NAMES
from portal.assessment.rules.results import SubjectKind
from portal.cases.rules import SERVES
from portal.errors import N_

# What counts for a place whoever deals with it: reports, and the looks of its workers.
OF_PLACE = frozenset(
    {"reported", "judged", "valid", "passed_on", "found", "found_by_workers"}
    | {"verify_due", "verified"}
)
# The highest level that a subject answers for. A grid's full-time workers are their community's
# social workers: what the community deals with in a grid is theirs.
REACH = {
    SubjectKind.WORKER: 1,
    SubjectKind.GRID: 2,
    SubjectKind.COMMUNITY: 2,
    SubjectKind.STREET: 3,
    SubjectKind.DISTRICT: 4,
}
_OF_COMMUNITY = N_(
    "How problems were dealt with counts here as far as the community and its grid workers did it."
    " What street teams and departments do counts for them."
)
# What is said of a place wherever its figures stand, to be translated.
ANSWERED: dict[SubjectKind, str] = {
    SubjectKind.GRID: _OF_COMMUNITY,
    SubjectKind.COMMUNITY: _OF_COMMUNITY,
    SubjectKind.STREET: N_(
        "How problems were dealt with counts here as far as the subdistrict, its teams and its"
        " communities did it. What departments do counts for them."
    ),
}
_IS_OF_PLACE = [name in OF_PLACE for name in NAMES]
_LEVELS = {kind: [n for n, kinds in SERVES.items() if kind in kinds] for kind in UnitKind}


@cache
def answers_for(kind: SubjectKind, unit: UnitKind | None, level: int) -> bool:
    """Say whether a place of a kind answers for what a kind of unit had on a case of a level.

    It was dealt with at the unit's level, whatever level the case has now; what no unit ever had,
    at its own.

    >>> answers_for(SubjectKind.COMMUNITY, UnitKind.COMMUNITY, 3)  # it went up late
    True
    >>> answers_for(SubjectKind.COMMUNITY, UnitKind.DEPARTMENT, 4)
    False
    """
    levels = _LEVELS[unit] if unit else [level]
    return min(max(level, levels[0]), levels[-1]) <= REACH[kind]


def of_place(sums: Sequence[int]) -> tuple[int, ...]:
    """Return only what counts for a place whoever deals with it; the rest is nought.

    >>> sum(of_place(range(1, len(NAMES) + 1))) == sum(NAMES.index(one) + 1 for one in OF_PLACE)
    True
    """
    return tuple(map(mul, sums, _IS_OF_PLACE))
