"""What each person got in a year, in money and in goods, quarter by quarter: for the tax."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from portal.accounts.models import Person
from portal.db import db
from portal.grids.models import Area
from portal.rewards.models import RewardPayment, RewardStep
from portal.rewards.rules.quarters import number_of


@dataclass(frozen=True)
class YearLine:
    """One person's year in one community; what was taken back in the year is taken off."""

    person: Person
    community: Area
    quarters: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    sums: dict[bool, int] = field(default_factory=lambda: {False: 0, True: 0})  # by "in goods"

    @property
    def money(self) -> int:
        """Fen paid in money."""
        return self.sums[False]

    @property
    def goods(self) -> int:
        """The value of goods in fen."""
        return self.sums[True]

    @property
    def total(self) -> int:
        """Both together."""
        return self.money + self.goods


def years_line_by_line(communities: Sequence[Area], year: int) -> list[YearLine]:
    """Return who of these communities got what in a year, by staff number."""
    known = {each.id: each for each in communities}
    found: dict[tuple[int, int], dict[tuple[date, bool], int]] = defaultdict(dict)
    for person_id, community_id, day, in_goods, fen in db.session.execute(_sums(known, year)):
        found[person_id, community_id][day, in_goods] = int(fen)
    people = _people({person_id for person_id, _community in found})
    lines = []
    for (person_id, community_id), parts in found.items():
        line = YearLine(people[person_id], known[community_id])
        for (day, in_goods), fen in parts.items():
            line.quarters[number_of(day) - 1] += fen
            line.sums[in_goods] += fen
        lines.append(line)
    return sorted(lines, key=lambda line: (line.person.number, line.community.code))


def _sums(communities: Collection[int], year: int) -> Select[Any, Any, Any, Any, Any]:
    return (
        select(
            RewardPayment.person_id,
            RewardPayment.community_id,
            RewardStep.day,
            RewardStep.in_goods,
            func.sum(RewardStep.received_fen),
        )
        .join(RewardStep.payment)
        .where(RewardStep.day >= date(year, 1, 1), RewardStep.day < date(year + 1, 1, 1))
        .where(RewardStep.received_fen != 0, RewardPayment.community_id.in_(communities))
        .group_by(
            RewardPayment.person_id,
            RewardPayment.community_id,
            RewardStep.day,
            RewardStep.in_goods,
        )
    )


def _people(ids: Collection[int]) -> dict[int, Person]:
    wanted, found = sorted(ids), dict[int, Person]()
    for start in range(0, len(wanted), 500):
        some = select(Person).where(Person.id.in_(wanted[start : start + 500]))
        found |= {person.id: person for person in db.session.scalars(some)}
    return found
