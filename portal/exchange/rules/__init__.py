"""What is true of exchange with other systems."""

from portal.exchange.rules.batches import BatchKind, BatchStatus, Deed
from portal.exchange.rules.georeport import MOST, Attribute, Span, attributes_of, said_of, window
from portal.exchange.rules.keys import Scope, fingerprint, new_secret, prefix_of

__all__ = [
    "MOST",
    "Attribute",
    "BatchKind",
    "BatchStatus",
    "Deed",
    "Scope",
    "Span",
    "attributes_of",
    "fingerprint",
    "new_secret",
    "prefix_of",
    "said_of",
    "window",
]
