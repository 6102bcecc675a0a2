"""Stories as everybody reads them, their photos, cards and posters; opening is only counted."""

import io

import pytest
from PIL import Image

from portal.boards.card import HEIGHT, WIDTH, CardContent, draw_card, wrapped
from portal.db import db
from portal.publicity.models import StoryViews
from tests.factories import a_board, a_grid, a_photo, a_released_story, a_story
from tests.public.reporting import in_english

READER = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile"}


@pytest.fixture
def client(client):
    return in_english(client)


@pytest.fixture
def story(app):
    return a_released_story(title_en="A new cover", words_en="It is there.\n\nSince Monday.")


def views():
    return sum(row.views for row in db.session.query(StoryViews))


def test_a_story_is_read_in_the_readers_language_or_in_chinese(client, story):
    only_chinese = a_released_story(title="路灯亮了")

    assert "<h1>A new cover</h1>" in client.get(f"/stories/{story.code}").text
    assert '<h1 lang="zh-CN">路灯亮了</h1>' in client.get(f"/stories/{only_chinese.code}").text


def test_a_draft_is_read_by_nobody(client, app):
    draft = a_story()

    for end in ("", "/poster", "/card.png", "/code.svg"):
        assert client.get(f"/stories/{draft.code}{end}").status_code == 404


def test_opening_is_counted_without_a_person_and_robots_are_left_out(client, story):
    address = f"/stories/{story.code}"
    client.get(address, headers=READER)
    client.get(address, headers=READER)
    client.get(address, headers={"User-Agent": "Googlebot/2.1"})
    client.get(address, headers={"User-Agent": "WhatsApp link preview"})
    client.get(address, headers=READER | {"Sec-Purpose": "prefetch"})
    assert views() == 0, "a page that is looked at writes nothing"

    client.application.extensions["tally"].flush()

    assert views() == 2


def test_words_are_words_whatever_they_hold(client, app):
    story = a_released_story(title="<b>x</b> & {{ 7*7 }}", words="<script>alert(1)</script>\n好")

    page = client.get(f"/stories/{story.code}").text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


def test_a_poster_prints_the_story_with_a_code_of_its_address(client, story):
    page = client.get(f"/stories/{story.code}/poster").text

    assert "A new cover" in page
    assert f"/stories/{story.code}/code.svg" in page
    assert "<svg" in client.get(f"/stories/{story.code}/code.svg").text


def opened(content):
    return Image.open(io.BytesIO(content))


def test_the_card_of_a_grid_and_of_a_story_are_pictures_of_the_right_size(client, story):
    board = a_board()

    for address in (f"/b/{board.code}/card.png", f"/stories/{story.code}/card.png"):
        answer = client.get(address)
        assert answer.mimetype == "image/png"
        assert opened(answer.data).size == (1200, 630)
        assert len(answer.data) < 400_000


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("春江社区第1网格", id="ordinary"),
        pytest.param("䶮㛃𬭎" * 20, id="long, of rare characters"),
        pytest.param("Supercalifragilistic" * 8, id="one endless word"),
        pytest.param("", id="none"),
    ],
)
def test_whatever_stands_on_a_card_stays_inside_it_and_is_the_same_again(title):
    content = CardContent("网格", title, "滨江区 · 长河街道" * 9, ("上报 3 件" * 30,), "p.example")

    card = opened(draw_card(content)).convert("RGB")

    assert draw_card(content) == draw_card(content)
    edge = {card.getpixel((WIDTH - 1, y)) for y in range(110, HEIGHT - 90)}
    assert len(edge) == 1, "nothing runs over the right edge"


@pytest.mark.parametrize("size", [(1, 1), (3000, 2), (2, 3000), (640, 480)])
def test_a_photo_of_any_shape_fits_on_a_card(size):
    content = CardContent("网格", "题", "下", photo=a_photo(size=size))

    assert opened(draw_card(content)).size == (WIDTH, HEIGHT)


def test_lines_break_between_english_words_and_never_before_a_full_stop():
    from portal.boards import card

    font = card._font(40)
    lines = wrapped("The lamp at the gate is on again", 300, font)
    chinese = wrapped("路灯又亮了，大家晚上走路放心了。", 200, font)

    assert " ".join(lines) == "The lamp at the gate is on again"
    assert not any(line[0] in "，。" for line in chinese)


def test_the_grid_of_a_story_without_a_board_is_told_all_the_same(client, app):
    story = a_released_story(grid=a_grid())

    assert client.get(f"/stories/{story.code}").status_code == 200
