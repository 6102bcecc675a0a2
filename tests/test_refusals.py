"""Refusals and faults are pages that say what to do, and keep nothing by halves."""

import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from portal import web
from portal.access import open_to_all
from portal.accounts.rules import Role
from portal.app import JsonLines, create_app
from portal.cases.models import Case
from portal.db import db
from portal.messages import Notice
from tests.conftest import NOW
from tests.factories import (
    PASSWORD,
    a_board,
    a_case,
    a_clerk,
    a_matter,
    a_photo,
    a_resolved_case,
    an_area,
    signed_in,
    somebody_at_the_door,
)
from tests.public.reporting import form_for, in_english, sent


def title_of(page):
    return re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)[1].strip()


WAYS_TO_FAIL = {
    400: ("GET", "/%00"),
    403: ("GET", "/staff/policy"),
    404: ("GET", "/nowhere"),
    405: ("POST", "/staff/boards"),
    410: ("GET", "/r/{late}"),
    413: ("POST", "/b/{board}/report"),
    422: ("POST", "/staff/notices/read"),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", WAYS_TO_FAIL)
def test_each_refusal_is_a_page_that_says_what_to_do(client, code, language):
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=an_area().code + "001"))
    client.set_cookie("lang", language)
    case, board = a_resolved_case(), a_board()
    case.ratings[0].expires_at = NOW - timedelta(days=1)
    db.session.flush()
    method, address = WAYS_TO_FAIL[code]
    sent = {"words": "x" * 400_000} if code == 413 else {}

    page = client.open(
        address.format(late=case.ratings[0].token, board=board.code), method=method, data=sent
    )

    assert page.status_code == code
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in page.text
    assert page.text.count("<h1>") == 1
    assert re.search(r"[\u4e00-\u9fff]", title_of(page)) if language == "zh" else title_of(page)


def test_a_wrong_method_names_the_right_ones(client):
    allowed = client.post("/staff/boards").headers["Allow"]

    assert {method.strip() for method in allowed.split(",")} == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    "address",
    ["/b/%00", "/track?number=%00", "/staff/sign-in?next=%00", "/static/%00", "/?%00=1"],
)
def test_a_nul_in_an_address_is_refused_and_breaks_nothing(client, address):
    assert client.get(address).status_code in {200, 400, 404}


@pytest.mark.parametrize(
    "address",
    ["/b/%ff%fe", "/r/" + "x" * 3000, "/staff/cases?after=%F0%9F%98%80", "/b/é", "/%2e%2e"],
)
def test_an_odd_address_is_no_fault_of_ours(client, address):
    assert client.get(address).status_code < 500


def test_too_many_tries_are_told_to_wait(another):
    browser = another(PORTAL_RATE_LIMITS="on").test_client()
    browser.set_cookie("lang", "en")

    pages = [browser.post("/staff/sign-in", data={"login": "lin"}) for _try in range(16)]
    web.limiter.reset()
    web.limiter.enabled = False

    assert pages[-1].status_code == 429
    assert title_of(pages[-1]) == "Too many tries"
    assert "Wait a few minutes" in pages[-1].text


@pytest.fixture
def faulty(another):
    """The portal with two views that go wrong, each in its way."""
    app = another()

    def outrun():
        case = db.session.query(Case).one()
        db.session.execute(text("UPDATE cases SET version = version + 1"))
        case.words = "written by the slower one"
        return "seemed well until the commit"

    def broken():
        raise RuntimeError("the secret of /f/token-of-a-reporter")

    for view in (outrun, broken):
        app.add_url_rule(f"/{view.__name__}", view.__name__, open_to_all(view), methods=["POST"])
    return app


def test_the_slower_of_two_is_told_and_nothing_of_theirs_is_kept(faulty):
    case = a_case(words="as reported")
    browser = faulty.test_client()
    browser.set_cookie("lang", "en")

    page = browser.post("/outrun")

    assert page.status_code == 409
    assert title_of(page) == "Something changed meanwhile"
    assert "Nothing was changed." in page.text
    assert case.words == "as reported"


def test_a_fault_is_a_page_without_a_word_about_its_cause(faulty, caplog):
    browser = faulty.test_client()
    browser.set_cookie("lang", "en")

    page = browser.post("/broken")

    assert page.status_code == 500
    assert title_of(page) == "Something went wrong on our side"
    assert "secret" not in page.text
    record = next(record for record in caplog.records if record.message == "fault")
    assert record.facts == {"request_id": page.headers["X-Request-Id"], "view": "broken"}
    assert record.exc_info


@pytest.fixture
def door(settings_for, own_file):
    """A SQLite file with somebody who may sign in, and a way to open portals on it."""
    opened = []

    def portal_on(database):
        app = create_app(settings_for(PORTAL_DATABASE_URL=database))
        app.config.update(WTF_CSRF_ENABLED=False)
        opened.append(app)
        return app

    app = portal_on(f"sqlite:///{own_file}")
    with app.app_context():
        somebody_at_the_door()
        db.session.commit()
    yield own_file, portal_on
    for app in opened:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_database_that_only_reads_is_said_and_nothing_is_lost(door):
    path, portal_on = door
    browser = portal_on(f"sqlite:///file:{path}?mode=ro&uri=true").test_client()
    browser.set_cookie("lang", "en")

    page = browser.post("/staff/sign-in", data={"login": "lin", "password": PASSWORD})

    assert page.status_code == 503
    assert title_of(page) == "The portal cannot save just now"
    assert "Nothing was lost" in page.text
    assert browser.get("/staff/sign-in").status_code == 200


def test_a_full_disk_is_said_and_keeps_nothing_by_halves(door):
    path, portal_on = door
    app = portal_on(f"sqlite:///{path}")

    def write_much():
        db.session.add(Notice(person_id=1, kind="x", case_number="", facts="x" * 99_999, at=NOW))
        return "seemed well until the commit"

    app.add_url_rule("/much", "much", open_to_all(write_much), methods=["POST"])
    with app.app_context():
        event.listen(db.engine, "connect", no_room)
    browser = app.test_client()
    browser.set_cookie("lang", "en")

    page = browser.post("/much")

    assert page.status_code == 503
    assert title_of(page) == "The portal cannot save just now"
    with app.app_context():
        assert db.session.query(Notice).count() == 0


def no_room(connection, _record):
    """Let the database grow no further: SQLite then says that the disk is full."""
    connection.execute("PRAGMA max_page_count = 1")


def test_a_fault_on_a_secret_address_is_logged_without_it(faulty, caplog):
    def fail(token):
        db.session.execute(text("SELECT 1 FROM nowhere WHERE token = :token"), {"token": token})

    rule = "/secret/<string:token>"
    faulty.add_url_rule(rule, "fail", open_to_all(fail), methods=["POST"])

    page = faulty.test_client().post("/secret/token-of-a-reporter")

    everything = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert page.status_code in {500, 503}
    assert "nowhere" in everything
    assert "token-of-a-reporter" not in everything


def test_a_commit_that_fails_is_not_logged_as_done(faulty, caplog):
    caplog.set_level(logging.INFO, "portal.request")
    a_case()

    faulty.test_client().post("/outrun")

    statuses = [
        record.facts["status"] for record in caplog.records if record.name == "portal.request"
    ]
    assert statuses == [409]


@pytest.mark.parametrize("store", ["a folder that takes nothing", "a server that is away"])
def test_a_photo_that_cannot_be_kept_is_said_and_makes_no_case(
    another, monkeypatch, tmp_path, store
):
    address = f"file://{tmp_path}"
    (tmp_path / "photos").write_text("in the way")
    if store == "a server that is away":
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        address = "s3://photos"
    board, matter = a_board(), a_matter()
    browser = in_english(another(PORTAL_FILES_URL=address).test_client())
    form = form_for(browser, board, matter=matter.code)

    page = sent(browser, board, form, photos=[("photo.jpg", a_photo())])

    assert page.status_code == 503
    assert title_of(page) == "The portal cannot save just now"
    assert db.session.query(Case).count() == 0
