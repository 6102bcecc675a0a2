"""What other values would have made of the same facts: tried before they take force."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from portal.errors import N_, NotAcceptable
from portal.policy.rules import Policy
from portal.rewards.rules.points import Claim, FactKind, allotted, worth_of

PolicyOn = Callable[[date], Policy]
CLAUSES = ("stars.", "rewards.")
SIGNALS = "rewards.signals"  # what is shown to staff makes no point
COSTS = ("fault_points", "fake_points")  # what takes points: never above 0
RISING = ("star_points", "star_gates")  # a higher star never asks for less
FALLING = ("star_fakes",)  # and bears no more
STARS = 5
MOST = 100_000_000  # beyond this nobody means a number of points, metres or fen
# What is not counted anew: which report was the first is settled, and days change no star.
NOT_TRIED = ("first_metres", "first_hours", "hold_days", "objection_days")


@dataclass(frozen=True)
class PastFact:
    """A fact as the ledger keeps it: what it claimed, in which month, and of which level."""

    claim: Claim
    month: date
    level: int | None


@dataclass(frozen=True)
class Move:
    """Where somebody stands by the rules as they were, and where by those that are tried."""

    person_id: int
    community_id: int
    before: int
    after: int
    points_before: int
    points_after: int


def point_values() -> list[str]:
    """Return the names of all values that points and stars go by."""
    return [
        known.name
        for known in fields(Policy)
        if known.metadata
        and known.metadata["clause"].startswith(CLAUSES)
        and known.metadata["clause"] != SIGNALS
    ]


def points_under(facts: Iterable[PastFact], before: PolicyOn, after: PolicyOn) -> int:
    """Return the points of one person's facts under other values; caps hold by month and day.

    Where a fact's worth is the same in both, it keeps what it was noted at.
    """
    worths: dict[tuple[int, int, FactKind, int | None], int | None] = {}
    months: dict[date, list[Claim]] = {}
    for fact in facts:
        claim, kind = fact.claim, fact.claim.key[0]
        old, new = before(claim.day), after(claim.day)
        key = (id(old), id(new), kind, fact.level)
        if key not in worths:
            worths[key] = _new_worth(kind, fact.level, old, new)
        worth = worths[key]
        kept = claim if worth is None else replace(claim, worth=worth)
        months.setdefault(fact.month, []).append(kept)
    return sum(
        given.points for claims in months.values() for given in allotted(claims, after).values()
    )


def refuse_senseless(changes: Mapping[str, Any], policy: Policy) -> None:
    """Refuse values that cannot be meant, with what is wrong about them."""
    if not changes:
        raise NotAcceptable(N_("Change at least one value: as they are, there is nothing to try."))
    for name, content in changes.items():
        _refuse_size(name, content)
    then = policy.changed_by(changes, policy.version)
    if then.month_points < then.day_points:
        raise NotAcceptable(N_("A month cannot hold fewer points than a day."))
    if max(then.star_gates) > 100:
        raise NotAcceptable(N_("A share is at most 100 percent."))


def tallied(result: Mapping[str, Any] | None, moves: Sequence[Move]) -> dict[str, Any]:
    """Return what is known of a trial so far, with more people counted in."""
    known = result or {}
    matrix = [list(row) for row in known.get("matrix", [[0] * (STARS + 1)] * (STARS + 1))]
    communities = {key: list(counts) for key, counts in known.get("communities", {}).items()}
    moved = list(known.get("moved", []))
    for move in moves:
        matrix[move.before][move.after] += 1
        counts = communities.setdefault(str(move.community_id), [0, 0, 0])
        counts[_way(move.before, move.after)] += 1
        if move.before != move.after:
            moved.append(
                [
                    *(move.person_id, move.community_id, move.before, move.after),
                    *(move.points_before, move.points_after),
                ]
            )
    return {"matrix": matrix, "communities": communities, "moved": moved}


def ways(matrix: Sequence[Sequence[int]]) -> tuple[int, int, int]:
    """Return how many rise, stay and fall.

    >>> ways([[1, 2], [4, 8]])
    (2, 9, 4)
    """
    sums = [0, 0, 0]
    for before, row in enumerate(matrix):
        for after, count in enumerate(row):
            sums[_way(before, after)] += count
    return sums[0], sums[1], sums[2]


def _new_worth(kind: FactKind, level: int | None, before: Policy, after: Policy) -> int | None:
    """Return what such a fact would be worth, or None where that is what it was."""
    worth = worth_of(kind, after, level=level)
    return None if worth == worth_of(kind, before, level=level) else worth


def _way(before: int, after: int) -> int:
    return 0 if after > before else 1 if after == before else 2


def _refuse_size(name: str, content: Any) -> None:
    numbers = content if isinstance(content, list | tuple) else [content]
    low, high = (-MOST, 0) if name in COSTS else (0, MOST)
    if not all(low <= number <= high for number in numbers):
        raise NotAcceptable(
            N_("What costs points is 0 or below, all else 0 or above, and no number is huge.")
        )
    rising = numbers if name in RISING else numbers[::-1] if name in FALLING else []
    if list(rising) != sorted(rising):
        raise NotAcceptable(N_("A higher star cannot ask for less than the one below it."))
