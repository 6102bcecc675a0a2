"""What the demonstration shows to everybody: released photos, and stories in several states."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.accounts.models import Person
from portal.accounts.queries import person_by_login
from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus, Outcome, Step, Validity
from portal.db import db
from portal.demo.chance import Chance
from portal.grids.models import Grid
from portal.publicity import actions
from portal.publicity.actions import Written
from portal.publicity.models import Story, StoryViews
from portal.publicity.queries import photos_of

STORIES = 6  # four released, one that waits, one that is being written
RELEASED = 4
WITH_PHOTOS = 6  # cases of the shown grid whose photos are released
LONGEST_MATTER = 24
VIEW_DAYS = 14


def make_publicity(chance: Chance, shown: Grid, now: datetime) -> None:
    """Release photos of what was solved lately, and tell some of it."""
    writer, releaser = person_by_login("community"), person_by_login("street")
    if writer is None or releaser is None:
        return
    here = _solved(Case.community_id == shown.community_id)
    here.sort(key=lambda case: case.grid_id != shown.id)  # the shown grid first, the latest first
    told = here[:STORIES]
    for case in here[:WITH_PHOTOS]:
        _release_photos(case, releaser, now)
    for n, case in enumerate(told):
        _tell(case, n, chance, (writer, releaser), now)
    db.session.flush()


def _solved(where: ColumnElement[bool]) -> list[Case]:
    """Return confirmed cases with photos from before and afterwards, the latest closed first."""
    rows = (
        select(Case)
        .join(Matter, Matter.id == Case.matter_id)
        .where(where, Case.status == CaseStatus.CLOSED)
        .where(Case.closed_by.in_((Step.CONFIRM, Step.VERIFY)), Case.outcome == Outcome.DONE)
        .where(Case.validity == Validity.VALID, Matter.is_private.is_(False))
        .where(Case.part_of_id.is_(None), Case.merged_into_id.is_(None))
        .options(joinedload(Case.matter), joinedload(Case.unit), joinedload(Case.grid))
        .options(selectinload(Case.photos))
        .order_by(Case.closed_at.desc(), Case.id.desc())
    )
    found: Sequence[Case] = db.session.scalars(rows).all()
    return [case for case in found if {one.is_before for one in photos_of(case)} == {True, False}]


def _release_photos(case: Case, by: Person, now: datetime) -> None:
    at = min(now, (case.closed_at or now) + timedelta(hours=3))
    for photo in case.photos:
        actions.release_photo(photo, nobody_is_seen=True, by=by, now=at)
    db.session.flush()


def _tell(case: Case, n: int, chance: Chance, people: tuple[Person, Person], now: datetime) -> None:
    writer, releaser = people
    at = min(now, (case.closed_at or now) + timedelta(hours=5))
    story = actions.write_story(case, _words(case), by=writer, now=at)
    if n <= RELEASED:
        actions.hand_in(story, by=writer, now=at)
        db.session.flush()
    if n < RELEASED:
        actions.release_story(story, seen=story.version, by=releaser, now=at)
        _count_views(story, chance, now)
    db.session.flush()


def _words(case: Case) -> Written:
    photos = photos_of(case)
    matter, matter_en = case.matter.name[:LONGEST_MATTER], case.matter.name_en[:60]
    unit = case.unit.name if case.unit else "网格员"
    unit_en = case.unit.name_en if case.unit else "The grid worker"
    days = max(1, ((case.resolved_at or case.reported_at) - case.reported_at).days)
    return Written(
        title=f"{matter}：{days} 天办好",
        words=f"邻居扫了楼道里的二维码，反映“{matter}”。\n\n"
        f"{unit}当天接手，到现场处理，{days} 天办好，并把照片传了回来。"
        "网格里的人又去看了一遍，确认解决了。\n\n看到类似的事，扫一扫就行，不用注册。",
        title_en=f"{matter_en}: done in {days} days"[:80],
        words_en=f'A neighbour scanned the code in the stairwell and reported "{matter_en}".\n\n'
        f"{unit_en} took it on and had it done in {days} days, with photos to show for it. "
        "Somebody from the grid went to look, and it was so.\n\n"
        "If you see something like it, scan the code: no account is needed.",
        before_id=next(one.photo.id for one in photos if one.is_before),
        after_id=next(one.photo.id for one in reversed(photos) if not one.is_before),
    )


def _count_views(story: Story, chance: Chance, now: datetime) -> None:
    for ago in range(VIEW_DAYS):
        day = clock.day_of(now - timedelta(days=ago))
        if day >= clock.day_of(story.changed_at):
            db.session.add(StoryViews(story_id=story.id, day=day, views=chance.randint(3, 60)))
