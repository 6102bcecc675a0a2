"""The life of a course, and what it must hold before anybody is asked to take it."""

import enum
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.errors import N_, NotAllowedNow

LONGEST_NAME, LONGEST_WORDS = 60, 1200
MOST_STEPS, MOST_QUESTIONS, MOST_CHOICES = 12, 20, 6
MANY_EMPTY_LINES = re.compile(r"\n{3,}")


class CourseState(enum.StrEnum):
    """Where an edition of a course stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"  # replaced by a newer edition, or given up


class CourseStep(enum.StrEnum):
    """What may happen to an edition of a course."""

    WRITE = "write"
    PUBLISH = "publish"
    RETIRE = "retire"


class Task(enum.StrEnum):
    """What some people may do only with a course passed and in date."""

    REPORT = "report"
    PATROL = "patrol"
    VERIFY = "verify"


S, T = CourseState, CourseStep
# What is published is never written again: a new edition takes its place.
MOVES: Mapping[tuple[CourseState, CourseStep], CourseState] = {
    (S.DRAFT, T.WRITE): S.DRAFT,
    (S.DRAFT, T.PUBLISH): S.PUBLISHED,
    (S.DRAFT, T.RETIRE): S.RETIRED,
    (S.PUBLISHED, T.RETIRE): S.RETIRED,
}


@dataclass(frozen=True)
class Asked:
    """A question as far as it is judged: for each of its choices, whether it is right."""

    key: tuple[bool, ...]

    @property
    def has_several(self) -> bool:
        """Say whether more than one choice is right."""
        return sum(self.key) > 1


def after(state: CourseState, step: CourseStep) -> CourseState:
    """Return where an edition stands after a step, or refuse one that it has not now."""
    try:
        return MOVES[state, step]
    except KeyError:
        raise NotAllowedNow(
            N_("Only a draft can be changed. Make a new edition of the course instead.")
        ) from None


def why_not_question(asked: Asked) -> str | None:
    """Return why a question cannot be asked like this, or None if it can."""
    if len(asked.key) < 2:
        return N_("Give at least two answers to choose from.")
    if len(asked.key) > MOST_CHOICES:
        return N_("There are too many answers to choose from.")
    if not any(asked.key):
        return N_("Tick which answer is right.")
    if all(asked.key):
        return N_("One answer at least has to be wrong.")
    return None


def why_not_published(steps: int, questions: Sequence[Asked]) -> str | None:
    """Return why nobody can take a course as it is, or None if it can be published."""
    if not steps:
        return N_("There is nothing to read yet. Add a step first.")
    if not questions:
        return N_("There is no question yet. Add one first.")
    return next((why for asked in questions if (why := why_not_question(asked))), None)


def tidy(words: str | None) -> str:
    r"""Return words as they are kept: one kind of line end, nothing that cannot be seen.

    >>> tidy("a\r\nb\x07\u202ec\t d\n\n\n\ne")
    'a\nbc d\n\ne'
    """
    plain = (words or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in _UNSEEN)
    lines = "\n".join(" ".join(line.split()) for line in seen.split("\n"))
    return MANY_EMPTY_LINES.sub("\n\n", lines).strip()


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
