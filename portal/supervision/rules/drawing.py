"""What is true of a draw: the list's hash, the tickets, the sample and its size.

Nothing here needs the portal: whoever holds the published list and the seed
can repeat a draw with a sort command and a SHA-256 tool.
"""

import hashlib
from bisect import insort
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import ceil
from statistics import NormalDist
from typing import NamedTuple

from portal.errors import N_, NotAcceptable

FEWEST = 2  # of a stratum: with one alone nobody can say how far it strays
UNFIT = frozenset(',"\r\n\0')  # would make one line of a list two, or hash as another line


class Row(NamedTuple):
    """One thing that may be drawn: a case by its number, and the stratum that it stands in."""

    number: str
    stratum: str


def list_lines(rows: Iterable[Row]) -> list[str]:
    """Return the list as it is published and hashed: sorted `number,stratum` lines.

    Sorted by character codes, as `LC_ALL=C sort` does. A number that is there
    twice would be drawn twice, so it is refused.
    """
    rows = list(rows)
    for row in rows:
        if not all(row) or UNFIT & set(row.number + row.stratum):
            raise NotAcceptable(
                N_("%(row)s: a number and a stratum hold no comma, quote or line break."),
                row=repr(tuple(row)),
            )
    if twice := [number for number, n in Counter(row.number for row in rows).items() if n > 1]:
        raise NotAcceptable(N_("%(number)s is in the list twice."), number=min(twice))
    return sorted(f"{row.number},{row.stratum}" for row in rows)


def list_hash(rows: Iterable[Row]) -> str:
    r"""Return the SHA-256 of the list's lines, each ended by a line feed, in hexadecimal.

    The same as `LC_ALL=C sort lines | sha256sum`, whatever the order was.

    >>> list_hash([Row("B", "x"), Row("A", "x")]) == hashlib.sha256(b"A,x\nB,x\n").hexdigest()
    True
    """
    text = "".join(f"{line}\n" for line in list_lines(rows))
    return hashlib.sha256(text.encode()).hexdigest()


def ticket(seed: str, number: str) -> str:
    """Return the SHA-256 of `seed:number` in hexadecimal.

    >>> ticket("3 1 4 1 5", "BJ20261122000426")[:16]
    'ace54ff65374a884'
    """
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def draw(
    rows: Iterable[Row], sizes: Mapping[str, int], seed: str, *, earlier: Collection[str] = ()
) -> list[str]:
    """Return the drawn numbers, stratum by stratum: those with the lowest tickets.

    The order of the list does not matter, and never more come than a stratum
    has. What was drawn `earlier` is left out: a further round takes a fresh
    seed. Choose the seed in public after the list is frozen: whoever knows it
    sooner knows the draw.
    """
    rows = list(rows)
    list_lines(rows)  # refuses a list that nobody could hash again
    _refuse_thin_strata(populations(rows), sizes)
    if not seed.strip():
        raise NotAcceptable(N_("A draw needs a seed: enter what was thrown in public."))
    left_out = frozenset(earlier)
    drawn: list[str] = []
    for stratum in sorted(sizes):
        there = [row.number for row in rows if row.stratum == stratum]
        ranked = sorted((ticket(seed, number), number) for number in there)
        may_be = [number for _ticket, number in ranked if number not in left_out]
        drawn.extend(may_be[: sizes[stratum]])
    return drawn


def populations(rows: Iterable[Row]) -> dict[str, int]:
    """Return how many rows each stratum has, in the order of their names."""
    return dict(sorted(Counter(row.stratum for row in rows).items()))


def shared_out(size: int, populations: Mapping[str, int]) -> dict[str, int]:
    """Return how many to draw from each stratum: in proportion, and two at least.

    Each stratum's part is rounded down; what is left over goes, one each, to
    the largest remainders, and between equal ones to the name that comes
    first. Only then a part below two becomes two (or all that there are), so
    the sum may be more than `size`, never less unless the list is smaller.

    >>> shared_out(10, {"a": 55, "b": 38, "c": 7})
    {'a': 5, 'b': 4, 'c': 2}
    """
    whole = sum(populations.values())
    size = min(size, whole)
    parts = {name: divmod(size * there, whole) for name, there in populations.items()}
    left_over = size - sum(part for part, _rest in parts.values())
    by_remainder = sorted(parts, key=lambda name: (-parts[name][1], name))
    one_more = frozenset(by_remainder[:left_over])
    return {
        name: max(part + (name in one_more), min(FEWEST, populations[name]))
        for name, (part, _rest) in parts.items()
    }


def size_for(
    population: int, margin: float, confidence: float = 0.95, *, expected: float = 0.5
) -> int:
    """Return how many of a population to check so that its share is known to within the margin.

    With finite population correction, rounded up. Without an expected share
    the worst one, a half, is assumed.

    >>> size_for(1000, 0.05), size_for(1000, 0.05, expected=0.1)
    (278, 122)
    """
    if not (0 < margin < 1 and 0 < confidence < 1 and 0 < expected < 1):
        raise NotAcceptable(N_("Margin, confidence and share lie between 0 and 100 percent."))
    if population <= 0:
        raise NotAcceptable(N_("The list is empty: there is nothing to draw from."))
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    endless = z**2 * expected * (1 - expected) / margin**2
    return min(population, max(1, ceil(endless / (1 + (endless - 1) / population))))


def hashed(lines: Iterable[str], digest: "hashlib._Hash") -> Iterator[str]:
    """Return lines one by one, adding each to a hash; refuse what does not come in order.

    For lists too long to hold: sorted strictly, no number is there twice.
    """
    before = ""
    for line in lines:
        if line <= before:
            raise NotAcceptable(N_("%(number)s is in the list twice."), number=line.split(",")[0])
        before = line
        digest.update(f"{line}\n".encode())
        yield line


def in_order(blocks: Iterable[list[str]]) -> Iterator[list[str]]:
    """Return lines block by block; refuse what is not sorted strictly, as `hashed` does."""
    before = ""
    for block in blocks:
        for line, last in zip(block, [before, *block], strict=False):
            if line <= last:
                raise NotAcceptable(
                    N_("%(number)s is in the list twice."), number=line.split(",")[0]
                )
        before = block[-1] if block else before
        yield block


def lowest(
    lines: Iterable[str], wanted: Mapping[str, int], seed: str, *, earlier: Collection[str] = ()
) -> dict[str, list[str]]:
    """Return the numbers with the lowest tickets of each stratum, reading the lines once.

    The same as `draw`, for lists too long to hold: of each stratum only the
    lowest so far are kept.
    """
    kept: dict[str, list[tuple[str, str]]] = {stratum: [] for stratum in wanted}
    first, left_out = hashlib.sha256(f"{seed}:".encode()), frozenset(earlier)
    for line in lines:
        number, _sign, stratum = line.partition(",")
        mine, most = kept[stratum], wanted[stratum]  # a stratum that nobody planned: refused
        own = first.copy()
        own.update(number.encode())
        rank = own.hexdigest()
        if (len(mine) < most or rank < mine[-1][0]) and number not in left_out:
            insort(mine, (rank, number))
            del mine[most:]
    return {stratum: [number for _ticket, number in mine] for stratum, mine in kept.items()}


def _refuse_thin_strata(populations: Mapping[str, int], sizes: Mapping[str, int]) -> None:
    if not populations:
        raise NotAcceptable(N_("The list is empty: there is nothing to draw from."))
    if odd := sorted(set(populations) ^ set(sizes)):
        raise NotAcceptable(
            N_("Each stratum needs a size, and each size a stratum: look at %(stratum)s."),
            stratum=odd[0],
        )
    for stratum, there in populations.items():
        if min(there, sizes[stratum]) < FEWEST:
            raise NotAcceptable(
                N_("%(stratum)s has fewer than two to draw: merge it before the draw."),
                stratum=stratum,
            )
