"""How webhooks are signed, retried and given up: what their receivers can rely on."""

import enum
import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from datetime import timedelta

SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with
FIRST_PAUSE = timedelta(seconds=10)
MOST_TRIES = 14  # with pauses that double, the last comes about a day after the first
RESTS_FOR = timedelta(minutes=1)  # for which a receiver that kept us waiting is asked nothing
BOTH_SIGN_FOR = timedelta(days=1)  # after a new secret was made
PAUSED_AFTER = timedelta(days=3)  # of failing without one success between
KEPT = timedelta(days=30)  # a delivery, whatever became of it
PATIENCE = 10.0  # seconds for one try
GONE = 410  # the receiver wants nothing more, ever


class DeliveryState(enum.StrEnum):
    """How a delivery stands. Of one case and webhook, only one is being sent at a time."""

    QUEUED = "queued"  # waits for the earlier ones of its case, or for a pause to end
    SENDING = "sending"  # its turn: it is tried until it is taken or given up
    DONE = "done"  # taken: the receiver answered with 2xx
    DEAD = "dead"  # given up: a dead letter, which can be sent again
    WITHHELD = "withheld"  # not sent: the case is out of reach now, or the webhook has ended


class PausedWhy(enum.StrEnum):
    """Why a webhook is paused."""

    STAFF = "staff"
    FAILING = "failing"  # nothing was taken for as long as `PAUSED_AFTER`


def hook_secret(key: str, hook_id: int, generation: int) -> str:
    """Return a webhook's secret: derived from the portal's own key, so that it is kept nowhere."""
    name = f"webhook secret:{hook_id}:{generation}".encode()
    digest = hmac.new(key.encode(), name, hashlib.sha256).digest()
    return SECRET_PREFIX + urlsafe_b64encode(digest).decode().rstrip("=")


def signature(secrets: Iterable[str], timestamp: int, body: bytes) -> str:
    """Return the signature header of a body: one `v1` for each secret that is good now.

    >>> signature(["whsec_example"], 1760000000, b"{}")[:31]
    't=1760000000,v1=703d2abadc91281'
    """
    signed = f"{timestamp}.".encode() + body
    marks = (hmac.new(one.encode(), signed, hashlib.sha256).hexdigest() for one in secrets)
    return ",".join((f"t={timestamp}", *(f"v1={mark}" for mark in marks)))


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many failed tries: each pause is twice the one before.

    >>> pause_after(1), pause_after(13)
    (datetime.timedelta(seconds=10), datetime.timedelta(seconds=40960))
    """
    return FIRST_PAUSE * (1 << (tries - 1))
