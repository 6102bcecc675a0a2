"""What happens later in exchange with other systems."""

from portal.exchange.jobs.answers import forget_answers
from portal.exchange.jobs.hooks import clear_deliveries, tell_webhooks

__all__ = ["clear_deliveries", "forget_answers", "tell_webhooks"]
