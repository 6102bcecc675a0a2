"""The way out to other systems: only to hosts that are allowed, and to no address inside."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class NotReached(Exception):
    """The other system was not reached, or is not to be reached; the words are for staff."""


@dataclass(frozen=True)
class Outgoing:
    """One request to another system; an answer that leads elsewhere is followed nowhere."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    patience: float = 10.0  # seconds for all of it


@dataclass(frozen=True)
class Answer:
    """What came back; of a long body only the first bytes are read."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def send(request: Outgoing) -> Answer:
    """Return the answer to a request, whatever its status; raise NotReached if there is none."""
    raise NotReached(request.url)
