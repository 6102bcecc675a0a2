"""A code that looks wrong: what to compare, one tap, and who is told."""

import pytest
from sqlalchemy import select

from portal.accounts.rules import Role
from portal.boards.models import SuspectCode
from portal.boards.rules import SIGN_WORDS, SuspectSign
from portal.db import db
from portal.messages import Notice
from tests.factories import COMMUNITY_CODE, DISTRICT_CODE, STREET_CODE, a_board, a_clerk
from tests.public.reporting import in_english


@pytest.fixture
def client(client):
    return in_english(client)


def doubt(client, board, sign="pasted_over"):
    return client.post(f"/b/{board.code}/check", data={"sign": sign})


def kept():
    return db.session.scalars(select(SuspectCode).order_by(SuspectCode.id)).all()


def test_a_board_says_what_to_compare_with_the_print(client):
    board = a_board()

    page = client.get(f"/b/{board.code}").text

    assert "localhost:8000" in page
    assert board.number in page
    assert f'href="/b/{board.code}/check"' in page


def test_each_sign_is_one_button_and_nothing_must_be_typed(client):
    board = a_board()

    page = client.get(f"/b/{board.code}/check").text

    assert page.count('name="sign"') == len(SuspectSign) == len(SIGN_WORDS)
    assert "<textarea" not in page
    assert 'type="text"' not in page


@pytest.mark.parametrize("sign", list(SuspectSign))
def test_a_tap_tells_the_community_and_the_command_centre(client, sign):
    board = a_board()
    told = [
        a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE),
        a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE),
    ]
    a_clerk(Role.STREET_CLERK, area_code=STREET_CODE)
    a_clerk(Role.COMMUNITY_CLERK, area_code="330108003005")

    page = doubt(client, board, sign)

    assert page.status_code == 303
    assert page.location == f"/b/{board.code}"
    assert "Thank you" in client.get(page.location).text
    (one,) = kept()
    assert (one.board_id, one.sign, one.times) == (board.id, sign, 1)
    notices = db.session.scalars(select(Notice).order_by(Notice.id)).all()
    assert [(n.person_id, n.kind, n.case_number) for n in notices] == [
        (person.id, "code_suspected", board.number) for person in told
    ]


def test_whoever_says_it_again_is_counted_and_nobody_is_told_twice(client):
    board = a_board()
    a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)

    for sign in ("pasted_over", "pasted_over", "asks_for_money"):
        doubt(client, board, sign)

    (one,) = kept()
    assert (one.times, one.sign) == (3, SuspectSign.ASKS_FOR_MONEY)
    assert len(db.session.scalars(select(Notice)).all()) == 1


def test_each_board_is_doubted_by_itself(client):
    for board in (a_board(), a_board()):
        doubt(client, board)

    assert [one.times for one in kept()] == [1, 1]


@pytest.mark.parametrize("sign", ["", "stolen", "PASTED_OVER", "x" * 9000, "\x00"])
def test_what_is_no_sign_is_refused_and_asked_again(client, sign):
    board = a_board()

    page = doubt(client, board, sign)

    assert page.status_code == 422
    assert page.text.count('name="sign"') == len(SuspectSign)
    assert kept() == []


@pytest.mark.parametrize("how", ["get", "post"])
def test_a_board_that_does_not_exist_has_no_such_page(client, how):
    page = getattr(client, how)("/b/NOBODY/check", data={"sign": "pasted_over"})

    assert page.status_code == 404


def test_a_doubt_needs_the_forms_token(another, database):
    board = a_board()
    app = another(PORTAL_DATABASE_URL=database, forms_need_tokens=True)

    assert doubt(app.test_client(), board).status_code == 400


def test_one_board_is_doubted_so_often_in_an_hour_and_no_more(another, database):
    board, other = a_board(), a_board()
    app = another(PORTAL_DATABASE_URL=database, PORTAL_RATE_LIMITS="on")
    client = app.test_client()

    answers = [doubt(client, board).status_code for _ in range(21)]

    assert answers == [303] * 20 + [429]
    assert doubt(client, other).status_code == 303


def test_nothing_is_kept_of_who_doubted(client):
    client.post(
        f"/b/{a_board().code}/check",
        data={"sign": "other_site"},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
        headers={"User-Agent": "Some Phone"},
    )

    (row,) = db.session.execute(select(*SuspectCode.__table__.c)).all()
    assert "203.0" not in repr(row)
    assert "Phone" not in repr(row)
