"""Stories are written, handed in, released by somebody else, and taken back."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from portal import counting
from portal.accounts.models import Person
from portal.cases.models import Case
from portal.db import count_up_many, db
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.publicity.models import Story, StoryAct, StoryViews
from portal.publicity.queries import photos_of, story_ids, writers_of
from portal.publicity.rules import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    StoryState,
    StoryStep,
    after,
    holds_phone,
    may_release,
    tidy,
    why_no_story,
)

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 8
VIEWS = "story views"


@dataclass(frozen=True)
class Written:
    """What somebody wrote for a story, and which photos they chose."""

    title: str
    words: str
    title_en: str = ""
    words_en: str = ""
    before_id: int | None = None
    after_id: int | None = None


def write_story(case: Case, written: Written, *, by: Person, now: datetime) -> Story:
    """Begin a story of a solved case."""
    if why_not := why_not_told(case):
        raise NotAllowedNow(why_not)
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    story = Story(code=code, case=case, grid=case.grid, state=StoryState.DRAFT, changed_at=now)
    _fill(story, written)
    db.session.add(story)
    _note(story, StoryStep.WRITE, by=by, now=now)
    db.session.flush()
    return story


def change_story(story: Story, written: Written, *, seen: int, by: Person, now: datetime) -> None:
    """Change a story that is not released; it has to be handed in (again) after that."""
    _refuse_outdated(story, seen)
    story.state = after(story.state, StoryStep.WRITE)
    _fill(story, written)
    _note(story, StoryStep.WRITE, by=by, now=now)


def hand_in(story: Story, *, by: Person, now: datetime) -> None:
    """Ask for a second person."""
    story.state = after(story.state, StoryStep.HAND_IN)
    _refuse_unreleased_photos(story)
    _note(story, StoryStep.HAND_IN, by=by, now=now)


def send_back(story: Story, *, reason: str, by: Person, now: datetime) -> None:
    """Do not release it as it is, and say why."""
    story.state = after(story.state, StoryStep.SEND_BACK)
    _note(story, StoryStep.SEND_BACK, by=by, now=now, reason=_needed(reason))


def release_story(story: Story, *, seen: int, by: Person, now: datetime) -> None:
    """Show a story to everybody: never one's own, and never other words than were looked at."""
    _refuse_outdated(story, seen)
    state = after(story.state, StoryStep.RELEASE)
    if not may_release(writers_of(story), by.id):
        raise NotAllowedNow(N_("You wrote some of it yourself: somebody else has to release it."))
    if why_not := why_not_told(story.case):
        raise NotAllowedNow(why_not)
    _refuse_unreleased_photos(story)
    story.state = state
    _note(story, StoryStep.RELEASE, by=by, now=now)


def withdraw_story(story: Story, *, reason: str, by: Person, now: datetime) -> None:
    """Take a story back, with a reason that stays in its history."""
    story.state = after(story.state, StoryStep.WITHDRAW)
    _note(story, StoryStep.WITHDRAW, by=by, now=now, reason=_needed(reason))


def why_not_told(case: Case) -> str | None:
    """Return why a case cannot be told now, or None if it can."""
    return why_no_story(
        status=case.status,
        outcome=case.outcome,
        closed_by=case.closed_by,
        validity=case.validity,
        is_private=case.matter.is_private,
        is_part=bool(case.part_of_id or case.merged_into_id),
    )


def count_view(code: str, *, on: date) -> None:
    """Count that a story was opened; nothing is written now."""
    counting.count(VIEWS, (code, on))


@counting.written_by(VIEWS)
def keep_views(counts: Mapping[tuple[str, date], int]) -> None:
    """Add what was counted to the days of the stories; a story that is gone is passed over."""
    ids = story_ids(sorted({code for code, _day in counts}))
    rows: Counter[tuple[object, ...]] = Counter()
    for (code, day), n in counts.items():
        if code in ids:
            rows[ids[code], day] += n
    if rows:
        count_up_many(StoryViews, "views", rows)


def _fill(story: Story, written: Written) -> None:
    """Keep the words as they can be kept; refuse what is too long or holds somebody's number."""
    titles = tidy(written.title).replace("\n", " "), tidy(written.title_en).replace("\n", " ")
    words = tidy(written.words), tidy(written.words_en)
    if not titles[0] or not words[0]:
        raise NotAcceptable(N_("A story needs a title and words in Chinese."))
    most = (LONGEST_TITLE, 2 * LONGEST_TITLE, LONGEST_WORDS, 2 * LONGEST_WORDS)
    if any(len(said) > most[n] for n, said in enumerate((*titles, *words))):
        raise NotAcceptable(N_("That is too long. Shorten it."))
    if any(map(holds_phone, (*titles, *words))):
        raise NotAcceptable(N_("There seems to be a phone number in it. Leave it out."))
    story.title, story.title_en = titles
    story.words, story.words_en = words
    _choose_photos(story, written)


def _choose_photos(story: Story, written: Written) -> None:
    released = {one.photo.id for one in photos_of(story.case) if one.lasting}
    for chosen in (written.before_id, written.after_id):
        if chosen is not None and chosen not in released:
            raise NotAcceptable(N_("Choose among the released photos of this case."))
    story.before_id, story.after_id = written.before_id, written.after_id


def _refuse_unreleased_photos(story: Story) -> None:
    chosen = {number for number in (story.before_id, story.after_id) if number}
    released = {one.photo.id for one in photos_of(story.case) if one.lasting} if chosen else set()
    if chosen - released:
        raise NotAllowedNow(N_("A photo of it was taken back meanwhile. Choose another one first."))


def _refuse_outdated(story: Story, seen: int) -> None:
    if story.version != seen:
        raise NotAllowedNow(N_("Somebody changed it after you opened the page. Read it again."))


def _needed(reason: str) -> str:
    if not (said := tidy(reason)):
        raise NotAcceptable(N_("Say why."))
    return said


def _note(story: Story, step: StoryStep, *, by: Person, now: datetime, reason: str = "") -> None:
    story.changed_at = now
    story.steps.append(StoryAct(step=step, at=now, by=by, reason=reason))
