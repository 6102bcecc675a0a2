"""What is true of handing a file over: how its sum is said, and what is tried again."""

import base64

from portal.exchange.rules.reasons import Why, read_reason
from portal.troubles import Trouble

FIRST_FAULT, FIRST_OF_THEIRS = 300, 500  # of statuses: below are ours to mend, from there theirs
TRY_LATER = frozenset({408, 425, 429})


def digest_said(sha256: str) -> str:
    """Return a sum as the Content-Digest field says it (RFC 9530).

    >>> digest_said("00ff")
    'sha-256=:AP8=:'
    """
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


def is_final(why: str) -> bool:
    """Say whether trying again would change nothing: the file is too long, or was refused."""
    read = read_reason(why)
    if read is None:
        return False
    code, facts = read
    status = int(facts.get("status", 0))
    is_refused = FIRST_FAULT <= status < FIRST_OF_THEIRS and status not in TRY_LATER
    return code in {Trouble.TOO_LONG, Why.NO_KEY} or is_refused
