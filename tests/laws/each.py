"""One test that looks at many things and names each that breaks the law."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")
Law = Callable[[Thing], None]


def of_each(
    things: Sequence[Thing], name: Callable[[Thing], str] = str
) -> Callable[[Law[Thing]], Callable[[], None]]:
    """Let a law look at all things in one test: thousands of tests would cost more than it does."""

    def at_all(law: Law[Thing]) -> Callable[[], None]:
        def look() -> None:
            assert things, "there is nothing to look at"
            faults = [f"{name(thing)}: {fault}" for thing in things if (fault := _of(law, thing))]
            assert not faults, "\n\n".join(faults)

        look.__name__ = law.__name__
        return look

    return at_all


def _of(law: Law[Thing], thing: Thing) -> str:
    """Return what is wrong with a thing, or nothing."""
    try:
        law(thing)
    except AssertionError as fault:
        return str(fault) or "breaks the law"
    return ""
