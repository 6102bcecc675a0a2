"""What is true of exchange with other systems."""

from portal.exchange.rules.batches import BatchKind, BatchStatus, Deed
from portal.exchange.rules.keys import Scope, fingerprint, new_secret, prefix_of

__all__ = ["BatchKind", "BatchStatus", "Deed", "Scope", "fingerprint", "new_secret", "prefix_of"]
