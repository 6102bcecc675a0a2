"""Budgets, rewards and lists as they are kept, with the book that stands for all of them."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text

from portal.db import db
from portal.errors import NotAcceptable, NotAllowedNow, NotYours
from portal.messages.notices import Notice
from portal.policy.rules import DRAFT
from portal.rewards.actions import goods as stock
from portal.rewards.actions import money, payouts
from portal.rewards.actions.proving import prove
from portal.rewards.models import BookEntry, BookLine, RewardPayment
from portal.rewards.queries import book, statements
from portal.rewards.queries import goods as goods_queries
from portal.rewards.queries import money as queries
from portal.rewards.rules.book import AccountKind, ProofFault
from portal.rewards.rules.money import PayState
from portal.rewards.rules.pay_file import BatchKind
from tests.factories import DISTRICT_CODE, a_person
from tests.rewards.money_cast import OPEN_AT, POLICY, QUARTER, a_cast
from tests.rewards.test_pay_file import answered

pytestmark = pytest.mark.usefixtures("app")


def balances(cast):
    accounts = book.accounts_of([cast.community.id], QUARTER)
    return {balance.kind: balance.fen for balance in book.trial_balance(accounts)}


def faults():
    return [(fault["kind"], fault["about"]) for fault in prove(now=OPEN_AT).faults]


def sent(cast, kind=BatchKind.BANK):
    return payouts.make_batch(DISTRICT_CODE, QUARTER, kind, by=cast.finance, now=OPEN_AT)


def bring_back(batch, cast, *, failed=(), first="Y"):
    table = answered(payouts.list_of(batch), failed=set(failed))
    for row in table[1:-2]:
        row[6] = row[6] and row[6].replace("Y", first)
        row[8] = row[8] and "2026-08-02"
    lines = list(enumerate(table, 1))
    return payouts.take_results(batch, lines, by=cast.finance, now=OPEN_AT)


def test_a_reward_is_proposed_for_each_rating_with_stars_and_only_once():
    cast = a_cast(0, 1, 3, 5)

    made = cast.proposed()
    again = cast.proposed()

    assert [payment.amount_fen for payment in made] == [5000, 20000, 60000]
    assert {payment.state for payment in made} == {PayState.PROPOSED}
    assert {payment.opens_on for payment in made} == {date(2026, 7, 16)}
    assert again == []
    assert balances(cast) == {}


def test_nothing_is_proposed_while_stars_bring_nothing():
    cast = a_cast(1, 5)

    assert money.propose(cast.community, QUARTER, DRAFT, by=cast.finance, now=OPEN_AT) == []


def test_what_was_refused_can_be_proposed_anew():
    cast = a_cast(2)
    (payment,) = cast.proposed()

    money.refuse(payment, why="left in May", by=cast.lead, now=OPEN_AT)

    assert payment.state is PayState.REFUSED
    assert len(cast.proposed()) == 1


def test_a_budget_changes_by_new_rows_and_never_below_what_is_promised():
    cast = a_cast(3)
    cast.approved(budget=50000)

    with pytest.raises(NotAcceptable, match=r"200\.00 yuan of it"):
        cast.budget(19999)
    with pytest.raises(NotAcceptable, match="already"):
        cast.budget(50000)
    cast.budget(20000)

    assert [row.amount_fen for row in queries.budget_rows(cast.community, QUARTER)] == [
        20000,
        50000,
    ]
    assert balances(cast) == {
        AccountKind.GRANTED: -20000,
        AccountKind.AVAILABLE: 0,
        AccountKind.COMMITTED: 20000,
    }
    assert faults() == []


def test_approving_takes_a_second_person_who_is_no_relative_and_the_end_of_the_window():
    cast = a_cast(1, 2)
    cast.budget(100_000)
    made = cast.proposed()
    payee = made[0].person

    for by, related in (
        (cast.finance, lambda _a, _b: False),
        (payee, lambda _a, _b: False),
        (cast.lead, lambda a, b: {a, b} == {cast.lead.id, payee.id}),
    ):
        with pytest.raises(NotYours):
            money.approve(made, by=by, now=OPEN_AT, related=related)
    with pytest.raises(NotAcceptable, match="2026-07-16"):
        money.approve(made, by=cast.lead, now=datetime(2026, 7, 15, 2, tzinfo=UTC))
    assert {payment.state for payment in made} == {PayState.PROPOSED}
    money.approve(made, by=cast.lead, now=datetime(2026, 7, 16, 2, tzinfo=UTC))
    assert {payment.state for payment in made} == {PayState.APPROVED}


def test_beyond_the_budget_nothing_is_approved_and_what_lacks_is_said():
    cast = a_cast(1, 2)
    cast.budget(14999)
    made = cast.proposed()

    with pytest.raises(NotAcceptable, match=r"0\.01 yuan lack"):
        money.approve(made, by=cast.lead, now=OPEN_AT)

    assert {payment.state for payment in made} == {PayState.PROPOSED}
    assert queries.standing_of(cast.community, QUARTER).committed == 0
    with pytest.raises(NotAllowedNow, match="No reward waits"):
        money.approve([], by=cast.lead, now=OPEN_AT)


def test_without_a_budget_nothing_is_approved():
    cast = a_cast(1)

    with pytest.raises(NotAcceptable, match=r"has 0\.00 yuan left"):
        money.approve(cast.proposed(), by=cast.lead, now=OPEN_AT)


def test_a_list_is_paid_line_by_line_and_what_the_bank_refused_waits_again():
    cast = a_cast(1, 2, 3)
    made = cast.approved(budget=100_000)
    batch = sent(cast)
    with pytest.raises(NotAllowedNow, match="No approved reward"):
        sent(cast)

    read = bring_back(batch, cast, failed={"2"})

    assert read.faults == []
    assert [payment.state for payment in made] == [PayState.PAID, PayState.APPROVED, PayState.PAID]
    assert made[0].voucher == "Y1"
    assert made[0].settled_on == date(2026, 8, 2)
    assert made[1].steps[-1].words == "账户已注销"
    assert balances(cast) == {
        AccountKind.GRANTED: -100_000,
        AccountKind.AVAILABLE: 65_000,
        AccountKind.COMMITTED: 10_000,
        AccountKind.SENT: 0,
        AccountKind.PAID: 25_000,
    }
    with pytest.raises(NotAllowedNow, match="closed"):
        bring_back(batch, cast)
    second = sent(cast)
    assert [line.payment_id for line in second.lines] == [made[1].id]
    assert bring_back(second, cast).faults  # its first voucher was used by the first list
    assert bring_back(second, cast, first="Z").faults == []
    assert faults() == []


def told(payment):
    rows = select(Notice.kind, Notice.facts).where(Notice.person_id == payment.person_id)
    return [tuple(row) for row in db.session.execute(rows.order_by(Notice.id))]


def test_whoever_gets_a_reward_is_told_what_becomes_of_it():
    cast = a_cast(1, 2, 3)
    paid, failed, refused = cast.proposed()
    cast.budget(100_000)
    money.approve([paid, failed], by=cast.lead, now=OPEN_AT)
    money.refuse(refused, why="left in May", by=cast.lead, now=OPEN_AT)
    bring_back(sent(cast), cast, failed={"2"})

    money.reverse(paid, why="paid to the wrong account", by=cast.lead, now=OPEN_AT)

    steps = ("reward_approved", "reward_paid", "reward_reversed")
    assert told(paid) == [(step, paid.number) for step in steps]
    assert [kind for kind, _number in told(failed)] == ["reward_approved", "reward_failed"]
    assert told(refused) == [("reward_refused", refused.number)]


def test_a_list_with_a_fault_changes_nothing():
    cast = a_cast(1, 2)
    made = cast.approved()
    batch = sent(cast)
    table = answered(payouts.list_of(batch))
    table[2][4], table[2][5] = "999.00", "99900"

    read = payouts.take_results(batch, list(enumerate(table, 1)), by=cast.finance, now=OPEN_AT)

    assert 3 in [fault.line for fault in read.faults]
    assert {payment.state for payment in made} == {PayState.SENT}
    assert batch.closed_at is None


def test_a_list_can_be_taken_back_and_is_the_same_bytes_at_any_time():
    cast = a_cast(1, 4)
    made = cast.approved()
    batch = sent(cast, BatchKind.VOUCHERS)
    before = payouts.list_of(batch)

    payouts.withdraw_batch(batch, why="wrong month", by=cast.finance, now=OPEN_AT)

    assert {payment.state for payment in made} == {PayState.APPROVED}
    assert payouts.list_of(batch) == before
    assert batch.checksum == before.checksum
    assert before.rows[0].voucher == f"{batch.number}-0001"
    assert faults() == []


def test_a_payment_is_taken_back_by_a_counter_entry_of_somebody_else():
    cast = a_cast(5)
    (payment,) = cast.approved(budget=60_000)
    bring_back(sent(cast), cast)

    with pytest.raises(NotYours):
        money.reverse(payment, why="paid twice", by=cast.finance, now=OPEN_AT)
    money.reverse(payment, why="paid twice", by=cast.street, now=OPEN_AT)

    assert payment.state is PayState.REVERSED
    assert balances(cast)[AccountKind.AVAILABLE] == 60_000
    assert len(book.entries_of_payment(payment.id)) == 4
    assert [line.total for line in statements.years_line_by_line([cast.community], 2026)] == [0]
    assert len(cast.proposed()) == 1
    assert faults() == []


def promised_rice(cast, count=1):
    """Two rewards that both want rice, and so many bags of it."""
    cast.budget(40_000)
    first, second = cast.proposed()
    rice = stock.add_goods("大米", "Rice", 6000, area_code=DISTRICT_CODE, by=cast.lead, now=OPEN_AT)
    stock.move_stock(rice, count, why="bought", by=cast.finance, now=OPEN_AT)
    for payment in (first, second):
        money.choose(payment, rice, by=payment.person, now=OPEN_AT)
    return first, second, rice


def test_goods_are_promised_only_as_far_as_they_go():
    cast = a_cast(3, 3)
    first, second, rice = promised_rice(cast)

    with pytest.raises(NotAcceptable, match="1 of 大米 are free, 2 are needed"):
        money.approve([first, second], by=cast.lead, now=OPEN_AT)
    money.choose(second, None, by=second.person, now=OPEN_AT)
    money.approve([first, second], by=cast.lead, now=OPEN_AT)

    with pytest.raises(NotAcceptable, match="Only 0 are there"):
        stock.move_stock(rice, -1, why="spoilt", by=cast.finance, now=OPEN_AT)
    assert (first.worth_fen, second.worth_fen) == (6000, 20_000)
    assert queries.standing_of(cast.community, QUARTER).committed == 26_000
    assert faults() == []


def test_goods_are_handed_over_against_a_code_and_brought_back():
    cast = a_cast(3, 3)
    first, second, rice = promised_rice(cast, 2)
    money.approve([first, second], by=cast.lead, now=OPEN_AT)

    assert queries.payment_by_code([DISTRICT_CODE], (first.code or "").lower()) is first
    with pytest.raises(NotYours):
        stock.hand_over(first, by=first.person, now=OPEN_AT)
    stock.hand_over(first, by=cast.finance, now=OPEN_AT)
    money.confirm(first, by=first.person, now=OPEN_AT)

    assert first.state is PayState.COLLECTED
    assert first.confirmed_at == OPEN_AT
    assert balances(cast)[AccountKind.HANDED] == 6000
    assert goods_queries.stocks([rice])[0].there == 1
    assert faults() == []
    money.reverse(first, why="rice was spoilt", by=cast.lead, now=OPEN_AT)
    assert goods_queries.stocks([rice])[0].there == 2
    assert balances(cast)[AccountKind.AVAILABLE] == 34_000
    assert faults() == []


def test_only_its_owner_chooses_and_nothing_that_is_worth_more():
    cast = a_cast(1)
    (payment,) = cast.proposed()
    dear = stock.add_goods("车", "Bike", 5001, area_code=DISTRICT_CODE, by=cast.lead, now=OPEN_AT)

    with pytest.raises(NotYours):
        money.choose(payment, dear, by=cast.finance, now=OPEN_AT)
    with pytest.raises(NotAcceptable, match="worth more"):
        money.choose(payment, dear, by=payment.person, now=OPEN_AT)
    assert goods_queries.goods_for(cast.community.code, 6000, date(2026, 8, 3)) == []


def test_goods_are_never_sent_to_the_bank():
    cast = a_cast(2)
    (payment,) = cast.proposed()
    rice = stock.add_goods("大米", "Rice", 6000, area_code=DISTRICT_CODE, by=cast.lead, now=OPEN_AT)
    stock.move_stock(rice, 5, why="bought", by=cast.finance, now=OPEN_AT)
    money.choose(payment, rice, by=payment.person, now=OPEN_AT)
    cast.budget(50_000)
    money.approve([payment], by=cast.lead, now=OPEN_AT)

    with pytest.raises(NotAllowedNow, match="No approved reward"):
        sent(cast)


def test_the_years_statement_adds_up_by_person_and_quarter():
    cast = a_cast(1, 2)
    made = cast.approved()
    bring_back(sent(cast), cast)

    lines = statements.years_line_by_line([cast.community], 2026)

    assert sorted(line.total for line in lines) == [5000, 10000]
    assert sorted(line.quarters for line in lines) == [[0, 0, 5000, 0], [0, 0, 10000, 0]]
    assert statements.years_line_by_line([cast.community], 2025) == []
    assert {line.person.id for line in lines} == {payment.person_id for payment in made}


@pytest.mark.parametrize(
    ("corrupt", "kind"),
    [
        pytest.param(
            "UPDATE book_lines SET amount_fen = amount_fen + 1"
            " WHERE id = (SELECT max(id) FROM book_lines)",
            {ProofFault.ENTRY, ProofFault.TRIAL, ProofFault.BALANCE},
            id="a line of the book",
        ),
        pytest.param(
            "UPDATE reward_payments SET worth_fen = worth_fen + 1"
            " WHERE id = (SELECT max(id) FROM reward_payments)",
            {ProofFault.BALANCE},
            id="a reward",
        ),
        pytest.param(
            "UPDATE reward_budgets SET amount_fen = 1",
            {ProofFault.BALANCE, ProofFault.BUDGET},
            id="a budget",
        ),
        pytest.param("UPDATE pay_lines SET name = '王二'", {ProofFault.BATCH}, id="a list"),
        pytest.param(
            "UPDATE goods_movements SET count = -3",
            {ProofFault.BALANCE, ProofFault.STOCK},
            id="the stock",
        ),
        pytest.param(
            "DELETE FROM book_lines", {ProofFault.ENTRY, ProofFault.BALANCE}, id="all lines"
        ),
    ],
)
def test_whatever_is_altered_behind_the_portals_back_is_found(corrupt, kind):
    cast = a_cast(1, 2)
    cast.approved()
    sent(cast)
    rice = stock.add_goods("大米", "Rice", 6000, area_code=DISTRICT_CODE, by=cast.lead, now=OPEN_AT)
    stock.move_stock(rice, 5, why="bought", by=cast.finance, now=OPEN_AT)
    assert faults() == []

    db.session.execute(text(corrupt))
    db.session.expire_all()

    assert {found for found, _about in faults()} == kind


def test_an_entry_that_is_not_balanced_is_never_made():
    from portal.rewards.actions.book import Place, Posting, post

    cast = a_cast()
    with pytest.raises(ValueError, match="does not sum to zero"):
        post(
            [Posting("x:1", [(Place(cast.community.id, QUARTER), {AccountKind.PAID: 1})])],
            by=cast.lead,
            now=OPEN_AT,
        )
    assert db.session.scalars(select(BookEntry)).all() == []
    assert db.session.scalars(select(BookLine)).all() == []


def test_a_reward_is_found_by_its_number_within_reach_only():
    cast = a_cast(1)
    (payment,) = cast.proposed()

    assert queries.payment_within([DISTRICT_CODE], payment.number) is payment
    assert queries.own_payment(payment.person, payment.number) is payment
    for codes, number in (
        (["330109"], payment.number),
        ([DISTRICT_CODE], "JL2026Q1-000001"),
        ([DISTRICT_CODE], "nonsense"),
    ):
        with pytest.raises(Exception, match="No such reward"):
            queries.payment_within(codes, number)
    with pytest.raises(Exception, match="No such reward"):
        queries.own_payment(a_person(), payment.number)


def test_amounts_are_those_of_the_policy_that_proposed_them():
    cast = a_cast(4)

    (payment,) = cast.proposed()

    assert payment.amount_fen == POLICY.star_fen[3]
    assert db.session.scalars(select(RewardPayment)).one().rating_id == cast.ratings[0].id
