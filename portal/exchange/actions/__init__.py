"""What is done in exchange with other systems."""

from portal.exchange.actions.keys import make_key, revoke_key

__all__ = ["make_key", "revoke_key"]
