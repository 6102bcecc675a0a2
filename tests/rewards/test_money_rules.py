"""What is true of payments, whatever is stored."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.access import GRANTS, Permission
from portal.accounts.rules import Role, refuse_misplaced_post
from portal.errors import NotAcceptable, NotAllowedNow, NotYours
from portal.policy.rules import DRAFT, Policy
from portal.rewards.rules.book import AccountKind, granted, is_balanced, issued, stepped, supplied
from portal.rewards.rules.money import (
    APPROVES,
    CLEAR,
    HANDS_OVER,
    MOVES,
    PAYS,
    PROPOSES,
    SEES_MONEY,
    Hands,
    PayKind,
    PayState,
    PayStep,
    after,
    code_meant,
    collect_code,
    fen_of,
    open_from,
    plain_yuan,
    refuse_beyond,
    refuse_early,
    refuse_own_hands,
    refuse_to_undo,
    reward_for,
    yuan,
)
from portal.rewards.rules.quarters import (
    key_of,
    last_day,
    quarter_after,
    quarter_called,
    quarter_of,
    quarters_before,
)

HANDS = Hands(payee_id=1, proposer_id=2, mover_id=3)


def test_a_star_brings_nothing_until_the_district_has_set_amounts():
    assert [reward_for(stars, DRAFT) for stars in range(6)] == [0] * 6
    policy = Policy(star_fen=(1, 2, 3, 4, 5))
    assert [reward_for(stars, policy) for stars in range(6)] == [0, 1, 2, 3, 4, 5]


def test_a_quarter_is_open_once_nothing_of_it_is_sampled_any_more():
    assert open_from(date(2026, 7, 1), DRAFT) == date(2026, 10, 16)
    refuse_early(date(2026, 10, 16), date(2026, 10, 16))
    with pytest.raises(NotAcceptable, match="2026-10-16"):
        refuse_early(date(2026, 10, 16), date(2026, 10, 15))


@given(st.dates(date(2001, 1, 1), date(2098, 1, 1)))
def test_quarters_follow_each_other_without_a_gap(day):
    quarter = quarter_of(day)

    assert quarter <= day <= last_day(quarter)
    assert quarters_before(quarter_after(quarter), 2) == [quarter_after(quarter), quarter]
    assert quarter_called(key_of(quarter)) == quarter


@pytest.mark.parametrize(
    ("by", "is_related"),
    [
        pytest.param(1, False, id="one's own"),
        pytest.param(2, False, id="what one proposed"),
        pytest.param(9, True, id="a relative's"),
    ],
)
def test_nobody_approves_what_is_too_near_to_them(by, is_related):
    with pytest.raises(NotYours):
        refuse_own_hands(by, HANDS, is_related=is_related)
    refuse_own_hands(9, HANDS, is_related=False)


@pytest.mark.parametrize(("by", "is_related"), [(3, False), (1, False), (9, True)])
def test_nobody_takes_back_what_they_did_or_what_is_too_near(by, is_related):
    with pytest.raises(NotYours):
        refuse_to_undo(by, HANDS, is_related=is_related)
    refuse_to_undo(2, HANDS, is_related=False)


def test_a_budget_that_is_too_small_says_how_much_lacks():
    refuse_beyond(500, 500, date(2026, 7, 1))
    with pytest.raises(NotAcceptable, match=r"quarter 3 of 2026 .* 0\.01 yuan lack"):
        refuse_beyond(500, 501, date(2026, 7, 1))


@given(st.integers(0, 10**11 - 1))
def test_an_amount_is_read_as_it_was_written(fen):
    assert fen_of(yuan(fen)) == fen
    assert fen_of(plain_yuan(fen)) == fen


@given(st.text(alphabet=string.printable + "，．"))
def test_whatever_is_typed_is_an_amount_of_whole_fen_or_none(words):
    found = fen_of(words)

    assert found is None or (isinstance(found, int) and found >= 0)


@given(st.binary(min_size=6, max_size=6))
def test_a_code_has_no_letter_that_is_mistaken_for_another(letters):
    code = collect_code(letters)

    assert len(code) == 6
    assert not set(code) & set("01OIL")
    assert code_meant(f" {code[:3].lower()}-{code[3:].lower()} ") == code
    assert set(code) <= set(CLEAR)


@pytest.mark.parametrize("kind", list(PayKind))
@pytest.mark.parametrize("step", list(PayStep))
@pytest.mark.parametrize("state", list(PayState))
def test_every_step_moves_as_much_out_as_in_and_goods_only_where_there_are_some(state, step, kind):
    is_move = (state, step) in MOVES
    fits = {PayStep.SEND: PayKind.MONEY, PayStep.HAND_OVER: PayKind.GOODS}.get(step, kind) is kind
    if not (is_move and fits):
        with pytest.raises(NotAllowedNow):
            after(state, step, kind)
        return
    to = after(state, step, kind)

    moved, goods = stepped(state, to, 700), issued(step, state, 700)

    assert is_balanced(moved)
    assert is_balanced(goods)
    assert bool(goods) is (PayState.COLLECTED in {state, to} and state is not to)


@given(st.lists(st.sampled_from(list(PayStep)), max_size=12), st.sampled_from(list(PayKind)))
def test_whatever_happens_to_a_reward_it_stands_on_one_account_with_its_worth(steps, kind):
    state, accounts = PayState.PROPOSED, dict.fromkeys(AccountKind, 0)
    for step in steps:
        try:
            to = after(state, step, kind)
        except NotAllowedNow:
            continue
        for account, fen in stepped(state, to, 700).items():
            accounts[account] += fen
        state = to

    held = {PayState.APPROVED: "committed", PayState.SENT: "sent", PayState.PAID: "paid"}
    where = held.get(state, "handed" if state is PayState.COLLECTED else "")
    expected = {kind: 700 if kind == where else 0 for kind in AccountKind}
    expected[AccountKind.AVAILABLE] = -700 if where else 0
    assert accounts == expected


def test_budgets_and_goods_come_from_somewhere():
    assert is_balanced(granted(500))
    assert is_balanced(granted(-500))
    assert supplied(-2, 300) == {AccountKind.SUPPLIED: 600, AccountKind.STOCK: -600}


@pytest.mark.parametrize("code", ["330108", "330108002"])
def test_finance_serves_the_district_or_a_street(code):
    refuse_misplaced_post(Role.FINANCE, code, has_unit=False)
    with pytest.raises(NotAcceptable):
        refuse_misplaced_post(Role.FINANCE, f"{code}002021", has_unit=False)
    with pytest.raises(NotAcceptable):
        refuse_misplaced_post(Role.LEAD, "330108002", has_unit=False)


def test_nobody_both_proposes_or_pays_and_approves():
    assert not APPROVES & (PROPOSES | PAYS)
    for role, permissions in GRANTS.items():
        assert (Permission.PROPOSE_REWARDS in permissions) is (role in PROPOSES)
        assert (Permission.APPROVE_REWARDS in permissions) is (role in APPROVES)
        assert (Permission.PAY_REWARDS in permissions) is (role in PAYS)
        assert (Permission.SEE_REWARDS in permissions) is (role in SEES_MONEY)
        assert (Permission.HAND_OVER_GOODS in permissions) is (role in HANDS_OVER)
