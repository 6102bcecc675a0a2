"""The number of a case: easy to read out, and a wrong digit shows."""

import re
from datetime import date


def case_number(day: date, count: int) -> str:
    """Return `BJ` + yyyymmdd + five digits + a check digit, for the `count`-th case of a day.

    >>> case_number(date(2026, 11, 22), 42)
    'BJ20261122000425'
    """
    digits = f"{day:%Y%m%d}{count:05}"
    return f"BJ{digits}{check_digit(digits)}"


def check_digit(digits: str) -> str:
    """Return the ISO/IEC 7064 MOD 11,10 check digit: it finds every single wrong digit.

    >>> check_digit("0794")
    '5'
    """
    product = 10
    for digit in digits:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def is_case_number(text: str) -> bool:
    """Say whether a number as typed could be one of ours."""
    if not re.fullmatch(r"BJ[0-9]{14}", text):
        return False
    return check_digit(text[2:-1]) == text[-1]


def begun_number(text: str) -> str | None:
    """Return the beginning of a case number, as people type or read it out; None if it is none.

    Spaces, small letters and a missing `BJ` do not matter; without `BJ` a whole day is needed.

    >>> begun_number("bj 2026 1122"), begun_number("20261122 00042"), begun_number("2026")
    ('BJ20261122', 'BJ2026112200042', None)
    """
    typed = re.sub(r"[\s·-]", "", text).upper()
    if re.fullmatch(r"20[0-9]{6,12}", typed):
        return f"BJ{typed}"
    return typed if re.fullmatch(r"BJ[0-9]{1,14}", typed) else None
