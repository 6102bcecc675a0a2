"""The book of rewards is proved every night."""

from portal import clock
from portal.jobs import every
from portal.rewards.actions.proving import prove


@every(days=1)
def prove_book() -> None:
    """Prove the book; what is found stands on its page, in red where something is wrong."""
    prove(now=clock.now())
