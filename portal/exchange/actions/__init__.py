"""What is done in exchange with other systems."""

from portal.exchange.actions.answers import drop_answers, keep_answer
from portal.exchange.actions.keys import make_key, note_key_use, revoke_key

__all__ = ["drop_answers", "keep_answer", "make_key", "note_key_use", "revoke_key"]
