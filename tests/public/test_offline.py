"""What a phone may keep, how it lets the worker in, and how a form from its outbox is answered."""

import json
import re
from pathlib import Path

import pytest

from portal import assets
from portal.accounts.rules import Role
from portal.cases.models import Case
from portal.db import db
from portal.offline import Keep
from tests.factories import (
    a_board,
    a_clerk,
    a_grid,
    a_matter,
    a_photo,
    a_resolved_case,
    a_volunteer,
    signed_in,
    somebody_at_the_door,
)
from tests.public.reporting import form_for, in_english, kept_in, key_in, sent

LATER, NOW_ = {"X-Outbox": "later"}, {"X-Outbox": "now"}


@pytest.fixture
def client(client):
    """A browser that asks for English."""
    return in_english(client)


def worker_facts(client):
    script = client.get("/sw.js").text
    return json.loads(re.match(r"const KEPT = (\{.*\});\n", script)[1])


def test_the_worker_stands_over_the_whole_site_and_is_asked_for_anew(client):
    answer = client.get("/sw.js")

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert not re.search(r"^(import|export)\b", answer.text, re.MULTILINE)
    assert client.post("/sw.js").status_code == 405


def test_the_worker_knows_the_pages_for_when_there_is_no_line(client):
    facts = worker_facts(client)

    assert facts["offline"] in facts["pages"]
    assert facts["door"] == "/staff/sign-in"
    assert re.fullmatch(r"[0-9a-f]{10}", facts["version"])
    for address in facts["pages"]:
        assert client.get(address).headers["X-Keep-Offline"] == Keep.OPEN


def test_every_part_that_a_kept_page_needs_has_its_contents_address(client):
    board = a_board()

    for page in (f"/b/{board.code}", f"/b/{board.code}/report", "/offline", "/outbox"):
        named = re.findall(r'(?:src|href)="(/static/[^"#]+)', client.get(page).text)
        assert named
        assert all(re.search(r"\?v=[0-9a-f]{10}$", address) for address in named), page


def test_a_module_names_others_by_their_marks_so_that_old_and_new_never_meet(client):
    page = client.get("/").text
    once = re.search(r"/static/js/once\.js(\?v=\w{10})", page)[1]
    outbox = client.get("/static/js/outbox.js").text

    assert f'from "./once.js{once}"' in outbox
    assert "v=" not in (Path(assets.__file__).parent / "static/js/outbox.js").read_text()


def test_the_home_screen_knows_the_portal_by_name(client):
    answer = client.get("/app.webmanifest")

    assert answer.mimetype == "application/manifest+json"
    assert answer.json["name"] == "Grid portal"
    assert client.get(answer.json["icons"][0]["src"]).status_code == 200
    assert 'rel="manifest" href="/app.webmanifest"' in client.get("/").text


MAY_BE_KEPT = {
    "public.show_board": "open",
    "public.report": "open",
    "public.offline_page": "open",
    "public.outbox_page": "open",
    "public.show_points": "open",
    "staff.new_case": "staff",
    "staff.list_patrols": "staff",
    "staff.new_patrol": "staff",
    "staff.new_info_item": "staff",
    "staff.list_in_my_hands": "day",
    "staff.list_to_verify": "day",
    "staff.show_outbox": "staff",
    "staff.check_board": "staff",
}


OF_A_VOLUNTEER = dict.fromkeys(
    ("staff.my_page", "staff.my_statement", "staff.list_my_helps"), "staff"
)
OF_WORKERS = {"staff.new_info_item", "staff.check_board"}


def kept_of_all_pages(app, client, grid):
    """Open every page with a plain address or one of this grid; return how each may be kept."""
    board, case = a_board(grid), a_resolved_case(grid=grid)
    given = {"code": board.code, "token": case.follow_token, "number": case.number}
    kept = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static" or "<int:" in rule.rule:
            continue
        if not rule.arguments <= given.keys():
            continue
        address = rule.rule.replace("/r/<string:token>", f"/r/{case.ratings[0].token}")
        address = re.sub(r"<string:(\w+)>", lambda name: given[name.group(1)], address)
        if how := client.get(address).headers.get("X-Keep-Offline"):
            kept[rule.endpoint] = how
    return kept


def test_only_open_pages_and_the_forms_of_a_round_may_be_kept(app, client):
    grid = a_grid()
    signed_in(client, a_clerk(Role.GRID_WORKER, area_code=grid.code))

    assert kept_of_all_pages(app, client, grid) == MAY_BE_KEPT


def test_a_volunteer_keeps_their_own_page_and_forms_and_not_those_of_workers(app, client):
    grid = a_grid()
    signed_in(client, a_volunteer(grid))

    kept = kept_of_all_pages(app, client, grid)

    theirs = {page: how for page, how in MAY_BE_KEPT.items() if page not in OF_WORKERS}
    assert kept == theirs | OF_A_VOLUNTEER


def test_a_page_that_is_refused_is_not_to_be_kept(client):
    assert "X-Keep-Offline" not in client.get("/b/NOTHERE").headers
    assert "X-Keep-Offline" not in client.get("/staff/cases/new").headers


def test_a_form_that_has_waited_gets_a_token_that_is_good(app, another):
    board, matter = a_board(), a_matter()
    same = {"PORTAL_DATABASE_URL": app.config["SETTINGS"].database_url}
    browser = in_english(another(forms_need_tokens=True, **same).test_client())
    form = form_for(browser, board, matter=matter.code)

    fresh = browser.get("/fresh-form")
    answer = sent(browser, board, form | {"csrf_token": fresh.json["token"]}, headers=LATER)

    assert fresh.headers["Cache-Control"] == "no-store"
    assert fresh.json["person"] is None
    assert answer.status_code == 200


def test_a_form_that_has_waited_learns_whose_session_it_is(client):
    person = somebody_at_the_door()
    signed_in(client, person)

    assert client.get("/fresh-form").json["person"] == person.number


@pytest.mark.parametrize("how", [LATER, NOW_], ids=["later", "now"])
def test_a_report_from_the_outbox_is_told_its_number_and_the_way_to_it(client, how):
    board, matter = a_board(), a_matter()
    form = form_for(client, board, matter=matter.code)

    first = sent(client, board, form, [("a.jpg", a_photo())], headers=how)
    again = sent(client, board, form, [("a.jpg", a_photo())], headers=how)

    [case] = db.session.query(Case)
    assert first.status_code == 200
    assert first.json == {"to": f"/f/{case.follow_token}/received", "number": case.number}
    assert again.json == first.json
    assert len(case.photos) == 1


def test_a_report_that_cannot_be_kept_is_told_why_and_nothing_is_stored(client):
    board = a_board()

    answer = sent(client, board, form_for(client, board), headers=LATER)

    assert answer.status_code == 422
    assert answer.json["said"] == "Choose what it is: tap one of the tiles or a line below."
    assert db.session.query(Case).count() == 0


def test_a_board_that_is_not_there_says_so_to_the_outbox_too(client):
    answer = client.post("/b/NOTHERE/report", data={}, headers=LATER)

    assert answer.status_code == 404
    assert answer.json["said"]


def test_a_stale_token_is_told_to_the_outbox_in_a_few_words(another):
    browser = in_english(another(forms_need_tokens=True).test_client())

    answer = browser.post(f"/b/{a_board().code}/report", data={"csrf_token": "old"}, headers=LATER)

    assert answer.status_code == 400
    assert answer.json["said"]


def test_a_report_with_a_stale_token_comes_back_as_typed_with_a_good_one(app, another):
    board, matter = a_board(), a_matter()
    same = {"PORTAL_DATABASE_URL": app.config["SETTINGS"].database_url}
    browser = in_english(another(forms_need_tokens=True, **same).test_client())
    form = form_for(browser, board, matter=matter.code, words="the lamp is out", csrf_token="old")

    page = sent(browser, board, form, [("a.jpg", a_photo())])

    assert page.status_code == 400
    assert "This page was too old to be sent. Send it once more, as it is now." in page.text
    assert "the lamp is out" in page.text
    assert f'value="{matter.code}" id="m-{matter.code}" checked' in page.text or (
        re.search(rf'value="{matter.code}"[^>]* checked', page.text)
    )
    assert "A photo that is not listed here did not arrive: choose it again." in page.text
    assert kept_in(page.text) == []
    assert db.session.query(Case).count() == 0
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)[1]
    assert key_in(page.text) == form["key"]
    assert sent(browser, board, form | {"csrf_token": token}).status_code == 303


def test_the_outbox_and_the_page_without_a_line_can_be_read(client):
    assert "Nothing waits." in client.get("/outbox").text
    assert "You have no line now" in client.get("/offline").text


def test_what_is_said_once_waits_for_a_page_that_somebody_looks_at(client):
    page = f"/b/{a_board().code}/follow"
    client.post(page, data={"address": "lin@example.com", "may_write": "y"})

    fetched_to_be_kept = client.get(page, headers={"X-Unattended": "1"}).text

    assert "Look into your letter box" not in fetched_to_be_kept
    assert "Look into your letter box" in client.get(page).text
    assert "Look into your letter box" not in client.get(page).text
