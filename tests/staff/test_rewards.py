"""The pages of rewards: budgets, approval, pay lists, goods, the book, and one's own."""

import io

import pytest
from sqlalchemy import select, text

from portal import clock
from portal.accounts.models import Post
from portal.accounts.rules import Role
from portal.db import db
from portal.rewards.actions import goods as stock
from portal.rewards.actions import money, payouts
from portal.rewards.actions.proving import prove
from portal.rewards.models import PayBatch, RewardGoods, RewardPayment
from portal.rewards.queries import money as queries
from portal.rewards.rules.pay_file import BatchKind
from portal.sheets import csv_lines, lines_of
from tests.conftest import NOW
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, a_clerk, signed_in
from tests.rewards.money_cast import QUARTER, a_cast
from tests.rewards.test_pay_file import answered

HERE = f"/staff/rewards/communities/{COMMUNITY_CODE}"
ASKED = {"quarter": "2026Q2", "lang": "en"}
FEN = [5000, 10000, 20000, 35000, 60000]


@pytest.fixture
def cast(app, monkeypatch):
    from portal.policy.actions import set_value

    set_value("star_fen", FEN, from_day=QUARTER, why="test", by="test", now=NOW)
    return a_cast(1, 2, 3)


def approved(cast):
    cast.budget(1_000_000)
    made = cast.proposed()
    money.approve(made, by=cast.lead, now=NOW)
    return made


def test_finance_sets_a_budget_and_proposes_and_the_lead_approves(client, cast):
    signed_in(client, cast.finance)
    wrong = client.post(f"{HERE}/budget", query_string=ASKED, data={"amount": "x", "why": "y"})
    client.post(f"{HERE}/budget", query_string=ASKED, data={"amount": "349.99", "why": "share"})
    client.post(f"{HERE}/propose", query_string=ASKED)
    refused = client.post(f"{HERE}/approve", query_string=ASKED)

    assert wrong.status_code == 422
    assert 'value="x"' in wrong.text
    assert refused.status_code == 403
    signed_in(client, cast.lead)
    lacking = client.post(f"{HERE}/approve", query_string=ASKED)
    assert lacking.status_code == 422
    assert "0.01 yuan lack" in lacking.text
    assert queries.standing_of(cast.community, QUARTER).committed == 0
    cast.budget(35_000)
    assert client.post(f"{HERE}/approve", query_string=ASKED).status_code == 303
    page = client.get(HERE, query_string=ASKED)
    assert page.text.count("Reward approved") == 3
    assert "350.00" in page.text


def test_a_budget_is_never_less_than_what_is_promised(client, cast):
    approved(cast)
    signed_in(client, cast.finance)

    page = client.post(f"{HERE}/budget", query_string=ASKED, data={"amount": "1", "why": "cut"})

    assert page.status_code == 422
    assert "350.00 yuan of it are promised" in page.text


def test_another_street_does_not_exist(client, cast):
    approved(cast)
    number = db.session.scalars(select(RewardPayment)).first().number
    signed_in(client, a_clerk(Role.FINANCE, area_code="330108001"))

    assert client.get(HERE).status_code == 404
    assert client.get(f"/staff/rewards/payments/{number}").status_code == 404
    assert client.post(f"{HERE}/propose", query_string=ASKED).status_code == 404


def test_one_reward_is_refused_or_taken_back_with_a_reason(client, cast):
    cast.budget(1_000_000)
    first, second, _third = (payment.number for payment in cast.proposed())
    signed_in(client, cast.lead)

    without = client.post(f"/staff/rewards/payments/{first}/refuse", data={"why": ""})
    client.post(f"/staff/rewards/payments/{first}/refuse", data={"why": "moved away"})
    client.post(f"/staff/rewards/payments/{second}/approve")
    own = client.post(f"/staff/rewards/payments/{second}/reverse", data={"why": "a slip"})
    signed_in(client, cast.street)
    other = client.post(f"/staff/rewards/payments/{second}/reverse", data={"why": "a slip"})

    assert (without.status_code, own.status_code, other.status_code) == (422, 403, 303)
    page = client.get(f"/staff/rewards/payments/{second}?lang=en")
    assert "Taken back by a counter-entry" in page.text
    assert "a slip" in page.text


def test_a_list_goes_out_and_comes_back(client, cast):
    approved(cast)
    signed_in(client, cast.finance)
    made = client.post(
        "/staff/rewards/lists", query_string=ASKED, data={"area": DISTRICT_CODE, "kind": "bank"}
    )
    batch = db.session.scalars(select(PayBatch)).one()
    address = f"/staff/rewards/lists/{batch.number}"
    assert made.location == address

    first, again = (client.get(f"{address}/file.xlsx").data for _ in range(2))
    wide = client.get(f"{address}/file.csv?encoding=gb18030").data
    assert first == again
    assert lines_of(first, most_bytes=10**6) == lines_of(wide, most_bytes=10**6)

    table = answered(payouts.list_of(batch), failed={"3"})
    for row in table[1:-2]:
        row[8] = row[8] and str(clock.day_of(NOW))
    table[1][5] = "1"
    bad = client.post(f"{address}/results?lang=en", data={"file": as_file(table)})
    assert bad.status_code == 422
    assert "Line 2: The amount has to be" in bad.text
    assert not db.session.get(PayBatch, batch.id).closed_at
    table[1][5] = str(batch.lines[0].amount_fen)
    assert client.post(f"{address}/results", data={"file": as_file(table)}).status_code == 303
    page = client.get(f"{address}?lang=en")
    assert "账户已注销" in page.text
    assert client.post(f"{address}/withdraw", data={"why": "late"}).status_code == 409


def as_file(table):
    return io.BytesIO(b"".join(csv_lines(table))), "back.csv"


def test_no_file_and_a_file_that_is_none_are_refused_in_words(client, cast):
    approved(cast)
    batch = payouts.make_batch(DISTRICT_CODE, QUARTER, BatchKind.BANK, by=cast.finance, now=NOW)
    address = f"/staff/rewards/lists/{batch.number}"
    signed_in(client, cast.finance)

    for content in (b"", b"\x00\x01", b"PK\x03\x04 broken"):
        page = client.post(f"{address}/results", data={"file": (io.BytesIO(content), "x.csv")})
        assert page.status_code == 422
    assert client.post(f"{address}/withdraw", data={"why": "wrong"}).status_code == 303


def test_finance_keeps_a_catalogue_and_its_stock(client, cast):
    signed_in(client, cast.finance)
    form = {"name": "米", "name_en": "Rice", "value": "45", "area": DISTRICT_CODE}
    worthless = client.post("/staff/rewards/goods", data=form | {"value": "0"})
    client.post("/staff/rewards/goods", data=form)
    address = f"/staff/rewards/goods/{db.session.scalars(select(RewardGoods)).one().id}"

    client.post(f"{address}/stock", data={"count": "2", "why": "bought"})
    less = client.post(f"{address}/stock?lang=en", data={"count": "-3", "why": "lost"})
    client.post(f"{address}/end")

    assert (worthless.status_code, less.status_code) == (422, 422)
    assert "Only 2 are there" in less.text
    assert "no longer offered" in client.get("/staff/rewards/goods?lang=en").text


@pytest.fixture
def in_goods(cast):
    """A proposed reward of a volunteer who can sign in, and goods that are there."""
    rice = stock.add_goods("米", "Rice", 4500, area_code=DISTRICT_CODE, by=cast.lead, now=NOW)
    stock.move_stock(rice, 2, why="bought", by=cast.finance, now=NOW)
    cast.budget(1_000_000)
    payment = cast.proposed()[1]
    code = f"{COMMUNITY_CODE}001"
    post = Post(person=payment.person, role=Role.VOLUNTEER, area_code=code, started_on=QUARTER)
    db.session.add(post)
    return payment, rice


def test_a_volunteer_chooses_goods_and_collects_them_with_a_code(client, cast, in_goods):
    payment, rice = in_goods
    person, mine = payment.person, f"/staff/my-rewards/{payment.number}"
    signed_in(client, person)
    assert client.post(f"{mine}/choose", data={"what": str(rice.id)}).status_code == 303
    assert client.post(f"{mine}/choose", data={"what": "999"}).status_code == 422
    money.approve([payment], by=cast.lead, now=NOW)
    code = payment.code
    assert code[:3] in client.get(mine).text

    signed_in(client, cast.street)
    assert client.get("/staff/rewards/collect?code=NOPE22").status_code == 404
    assert payment.number in client.get(f"/staff/rewards/collect?code={code.lower()}").text
    first, again = (client.post("/staff/rewards/collect", data={"code": code}) for _ in range(2))

    assert (first.status_code, again.status_code) == (303, 409)
    signed_in(client, person)
    client.post(f"{mine}/confirm")
    assert "Collected on" in client.get(f"{mine}?lang=en").text
    assert db.session.get(RewardPayment, payment.id).confirmed_at == NOW


def test_somebody_elses_reward_is_not_ones_own(client, cast):
    made = cast.proposed()
    number, other = made[0].number, made[1].person
    code = f"{COMMUNITY_CODE}001"
    db.session.add(Post(person=other, role=Role.VOLUNTEER, area_code=code, started_on=QUARTER))
    signed_in(client, other)

    assert client.get(f"/staff/my-rewards/{number}").status_code == 404
    assert client.get("/staff/rewards").status_code == 403


def test_the_book_says_loudly_when_it_is_not_right(client, cast):
    approved(cast)
    prove(now=NOW)
    signed_in(client, cast.finance)
    calm = client.get("/staff/rewards/book", query_string=ASKED)
    assert "every entry balances" in calm.text
    assert "-10,000.00" in calm.text

    db.session.execute(text("UPDATE book_lines SET amount_fen = amount_fen + 1"))
    client.post("/staff/rewards/book/prove")

    loud = client.get("/staff/rewards/book", query_string=ASKED)
    assert "THE BOOK IS NOT RIGHT" in loud.text
    assert "banner-danger" in loud.text
    assert "An entry does not balance" in loud.text


def test_an_account_leads_to_its_entries_page_by_page(client, cast, monkeypatch):
    from portal.rewards.queries import book

    monkeypatch.setattr(book, "ENTRIES", 2)
    made = approved(cast)
    numbers = [payment.number for payment in made]
    signed_in(client, cast.street)

    first = client.get("/staff/rewards/book/committed", query_string=ASKED).text
    assert numbers[2] in first
    assert numbers[0] not in first
    before = first.split("before=")[1].split('"')[0].split("&")[0]
    second = client.get("/staff/rewards/book/committed", query_string=ASKED | {"before": before})
    assert numbers[0] in second.text
    assert client.get("/staff/rewards/book/nothing").status_code == 404


def test_the_year_is_stated_by_person_also_as_a_file(client, cast):
    made = approved(cast)
    rice = stock.add_goods("米", "Rice", 4000, area_code=DISTRICT_CODE, by=cast.lead, now=NOW)
    assert rice.id
    batch = payouts.make_batch(DISTRICT_CODE, QUARTER, BatchKind.BANK, by=cast.finance, now=NOW)
    table = answered(payouts.list_of(batch))
    for row in table[1:-2]:
        row[8] = str(clock.day_of(NOW))
    payouts.take_results(batch, list(enumerate(table, 1)), by=cast.finance, now=NOW)
    number = made[2].person.number
    signed_in(client, cast.finance)

    page = client.get("/staff/rewards/statements?year=2026&lang=en").text
    lines = lines_of(client.get("/staff/rewards/statements.csv?lang=en").data, most_bytes=10**6)

    assert "350.00" in page
    assert [cells[5] for _n, cells in lines if cells[0] == number] == ["200.00"]
    assert client.get("/staff/rewards/statements.xlsx").data.startswith(b"PK")
    assert client.get("/staff/rewards/statements?year=1999").status_code == 404
    assert client.get("/staff/rewards?quarter=2031Q1").status_code == 404
