"""What came in at once: of which kind, what became of each row, and where the whole stands."""

import enum


class BatchKind(enum.StrEnum):
    """What a batch is about."""

    CASES = "cases"
    REGISTRY = "registry"
    STAFF = "staff"
    VOLUNTEERS = "volunteers"
    MATTERS = "matters"
    CALENDAR = "calendar"

    @property
    def is_own(self) -> bool:
        """Whether only those see a batch who sent it: what is in it is of their area alone."""
        return self is BatchKind.VOLUNTEERS


class BatchStatus(enum.StrEnum):
    """Where a batch stands."""

    PREVIEWED = "previewed"  # looked through only; nothing was taken over
    RUNNING = "running"  # being taken over, row by row
    IN_FORCE = "in_force"
    UNDONE = "undone"
    FAILED = "failed"


class Deed(enum.StrEnum):
    """What became of a row."""

    CREATED = "created"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
