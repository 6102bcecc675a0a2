"""What uploads, maps and imports are called on their pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.exchange.rules import BatchStatus, Deed, Direction, Handover, Period, UploadStatus
from portal.i18n import _, _l

DIRECTIONS = {Direction.EXPORT: _l("Sends"), Direction.IMPORT: _l("Takes in")}
PERIODS = {
    Period.DAY: _l("every day, of the day before"),
    Period.WEEK: _l("every week, of the week before"),
    Period.MONTH: _l("every month, of the month before"),
}
UPLOADS = {
    UploadStatus.BEING_MADE: (_l("Being made"), "clock", "go"),
    UploadStatus.READY: (_l("Ready"), "check", "ok"),
    UploadStatus.FAILED: (_l("Failed"), "triangle-alert", "warn"),
}
HANDOVERS = {
    Handover.WAITS: (_l("On its way"), "clock", "go"),
    Handover.TAKEN: (_l("Taken"), "check", "ok"),
    Handover.GIVEN_UP: (_l("Not taken"), "triangle-alert", "warn"),
}
BATCHES = {
    BatchStatus.PREVIEWED: (_l("Looked through only"), "search", ""),
    BatchStatus.RUNNING: (_l("At work"), "clock", "go"),
    BatchStatus.IN_FORCE: (_l("In force"), "check", "ok"),
    BatchStatus.UNDONE: (_l("Taken back"), "undo-2", ""),
    BatchStatus.FAILED: (_l("Failed"), "triangle-alert", "warn"),
}
DEEDS = {
    Deed.CREATED: _l("New"),
    Deed.CHANGED: _l("Changed"),
    Deed.ENDED: _l("Ended"),
    Deed.UNCHANGED: _l("Known already"),
    Deed.REFUSED: _l("Refused"),
}


def said(words: str, facts: Mapping[str, Any] | None = None) -> str:
    """Return a kept sentence in the reader's language, with its facts."""
    text = str(_(words))
    return text % facts if facts else text


def left_out(problem: Sequence[Any]) -> str:
    """Return which case was left out of a file, and why."""
    number, words, facts = problem
    return f"{number}: {said(words, facts)}"
