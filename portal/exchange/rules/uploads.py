"""Where an upload stands."""

import enum


class UploadStatus(enum.StrEnum):
    """Where a file for another system stands."""

    BEING_MADE = "being_made"
    READY = "ready"
    FAILED = "failed"
