"""What is true of words: how they are found, what evidence they ask for, what is hidden."""

import re
import unicodedata

from portal.cases.rules.life import Outcome

LONGEST_TERM = 40  # characters of one word that are kept
WHOLE_WORD = 3  # letters from which on the beginning of a word is enough
# A mobile number, in groups or not; a number with its area; or more digits than a house has.
PHONE = re.compile(r"1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]\d{7,8}|\d{7,}")
# Chinese is written without spaces: a run of it is found by each character and each pair.
CHINESE = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)")


def index_terms(text: str) -> list[str]:
    """Return the terms under which words are kept for a search, each once.

    Chinese has no spaces and its words are mostly two characters long: each
    pair is a term, and each character. What has letters or digits is a term
    as a whole, without capitals and accents.

    >>> index_terms("路灯坏了 3 Lamps")
    ['路', '路灯', '灯', '灯坏', '坏', '坏了', '了', '3', 'lamps']
    """
    terms: list[str] = []
    for part in _parts(text):
        if CHINESE.match(part):
            for n, character in enumerate(part):
                terms += [character, part[n : n + 2]]
        else:
            terms.append(part)
    return list(dict.fromkeys(terms))


def asked_terms(text: str) -> list[tuple[str, bool]]:
    """Return the terms that a search looks up, all of which must be there.

    True beside a term says that its beginning is enough: of longer words.

    >>> asked_terms("路灯坏 坑 lamp A1")
    [('路灯', False), ('灯坏', False), ('坑', False), ('lamp', True), ('a1', False)]
    """
    terms: list[tuple[str, bool]] = []
    for part in _parts(text):
        if CHINESE.match(part):
            terms += [(part[n : n + 2], False) for n in range(max(1, len(part) - 1))]
        else:
            terms.append((part, len(part) >= WHOLE_WORD))
    return list(dict.fromkeys(terms))


def _parts(text: str) -> list[str]:
    """Return runs of Chinese, and runs of other letters and digits, in plain small letters."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in spread if not unicodedata.combining(char))
    plain = unicodedata.normalize("NFC", bare)
    runs = "".join(char if char.isalnum() else " " for char in plain).split()
    return [part[:LONGEST_TERM] for run in runs for part in CHINESE.split(run) if part]


def needs_after_photo(outcome: Outcome, evidence: str) -> bool:
    """Say whether resolving needs an after-photo: done, in the field, where one was asked for."""
    return outcome is Outcome.DONE and is_of_the_field(evidence)


def is_of_the_field(evidence: str) -> bool:
    """Say whether a matter can be looked at where it is: one that asks for photos can."""
    return "照片" in evidence and "不要求照片" not in evidence


def is_seen_on_the_spot(outcome: Outcome, evidence: str) -> bool:
    """Say whether a grid worker can see if a unit's word holds: done, or nothing found there."""
    return outcome in {Outcome.DONE, Outcome.NOT_FOUND} and is_of_the_field(evidence)


def masked(contact: str) -> str:
    """Return a phone number or mail address with its middle hidden; its owner knows it again.

    >>> masked("13812345678"), masked("lin@example.com"), masked("110")
    ('138****5678', 'l**@example.com', '***')
    """
    name, at, host = contact.partition("@")
    if at:
        return f"{name[:1]}**@{host}"
    return f"{contact[:3]}****{contact[-4:]}" if len(contact) > 7 else "*" * len(contact)


def without_phones(words: str) -> str:
    """Return words in which whatever may be somebody's phone number is hidden.

    >>> without_phones("3号楼后面，找老王 138 1234 5678，2026-09-21 去过")
    '3号楼后面，找老王 ***，2026-09-21 去过'
    """
    return PHONE.sub("***", words)
