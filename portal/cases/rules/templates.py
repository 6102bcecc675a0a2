"""How ready words become words to one reporter: placeholders, filled in and no others."""

import re
from collections.abc import Mapping

PLACEHOLDERS = ("number", "matter", "place", "unit", "due")
_BRACES = re.compile(r"\{([^{}]*)\}")


def fill(words: str, facts: Mapping[str, str]) -> str:
    """Return ready words with each placeholder replaced by a case's own fact.

    >>> fill("{unit} will be there by {due}.", {"unit": "Team 3", "due": "Friday"})
    'Team 3 will be there by Friday.'
    """
    return _BRACES.sub(lambda found: facts.get(found[1], found[0]), words)


def unknown_placeholders(words: str) -> list[str]:
    """Return what stands in braces and is no placeholder, so that nobody sends it by mistake.

    >>> unknown_placeholders("Dear {name}, {unit} is on its way")
    ['{name}']
    """
    return [f"{{{name}}}" for name in _BRACES.findall(words) if name not in PLACEHOLDERS]
