"""What is true of a seed: one spelling for everybody, thrown in public, given by two people."""

import re
import unicodedata

from portal.errors import N_, NotAcceptable

LONGEST_SEED = 100
FIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .:/#_-]*")


def as_seed(typed: str) -> str:
    """Return a seed as it is used: half-width, one space where there were many, none at the ends.

    What cannot be typed on every keyboard is refused: two people could not
    write it alike. A changed spelling is shown before anybody confirms it.

    >>> as_seed("　３ 1  4 ")
    '3 1 4'
    """
    plain = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not plain:
        raise NotAcceptable(N_("A draw needs a seed: enter what was thrown in public."))
    if len(plain) > LONGEST_SEED:
        raise NotAcceptable(N_("A seed has at most %(most)d characters."), most=LONGEST_SEED)
    if not FIT.fullmatch(plain):
        raise NotAcceptable(
            N_(
                "A seed is made of digits, letters without accents, spaces and . : / # _ - only, "
                "so that everybody can type it: leave the rest out."
            )
        )
    return plain


def refuse_one_name(first: int, second: int) -> None:
    """Refuse that one person gives both names of a seed."""
    if first == second:
        raise NotAcceptable(
            N_("You entered this seed. Somebody else who saw it thrown has to confirm it.")
        )


def refuse_other_seed(entered: str, typed: str) -> None:
    """Refuse a confirmation that does not read like what was entered."""
    if as_seed(typed) != entered:
        raise NotAcceptable(
            N_("This is not the seed that was entered. Look at what was thrown, and type it again.")
        )
