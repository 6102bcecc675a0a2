"""What is asked of exchange with other systems."""

from portal.exchange.queries.keys import kept_answer, key_by_id, keys_by_name, live_key

__all__ = ["kept_answer", "key_by_id", "keys_by_name", "live_key"]
