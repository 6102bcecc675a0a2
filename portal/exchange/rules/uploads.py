"""Where an upload stands, and how far its way to the other system is."""

import enum


class UploadStatus(enum.StrEnum):
    """Where a file for another system stands."""

    BEING_MADE = "being_made"
    READY = "ready"
    FAILED = "failed"


class Handover(enum.StrEnum):
    """How far a finished file is on its way to the address that its map names."""

    WAITS = "waits"  # to be sent, or to be tried again
    TAKEN = "taken"  # answered with 2xx
    GIVEN_UP = "given_up"
