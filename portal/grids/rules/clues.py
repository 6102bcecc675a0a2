"""What a grid is found by: how its names go on from each character, and their pinyin initials."""

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

from portal.grids.rules.initials import initials_of

LONGEST = 12  # characters: more tells no two grids apart
MOST_ASKED = 4  # words at once
LONGEST_ASKED = 200  # characters that are looked at
IN_BETWEEN = re.compile(r"[\W_]+")
# A house in a road or an estate stands in no list of grids: what is before it is looked for.
HOUSE = re.compile(r"(?<=[^\W\d])第?\d+.*$")
NUMBER = re.compile(r"\d{3}(?:\W?\d{3}){2,}")


def clues_of(names: Iterable[str]) -> set[str]:
    """Return what names are found by.

    >>> sorted(clues_of(["江陵路 Jiangling Road"]))
    ['jiangling', 'jll', 'll', 'road', '江陵路', '陵路']
    """
    return {clue for name in names for words in _words(name) for clue in _clues(words)}


def asked_clues(typed: str) -> list[list[str]]:
    """Return what to look for, best first: each is words that a grid must have all of.

    >>> asked_clues("滨康路 江陵路198号"), asked_clues(" ~ ")
    ([['滨康路', '江陵路198号'], ['滨康路', '江陵路']], [])
    """
    whole = _words(typed[:LONGEST_ASKED])[:MOST_ASKED]
    short = [HOUSE.sub("", words) for words in whole]
    tries = [[words[:LONGEST] for words in each] for each in (whole, short) if each]
    return tries[:1] if tries[1:] == tries[:1] else tries


def number_typed(typed: str) -> str | None:
    """Return the digits of a board's number or a grid's code, with or without dashes, if it is one.

    >>> number_typed("002-021-004"), number_typed("002 021 004"), number_typed("第4网格")
    ('002021004', '002021004', None)
    """
    plain = normalize("NFKC", typed[:LONGEST_ASKED]).strip()
    return re.sub(r"\D", "", plain) if NUMBER.fullmatch(plain) else None


def _words(text: str) -> list[str]:
    return [part for part in IN_BETWEEN.split(normalize("NFKC", text).casefold()) if part]


def _clues(words: str) -> Iterator[str]:
    if words.isascii():
        yield words[:LONGEST]
        return
    for written in (words, initials_of(words)):
        for start in range(max(1, len(written) - 1)):
            if written:
                yield written[start : start + LONGEST]
