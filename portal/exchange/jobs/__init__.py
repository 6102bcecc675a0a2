"""What happens later in exchange with other systems."""

from portal.exchange.jobs.answers import forget_answers
from portal.exchange.jobs.hooks import clear_deliveries, tell_webhooks
from portal.exchange.jobs.partners import ask_partners, clear_partner_exchanges

__all__ = [
    "ask_partners",
    "clear_deliveries",
    "clear_partner_exchanges",
    "forget_answers",
    "tell_webhooks",
]
