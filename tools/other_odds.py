"""Other odds than those that were invented: does what gaming brings hang on them?

Each guess changes some odds, and is played by the strategies that it might help.
"""

from collections.abc import Mapping
from dataclasses import dataclass

DESK, EARLY, UNSEEN, FRIDAY = (
    *("Looking from the desk", "Early closing"),
    *("Closing where nobody is asked", "Closing on Friday night"),
)
FRIENDS, CANNOT = "Friends", "Cannot be done now"


@dataclass(frozen=True)
class Guess:
    """Some other odds, in words, and whom they might help."""

    name: str
    odds: Mapping[str, float]
    helps: tuple[str, ...]  # strategies by name
    weakens: bool = False  # what others find or decide: something may gain, the document says so


GUESSES = (
    Guess(
        "twice as many samples",
        {"a closing is sampled": 0.12, "a place is visited blind": 0.12},
        (DESK, FRIENDS),
    ),
    Guess(
        "reporters answer half as often",
        {
            "a resident whose problem is solved answers": 0.15,
            "a resident whose problem is still there answers": 0.22,
        },
        (EARLY, FRIDAY, CANNOT),
    ),
    Guess(
        "half of the problems are hard",
        {"a problem is hard": 0.5},
        ("Hiding", "Refusing hard cases", "Handing up at the deadline", "Handing up at once"),
    ),
    Guess(
        "less of what is late is solved",
        {"what is late is solved in the end": 0.4},
        (UNSEEN, "Moving cases between units", "Handing up at the deadline"),
    ),
    Guess(
        "who decides is soft",
        {
            "a pause without a reason is granted": 0.6,
            "leaving out without a reason is granted": 0.3,
            "a return of one's own case is upheld": 0.3,
            "a case of one's own level stays above": 0.3,
        },
        (
            *("Pausing clocks", "Leaving out", "Returning at the deadline", "Refusing hard cases"),
            *("Handing up at the deadline", "Handing up at once"),
        ),
    ),
    Guess(
        "levels above keep most of what they are handed",
        {"a case of one's own level stays above": 0.7},
        ("Handing up at the deadline", "Handing up at once"),
        weakens=True,
    ),
    Guess(
        "half as many samples",
        {"a closing is sampled": 0.03, "a place is visited blind": 0.03},
        (DESK, FRIENDS, EARLY),
        weakens=True,
    ),
    Guess(
        "inspectors see less",
        {
            "an inspector sees that it is not solved": 0.7,
            "an inspector sees that it was made up": 0.15,
            "photos show that nothing was done when it was closed": 0.25,
        },
        (DESK, FRIENDS, FRIDAY),
        weakens=True,
    ),
)
