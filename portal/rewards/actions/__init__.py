"""What is done in rewards, by subject."""

from portal.rewards.actions.deciding import (
    call_fake,
    decide_objection,
    object_to,
    thank,
    withdraw_call,
)
from portal.rewards.actions.found import pull_findings
from portal.rewards.actions.ledger import (
    hold_ledger,
    note,
    settle,
)
from portal.rewards.actions.noticing import (
    keep_signals,
    look_at,
    notice_next,
)
from portal.rewards.actions.pulling import (
    pull_cases,
    pull_next,
    pull_patrols,
    pull_thanks,
)
from portal.rewards.actions.rating import (
    freeze_quarter,
)
from portal.rewards.actions.spotting import (
    Noticed,
)
from portal.rewards.actions.thanking import (
    THANKED,
    send_thanks,
)
from portal.rewards.actions.trials import (
    ask_trial,
    put_in_force,
    try_next,
    withdraw_rules,
)

__all__ = [
    "THANKED",
    "Noticed",
    "ask_trial",
    "call_fake",
    "decide_objection",
    "freeze_quarter",
    "hold_ledger",
    "keep_signals",
    "look_at",
    "note",
    "notice_next",
    "object_to",
    "pull_cases",
    "pull_findings",
    "pull_next",
    "pull_patrols",
    "pull_thanks",
    "put_in_force",
    "send_thanks",
    "settle",
    "thank",
    "try_next",
    "withdraw_call",
    "withdraw_rules",
]
