"""How slowly a password is checked, also where nobody goes by that name."""

import pytest
from argon2.exceptions import VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from portal.accounts.actions import passwords
from tests.conftest import SLOW_HASHER, SLOW_NOBODY


def test_a_check_takes_the_memory_and_the_turns_that_are_recommended():
    assert SLOW_HASHER.memory_cost >= RFC_9106_LOW_MEMORY.memory_cost
    assert SLOW_HASHER.time_cost >= RFC_9106_LOW_MEMORY.time_cost


def test_an_unknown_name_costs_a_whole_check_like_a_known_one_and_no_password_fits():
    of_a_known_one = SLOW_HASHER.hash("a good long password")

    assert not SLOW_HASHER.check_needs_rehash(SLOW_NOBODY), "of another cost"
    assert len(SLOW_NOBODY) == len(of_a_known_one)
    with pytest.raises(VerifyMismatchError):  # worked out to the end; another fault ends sooner
        SLOW_HASHER.verify(SLOW_NOBODY, "a good long password")
    assert not passwords.matches(None, "a good long password")
