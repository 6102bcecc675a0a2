"""What a single cell of a sheet may hold: each reader returns its value, or says what is wrong."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from portal.errors import N_


class Wrong(ValueError):
    """A cell that cannot be kept: a sentence to be translated, and its facts."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.message, self.facts = message, facts


def text(most: int, *, least: int = 0) -> Callable[[str], str]:
    """Return a reader of one line of text."""

    def read(cell: str) -> str:
        clean = visible(cell)
        if len(clean) < least:
            raise Wrong(N_("This is empty. It is needed."))
        if len(clean) > most:
            raise Wrong(
                N_("This has %(length)d characters. It may have %(most)d."),
                length=len(clean),
                most=most,
            )
        return clean

    return read


def shaped(pattern: str, message: str) -> Callable[[str], str]:
    """Return a reader of a text of one shape."""

    def read(cell: str) -> str:
        clean = plain(cell)
        if not re.fullmatch(pattern, clean):
            raise Wrong(message, word=short(cell))
        return clean

    return read


def number(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of a whole number."""

    def read(cell: str) -> int:
        clean = plain(cell)
        is_number = re.fullmatch(r"[0-9]{1,9}(\.0+)?", clean)
        if not is_number or not least <= (found := int(clean.split(".")[0])) <= most:
            raise Wrong(
                N_("“%(word)s” is not a whole number from %(least)d to %(most)d."),
                word=short(cell),
                least=least,
                most=most,
            )
        return found

    return read


def perhaps(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a reader that takes an empty cell for nothing."""
    return lambda cell: read(cell) if plain(cell) else None


def one_of(choices: Mapping[str, Any]) -> Callable[[str], Any]:
    """Return a reader of one of several words, in Chinese or English."""

    def read(cell: str) -> Any:
        if (word := plain(cell).lower()) not in choices:
            known = ", ".join(word for word in choices if word)
            raise Wrong(
                N_("“%(word)s” is not known here. Use one of: %(known)s."),
                word=short(cell),
                known=known,
            )
        return choices[word]

    return read


def plain(cell: str) -> str:
    """Return a text on one line, full-width letters and digits made plain.

    >>> plain(" Ｂ２０６ ")
    'B206'
    """
    return unicodedata.normalize("NFKC", visible(cell)).strip()


def visible(cell: str) -> str:
    """Return a text on one line without what has no shape: marks of direction, joiners."""
    return "".join(c for c in " ".join(cell.split()) if unicodedata.category(c) != "Cf").strip()


def seen(cell: str) -> str:
    """Return a cell, but refuse one with characters that nobody can have meant to type."""
    for character in cell:
        if (
            unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"}
            and character not in "\t\r\n"
        ):
            raise Wrong(
                N_("This holds a character that cannot be seen (%(code)s). Type the cell again."),
                code=f"U+{ord(character):04X}",
            )
    return cell


def short(cell: str) -> str:
    """Return the beginning of a cell, to be quoted."""
    clean = visible(cell)
    return clean if len(clean) <= 30 else f"{clean[:30]}…"
