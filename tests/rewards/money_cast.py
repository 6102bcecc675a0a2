"""A community with volunteers who have stars, and those who propose, approve and pay."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from portal.accounts.models import Person
from portal.accounts.rules import Role
from portal.grids.models import Area
from portal.policy.rules import Policy
from portal.rewards.actions import money
from portal.rewards.models import RewardPayment, StarRating
from tests.factories import DISTRICT_CODE, STREET_CODE, a_clerk, a_rating, an_area

QUARTER = date(2026, 4, 1)
OPEN_AT = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)  # long after the sampling window
POLICY = Policy(star_fen=(5000, 10000, 20000, 35000, 60000))


@dataclass
class Cast:
    """Who is on the stage."""

    community: Area
    ratings: list[StarRating]
    finance: Person
    lead: Person
    street: Person

    def budget(self, fen: int, *, now: datetime = OPEN_AT) -> None:
        money.set_budget(self.community, QUARTER, fen, why="area's share", by=self.finance, now=now)

    def proposed(self) -> list[RewardPayment]:
        made = money.propose(self.community, QUARTER, POLICY, by=self.finance, now=OPEN_AT)
        return list(made)

    def approved(self, budget: int = 10_000_000) -> list[RewardPayment]:
        self.budget(budget)
        made = self.proposed()
        money.approve(made, by=self.lead, now=OPEN_AT)
        return made


def a_cast(*stars: int) -> Cast:
    community = an_area()
    return Cast(
        community=community,
        ratings=[a_rating(n, quarter=QUARTER, community=community) for n in stars],
        finance=a_clerk(Role.FINANCE, area_code=DISTRICT_CODE),
        lead=a_clerk(Role.LEAD, area_code=DISTRICT_CODE),
        street=a_clerk(Role.STREET_CLERK, area_code=STREET_CODE),
    )
