"""Boards are ordered, drawn in portions, packed, and fetched by nobody but who ordered them."""

import io
import zipfile

import pytest

from portal.accounts.rules import Role
from portal.boards import jobs
from portal.boards.models import Board, PrintOrder
from portal.db import db
from tests.factories import a_board, a_clerk, a_matter, signed_in


@pytest.fixture
def clerk(client):
    person = a_clerk(Role.STREET_CLERK, area_code="330108002")
    signed_in(client, person)
    return person


def ordered(client, packing):
    form = {"key": "print-request-00001", "packing": packing, "sheet": "a3-landscape", "copies": 2}
    answer = client.post("/staff/boards/print?lang=en", data=form | {"part": "valid"})
    assert answer.status_code == 303, answer.text
    order = db.session.query(PrintOrder).one()
    while order.ended_at is None:
        jobs.draw_boards(order.id)
        jobs.draw_boards(order.id)  # as after a crash before it was noted
        jobs.print_boards(order.id)
    db.session.commit()
    return answer.location


@pytest.mark.parametrize("packing", ["one-pdf", "files", "folders"])
def test_an_order_becomes_a_file_that_only_its_owner_fetches(client, clerk, packing):
    boards = [a_board(), a_board()]
    page = ordered(client, packing)

    file = client.get(f"{page}/file")
    sheet = client.get(f"{page}/sheet.csv").text

    assert "Ready." in client.get(f"{page}?lang=en").text
    assert all(board.number in sheet for board in boards)
    assert file.data.startswith(b"%PDF" if packing == "one-pdf" else b"PK")
    if packing == "folders":
        names = zipfile.ZipFile(io.BytesIO(file.data)).namelist()
        assert f"春江社区/{boards[0].number}-r1.pdf" in names
        assert "印刷单.csv" in names
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108002"))
    assert client.get(f"{page}/file").status_code == 404


def test_a_board_elsewhere_does_not_exist(client):
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108001"))

    assert client.get(f"/staff/boards/{a_board().code}").status_code == 404


def test_a_revoked_code_says_so_and_leads_on(client, clerk):
    board = a_board()
    answer = client.post(
        f"/staff/boards/{board.code}/revoke", data={"why": "lost", "note": "不见了"}
    )
    new = db.session.query(Board).filter(Board.revoked_at.is_(None)).one()

    page = client.get(f"/b/{board.code.lower()}?lang=en")

    assert answer.location.endswith(new.code)
    assert page.status_code == 200
    assert "no longer valid" in page.text
    assert f"/b/{new.code}" in page.text
    assert client.get(f"/b/{board.code}/board.pdf").location == f"/b/{new.code}/board.pdf"


def test_one_tap_tells_of_a_board_and_makes_one_case_a_day(client):
    board, _matter = a_board(), a_matter(national_code="01065")
    taps = [
        client.post(f"/b/{board.code}/fault", data={"finding": finding})
        for finding in ("damaged", "damaged", "outdated")
    ]
    signed_in(client, a_clerk(Role.STREET_CLERK, area_code="330108002"))
    page = client.get(f"/staff/boards/{board.code}?lang=en").text

    assert [tap.status_code for tap in taps] == [303] * 3
    assert "said 2 times" in page
    assert page.count("/staff/cases/BJ") == 2
    assert client.post(f"/b/{board.code}/fault", data={"finding": "fine"}).status_code == 422
