"""Staff release photos, write stories, and release what others wrote."""

import pytest

from portal.accounts.rules import Role
from portal.db import db
from portal.publicity import queries
from portal.publicity.models import PhotoRelease, Story
from portal.publicity.rules import StoryState
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_clerk,
    a_confirmed_case,
    a_dispatched_case,
    a_matter,
    a_released_story,
    a_story,
    signed_in,
)
from tests.public.reporting import in_english

WORDS = {"title": "井盖换好了", "words": "当天就换了。", "before": "0", "after": "0", "seen": "1"}


@pytest.fixture
def client(client):
    return in_english(client)


@pytest.fixture
def writer(app):
    return a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)


@pytest.fixture
def releaser(app):
    return a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)


def publicity(case):
    return f"/staff/cases/{case.number}/publicity"


def test_a_photo_is_released_with_a_tick_and_taken_back_with_a_reason(client, releaser):
    case = a_confirmed_case()
    signed_in(client, releaser)
    way = f"{publicity(case)}/{case.photos[0].id}"

    assert client.post(f"{way}/release", data={}).status_code == 422
    assert db.session.query(PhotoRelease).count() == 0
    assert client.post(f"{way}/release", data={"nobody": "y"}).status_code == 303
    assert db.session.query(PhotoRelease).one().released_by_id == releaser.id
    assert client.post(f"{way}/withdraw", data={"reason": " "}).status_code == 422
    assert client.post(f"{way}/withdraw", data={"reason": "有车牌"}).status_code == 303
    assert "有车牌" in client.get(publicity(case)).text


def test_the_photo_of_another_case_is_not_found_here(client, releaser):
    case, other = a_confirmed_case(), a_confirmed_case()
    signed_in(client, releaser)

    answer = client.post(f"{publicity(case)}/{other.photos[0].id}/release", data={"nobody": "y"})

    assert answer.status_code == 404
    assert db.session.query(PhotoRelease).count() == 0


def test_a_private_case_offers_no_release_and_refuses_one(client, releaser):
    case = a_confirmed_case(matter=a_matter(is_private=True))
    signed_in(client, releaser)
    way = f"{publicity(case)}/{case.photos[0].id}/release"

    assert way not in client.get(publicity(case)).text
    assert client.post(way, data={"nobody": "y"}).status_code == 409


def test_a_community_writes_and_hands_in_and_may_release_nothing(client, writer):
    case = a_confirmed_case()
    signed_in(client, writer)

    answer = client.post(f"/staff/cases/{case.number}/story", data=WORDS)

    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "当天就换了。" in page
    code = answer.location.rsplit("/", 1)[1]
    assert client.post(f"/staff/stories/{code}/hand-in").status_code == 303
    assert client.post(f"/staff/stories/{code}/release", data={"seen": "2"}).status_code == 403
    way = f"{publicity(case)}/{case.photos[0].id}/release"
    assert client.post(way, data={"nobody": "y"}).status_code == 403


def test_a_second_person_reads_it_as_everybody_would_and_releases_it(client, writer, releaser):
    story = a_story(by=writer)
    signed_in(client, writer)
    client.post(f"/staff/stories/{story.code}/hand-in")
    signed_in(client, releaser)
    assert story.title in client.get("/staff/stories").text
    page = client.get(f"/staff/stories/{story.code}").text
    assert story.words in page
    assert "Release it for everybody" in page

    answer = client.post(f"/staff/stories/{story.code}/release", data={"seen": story.version})

    assert answer.status_code == 303
    assert db.session.get(Story, story.id).state is StoryState.RELEASED
    assert client.get(f"/stories/{story.code}").status_code == 200


def test_ones_own_story_is_released_by_somebody_else(client, releaser):
    story = a_story(by=releaser)
    signed_in(client, releaser)
    client.post(f"/staff/stories/{story.code}/hand-in")

    page = client.get(f"/staff/stories/{story.code}").text
    answer = client.post(f"/staff/stories/{story.code}/release", data={"seen": story.version})

    assert "Release it for everybody" not in page
    assert "somebody else has to release it" in page
    assert answer.status_code == 409
    assert db.session.get(Story, story.id).state is StoryState.WAITING


@pytest.mark.parametrize("seen", ["1", "", "x", "-5", "9" * 30])
def test_a_release_of_other_words_than_were_looked_at_is_refused(client, writer, releaser, seen):
    story = a_story(by=writer)
    signed_in(client, writer)
    client.post(f"/staff/stories/{story.code}/hand-in")
    signed_in(client, releaser)

    answer = client.post(f"/staff/stories/{story.code}/release", data={"seen": seen})

    assert answer.status_code == 409
    assert db.session.get(Story, story.id).state is StoryState.WAITING


def test_a_story_is_withdrawn_with_a_reason_and_changed_afterwards(client, releaser):
    story = a_released_story()
    signed_in(client, releaser)
    way = f"/staff/stories/{story.code}"

    assert client.post(f"{way}/withdraw", data={"reason": ""}).status_code == 422
    assert client.post(f"{way}/withdraw", data={"reason": "写错了单位"}).status_code == 303
    assert client.get(f"/stories/{story.code}").status_code == 404
    assert "写错了单位" in client.get(way).text
    form = client.get(f"{way}/edit").text
    assert story.title in form
    changed = WORDS | {"words": "第二稿", "seen": str(story.version)}
    assert client.post(f"{way}/change", data=changed).status_code == 303
    assert db.session.get(Story, story.id).words == "第二稿"


def test_two_who_change_it_at_once_do_not_undo_each_other(client, writer):
    story = a_story(by=writer)
    signed_in(client, writer)
    seen = story.version
    way = f"/staff/stories/{story.code}/change"
    assert client.post(way, data=WORDS | {"words": "第一", "seen": seen}).status_code == 303

    assert client.post(way, data=WORDS | {"words": "第二", "seen": seen}).status_code == 409

    assert db.session.get(Story, story.id).words == "第一"


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"title": ""}, id="no title"),
        pytest.param({"title": "题" * 41}, id="a title too long"),
        pytest.param({"words": "话" * 801}, id="words too long"),
        pytest.param({"words": "\u202e\x01"}, id="words that cannot be seen"),
        pytest.param({"words": "请打 13812345678"}, id="a phone number"),
        pytest.param({"before": "999999"}, id="no photo of this case"),
        pytest.param({"before": "x"}, id="no photo at all"),
    ],
)
def test_a_story_that_cannot_be_kept_comes_back_as_typed(client, writer, given):
    case = a_confirmed_case()
    signed_in(client, writer)

    page = client.post(f"/staff/cases/{case.number}/story", data=WORDS | given)

    assert page.status_code == 422
    assert "error-summary" in page.text
    assert (WORDS | given)["title"] in page.text
    assert db.session.query(Story).count() == 0


def test_a_megabyte_of_words_is_refused_in_words(client, writer):
    case = a_confirmed_case()
    signed_in(client, writer)

    page = client.post(f"/staff/cases/{case.number}/story", data=WORDS | {"words": "话" * 10**6})

    assert page.status_code == 413


def test_a_case_that_may_not_be_told_says_why_and_is_refused(client, writer):
    case = a_dispatched_case()
    signed_in(client, writer)
    way = f"/staff/cases/{case.number}/story"

    assert "It is not solved and closed yet." in client.get(way).text
    assert client.post(way, data=WORDS).status_code == 409


@pytest.mark.parametrize("end", ["", "/edit"])
def test_a_story_of_another_area_does_not_exist(client, end):
    story = a_released_story()
    stranger = a_clerk(Role.STREET_CLERK, area_code="330108003")
    signed_in(client, stranger)

    assert client.get(f"/staff/stories/{story.code}{end}").status_code == 404
    assert story.title not in client.get("/staff/stories?state=released").text
    for step in ("hand-in", "send-back", "release", "withdraw", "change"):
        answer = client.post(f"/staff/stories/{story.code}/{step}", data={"reason": "x"})
        assert answer.status_code == 404, step
    assert client.get(publicity(story.case)).status_code == 404


def test_who_has_nothing_to_tell_is_refused_and_strangers_sign_in(client):
    story = a_released_story()
    assert client.get("/staff/stories").status_code == 303
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=story.grid.code))

    for address in ("/staff/stories", f"/staff/stories/{story.code}", publicity(story.case)):
        assert client.get(address).status_code == 403


def test_the_district_reads_all_and_how_often_each_was_opened(client):
    story = a_released_story()
    signed_in(client, a_clerk(Role.LEAD, area_code=DISTRICT_CODE))

    page = client.get("/staff/stories?state=released")

    assert story.title in page.text
    assert queries.views_by_story([story]) == {}
    assert client.get("/staff/stories?state=nonsense").status_code == 200
    assert client.get("/staff/stories?after=nonsense").status_code == 404
