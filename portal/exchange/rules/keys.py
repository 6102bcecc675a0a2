"""What a key may do, and how it is known again without being kept."""

import enum
import hashlib
import secrets

PREFIX = 8  # characters by which staff tell keys apart; they open nothing


class Scope(enum.StrEnum):
    """What another system may do with a key; to which cases is the reach of its account."""

    READ_CASES = "read_cases"
    STEP_CASES = "step_cases"  # take a step: accept, dispatch, answer, resolve
    NOTE_CASES = "note_cases"  # add notes and photos
    READ_FIGURES = "read_figures"
    REPORT = "report"  # file reports of residents, by Open311


def new_secret() -> str:
    """Return a key as it is handed out, once: 256 random bits behind a prefix."""
    return f"gp{secrets.token_hex(3)}.{secrets.token_urlsafe(32)}"


def prefix_of(secret: str) -> str:
    """Return what may be shown of a key."""
    return secret[:PREFIX]


def fingerprint(secret: str) -> str:
    """Return the SHA-256 by which a key is found; so long a random text needs no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
