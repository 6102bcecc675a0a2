"""Streets, communities and grids, before anything is drawn."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import tables

STREETS_EN = {"西兴街道": "Xixing", "长河街道": "Changhe", "浦沿街道": "Puyan"}

# The census of 2020, by which the 362 grids are shared out among the streets.
RESIDENTS_2020 = {"330108001": 143_318, "330108002": 168_276, "330108003": 192_265}
GRIDS = 362
FEWEST, MOST = 4, 9  # grids in one community

# 253 residential grids are 70 %, 36 resettlement grids are 10 %.
OTHER_KINDS = {"resettlement": 36, "park": 30, "street": 25, "enterprise": 18}
# How much ground a grid takes: a business park more, a stretch of shops less.
GROUND = {"residential": 1.0, "resettlement": 0.85, "park": 1.5, "street": 0.7, "enterprise": 1.35}


@dataclass
class Grid:
    """One grid-to-be: its kind is dealt first, because it decides how much ground it takes."""

    kind: str
    ground: float


@dataclass
class Community:
    """A community; `leans` says on which side of its street it is known to lie, if it is."""

    code: str
    street: str
    name: str
    name_en: str
    leans: str
    grids: list[Grid] = field(default_factory=list)

    @property
    def street_code(self) -> str:
        """Return the first nine digits, which are the street's own code."""
        return self.code[:9]


def communities() -> list[Community]:
    """Return the 60 communities with the kinds of their grids dealt out, in order of code."""
    english = {row["code"]: row for row in tables.read("community-names-en.csv")}
    found = [
        Community(
            row["code"],
            row["street"],
            row["community"],
            english[row["code"]]["name_en"],
            english[row["code"]]["leans"],
        )
        for row in tables.read("communities-2019.csv")
    ]
    counts = _grid_counts(found)
    kinds = _deal_kinds(counts)
    for community in found:
        community.grids = list(_grids(kinds[community.code], community.leans))
    return found


def _grid_counts(found: list[Community]) -> dict[str, int]:
    """Return how many grids each community has: a street's share follows its residents."""
    dice = tables.dice("grid counts")
    counts: dict[str, int] = {}
    for street, share in _street_shares().items():
        codes = [c.code for c in found if c.street_code == street]
        wanted = dict.fromkeys(codes, share // len(codes))
        while sum(wanted.values()) < share:
            wanted[min(codes, key=lambda code: (wanted[code], dice.random()))] += 1
        for _ in range(4 * len(codes)):
            giver, taker = dice.sample(codes, 2)
            if wanted[giver] > FEWEST and wanted[taker] < MOST:
                wanted[giver], wanted[taker] = wanted[giver] - 1, wanted[taker] + 1
        counts |= wanted
    return counts


def _street_shares() -> dict[str, int]:
    """Share the grids among the streets by residents; the last street takes what rounding left."""
    everyone = sum(RESIDENTS_2020.values())
    shares = {s: math.floor(GRIDS * n / everyone + 0.5) for s, n in RESIDENTS_2020.items()}
    shares[max(shares)] += GRIDS - sum(shares.values())
    return shares


def _deal_kinds(counts: dict[str, int]) -> dict[str, list[str]]:
    """Deal the kinds like cards, round and round, so that every community keeps mostly homes."""
    dice = tables.dice("kinds")
    cards = list(Counter(OTHER_KINDS).elements())
    dice.shuffle(cards)
    hands: dict[str, list[str]] = {code: [] for code in counts}
    order = sorted(counts, key=lambda code: (-counts[code], dice.random()))
    for turn, card in enumerate(cards):
        hands[order[turn % len(order)]].append(card)
    for code, hand in hands.items():
        hand.extend(["residential"] * (counts[code] - len(hand)))
        dice.shuffle(hand)
    return hands


def _grids(kinds: list[str], leans: str) -> Iterator[Grid]:
    """Give each grid its ground; the southern hills and lakes are less densely settled."""
    dice = tables.dice("ground " + "".join(kinds) + leans)
    space = {"south": 1.6, "north": 0.9}.get(leans, 1.0) * dice.uniform(0.85, 1.2)
    for kind in kinds:
        yield Grid(kind, GROUND[kind] * space * dice.uniform(0.85, 1.15))
