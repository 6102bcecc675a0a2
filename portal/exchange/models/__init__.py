"""What is stored of exchange with other systems."""

from portal.exchange.models.batches import Batch, BatchRow
from portal.exchange.models.hooks import Delivery, HookMark, Webhook
from portal.exchange.models.keys import ApiKey, KeptAnswer
from portal.exchange.models.maps import (
    ExternalNumber,
    MapVersion,
    StoredMap,
    Upload,
    UploadHandover,
    UploadReceipt,
)
from portal.exchange.models.snapshots import Snapshot

__all__ = [
    "ApiKey",
    "Batch",
    "BatchRow",
    "Delivery",
    "ExternalNumber",
    "HookMark",
    "KeptAnswer",
    "MapVersion",
    "Snapshot",
    "StoredMap",
    "Upload",
    "UploadHandover",
    "UploadReceipt",
    "Webhook",
]
