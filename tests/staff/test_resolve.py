"""Saying that a case is resolved: outcome, words, photos."""

import io
import re

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from portal.accounts.rules import Role
from portal.cases.models import Photo
from portal.cases.rules import CaseStatus, Outcome, Source, Step
from portal.db import db
from tests.factories import (
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_photo,
    a_unit,
    signed_in,
)
from tests.staff.case_steps import look, press


@pytest.fixture
def case(client):
    unit = a_unit()
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
    return a_dispatched_case(unit=unit, matter=a_matter(evidence="现场照片1张以上+定位+时间"))


def files(*contents):
    return [FileStorage(io.BytesIO(one), f"photo{n}.jpg") for n, one in enumerate(contents)]


def done(**more):
    return {"outcome": "done", "words": "已清理干净"} | more


def test_done_with_words_and_a_photo_asks_the_reporter(client, case):
    press(client, case, Step.RESOLVE, **done(photos=files(a_photo())))

    assert (case.status, case.outcome) == (CaseStatus.RESOLVED, Outcome.DONE)
    assert case.was_in_time
    assert case.ratings[0].solved is None
    (photo,) = case.events[-1].photos
    page = look(client, case).text
    address = f"/staff/cases/{case.number}/photos/{photo.id}"
    assert address in page
    assert client.get(address).mimetype == "image/jpeg"


def test_three_photos_are_kept_and_a_fourth_is_refused(client, case):
    photos = [a_photo(colour) for colour in ("red", "green", "blue", "white")]

    refused = press(client, case, Step.RESOLVE, **done(photos=files(*photos)))
    assert refused.status_code == 422
    assert "Only 3 photos fit" in refused.text

    press(client, case, Step.RESOLVE, **done(photos=files(*photos[:3])))
    assert len(case.events[-1].photos) == 3


def test_done_without_the_photo_that_the_list_asks_for_comes_back_as_typed(client, case):
    answer = press(client, case, Step.RESOLVE, **done())

    assert answer.status_code == 422
    assert "Add a photo of how it looks now" in answer.text
    assert "已清理干净" in answer.text
    assert case.status is CaseStatus.DISPATCHED


@pytest.mark.parametrize("outcome", ["explained", "cannot_now", "not_found"])
def test_where_nothing_was_done_there_is_nothing_to_photograph(client, case, outcome):
    press(client, case, Step.RESOLVE, **done(outcome=outcome))

    assert case.outcome == outcome


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"not a picture", "no photo we can read", id="no picture"),
        pytest.param(b"", "no photo we can read", id="empty"),
        pytest.param(a_photo()[:200], "no photo we can read", id="cut off"),
        pytest.param(b"\xff" * 15_000_001, "at most 15 MB", id="too large"),
    ],
)
def test_a_file_that_cannot_be_kept_is_named_and_the_words_stay(client, case, content, says):
    answer = press(client, case, Step.RESOLVE, **done(photos=files(a_photo(), content)))

    assert answer.status_code == 422
    assert f"photo1.jpg: {'A photo may have' if 'MB' in says else 'That file'}" in answer.text
    assert says in answer.text
    assert "已清理干净" in answer.text
    assert case.status is CaseStatus.DISPATCHED
    assert not db.session.scalars(select(Photo)).all()


def test_photos_survive_a_form_that_comes_back(client, case):
    answer = press(client, case, Step.RESOLVE, **done(words="", photos=files(a_photo())))
    assert answer.status_code == 422
    [ticket] = re.findall(r'name="kept" value="([^"]+)"', answer.text)

    press(client, case, Step.RESOLVE, **done(kept=ticket))

    assert case.status is CaseStatus.RESOLVED
    assert len(case.events[-1].photos) == 1


def test_words_sent_in_the_place_of_photos_are_no_photos(client, case):
    answer = press(client, case, Step.RESOLVE, **done(photos="photo.jpg"))

    assert answer.status_code == 422
    assert "Add a photo" in answer.text


@pytest.mark.parametrize("outcome", [None, "", "gone"], ids=["none", "empty", "unknown"])
def test_without_an_outcome_nothing_is_resolved(client, case, outcome):
    answer = press(client, case, Step.RESOLVE, **done(outcome=outcome, photos=files(a_photo())))

    assert answer.status_code == 422
    assert "已清理干净" in answer.text
    assert case.status is CaseStatus.DISPATCHED


def test_a_case_that_a_worker_reported_asks_nobody_for_a_rating(client):
    unit = a_unit()
    worker = a_clerk(Role.GRID_WORKER, area_code="330108002021001")
    case = a_dispatched_case(unit=unit, by=worker)
    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=unit))
    assert case.source is Source.WORKER

    press(client, case, Step.RESOLVE, **done())

    assert case.status is CaseStatus.RESOLVED
    assert case.ratings == []
