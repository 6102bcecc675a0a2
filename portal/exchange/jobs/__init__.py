"""What happens later in exchange with other systems."""

from portal.exchange.jobs.answers import forget_answers
from portal.exchange.jobs.batches import clear_previews
from portal.exchange.jobs.case_batches import take_cases, take_cases_back
from portal.exchange.jobs.handovers import clear_answer, hand_over
from portal.exchange.jobs.hooks import clear_deliveries, tell_webhooks
from portal.exchange.jobs.partners import ask_partners, clear_partner_exchanges
from portal.exchange.jobs.uploads import clear_upload, make_timed_uploads, make_upload

__all__ = [
    "ask_partners",
    "clear_answer",
    "clear_deliveries",
    "clear_partner_exchanges",
    "clear_previews",
    "clear_upload",
    "forget_answers",
    "hand_over",
    "make_timed_uploads",
    "make_upload",
    "take_cases",
    "take_cases_back",
    "tell_webhooks",
]
