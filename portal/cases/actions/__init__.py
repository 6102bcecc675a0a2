"""What is done with cases, each verb as the policy says it."""

from portal.cases.actions.closing import dispute, lapse, resolve, verify
from portal.cases.actions.handling import (
    decline,
    dispatch,
    expedite,
    return_to_triage,
    take,
    transfer,
)
from portal.cases.actions.intake import (
    ContactGiven,
    erase_contact,
    load_matters,
    make_findable,
    report,
)
from portal.cases.actions.on_the_spot import resolve_on_the_spot
from portal.cases.actions.rating import add_words, give_stars, say_solved

__all__ = [
    "ContactGiven",
    "add_words",
    "decline",
    "dispatch",
    "dispute",
    "erase_contact",
    "expedite",
    "give_stars",
    "lapse",
    "load_matters",
    "make_findable",
    "report",
    "resolve",
    "resolve_on_the_spot",
    "return_to_triage",
    "say_solved",
    "take",
    "transfer",
    "verify",
]
