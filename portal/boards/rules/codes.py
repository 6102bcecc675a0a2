"""What is true of the codes and numbers of boards: short, not to be guessed, never used twice."""

import re

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0 O 1 I L U, which are misread
CODE_LENGTH = 6
_CODE = re.compile(f"[{CODE_LETTERS}]{{{CODE_LENGTH}}}")


def new_code(random_bytes: bytes) -> str:
    """Return the short code of a board; the same bytes give the same code.

    Give at least eight bytes from `secrets`: with fewer some codes come up
    noticeably more often, and a code must not be guessed from another.

    >>> new_code(bytes(8)), new_code(bytes(range(8)))
    ('222222', 'C7BGNF')
    """
    if len(random_bytes) < 8:
        raise ValueError("a code needs at least eight random bytes")
    number, letters = int.from_bytes(random_bytes), ""
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, len(CODE_LETTERS))
        letters = CODE_LETTERS[place] + letters
    return letters


def is_code(text: str) -> bool:
    """Return whether the text could be a board's code, exactly as printed.

    >>> is_code("7K3M9Q"), is_code("7k3m9q"), is_code("7K3M90"), is_code("7K3M9Q2")
    (True, False, False, False)
    """
    return _CODE.fullmatch(text) is not None


def number_of(grid_code: str, nth: int = 1) -> str:
    """Return the number by which printers and the register know a grid's boards.

    The last nine digits of the grid's code in threes: street, community, grid;
    each further board of the same grid counts on behind them.

    >>> number_of("330108002021004"), number_of("330108002021004", 3)
    ('002-021-004', '002-021-004-3')
    """
    tail = grid_code[-9:]
    first = f"{tail[:3]}-{tail[3:6]}-{tail[6:]}"
    return first if nth == 1 else f"{first}-{nth}"
