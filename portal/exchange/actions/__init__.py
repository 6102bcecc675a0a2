"""What is done in exchange with other systems."""

from portal.exchange.actions.answers import drop_answers, hold_key, keep_answer
from portal.exchange.actions.batch_rows import SentList
from portal.exchange.actions.deliveries import resend
from portal.exchange.actions.hooks import (
    HookFacts,
    change_hook,
    end_hook,
    make_hook,
    pause_hook,
    ping,
    resume_hook,
    rotate_secret,
)
from portal.exchange.actions.imports import preview_list, take_list_over, undo_list
from portal.exchange.actions.keys import NewKey, make_key, note_key_use, revoke_key, rotate_key
from portal.exchange.actions.matter_batches import edition_of, note_matters
from portal.exchange.actions.snapshots import keep_snapshots, make_snapshot

__all__ = [
    "HookFacts",
    "NewKey",
    "SentList",
    "change_hook",
    "drop_answers",
    "edition_of",
    "end_hook",
    "hold_key",
    "keep_answer",
    "keep_snapshots",
    "make_hook",
    "make_key",
    "make_snapshot",
    "note_key_use",
    "note_matters",
    "pause_hook",
    "ping",
    "preview_list",
    "resend",
    "resume_hook",
    "revoke_key",
    "rotate_key",
    "rotate_secret",
    "take_list_over",
    "undo_list",
]
