"""What is done in exchange with other systems."""

from portal.exchange.actions.answers import keep_answer
from portal.exchange.actions.keys import make_key, revoke_key

__all__ = ["keep_answer", "make_key", "revoke_key"]
