"""Why an exchange came to nothing, kept as a code with facts: the words are the reader's."""

import enum
import json
from collections.abc import Mapping

from portal.errors import Refused
from portal.troubles import Trouble

Said = str | int


class Why(enum.StrEnum):
    """What came between a case and a partner that was reached."""

    NOT_KNOWN = "not_known"  # whether it arrived
    NOT_IN_TABLE = "not_in_table"  # its matter
    NO_NUMBER = "no_number"  # to the token, however often it was asked
    UNREADABLE = "unreadable"
    UNKNOWN_NUMBER = "unknown_number"  # to the partner
    PHOTO_MISSING = "photo_missing"
    ODD_STATUS = "odd_status"  # the table of statuses lacks it
    STEP_REFUSED = "step_refused"  # by our own rules
    ANSWERED = "answered"  # with another status than 2xx
    SILENT = "silent"
    NO_KEY = "no_key"  # the settings hold none of that name
    OUR_FAULT = "our_fault"  # what failed is here


def reason(code: Why | Trouble, facts: Mapping[str, Said] | None = None) -> str:
    """Return a reason as it is kept.

    >>> reason(Why.ODD_STATUS, {"status": "dreaming"})
    '["odd_status", {"status": "dreaming"}]'
    """
    return json.dumps([code.value, dict(facts or {})], ensure_ascii=False)


def reason_of(refusal: Refused) -> str:
    """Return why our own rules allowed no step, with its sentence still to be translated."""
    facts = {
        name: fact if isinstance(fact, int) else str(fact) for name, fact in refusal.facts.items()
    }
    return reason(Why.STEP_REFUSED, {**facts, "": refusal.message})


def read_reason(kept: str) -> tuple[Why | Trouble, dict[str, Said]] | None:
    """Return code and facts of what was kept; None of what was kept in words, before codes.

    >>> read_reason('["inside", {}]')[0] is Trouble.INSIDE, read_reason("Connection refused")
    (True, None)
    """
    try:
        code, facts = json.loads(kept)
        return (Why(code) if code in set(Why) else Trouble(code)), facts
    except (ValueError, TypeError):
        return None
