"""Kept answers are forgotten when nobody sends their requests again."""

from datetime import timedelta

from portal import clock
from portal.exchange.actions import drop_answers
from portal.jobs import every

ANSWERS_KEPT = timedelta(hours=24)
AT_ONCE = 1000


@every(hours=1)
def forget_answers() -> bool:
    """Forget what was answered a day ago or earlier; True while more is left."""
    return drop_answers(until=clock.now() - ANSWERS_KEPT, most=AT_ONCE) == AT_ONCE
