"""What is true of exchange with other systems."""

from portal.exchange.rules.keys import Scope, fingerprint, new_secret, prefix_of

__all__ = ["Scope", "fingerprint", "new_secret", "prefix_of"]
