"""What counts as a scan of a board, and that a scan leaves nothing but its count."""

import logging

import pytest
from sqlalchemy import inspect, select, text

from portal import counting
from portal.accounts.rules import Role
from portal.app import JsonLines
from portal.boards.models import BoardDay
from portal.db import db
from tests.factories import DISTRICT_CODE, a_board, a_clerk, signed_in
from tests.public.reporting import in_english

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; 23127PN0CC) AppleWebKit/537.36 Chrome/126.0 Mobile "
    "Safari/537.36 MicroMessenger/8.0.49"
)
DESKTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36"
ROBOTS = (
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "Mozilla/5.0 (Linux; Android 6.0) Mobile Safari (compatible; Googlebot/2.1)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "Mozilla/5.0 (Linux; Android 5.0) Mobile (compatible; Bytespider; spider-feedback@x)",
    "DingTalkBot-LinkService/1.0",
    "WhatsApp/2.23.20.0",
    "facebookexternalhit/1.1",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (X11; Linux x64) HeadlessChrome/126.0 Safari/537.36",
    "curl/8.5.0",
    "python-requests/2.32",
    "Go-http-client/1.1",
    "",
)


@pytest.fixture
def tally(app, monkeypatch):
    own = counting.Tally(app)
    monkeypatch.setitem(app.extensions, "tally", own)
    return own


@pytest.fixture
def client(client):
    return in_english(client)


def opened(client, board, agent=PHONE, path="", **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.get(f"/b/{board.code}{path}", headers={"User-Agent": agent} | given)


def counted(tally):
    tally.flush()
    db.session.expire_all()
    rows = db.session.execute(select(BoardDay.board_id, BoardDay.from_phone, BoardDay.count))
    return [tuple(row) for row in rows]


def test_opening_a_board_on_a_phone_is_a_scan(client, tally):
    board = a_board()

    assert opened(client, board).status_code == 200

    assert counted(tally) == [(board.id, True, 1)]


def test_opening_a_board_on_something_else_is_counted_apart(client, tally):
    board = a_board()
    opened(client, board, DESKTOP)
    opened(client, board)

    assert counted(tally) == [(board.id, False, 1), (board.id, True, 1)]


def test_small_letters_and_a_signature_are_the_same_board(client, tally):
    board = a_board()
    client.get(f"/b/{board.code.lower()}?s=A2345678", headers={"User-Agent": PHONE})

    assert counted(tally) == [(board.id, True, 1)]


@pytest.mark.parametrize("agent", ROBOTS)
def test_robots_and_previews_of_links_are_left_out(client, tally, agent):
    assert opened(client, a_board(), agent).status_code == 200

    assert counted(tally) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
        ("X-Unattended", "1"),
        ("Referer", "http://localhost/"),
    ],
)
def test_what_is_fetched_ahead_kept_or_clicked_inside_is_left_out(client, tally, name, value):
    board = a_board()
    client.get(f"/b/{board.code}", headers={"User-Agent": PHONE, name: value})

    assert counted(tally) == []


def test_coming_from_another_site_is_a_scan(client, tally):
    board = a_board()
    opened(client, board, Referer="http://localhost.example.org/")

    assert counted(tally) == [(board.id, True, 1)]


def test_staff_at_work_are_left_out(client, tally):
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    opened(client, a_board())

    assert counted(tally) == []


def test_a_code_that_does_not_exist_and_a_head_request_are_no_scan(client, tally):
    board = a_board()
    client.get("/b/NOBODY", headers={"User-Agent": PHONE})
    client.head(f"/b/{board.code}", headers={"User-Agent": PHONE})
    opened(client, board, path="/report")
    opened(client, board, path="/board.pdf")

    assert counted(tally) == []


def test_a_page_that_was_kept_ready_is_counted_each_time(client, app, tally, monkeypatch):
    monkeypatch.setitem(app.config, "PAGES_KEPT_SECONDS", 5)
    monkeypatch.setitem(app.extensions, "kept_pages", {})
    board = a_board()
    first = opened(client, board)
    again = opened(client, board, If_None_Match=first.headers["ETag"])
    opened(client, board, path="?s=A2345678")

    assert again.status_code == 304
    assert counted(tally) == [(board.id, True, 3)]
    assert len(app.extensions["kept_pages"]) == 1


def everything_kept():
    """Every row of every table, so that whatever is written anywhere shows."""
    line = db.session.connection()
    return {
        table: sorted(map(repr, line.execute(text(f'SELECT * FROM "{table}"'))))
        for table in inspect(line).get_table_names()
        if not table.startswith("case_search")
    }


def test_a_scan_leaves_its_count_and_nothing_else_anywhere(client, tally, caplog):
    """Neither in a table, nor in a cookie, nor in a log: only how often, and phone or not."""
    caplog.set_level(logging.DEBUG)
    board = a_board()
    db.session.commit()
    before = everything_kept()
    caplog.clear()

    response = client.get(
        f"/b/{board.code}",
        headers={"User-Agent": PHONE, "X-Forwarded-For": "203.0.113.9", "Accept-Language": "zh"},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )

    assert everything_kept() == before, "the request itself writes nothing"
    assert "Set-Cookie" not in response.headers
    lines = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert board.code not in lines
    assert "Android" not in lines
    assert "203.0.113" not in lines
    tally.flush()
    db.session.expire_all()
    after = everything_kept()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"board_hours", "board_days", "board_months"}
    kept = repr([after[table] for table in changed])
    for personal in ("203.0.113", "Android", "Micro", "zh"):
        assert personal not in kept
    assert [len(after[table]) for table in sorted(changed)] == [1, 1, 1]


def test_the_log_says_from_where_staff_opened_a_board(client, caplog):
    """Every access of staff is logged with from where, also to a page that is open to all."""
    caplog.set_level(logging.INFO)
    board = a_board()
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    caplog.clear()

    client.get(f"/b/{board.code}", environ_base={"REMOTE_ADDR": "203.0.113.9"})

    lines = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert "203.0.113.9" in lines
