"""What is true of publicity: the life of a story, who may release it, what its words may hold."""

import enum
import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from portal.cases.rules import CaseStatus, Outcome, Step, Validity, without_phones
from portal.errors import N_, NotAllowedNow

LONGEST_TITLE, LONGEST_WORDS, LONGEST_REASON = 40, 800, 200
LINK_HOURS = 48  # in which an address is confirmed; then it is erased
ASKED_AGAIN_MINUTES = 60  # within which the same wish brings no second mail
MOST_ASKED_A_DAY = 5  # mails to one address that nobody has confirmed yet, over all grids
DIGEST_HOUR = 9
DIRECTIONS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
MANY_EMPTY_LINES = re.compile(r"\n{3,}")


class StoryState(enum.StrEnum):
    """Where a story stands."""

    DRAFT = "draft"
    WAITING = "waiting"  # for a second person
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class StoryStep(enum.StrEnum):
    """What may happen to a story; each is one row of its history."""

    WRITE = "write"
    HAND_IN = "hand_in"
    SEND_BACK = "send_back"
    RELEASE = "release"
    WITHDRAW = "withdraw"


S, T = StoryState, StoryStep
# Whatever is changed after it was handed in is looked at again: nobody releases unseen words.
MOVES: Mapping[tuple[StoryState, StoryStep], StoryState] = {
    (S.DRAFT, T.WRITE): S.DRAFT,
    (S.WAITING, T.WRITE): S.DRAFT,
    (S.WITHDRAWN, T.WRITE): S.DRAFT,
    (S.DRAFT, T.HAND_IN): S.WAITING,
    (S.WAITING, T.SEND_BACK): S.DRAFT,
    (S.WAITING, T.RELEASE): S.RELEASED,
    (S.RELEASED, T.WITHDRAW): S.WITHDRAWN,
}


def after(state: StoryState, step: StoryStep) -> StoryState:
    """Return where a story stands after a step, or refuse one that it has not now."""
    try:
        return MOVES[state, step]
    except KeyError:
        raise NotAllowedNow(
            N_("The story stands otherwise by now. Look at it again first.")
        ) from None


def may_release(writers: Collection[int], by: int) -> bool:
    """Say whether somebody may release a story: nobody does who has written any of it."""
    return by not in writers


def why_no_story(
    *,
    status: CaseStatus,
    outcome: Outcome | None,
    closed_by: Step | None,
    validity: Validity,
    is_private: bool,
    is_part: bool,
) -> str | None:
    """Return why a case cannot be told as a story now, or None if it can.

    "Closed" is not "solved": only what its reporter or a grid worker has
    confirmed is told as a success.
    """
    if is_private:
        return N_("It is about a household or about people: such a case is never told in public.")
    if is_part:
        return N_("It is part of another case, or was joined to one. Tell that one.")
    if validity is not Validity.VALID:
        return N_("It was not judged valid.")
    if status is not CaseStatus.CLOSED or outcome is not Outcome.DONE:
        return N_("It is not solved and closed yet.")
    if closed_by not in {Step.CONFIRM, Step.VERIFY}:
        return N_("Nobody has confirmed that it is solved: it closed because the time was over.")
    return None


def tidy(words: str | None) -> str:
    r"""Return words as they are kept: one kind of line end, nothing that cannot be seen.

    Control characters and marks that turn the direction of writing are left
    out: they could make a page say what its words do not.

    >>> tidy("a\r\nb\x07\u202ec\t d")
    'a\nbc d'
    """
    plain = DIRECTIONS.sub("", (words or "").replace("\r\n", "\n").replace("\r", "\n"))
    plain = plain.replace("\t", " ").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})
    lines = "\n".join(" ".join(line.split()) for line in kept.split("\n"))
    return MANY_EMPTY_LINES.sub("\n\n", lines).strip()


def holds_phone(words: str) -> bool:
    """Say whether something in the words may be somebody's phone number."""
    return without_phones(words) != words


def link_expires_at(asked_at: datetime) -> datetime:
    """Return until when an address can be confirmed."""
    return asked_at + timedelta(hours=LINK_HOURS)


def may_ask_again(asked_at: datetime, now: datetime) -> bool:
    """Say whether the same wish brings another mail: not to fill somebody's letter box."""
    return now - asked_at >= timedelta(minutes=ASKED_AGAIN_MINUTES)


def as_address(typed: str) -> str:
    """Return a mail address as it is kept, so that the same one is known again."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()
