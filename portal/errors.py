"""What can be refused, and with which HTTP status.

A refusal carries an English sentence that says what is not so and what to do;
`N_` marks it for the catalogues, and the door translates it when it is shown.
"""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a marked, not yet translated text
    """Mark a sentence for translation without translating it."""
    return message


class Refused(Exception):
    """Something asked for that the portal does not do."""

    status = 409

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message % facts if facts else message)
        self.message = message
        self.facts = facts


class NotAllowedNow(Refused):
    """A step that the thing's present state does not have."""


class NotFound(Refused):
    """Nothing there, or nothing that this reader may see: the two look the same on purpose."""

    status = 404


class NotYours(Refused):
    """The reader is known and may not do this."""

    status = 403


class NoLonger(Refused):
    """A link that was good once: a rating already given, a round that has passed."""

    status = 410


class NotAcceptable(Refused):
    """Input that was understood and cannot be kept as it is."""

    status = 422


class TooLarge(Refused):
    """Input beyond a limit that was stated."""

    status = 413


class TooMany(Refused):
    """Too many tries in too short a time."""

    status = 429
