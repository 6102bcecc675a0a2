"""Stories: those that everybody reads, and those in reach of whoever writes and releases them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true, tuple_
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Person
from portal.accounts.queries import posts_of
from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.errors import N_, NotFound
from portal.grids.models import Grid
from portal.grids.queries import lies_in
from portal.grids.rules import DISTRICT
from portal.i18n import language
from portal.publicity.models import PhotoRelease, Story, StoryAct, StoryViews
from portal.publicity.queries.photos import releases_of
from portal.publicity.rules import StoryState, StoryStep

PAGE = 20
ON_HOME, ON_GRID = 3, 3


@dataclass(frozen=True)
class Told:
    """A story as it is shown, with its photos as far as they are released now."""

    story: Story
    before: PhotoRelease | None
    after: PhotoRelease | None

    @property
    def tongue(self) -> str:
        """The language it is told in: the page's, or Chinese where nobody has translated it."""
        is_translated = self.story.title_en and self.story.words_en
        return "en" if language() == "en" and is_translated else "zh-CN"

    @property
    def title(self) -> str:
        """Its title in that language."""
        return self.story.title_en if self.tongue == "en" else self.story.title

    @property
    def words(self) -> str:
        """Its words in that language."""
        return self.story.words_en if self.tongue == "en" else self.story.words


@dataclass(frozen=True)
class StoriesPage:
    """One page of stories, the latest changed first, and the key of the next page."""

    stories: Sequence[Story]
    next_key: str | None


def told_stories(*, grid: Grid | None = None) -> list[Told]:
    """Return the stories that everybody reads, of a grid or of all, the latest released first."""
    rows = _public().order_by(Story.changed_at.desc(), Story.id.desc())
    if grid:
        rows = rows.where(Story.grid_id == grid.id)
    return _with_photos(db.session.scalars(rows.limit(ON_GRID if grid else ON_HOME)).all())


def told_story(code: str) -> Told:
    """Return a story that everybody may read now."""
    story = db.session.scalar(_public().where(Story.code == code))
    if story is None:
        raise NotFound(N_("There is no story here, or it was taken back."))
    return _with_photos([story])[0]


def as_told(story: Story) -> Told:
    """Return a story as it would be shown, whatever its state."""
    return _with_photos([story])[0]


def story_in_reach(person: Person, code: str, on: date) -> Story:
    """Return a story that lies in somebody's area, with its history."""
    wanted = _whole().where(Story.code == code, _in_reach(person, on))
    story = db.session.scalar(wanted.options(selectinload(Story.steps).joinedload(StoryAct.by)))
    if story is None:
        raise NotFound(N_("No such story, or it is not yours to see."))
    return story


def list_stories(
    person: Person, state: StoryState, *, after_key: str | None, on: date
) -> StoriesPage:
    """Return a page of the stories of a state in somebody's area."""
    rows = _whole().where(Story.state == state, _in_reach(person, on))
    if after_key:
        key = db.session.execute(
            select(Story.changed_at, Story.id).where(Story.code == after_key)
        ).one_or_none()
        if key is None:
            raise NotFound(N_("That page of the list does not exist."))
        rows = rows.where(tuple_(Story.changed_at, Story.id) < tuple(key))
    rows = rows.order_by(Story.changed_at.desc(), Story.id.desc()).limit(PAGE + 1)
    found = db.session.scalars(rows).all()
    return StoriesPage(found[:PAGE], found[PAGE - 1].code if len(found) > PAGE else None)


def story_of_case(case: Case) -> Story | None:
    """Return the newest story of a case, if it has one."""
    rows = select(Story).where(Story.case_id == case.id).order_by(Story.id.desc())
    return db.session.scalar(rows.limit(1))


def writers_of(story: Story) -> set[int]:
    """Return who has written any of a story."""
    return {act.by_id for act in story.steps if act.step is StoryStep.WRITE}


def views_of(story: Story, since: date) -> tuple[int, Sequence[StoryViews]]:
    """Return how often a story was opened in all, and by day since a day."""
    of_story = StoryViews.story_id == story.id
    total = db.session.scalar(select(func.sum(StoryViews.views)).where(of_story))
    rows = select(StoryViews).where(of_story, StoryViews.day >= since).order_by(StoryViews.day)
    return int(total or 0), db.session.scalars(rows).all()


def views_by_story(stories: Sequence[Story]) -> dict[int, int]:
    """Return how often each of some stories was opened."""
    ids = [story.id for story in stories]
    rows = select(StoryViews.story_id, func.sum(StoryViews.views)).where(
        StoryViews.story_id.in_(ids)
    )
    found = db.session.execute(rows.group_by(StoryViews.story_id)) if ids else ()
    return {story_id: int(views) for story_id, views in found}


def story_ids(codes: Sequence[str]) -> dict[str, int]:
    """Return the ids of the stories with these codes."""
    rows = select(Story.code, Story.id).where(Story.code.in_(codes))
    return {row.code: row.id for row in db.session.execute(rows)}


def _public() -> Select[Story]:
    """Return released stories: none whose case is open again, or turned out to be private."""
    return (
        select(Story)
        .join(Case, Case.id == Story.case_id)
        .join(Matter, Matter.id == Case.matter_id)
        .where(Story.state == StoryState.RELEASED, Case.status == CaseStatus.CLOSED)
        .where(Matter.is_private.is_(False))
        .options(joinedload(Story.grid).joinedload(Grid.community), joinedload(Story.case))
    )


def _whole() -> Select[Story]:
    of_case = joinedload(Story.case)
    return select(Story).options(
        joinedload(Story.grid).joinedload(Grid.community),
        of_case.joinedload(Case.matter),
        of_case.joinedload(Case.unit),
    )


def _with_photos(stories: Sequence[Story]) -> list[Told]:
    wanted = {number for one in stories for number in (one.before_id, one.after_id) if number}
    releases = releases_of(wanted)
    return [
        Told(one, releases.get(one.before_id or 0), releases.get(one.after_id or 0))
        for one in stories
    ]


def _in_reach(person: Person, on: date) -> ColumnElement[bool]:
    codes = [post.area_code for post in posts_of(person, on) if post.area_code]
    if DISTRICT in codes:
        return true()
    inside = or_(false(), *(lies_in(Grid.code, code) for code in codes))
    return Story.grid_id.in_(select(Grid.id).where(inside))
