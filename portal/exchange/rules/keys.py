"""What a key may do, and how it is known again without being kept."""

import enum
import hashlib
import secrets
from datetime import datetime, timedelta

from portal.errors import N_, NotAcceptable, NotAllowedNow

PREFIX = 8  # characters by which staff tell keys apart; they open nothing
MOST_OVERLAP = 30  # days that a key lives on beside the one that replaces it; draft


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


class KeyState(enum.StrEnum):
    """How a key stands."""

    LIVE = "live"
    ENDED = "ended"  # past its day
    REVOKED = "revoked"


def state_of(ends_at: datetime | None, revoked_at: datetime | None, now: datetime) -> KeyState:
    """Return how a key stands at an instant."""
    if revoked_at is not None and revoked_at <= now:
        return KeyState.REVOKED
    return KeyState.ENDED if ends_at is not None and ends_at <= now else KeyState.LIVE


def last_end(ends_at: datetime | None, days: int, now: datetime) -> datetime:
    """Return when a key ends that is replaced now: so many days on, and no later than it did."""
    if not 0 <= days <= MOST_OVERLAP:
        raise NotAcceptable(
            N_("The old key may live on for %(most)d days at most."), most=MOST_OVERLAP
        )
    end = now + timedelta(days=days)
    return min(end, ends_at) if ends_at else end


def refuse_unless_live(state: KeyState) -> None:
    """Refuse to replace or revoke a key that is over."""
    if state is not KeyState.LIVE:
        raise NotAllowedNow(N_("This key is over already. Make a new one."))
