"""A grid worker's own photo: on the board with consent, off it when the consent is taken back."""

import base64
import io
from datetime import date

import pytest
from PIL import Image
from pypdf import PdfReader

from portal import clock
from portal.accounts.rules import Role
from portal.boards import actions, queries
from portal.boards.drawing import draw_boards
from portal.boards.queries import Part
from portal.boards.rules import Field
from portal.grids.rules import DISTRICT, Duty
from tests.factories import a_board, a_clerk, a_photo, an_appointment, signed_in

PAGE = "/staff/my-photo"


@pytest.fixture
def board(client):
    return a_board()


@pytest.fixture
def worker(client, board):
    worker = a_clerk(Role.GRID_WORKER, area_code=board.grid.code)
    an_appointment(board.grid, Duty.FULL_TIME_WORKER, person=worker)
    signed_in(client, worker)
    client.set_cookie("lang", "en")
    return worker


def said_on(board):
    today = date(2026, 9, 21)
    return actions.content_of(board, today, base_url="https://x.example", supervision_phone="1")


def photo_on(board):
    return said_on(board).people[0].photo


def give(client, size=(900, 1200), **more):
    photo = (io.BytesIO(a_photo(size=size)), "me.jpg")
    return client.post(PAGE, data={"photos": photo, **more}, follow_redirects=True)


def test_a_photo_that_its_owner_agrees_to_is_on_the_board(client, board, worker):
    page = give(client, agrees="y")

    assert worker.photo_agreed_at == clock.now()
    assert "You agreed on" in page.text
    assert Image.open(io.BytesIO(base64.b64decode(photo_on(board)))).format == "JPEG"
    assert client.get(f"{PAGE}/picture").mimetype == "image/jpeg"


@pytest.mark.parametrize("size", [(1, 1), (4000, 40), (30, 3000), (6000, 4000)])
def test_a_photo_of_any_shape_is_printed_on_one_sheet(client, board, worker, size):
    give(client, size=size, agrees="y")

    [page] = PdfReader(io.BytesIO(draw_boards([said_on(board)]))).pages

    assert len(page.images) == 1
    assert page.trimbox.width > page.trimbox.height


def test_without_consent_nothing_is_printed_and_the_photo_is_not_lost(client, board, worker):
    page = give(client)

    assert "Without your consent no photo is printed." in page.text
    assert 'name="kept"' in page.text
    assert worker.photo_key is None
    assert photo_on(board) == ""


def test_a_consent_without_a_photo_asks_for_one(client, worker):
    page = client.post(PAGE, data={"agrees": "y"})

    assert page.status_code == 422
    assert "Choose a photo." in page.text
    assert worker.photo_agreed_at is None


def test_what_is_no_photo_is_refused_in_words(client, worker):
    sent = {"photos": (io.BytesIO(b"%PDF-1.7"), "me.pdf"), "agrees": "y"}

    page = client.post(PAGE, data=sent)

    assert page.status_code == 422
    assert "That file is no photo we can read." in page.text


def test_a_consent_taken_back_puts_the_board_on_the_list_to_be_printed(client, board, worker):
    give(client, agrees="y")
    actions.freeze([board], by=worker, now=clock.now())

    page = client.post(f"{PAGE}/withdraw", follow_redirects=True)
    actions.compare([board], now=clock.now())

    assert "Taken back." in page.text
    assert photo_on(board) == ""
    assert client.get(f"{PAGE}/picture").status_code == 404
    assert queries.list_boards(DISTRICT, Part.REPRINT).boards == [board]
    assert [why["field"] for why in board.out_of_date_why] == [Field.PHOTO]


def test_who_stands_on_no_board_is_not_asked(client):
    signed_in(client, a_clerk(Role.DISPATCHER, area_code="330108"))

    assert client.get(PAGE).status_code == 403
