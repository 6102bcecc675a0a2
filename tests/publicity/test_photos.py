"""Photos are released one by one, and taken back."""

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, NotFound
from portal.publicity import actions, queries
from portal.publicity.models import PhotoRelease
from tests.factories import DISTRICT_CODE, a_clerk, a_confirmed_case, a_matter


@pytest.fixture
def moderator(app):
    return a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)


def released(photo, by):
    return actions.release_photo(photo, nobody_is_seen=True, by=by, now=clock.now())


def test_no_photo_is_released_by_itself_though_residents_may_see_it_in_small(app):
    case = a_confirmed_case()
    case.photos[0].shown_at = clock.now()

    assert queries.released_pairs([case.id]) == {}


def test_a_release_says_who_and_when_and_twice_is_once(app, moderator):
    photo = a_confirmed_case().photos[0]

    first, second = released(photo, moderator), released(photo, moderator)

    assert first is second
    assert (first.released_by, first.released_at) == (moderator, clock.now())
    assert queries.released_photo(first.code) is photo


def test_the_first_photo_is_before_and_the_units_is_afterwards(app, moderator):
    case = a_confirmed_case()
    for photo in case.photos:
        released(photo, moderator)

    pair = queries.released_pairs([case.id])[case.id]

    assert pair.before.photo is case.photos[0]
    assert pair.after.photo is case.photos[-1]


def test_nothing_is_released_without_the_word_that_nobody_is_seen(app, moderator):
    photo = a_confirmed_case().photos[0]

    with pytest.raises(NotAcceptable):
        actions.release_photo(photo, nobody_is_seen=False, by=moderator, now=clock.now())


def test_photos_of_a_household_are_never_released(app, moderator):
    photo = a_confirmed_case(matter=a_matter(is_private=True)).photos[0]

    with pytest.raises(NotAllowedNow):
        released(photo, moderator)


def test_a_photo_taken_back_is_found_by_nobody_and_released_anew_has_another_address(
    app, moderator
):
    photo = a_confirmed_case().photos[0]
    first = released(photo, moderator)

    actions.withdraw_photo(photo, reason="车牌看得见", by=moderator, now=clock.now())
    db.session.flush()

    with pytest.raises(NotFound):
        queries.released_photo(first.code)
    again = released(photo, moderator)
    assert again.code != first.code
    assert first.reason == "车牌看得见"
    assert len(db.session.query(PhotoRelease).filter_by(photo_id=photo.id).all()) == 2


def test_what_is_not_released_cannot_be_taken_back_and_a_reason_is_needed(app, moderator):
    photo = a_confirmed_case().photos[0]
    with pytest.raises(NotAllowedNow):
        actions.withdraw_photo(photo, reason="x", by=moderator, now=clock.now())
    released(photo, moderator)
    with pytest.raises(NotAcceptable):
        actions.withdraw_photo(photo, reason="", by=moderator, now=clock.now())
