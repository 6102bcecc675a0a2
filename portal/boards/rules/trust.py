"""What is true of trust in a code: how printed addresses are signed, and what a read one is."""

import enum
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import NamedTuple

from portal.boards.rules.codes import CODE_LETTERS
from portal.errors import N_


class SuspectSign(enum.StrEnum):
    """What makes somebody think that a code is not ours."""

    PASTED_OVER = "pasted_over"
    OTHER_NUMBER = "other_number"
    OTHER_SITE = "other_site"
    ASKS_FOR_MONEY = "asks_for_money"
    SOMETHING_ELSE = "something_else"


SIGN_WORDS = {
    SuspectSign.PASTED_OVER: N_("A sticker is pasted over the code"),
    SuspectSign.OTHER_NUMBER: N_("The number on the board is another one"),
    SuspectSign.OTHER_SITE: N_("The code led to another address"),
    SuspectSign.ASKS_FOR_MONEY: N_("It asked for money, a password or a download"),
    SuspectSign.SOMETHING_ELSE: N_("Something else is odd"),
}
SIGNATURE_LENGTH = 8  # of 30 letters: one of 6.5e11, and nobody outside can try
LONGEST_ADDRESS = 500
TYPED_CODE = re.compile(r"([0-9A-Za-z]{1,20})/?")


class Verdict(enum.StrEnum):
    """What an address that was read from a board turns out to be."""

    OURS = "ours"  # our address, a code that we gave out, and a signature of ours if we sign
    UNSIGNED = "unsigned"  # as OURS, printed without a signature
    OLD_KEY = "old_key"  # signed with a key that is no longer trusted
    FORGED = "forged"  # a signature that is not ours
    UNKNOWN_CODE = "unknown_code"
    OTHER_SITE = "other_site"
    NO_ADDRESS = "no_address"


class Printed(NamedTuple):
    """What was read from a board: an address of ours or of others, or a code that was typed."""

    code: str
    signature: str = ""
    is_address: bool = True
    is_ours: bool = True


def signature_of(code: str, letter: str, secret: str) -> str:
    """Return what a printed code is signed with: the key's letter and a shortened HMAC-SHA256.

    >>> signature_of("7K3M9Q", "A", "x" * 32)
    'AZDD8KHW7'
    """
    mac = hmac.digest(secret.encode(), f"board {code}".encode(), hashlib.sha256)
    number, letters = int.from_bytes(mac), ""
    for _ in range(SIGNATURE_LENGTH):
        number, place = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[place]
    return letter + letters


def read_address(words: str, base_url: str) -> Printed | None:
    """Return the parts of an address as it stands in a code, or of a typed code; None if neither.

    >>> read_address("https://grid.example.org/b/7k3m9q?s=AZDD8KHW7", "https://grid.example.org")
    Printed(code='7K3M9Q', signature='AZDD8KHW7', is_address=True, is_ours=True)
    >>> read_address("7k3m9q", "https://grid.example.org")
    Printed(code='7K3M9Q', signature='', is_address=False, is_ours=True)
    """
    words, own = words.strip()[:LONGEST_ADDRESS], f"{base_url}/b/"
    is_ours = words.lower().startswith(own.lower())
    if not is_ours and "/" in words:
        return Printed("", is_ours=False)
    code, _, asked = (words[len(own) :] if is_ours else words).partition("?")
    found = TYPED_CODE.fullmatch(code)
    if not found:
        return Printed("") if is_ours else None
    signed = re.search(r"(?:^|&)s=(\w*)", asked, re.ASCII)
    return Printed(found[1].upper(), signed[1].upper() if signed else "", is_address=is_ours)


def judge_address(
    read: Printed | None, *, is_known: bool, keys: Sequence[tuple[str, str]]
) -> Verdict:
    """Return what a read address is; `keys` are the letters and secrets trusted today."""
    if read is None:
        return Verdict.NO_ADDRESS
    if not read.is_ours:
        return Verdict.OTHER_SITE
    if not is_known:
        return Verdict.UNKNOWN_CODE
    if not keys or not read.is_address:
        return Verdict.OURS
    return _judge_signature(read, dict(keys))


def _judge_signature(read: Printed, secrets: dict[str, str]) -> Verdict:
    letter = read.signature[:1]
    if not letter:
        return Verdict.UNSIGNED
    if letter not in secrets:
        return Verdict.OLD_KEY
    right = signature_of(read.code, letter, secrets[letter])
    is_right = hmac.compare_digest(right.encode(), read.signature.encode())
    return Verdict.OURS if is_right else Verdict.FORGED
