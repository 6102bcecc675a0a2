"""What is done with cases, each verb as the policy says it."""

from portal.cases.actions.bulk import (
    MOST_CASES,
    Trial,
    run_portion,
    start_bulk,
    try_bulk,
    undo_bulk,
)
from portal.cases.actions.closing import dispute, lapse, reopen_as_found, resolve, verify
from portal.cases.actions.expediting import expedite, expedite_answer, order, reply
from portal.cases.actions.handling import (
    decline,
    dispatch,
    hand_up,
    return_to_triage,
    take,
    transfer,
)
from portal.cases.actions.intake import (
    ContactGiven,
    erase_contact,
    make_findable,
    report,
)
from portal.cases.actions.marks import changed
from portal.cases.actions.matters import load_matters, load_platforms
from portal.cases.actions.meetings import call_meeting, keep_minutes
from portal.cases.actions.merging import join_on_word, merge, show_photo, unmerge
from portal.cases.actions.on_the_spot import resolve_on_the_spot
from portal.cases.actions.rating import add_words, give_stars, say_solved
from portal.cases.actions.ready_words import end_ready_words, write_ready_words
from portal.cases.actions.reminding import (
    VERIFY_DUE,
    VERIFY_LATE,
    remind_community_to_verify,
    remind_of_orders,
    remind_of_triage,
    remind_worker_to_verify,
)
from portal.cases.actions.requests import ask_extension, ask_pause, extend, pause, refuse, resume
from portal.cases.actions.saving import change_filter, delete_filter, save_filter
from portal.cases.actions.settling import settle_dates, settle_order
from portal.cases.actions.splitting import PartAsked, split
from portal.cases.actions.telling import as_read
from portal.cases.actions.working import answer, ask_help, assign, help_given, judge, note, recall

__all__ = [
    "MOST_CASES",
    "VERIFY_DUE",
    "VERIFY_LATE",
    "ContactGiven",
    "PartAsked",
    "Trial",
    "add_words",
    "answer",
    "as_read",
    "ask_extension",
    "ask_help",
    "ask_pause",
    "assign",
    "call_meeting",
    "change_filter",
    "changed",
    "decline",
    "delete_filter",
    "dispatch",
    "dispute",
    "end_ready_words",
    "erase_contact",
    "expedite",
    "expedite_answer",
    "extend",
    "give_stars",
    "hand_up",
    "help_given",
    "join_on_word",
    "judge",
    "keep_minutes",
    "lapse",
    "load_matters",
    "load_platforms",
    "make_findable",
    "merge",
    "note",
    "order",
    "pause",
    "recall",
    "refuse",
    "remind_community_to_verify",
    "remind_of_orders",
    "remind_of_triage",
    "remind_worker_to_verify",
    "reopen_as_found",
    "reply",
    "report",
    "resolve",
    "resolve_on_the_spot",
    "resume",
    "return_to_triage",
    "run_portion",
    "save_filter",
    "say_solved",
    "settle_dates",
    "settle_order",
    "show_photo",
    "split",
    "start_bulk",
    "take",
    "transfer",
    "try_bulk",
    "undo_bulk",
    "unmerge",
    "verify",
    "write_ready_words",
]
