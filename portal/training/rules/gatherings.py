"""The word on the screen of a meeting: it changes every few minutes, so a photo of it is soon old.

Whoever is in the room scans it; whoever is sent a photo tomorrow scans nothing.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
WORD_LENGTH = 8
OPENS_BEFORE = timedelta(hours=1)  # the list is open so long before a meeting, and after its end
OLD_WORDS = 2  # that are still good: to sign in and to press takes a while


def word_at(secret: str, moment: datetime, minutes: int) -> str:
    """Return the word of a meeting at a moment: the same for `minutes`, then another one."""
    return _word(secret, _window(moment, minutes))


def is_good_word(secret: str, word: str, moment: datetime, minutes: int) -> bool:
    """Say whether a word is that of this moment, or one of the two just before it."""
    window = _window(moment, minutes)
    good = [_word(secret, window - ago) for ago in range(OLD_WORDS + 1)]
    return any(hmac.compare_digest(known.encode(), word.encode()) for known in good)


def is_open(starts_at: datetime, ends_at: datetime, moment: datetime) -> bool:
    """Say whether people can put themselves on the list of a meeting at a moment."""
    return starts_at - OPENS_BEFORE <= moment <= ends_at + OPENS_BEFORE


def _window(moment: datetime, minutes: int) -> int:
    return int(moment.timestamp()) // (60 * minutes)


def _word(secret: str, window: int) -> str:
    digest = hmac.digest(secret.encode(), str(window).encode(), hashlib.sha256)
    number, letters = int.from_bytes(digest[:16]), []
    for _ in range(WORD_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
