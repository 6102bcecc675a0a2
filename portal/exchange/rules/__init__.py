"""What is true of exchange with other systems."""

from portal.exchange.rules.batches import BatchKind, BatchStatus, Deed
from portal.exchange.rules.georeport import MOST, Attribute, Span, attributes_of, said_of, window
from portal.exchange.rules.hooks import (
    BOTH_SIGN_FOR,
    GONE,
    KEPT,
    MOST_TRIES,
    PATIENCE,
    PAUSED_AFTER,
    RESTS_FOR,
    DeliveryState,
    PausedWhy,
    hook_secret,
    pause_after,
    signature,
)
from portal.exchange.rules.keys import Scope, fingerprint, new_secret, prefix_of

__all__ = [
    "BOTH_SIGN_FOR",
    "GONE",
    "KEPT",
    "MOST",
    "MOST_TRIES",
    "PATIENCE",
    "PAUSED_AFTER",
    "RESTS_FOR",
    "Attribute",
    "BatchKind",
    "BatchStatus",
    "Deed",
    "DeliveryState",
    "PausedWhy",
    "Scope",
    "Span",
    "attributes_of",
    "fingerprint",
    "hook_secret",
    "new_secret",
    "pause_after",
    "prefix_of",
    "said_of",
    "signature",
    "window",
]
