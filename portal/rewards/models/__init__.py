"""What is stored of rewards, by subject."""

from portal.rewards.models.book import (
    BookAccount,
    BookEntry,
    BookLine,
    BookProof,
)
from portal.rewards.models.goods import (
    GoodsMovement,
    RewardGoods,
)
from portal.rewards.models.leading import (
    LeaderThanks,
    LeaderThanksTo,
)
from portal.rewards.models.money import (
    PayBatch,
    PayLine,
    RewardBudget,
    RewardPayment,
    RewardStep,
)
from portal.rewards.models.points import (
    FairSignal,
    FakeCall,
    PointEntry,
    PointFact,
    PointMark,
    PointMonth,
    PointObjection,
    Thanks,
)
from portal.rewards.models.stars import (
    StarRating,
)
from portal.rewards.models.trials import (
    RuleTrial,
)

__all__ = [
    "BookAccount",
    "BookEntry",
    "BookLine",
    "BookProof",
    "FairSignal",
    "FakeCall",
    "GoodsMovement",
    "LeaderThanks",
    "LeaderThanksTo",
    "PayBatch",
    "PayLine",
    "PointEntry",
    "PointFact",
    "PointMark",
    "PointMonth",
    "PointObjection",
    "RewardBudget",
    "RewardGoods",
    "RewardPayment",
    "RewardStep",
    "RuleTrial",
    "StarRating",
    "Thanks",
]
