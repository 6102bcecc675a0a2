"""Keys are made, replaced and revoked; what is kept of them opens nothing."""

from datetime import timedelta

import pytest

from portal.accounts.queries import clerks_of, holders, posts_of
from portal.accounts.rules import Role
from portal.errors import NotAcceptable, NotAllowedNow
from portal.exchange import actions, queries
from portal.exchange.actions import NewKey
from portal.exchange.rules import KeyState, Scope, last_end, new_secret, prefix_of, state_of
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, STREET_CODE, a_clerk, a_unit

DAY = timedelta(days=1)


def test_a_secret_is_long_and_told_apart_by_what_opens_nothing():
    first, second = new_secret(), new_secret()

    assert first != second
    assert len(first) > 45
    assert prefix_of(first) == first.partition(".")[0]


@pytest.mark.parametrize(
    ("ends", "revoked", "state"),
    [
        (None, None, KeyState.LIVE),
        (NOW + DAY, None, KeyState.LIVE),
        (NOW, None, KeyState.ENDED),
        (NOW + DAY, NOW, KeyState.REVOKED),
    ],
)
def test_how_a_key_stands(ends, revoked, state):
    assert state_of(ends, revoked, NOW) is state


def test_an_old_key_lives_on_for_some_days_and_never_longer_than_it_would_have():
    assert last_end(None, 7, NOW) == NOW + 7 * DAY
    assert last_end(NOW + 2 * DAY, 7, NOW) == NOW + 2 * DAY
    for days in (-1, 31):
        with pytest.raises(NotAcceptable):
            last_end(None, days, NOW)


def test_a_key_is_replaced_by_one_that_acts_as_the_same_account(app):
    by, unit = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE), a_unit()
    old, first = actions.make_key(NewKey("排水系统", [Scope.READ_CASES], unit=unit), by=by, now=NOW)
    new, second = actions.rotate_key(old, overlap_days=7, ends_at=None, by=by, now=NOW)

    assert (new.person, new.scopes, new.follows) == (old.person, old.scopes, old)
    assert first not in vars(old).values()
    assert queries.live_key(first, NOW + 7 * DAY - timedelta(seconds=1)) is old
    assert queries.live_key(first, NOW + 7 * DAY) is None
    assert queries.live_key(second, NOW + 100 * DAY) is new
    with pytest.raises(NotAllowedNow):
        actions.rotate_key(old, overlap_days=1, ends_at=None, by=by, now=NOW + 7 * DAY)


def test_a_revoked_key_ends_at_once_and_its_account_with_the_last_one(app):
    by, unit = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE), a_unit()
    old, first = actions.make_key(NewKey("排水系统", [Scope.READ_CASES], unit=unit), by=by, now=NOW)
    new, second = actions.rotate_key(old, overlap_days=7, ends_at=None, by=by, now=NOW)

    with pytest.raises(NotAcceptable):
        actions.revoke_key(old, reason="", by=by, now=NOW)
    actions.revoke_key(old, reason="写进了程序里", by=by, now=NOW)
    assert queries.live_key(first, NOW) is None
    assert posts_of(new.person, NOW.date())

    actions.revoke_key(new, reason="系统停用", by=by, now=NOW)
    assert queries.live_key(second, NOW) is None
    assert posts_of(new.person, NOW.date()) == []


def test_a_system_is_no_colleague_and_gets_no_notices(app):
    by, unit = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE), a_unit()
    clerk = a_clerk(Role.UNIT_CLERK, unit=unit)
    actions.make_key(NewKey("排水系统", [Scope.READ_CASES], unit=unit), by=by, now=NOW)
    actions.make_key(NewKey("街道系统", [Scope.REPORT], area_code=STREET_CODE), by=by, now=NOW)

    assert clerks_of(unit, NOW.date()) == [clerk]
    assert holders(Role.STREET_CLERK, STREET_CODE, NOW.date()) == []
