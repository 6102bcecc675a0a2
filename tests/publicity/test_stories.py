"""Stories are written, handed in, released by somebody else, and withdrawn."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, NotFound
from portal.files import keep_photo
from portal.publicity import actions, queries
from portal.publicity.actions import Written
from portal.publicity.models import StoryViews
from portal.publicity.rules import StoryState, StoryStep
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_clerk,
    a_confirmed_case,
    a_grid,
    a_photo,
    a_released_story,
    a_resolved_case,
    a_story,
)


@pytest.fixture
def other(app):
    return a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)


def kept_photo():
    return keep_photo(a_photo(), most_bytes=10**6)


def handed_in(**given):
    story = a_story(**given)
    actions.hand_in(story, by=story.steps[0].by, now=clock.now())
    db.session.flush()
    return story


def release(story, by):
    actions.release_story(story, seen=story.version, by=by, now=clock.now())
    db.session.flush()


def test_a_story_goes_from_draft_to_everybody_through_a_second_person(app, other):
    story = handed_in()

    release(story, other)

    assert story.state is StoryState.RELEASED
    assert [act.step for act in story.steps] == [
        StoryStep.WRITE,
        StoryStep.HAND_IN,
        StoryStep.RELEASE,
    ]
    assert [told.story for told in queries.told_stories(grid=story.grid)] == [story]


def test_nobody_releases_a_story_of_which_they_wrote_any(app, other):
    story = a_story()
    changed = Written(title="别的题目", words="改过的话")
    actions.change_story(story, changed, seen=story.version, by=other, now=clock.now())
    actions.hand_in(story, by=story.steps[0].by, now=clock.now())
    db.session.flush()

    for writer in (other, story.steps[0].by):
        with pytest.raises(NotAllowedNow):
            release(story, writer)


def test_words_that_changed_after_they_were_looked_at_are_not_released(app, other):
    story = handed_in()
    seen = story.version
    author = story.steps[0].by
    actions.change_story(story, Written("新题目", "新话"), seen=seen, by=author, now=clock.now())
    actions.hand_in(story, by=author, now=clock.now())
    db.session.flush()

    with pytest.raises(NotAllowedNow):
        actions.release_story(story, seen=seen, by=other, now=clock.now())


def test_a_story_is_told_only_of_a_case_that_somebody_confirmed(app, other):
    with pytest.raises(NotAllowedNow):
        a_story(a_resolved_case(photos=[kept_photo()]))


def test_a_story_is_hidden_while_its_case_is_open_again(app, other):
    story = a_released_story()

    story.case.status = CaseStatus.DISPATCHED
    db.session.flush()

    assert queries.told_stories() == []
    with pytest.raises(NotFound):
        queries.told_story(story.code)


def test_a_photo_taken_back_leaves_its_story_too(app, other):
    story = a_released_story()
    photo = story.case.photos[0]

    actions.withdraw_photo(photo, reason="有人脸", by=other, now=clock.now())
    db.session.flush()

    told = queries.told_story(story.code)
    assert told.before is None
    assert told.after is not None


def test_a_story_whose_photo_was_taken_back_meanwhile_is_not_released(app, other):
    story = handed_in()
    actions.withdraw_photo(story.case.photos[0], reason="有人脸", by=other, now=clock.now())
    db.session.flush()

    with pytest.raises(NotAllowedNow):
        release(story, other)


def test_only_released_photos_of_the_same_case_can_be_chosen(app):
    strange, bare = a_story().case.photos[0].id, a_confirmed_case()
    by = a_clerk(Role.STREET_CLERK, area_code=DISTRICT_CODE)
    for number in (strange, bare.photos[0].id):
        with pytest.raises(NotAcceptable):
            actions.write_story(bare, Written("题", "话", before_id=number), by=by, now=clock.now())


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(Written("", "话"), id="no title"),
        pytest.param(Written("题", "\u202e\x07 \n"), id="nothing that can be seen"),
        pytest.param(Written("题" * 41, "话"), id="title too long"),
        pytest.param(Written("题", "话" * 801), id="words too long"),
        pytest.param(Written("题", "打 13812345678"), id="a phone number"),
        pytest.param(Written("题", "话", words_en="call 0571-87654321"), id="a number in English"),
    ],
)
def test_words_that_cannot_be_kept_are_refused(app, written):
    by = a_clerk(Role.STREET_CLERK, area_code=DISTRICT_CODE)
    with pytest.raises(NotAcceptable):
        actions.write_story(a_confirmed_case(), written, by=by, now=clock.now())


def test_a_withdrawn_story_is_found_by_nobody_and_its_reason_stays(app, other):
    story = a_released_story()

    actions.withdraw_story(story, reason="当事人不愿意", by=other, now=clock.now())
    db.session.flush()

    assert queries.told_stories() == []
    assert story.steps[-1].reason == "当事人不愿意"


def test_sending_back_needs_a_reason(app, other):
    with pytest.raises(NotAcceptable):
        actions.send_back(handed_in(), reason=" ", by=other, now=clock.now())


def test_stories_are_listed_in_pages_the_latest_changed_first_and_only_in_reach(app, other):
    grid = a_grid()
    stories = []
    for n in range(21):
        with clock.stopped_at(NOW + timedelta(minutes=n)):
            stories.append(a_story(grid=grid))
    db.session.flush()
    today, state = clock.today(), StoryState.DRAFT

    first = queries.list_stories(other, state, after_key=None, on=today)
    second = queries.list_stories(other, state, after_key=first.next_key, on=today)

    assert [*first.stories, *second.stories] == stories[::-1]
    stranger = a_clerk(Role.STREET_CLERK, area_code="330108003")
    assert queries.list_stories(stranger, state, after_key=None, on=today).stories == []
    with pytest.raises(NotFound):
        queries.story_in_reach(stranger, stories[0].code, today)
    with pytest.raises(NotFound):
        queries.list_stories(other, state, after_key="nonsense", on=today)


def test_views_are_kept_by_story_and_day_and_hold_nothing_else(app):
    story = a_released_story()
    for _ in range(3):
        actions.count_view(story.code, on=clock.today())
    actions.count_view("no such story", on=clock.today())

    app.extensions["tally"].flush()
    actions.count_view(story.code, on=clock.today())
    app.extensions["tally"].flush()

    (row,) = db.session.query(StoryViews).all()
    assert (row.story_id, row.day, row.views) == (story.id, clock.today(), 4)
    assert set(StoryViews.__table__.columns.keys()) == {"story_id", "day", "views"}
