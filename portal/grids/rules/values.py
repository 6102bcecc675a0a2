"""What a single cell may hold: each reader returns its value, or says what to write instead."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from portal.grids.rules.rows import plain, visible

T = TypeVar("T")

MOST_COUNTED = 1_000_000  # households or residents of one grid: more is a slip of the keyboard
LONGEST_NAME = 80
LONGEST_TEXT = 1000
PHONE = re.compile(
    r"1[3-9][0-9]{9}"  # a mobile
    r"|0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?"  # area code, number, extension
    r"|[48]00-?[0-9]{3}-?[0-9]{4}"
    r"|[0-9]{5,6}"  # a service or short number
)
EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]+\.[^@\s,;<>]{2,}")
DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


class Wrong(ValueError):
    """A cell that cannot be kept: says what it should be."""


def digits(cell: str, count: int) -> str:
    """Return a code of exactly so many digits.

    >>> digits(" 330108001 ", 9)
    '330108001'
    """
    code = plain(cell)
    if not re.fullmatch("[0-9]+", code):
        raise Wrong(f"the code “{visible(cell)[:30]}” must be made of digits only")
    if len(code) != count:
        raise Wrong(f"the code {code[:30]} has {len(code)} digits, it needs {count}")
    return code


def name(cell: str) -> str:
    """Return a name, which must be there."""
    if not (text := visible(cell)):
        raise Wrong("the name is missing")
    if len(text) > LONGEST_NAME:
        raise Wrong(f"the name has {len(text)} characters, it may have {LONGEST_NAME}")
    return text


def words(cell: str) -> str:
    """Return some text, perhaps none."""
    text = visible(cell)
    if len(text) > LONGEST_TEXT:
        raise Wrong(f"a text has {len(text)} characters, it may have {LONGEST_TEXT}")
    return text


def words_or_none(cell: str) -> str | None:
    """Return some text, or None where the cell is empty."""
    return words(cell) or None


def number(cell: str) -> int:
    """Return a whole number that counts something; an empty cell counts none.

    >>> number("412.0"), number("")
    (412, 0)
    """
    text = plain(cell) or "0"
    if not re.fullmatch(r"[0-9]{1,9}(\.0+)?", text) or int(float(text)) > MOST_COUNTED:
        raise Wrong(f"“{visible(cell)[:30]}” is not a whole number between 0 and {MOST_COUNTED:,}")
    return int(float(text))


def phone(cell: str) -> str | None:
    """Return a telephone number, or None where the cell is empty.

    >>> phone("０５７１－ 0797 2865"), phone("")
    ('0571-07972865', None)
    """
    text = re.sub(r"[‐–—]", "-", plain(cell)).replace(" ", "")
    if text and not PHONE.fullmatch(text):
        raise Wrong(
            f"“{visible(cell)[:30]}” is not a telephone number: "
            "write 0571-12345678 or a mobile of 11 digits"
        )
    return text or None


def email(cell: str) -> str | None:
    """Return an e-mail address, or None where the cell is empty."""
    text = plain(cell)
    if text and not EMAIL.fullmatch(text):
        raise Wrong(f"“{visible(cell)[:60]}” is not an e-mail address")
    return text or None


def day(cell: str) -> date | None:
    """Return a date however it is written, or None where the cell is empty.

    >>> day("2025/9/1"), day("2025年9月1日")
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 1))
    """
    text = plain(cell)
    if not text:
        return None
    found = DATE.match(text)
    try:
        if found and (len(text) == found.end() or text[found.end()] in " T"):
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise Wrong(f"“{visible(cell)[:30]}” is not a date: write it like 2026-11-22")


def one_of(choices: Mapping[str, T], what: str) -> Callable[[str], T]:
    """Return a reader of one of several words, in Chinese or English."""

    def read(cell: str) -> T:
        if (text := plain(cell).lower()) not in choices:
            known = ", ".join(word for word in choices if word.isascii())
            raise Wrong(f"the {what} “{visible(cell)[:30]}” is not known: use one of {known}")
        return choices[text]

    return read
