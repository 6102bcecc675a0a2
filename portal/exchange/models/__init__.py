"""What is stored of exchange with other systems."""

from portal.exchange.models.batches import Batch, BatchRow
from portal.exchange.models.hooks import Delivery, HookMark, Webhook
from portal.exchange.models.keys import ApiKey, KeptAnswer

__all__ = ["ApiKey", "Batch", "BatchRow", "Delivery", "HookMark", "KeptAnswer", "Webhook"]
