"""What is asked of budgets and rewards: whose reach they are in, how they stand, what is left."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Area
from portal.grids.queries.areas import lies_in
from portal.grids.rules import AreaKind
from portal.rewards.models import RewardBudget, RewardPayment, RewardStep, StarRating
from portal.rewards.rules.money import COUNTS, OVER, SETTLED, PayState, code_meant
from portal.rewards.rules.quarters import quarter_called

NUMBER = re.compile(r"JL(20\d\dQ[1-4])-(\d{6,9})")


@dataclass(frozen=True)
class Standing:
    """How a community stands in a quarter, in fen and in rewards by their state."""

    community: Area
    budget: int | None  # none was set
    fen: Mapping[PayState, int]
    count: Mapping[PayState, int]

    @property
    def committed(self) -> int:
        """What counts against the budget."""
        return sum(self.fen.get(state, 0) for state in COUNTS)

    @property
    def received(self) -> int:
        """What was paid or handed over."""
        return sum(self.fen.get(state, 0) for state in SETTLED)

    @property
    def left(self) -> int:
        """What of the budget is promised to nobody."""
        return (self.budget or 0) - self.committed

    @property
    def waiting(self) -> int:
        """How many rewards wait for approval."""
        return self.count.get(PayState.PROPOSED, 0)


def codes_of(person: Person, on: date, roles: Collection[Role]) -> list[str]:
    """Return the codes of the areas for which somebody holds one of these roles."""
    posts = posts_of(person, on)
    return sorted({post.area_code for post in posts if post.area_code and post.role in roles})


def in_codes(column: object, codes: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a place lies in one of these areas."""
    return or_(false(), *(lies_in(column, code) for code in codes))  # type: ignore[arg-type]


def communities_within(codes: Collection[str]) -> Sequence[Area]:
    """Return the communities of these areas, in order."""
    wanted = select(Area).where(Area.kind == AreaKind.COMMUNITY, in_codes(Area.code, codes))
    return db.session.scalars(wanted.order_by(Area.code)).all()


def community_within(codes: Collection[str], code: str) -> Area:
    """Return a community of these areas; any other does not exist for whoever asks."""
    asked = select(Area).where(Area.kind == AreaKind.COMMUNITY, Area.code == code)
    found = db.session.scalar(asked.where(in_codes(Area.code, codes)))
    if found is None:
        raise NotFound(N_("No such community, or it is not yours to see. Choose one of the list."))
    return found


def payment_within(codes: Collection[str], number: str) -> RewardPayment:
    """Return a reward of these areas' communities, with its steps."""
    row_id, quarter = _meant(number)
    asked = _whole().join(Area, Area.id == RewardPayment.community_id)
    asked = asked.where(RewardPayment.id == row_id, RewardPayment.quarter == quarter)
    found = db.session.scalar(asked.where(in_codes(Area.code, codes)))
    if found is None:
        raise NotFound(N_("No such reward, or it is not yours to see."))
    return found


def payment_by_code(codes: Collection[str], typed: str) -> RewardPayment | None:
    """Return the reward of these areas that is collected with a code, if there is one."""
    asked = _whole().join(Area, Area.id == RewardPayment.community_id)
    asked = asked.where(RewardPayment.code == code_meant(typed), in_codes(Area.code, codes))
    return db.session.scalar(asked)


def own_payment(person: Person, number: str) -> RewardPayment:
    """Return somebody's own reward."""
    row_id, quarter = _meant(number)
    asked = _whole().where(RewardPayment.id == row_id, RewardPayment.quarter == quarter)
    found = db.session.scalar(asked.where(RewardPayment.person_id == person.id))
    if found is None:
        raise NotFound(N_("No such reward, or it is not yours to see."))
    return found


def rewards_of(person: Person) -> Sequence[RewardPayment]:
    """Return somebody's rewards, paid and to come, the latest quarter first."""
    theirs = _whole().where(RewardPayment.person_id == person.id)
    return db.session.scalars(
        theirs.order_by(RewardPayment.quarter.desc(), RewardPayment.id.desc())
    ).all()


def to_change(ids: Collection[int]) -> Sequence[RewardPayment]:
    """Return rewards as they are now, held until the commit; everybody takes them in this order."""
    held = select(RewardPayment).where(RewardPayment.id.in_(sorted(ids)))
    held = held.order_by(RewardPayment.id).with_for_update()
    held = held.options(selectinload(RewardPayment.steps), selectinload(RewardPayment.goods))
    return db.session.scalars(held.execution_options(populate_existing=True)).all()


def payments_in(
    community: Area, quarter: date, *, states: Collection[PayState] = tuple(PayState)
) -> Sequence[RewardPayment]:
    """Return a community's rewards of a quarter in these states, by staff number."""
    asked = (
        select(RewardPayment)
        .join(Person, Person.id == RewardPayment.person_id)
        .where(RewardPayment.quarter == quarter, RewardPayment.community_id == community.id)
        .where(RewardPayment.state.in_(states))
        .options(joinedload(RewardPayment.person), joinedload(RewardPayment.goods))
        .order_by(Person.number, RewardPayment.id)
    )
    return db.session.scalars(asked).all()


def ratings_to_pay(community: Area, quarter: date) -> Sequence[StarRating]:
    """Return a community's frozen ratings with stars that no standing reward is for."""
    standing = (
        select(RewardPayment.id)
        .where(RewardPayment.person_id == StarRating.person_id)
        .where(RewardPayment.quarter == StarRating.quarter, RewardPayment.state.not_in(OVER))
    )
    asked = (
        select(StarRating)
        .where(StarRating.quarter == quarter, StarRating.community_id == community.id)
        .where(StarRating.stars > 0, ~standing.exists())
        .order_by(StarRating.person_id)
    )
    return db.session.scalars(asked).all()


def standings(communities: Sequence[Area], quarter: date) -> list[Standing]:
    """Return how these communities stand in a quarter, in three questions for all of them."""
    ids = [each.id for each in communities]
    budgets = _budgets(ids, quarter)
    sums = select(
        RewardPayment.community_id,
        RewardPayment.state,
        func.sum(RewardPayment.worth_fen),
        func.count(RewardPayment.id),
    ).where(RewardPayment.quarter == quarter, RewardPayment.community_id.in_(ids))
    fen: dict[int, dict[PayState, int]] = {}
    count: dict[int, dict[PayState, int]] = {}
    for one, state, total, many in db.session.execute(
        sums.group_by(RewardPayment.community_id, RewardPayment.state)
    ):
        fen.setdefault(one, {})[state] = int(total)
        count.setdefault(one, {})[state] = many
    return [
        Standing(each, budgets.get(each.id), fen.get(each.id, {}), count.get(each.id, {}))
        for each in communities
    ]


def standing_of(community: Area, quarter: date) -> Standing:
    """Return how one community stands in a quarter."""
    return standings([community], quarter)[0]


def budget_rows(community: Area, quarter: date) -> Sequence[RewardBudget]:
    """Return every row of a community's budget, the latest first."""
    asked = select(RewardBudget).where(
        RewardBudget.quarter == quarter, RewardBudget.community_id == community.id
    )
    asked = asked.options(joinedload(RewardBudget.by)).order_by(RewardBudget.turn.desc())
    return db.session.scalars(asked).all()


def hold_budget(community_id: int, quarter: date) -> bool:
    """Hold a community's budget until the commit: two who spend of it take turns.

    Its first row stands for it. Say whether there is one.
    """
    first = select(RewardBudget.id).where(
        RewardBudget.quarter == quarter,
        RewardBudget.community_id == community_id,
        RewardBudget.turn == 1,
    )
    return db.session.scalar(first.with_for_update()) is not None


def _budgets(ids: Collection[int], quarter: date) -> dict[int, int]:
    rows = select(RewardBudget.community_id, RewardBudget.amount_fen).where(
        RewardBudget.quarter == quarter, RewardBudget.community_id.in_(ids)
    )
    found = db.session.execute(rows.order_by(RewardBudget.community_id, RewardBudget.turn))
    return {one: amount for one, amount in found}  # noqa: C416 - of each the last row stays


def _meant(number: str) -> tuple[int, date | None]:
    found = NUMBER.fullmatch(number)
    return (int(found[2]), quarter_called(found[1])) if found else (0, None)


def _whole() -> Select[RewardPayment]:
    steps = selectinload(RewardPayment.steps).joinedload(RewardStep.by)
    return select(RewardPayment).options(
        steps,
        joinedload(RewardPayment.person),
        joinedload(RewardPayment.community),
        joinedload(RewardPayment.goods),
    )
