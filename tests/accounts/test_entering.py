"""Codes, links, kept phones and passwords: what is true of them, whatever is typed and whenever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.rules import (
    Device,
    Role,
    SignInWay,
    as_code,
    device_of,
    has_idled,
    has_just_proved_themselves,
    may_be_kept,
    may_send,
    mobile,
    refuse_weak_password,
    takes_code,
    takes_link,
    ways_to_write,
)
from portal.errors import NotAcceptable
from portal.policy.rules import DRAFT

NOW = datetime(2026, 9, 21, 2, 0, tzinfo=UTC)
ROLES = st.sets(st.sampled_from(Role))
SPANS = st.timedeltas(timedelta(0), timedelta(days=200))


@given(ROLES, ROLES)
def test_only_whoever_holds_no_other_role_stays_signed_in(roles, kept):
    may = may_be_kept(roles, kept)

    assert may == (bool(roles) and not roles - kept)
    assert not may_be_kept(roles, frozenset())


@given(ROLES, ROLES, st.sampled_from(Role))
def test_one_more_role_never_lets_somebody_stay(roles, kept, more):
    if roles and not may_be_kept(roles, kept):
        assert not may_be_kept(roles | {more}, kept)


@given(SPANS)
def test_a_kept_session_ends_after_ninety_days_and_any_other_after_thirty_minutes(idle):
    assert has_idled(NOW - idle, NOW, DRAFT) == (idle > timedelta(minutes=30))
    assert has_idled(NOW - idle, NOW, DRAFT, is_kept=True) == (idle > timedelta(days=90))


@given(st.lists(SPANS, max_size=40))
def test_no_hour_and_no_day_holds_more_codes_than_the_policy_says(waits):
    sent, now = [], NOW
    for wait in waits:
        now += wait / 500
        if may_send(sent, now, DRAFT):
            sent.append(now)

    for moment in sent:
        lately = [now for now in sent if moment <= now]
        assert sum(now - moment < timedelta(hours=1) for now in lately) <= DRAFT.codes_an_hour
        assert sum(now - moment < timedelta(days=1) for now in lately) <= DRAFT.codes_a_day


@given(st.integers(0, 20), SPANS, st.booleans())
def test_a_code_is_tried_in_time_unused_and_five_times_at_most(wrong, left, is_used):
    ended, until = NOW if is_used else None, NOW + left
    is_open = left > timedelta(0) and not is_used

    assert takes_code(until, ended, wrong, NOW, DRAFT) == (is_open and wrong < 5)
    assert takes_link(until, ended, NOW) == is_open
    assert not takes_code(None, None, 0, NOW, DRAFT)
    assert not takes_link(None, None, NOW)


@given(st.text(max_size=30))
def test_a_code_is_six_digits_or_nothing(typed):
    code = as_code(typed)

    assert code == "" or (len(code) == 6 and code.isascii() and code.isdigit())
    assert as_code(code) == code


@given(st.integers(0, 999_999), st.sampled_from(["", " ", "-", "\u3000"]))
def test_a_code_is_read_however_it_is_spaced(number, gap):
    code = f"{number:06}"

    assert as_code(f" {code[:3]}{gap}{code[3:]} ") == code
    assert as_code(code.translate({48 + n: 0xFF10 + n for n in range(10)})) == code


@given(st.sampled_from(SignInWay), SPANS)
def test_the_present_password_is_asked_for_unless_a_one_time_way_was_just_used(way, since):
    is_fresh = since <= timedelta(minutes=15) and way is not SignInWay.PASSWORD

    assert has_just_proved_themselves(way, NOW - since, NOW) == is_fresh


@given(st.text(max_size=300))
def test_whatever_a_browser_says_of_itself_is_one_coarse_word(said):
    assert device_of(said) in Device


@pytest.mark.parametrize(
    ("said", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148", Device.PHONE),
        ("Mozilla/5.0 (Linux; Android 14; HBN-AL00) MicroMessenger/8.0", Device.PHONE),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", Device.COMPUTER),
        ("Mozilla/5.0 (X11; Linux x86_64)", Device.COMPUTER),
        ("curl/8.5", Device.OTHER),
        ("", Device.OTHER),
    ],
)
def test_a_phone_is_told_from_a_computer(said, device):
    assert device_of(said) is device


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_number_is_found_however_a_list_writes_it(number):
    assert {mobile(written) for written in ways_to_write(number)} == {number}


@given(st.text(max_size=9))
def test_a_short_password_is_none(password):
    with pytest.raises(NotAcceptable, match="at least 10 characters"):
        refuse_weak_password(password, [])


@given(
    st.sampled_from(["chenlin", "T00017", "陈小林", "13812345678", "chen@example.cn"]),
    st.text(max_size=10),
    st.text(max_size=10),
    st.booleans(),
)
def test_a_password_made_of_what_others_know_is_refused(known, before, after, is_loud):
    password = f"{before}{known.upper() if is_loud else known}{after}".ljust(10, "~")

    with pytest.raises(NotAcceptable, match="Others know it"):
        refuse_weak_password(password, [known])


@pytest.mark.parametrize(
    "password",
    [
        *("1234567890", "0987654321", "abcdefghij", "qwertyuiop", "8888888888", "1212121212"),
        *("Password123", "PASSWORD 123", "woaini1314", "a123456789", "１２３４５６７８９０"),
    ],
)
def test_what_others_try_first_is_refused(password):
    with pytest.raises(NotAcceptable, match="first that others try"):
        refuse_weak_password(password, [])


@pytest.mark.parametrize(
    ("password", "about"),
    [
        pytest.param("a good long password", ["lin", "T00001", "林"], id="words"),
        pytest.param("linden-trees-7", ["lin"], id="three letters are in many words"),
        pytest.param("江边晚风吹过的柳树", ["林晓"], id="nine signs, then one"),
    ],
)
def test_what_nobody_knows_is_good(password, about):
    refuse_weak_password(password.ljust(10, "！"), about)


def test_a_password_has_an_end():
    with pytest.raises(NotAcceptable, match="at most 200 characters"):
        refuse_weak_password("xyz!" * 51, [])
