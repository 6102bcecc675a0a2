"""What is true of words: how they are found, what evidence they ask for, what is hidden."""

from portal.cases.rules.life import Outcome


def bigrams(text: str) -> list[str]:
    """Return the overlapping pairs of characters that a search looks up, each once.

    Chinese has no spaces and its words are mostly two characters long.

    >>> bigrams("路灯坏了")
    ['路灯', '灯坏', '坏了']
    """
    runs = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    pairs = (run[n : n + 2] for run in runs for n in range(max(1, len(run) - 1)))
    return list(dict.fromkeys(pairs))


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
