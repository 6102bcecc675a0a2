"""What is asked of exchange with other systems."""

from portal.exchange.queries.batches import batch_by_id, batches_of, rows_of
from portal.exchange.queries.keys import kept_answer, key_by_id, keys_by_name, live_key
from portal.exchange.queries.told import case_document

__all__ = [
    "batch_by_id",
    "batches_of",
    "case_document",
    "kept_answer",
    "key_by_id",
    "keys_by_name",
    "live_key",
    "rows_of",
]
