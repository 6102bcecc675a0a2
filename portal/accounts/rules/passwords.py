"""Which passwords are none: too short, known to everybody, or made of what everybody knows."""

import unicodedata
from collections.abc import Iterable

from portal.errors import N_, NotAcceptable

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
SHORTEST_NAME = 2  # of those in Chinese: one sign says little
SHORTEST_WORD = 4  # of a name in letters or a number: less than that is in many a good password
FEWEST_SIGNS = 4  # different ones
ROWS = ("0123456789", "1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl")
# What is tried first, of those that are long enough; what only repeats or runs on is found anyway.
COMMON = frozenset(
    (
        *("password12", "password123", "password1234", "passw0rd123", "p@ssw0rd123", "mypassword"),
        *("qwerty12345", "qwerty123456", "1q2w3e4r5t", "1q2w3e4r5t6y", "1qaz2wsx3edc"),
        *("qazwsxedcrfv", "zaq12wsxcde3", "qwer123456", "asdf123456", "qweasdzxc123"),
        *("a123456789", "123456789a", "a1234567890", "1234567890a", "aa123456789", "abc123456789"),
        *("abc1234567", "abc12345678", "abcd123456", "abcde12345", "123456abcdef", "123456abcd"),
        *("123qweasdzxc", "q123456789", "z123456789", "w123456789", "woaini1314", "woaini520"),
        *("woaini5201314", "5201314520", "5201314woaini", "iloveyou123", "iloveyou520"),
        *("administrator", "admin123456", "admin12345", "root123456", "test123456", "welcome123"),
        *("1234512345", "123456123456", "1231231234", "123123123123", "0987654321", "9876543210"),
        *("1357924680", "1472583690", "1234qwer1234", "wangge123456", "binjiang123", "hangzhou123"),
        *(
            "zhiyuanzhe123",
            "letmein123",
            "changeme123",
            "superman123",
            "football123",
            "baseball123",
        ),
    )
)


def refuse_weak_password(password: str, about: Iterable[str]) -> None:
    """Refuse a password that is too short, common, or holds a name or number of its owner.

    `about` is what others know of them: sign-in name, staff number, name, phone, mail.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise NotAcceptable(
            N_("A password needs at least %(least)d characters."), least=SHORTEST_PASSWORD
        )
    if len(password) > LONGEST_PASSWORD:
        raise NotAcceptable(
            N_("A password has at most %(most)d characters."), most=LONGEST_PASSWORD
        )
    plain = _plain(password)
    if any(word in plain for word in _words(about)):
        raise NotAcceptable(
            N_("Your name, number or phone is in this password. Others know it: choose another.")
        )
    if plain in COMMON or len(set(plain)) < FEWEST_SIGNS or _runs_on(plain):
        raise NotAcceptable(
            N_("This password is among the first that others try. Choose another, longer one.")
        )


def _words(about: Iterable[str]) -> set[str]:
    """Return what must not be in a password, without what is too short to say anything."""
    plain = (_plain(word) for word in about)
    return {
        word for word in plain if len(word) >= (SHORTEST_WORD if word.isascii() else SHORTEST_NAME)
    }


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())


def _runs_on(plain: str) -> bool:
    """Say whether it is nothing but the keys or letters in their order, there or back."""
    return any(plain in row * 3 or plain[::-1] in row * 3 for row in ROWS)
