"""What is asked of exchange with other systems."""

from portal.exchange.queries.batches import (
    BATCHES_SHOWN,
    ROWS_SHOWN,
    batch_by_id,
    batches_of,
    rows_of,
)
from portal.exchange.queries.hooks import (
    dead_counts,
    dead_letters,
    dead_of,
    deliveries_of,
    delivery_by_id,
    hook_by_id,
    hooks_by_name,
)
from portal.exchange.queries.imports import exported
from portal.exchange.queries.keys import (
    kept_answer,
    key_by_id,
    keys_by_name,
    live_key,
    live_keys_of,
)
from portal.exchange.queries.open_cases import OpenCase, open_cases, state_of_cases, years_of_cases
from portal.exchange.queries.service_requests import (
    Named,
    WantedRequests,
    named_in,
    satisfaction_by_code,
    service_requests,
)
from portal.exchange.queries.snapshots import (
    has_snapshot_since,
    latest_snapshots,
    snapshot_of,
    snapshots_of,
)
from portal.exchange.queries.told import case_document

__all__ = [
    "BATCHES_SHOWN",
    "ROWS_SHOWN",
    "Named",
    "OpenCase",
    "WantedRequests",
    "batch_by_id",
    "batches_of",
    "case_document",
    "dead_counts",
    "dead_letters",
    "dead_of",
    "deliveries_of",
    "delivery_by_id",
    "exported",
    "has_snapshot_since",
    "hook_by_id",
    "hooks_by_name",
    "kept_answer",
    "key_by_id",
    "keys_by_name",
    "latest_snapshots",
    "live_key",
    "live_keys_of",
    "named_in",
    "open_cases",
    "rows_of",
    "satisfaction_by_code",
    "service_requests",
    "snapshot_of",
    "snapshots_of",
    "state_of_cases",
    "years_of_cases",
]
